"""Searching: the box, what is found while one types, completion, earlier searches, and keeping one as a smart feed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from haowai_tui.errors import QueryError, UsageError
from haowai_tui.library.searching import Order
from haowai_tui.locale import gettext as _
from haowai_tui.tui import places, screens
from haowai_tui.tui.screens.offering import Offering
from haowai_tui.tui.widgets.status import BETWEEN

if TYPE_CHECKING:
    from textual.widget import AwaitMount
    from textual.widgets import Input

    from haowai_tui.tui.widgets.search import SearchField, SearchHelp

_DELAY = 0.15
_EARLIER = "searches"
_ORDER = "search-order"
_ORDERS: tuple[Order, ...] = ("newest", "best", "score")
_MOST_KEPT = 50


class Searching(Offering):
    """Answers `/` and `\\` and what is typed then."""

    _earlier: list[str]
    _earlier_at = 0
    """The place among the earlier searches that the box shows; their number for what is being typed."""
    _typed = ""
    _offered: Sequence[str] = ()
    _offered_from = 0
    _offered_at = -1
    _completed = ""
    """What the box held after the last completion: it is not completed anew before it is changed."""
    _begun_in = "headlines", False
    """The pane that had the focus before the box, and whether the article stood alone."""

    _box: tuple[SearchField, SearchHelp] | None = None
    _is_there: AwaitMount

    @property
    def search_field(self) -> SearchField:
        return self._search_box()[0]

    @property
    def search_help(self) -> SearchHelp:
        return self._search_box()[1]

    @property
    def search_is_open(self) -> bool:
        return self._box is not None and self._box[0].has_class("open")

    def _search_box(self) -> tuple[SearchField, SearchHelp]:
        """Where one types. It is made when somebody wants to search: a start goes without it."""
        if self._box is None:
            from haowai_tui.tui.widgets.search import SearchField, SearchHelp

            self._box = SearchField(id="search", placeholder=_("Search all articles")), SearchHelp()
            self.typed_into = self._box[0]
            self._is_there = self.query_one("#foot").mount(*reversed(self._box), before=self.status)
        return self._box

    async def load_search(self) -> None:
        """Read what the last session left: earlier searches and their order."""
        kept = await self.ask(self.library.get_value, _EARLIER)
        self._earlier = _strings(kept)
        order = await self.ask(self.library.get_value, _ORDER)
        self.search_order = next((known for known in _ORDERS if known == order), "newest")

    # Opening and closing.

    def action_search(self) -> None:
        """Search where the reader is: the words of the article, or all articles."""
        if self.pane == "article" and self.open_article is not None:
            self._open_search(within=True)
        else:
            self.action_search_all()

    def action_search_all(self) -> None:
        if not self.place.startswith("search:"):
            self.place_before_search = self.place
        self._begun_in = self.pane, self.has_class("zoom")
        # What is found shows while it is typed, also where one pane has the screen.
        self.lay_out("headlines", zoomed=False)
        self._open_search(within=False)

    def _open_search(self, *, within: bool) -> None:
        box = self.search_field
        self.searching_within = within
        box.placeholder = _("Search in this article") if within else _("Search all articles")
        box.add_class("open")
        self.search_help.set_class(not within, "open")
        self._show_offer((), 0)
        self._tell_fault("")
        box.value = self.article_pane.finder.query if within else self.place.partition("search:")[2]
        box.cursor_position = len(box.value)
        self._earlier_at = len(self._earlier)
        hints = (
            _("Enter results   Tab complete   Up earlier   Ctrl+O order   Ctrl+S keep   Esc leave")
            if not within
            else _("Enter next match   Esc leave")
        )
        self.status.hints = tuple(hints.split(BETWEEN))
        # What was said before would stand in the place of these.
        self.say("")
        self.hold_keys()
        self.start_going(self._focus_box(box), group="box")

    async def _focus_box(self, box: SearchField) -> None:
        """Let what is typed go to the box; what was typed since it was asked for is in it, too."""
        try:
            if not box.is_mounted:
                await self._is_there
            self.set_focus(box)
        finally:
            self.take_keys()

    def close_search(self) -> None:
        """Put the box away."""
        if self.search_timer is not None:
            self.search_timer.stop()
        self.search_field.remove_class("open")
        self.search_help.remove_class("open")
        self.status.hints = self.hints()
        self.query_one(f"#{'article' if self.searching_within else 'headlines'}").focus(scroll_visible=False)

    def back_to_where_it_began(self) -> None:
        """Look again at what was looked at when a search of all articles began."""
        pane, zoomed = self._begun_in
        self.lay_out(pane, zoomed=zoomed)
        self.query_one(f"#{pane}").focus(scroll_visible=False)

    # Typing.

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id != "search" or not self.search_is_open:
            return
        if self.search_timer is not None:
            self.search_timer.stop()
        self._tell_fault("")
        if event.value.strip() or self.searching_within:
            self.search_timer = self.set_timer(_DELAY, self._search_now)
        if not self.searching_within and event.value != self._completed:
            self.start(self._offer(event.value, self.search_field.cursor_position), group="offer")

    def _search_now(self) -> None:
        query = self.search_field.value.strip()
        if self.searching_within:
            self.article_pane.find(query)
            if not query:
                self.meanwhile_is_over()
        elif query:
            self.start(self._as_typed(query), group="place")

    async def _as_typed(self, query: str) -> None:
        await self._found(query)

    async def _found(self, query: str) -> bool:
        """Show what a query finds; False when it cannot be understood, which is said and leaves the list as it is."""
        try:
            await self.show_place(places.search_key(query))
        except UsageError as error:
            self._tell_fault(str(error), error.column if isinstance(error, QueryError) else 0)
            return False
        return True

    def _tell_fault(self, fault: str, column: int = 0) -> None:
        hint = _('"a phrase"  -not  OR  ( )  title:  feed:  tag:  is:unread  after:7d  pinyin: hyqs')
        self.search_help.tell(fault=fault, hint=hint)
        # The box may begin with spaces, which are no part of the query that was asked.
        spaces = len(self.search_field.value) - len(self.search_field.value.lstrip())
        self.search_field.mark_from(column + spaces if column else 0)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id != "search":
            return
        query = event.value.strip()
        if self.searching_within:
            self.close_search()
            if query != self.article_pane.finder.query:
                self.article_pane.find(query)
            self.take_keys()
        elif query:
            if self.search_timer is not None:
                self.search_timer.stop()
            self.start(self._submitted(query), group="place")
        else:
            self.close_search()
            self.take_keys()

    async def _submitted(self, query: str) -> None:
        try:
            if not await self._found(query):
                return
            self.close_search()
            self.focus_pane("headlines")
        finally:
            self.take_keys()
        self.preview_soon()
        await self._remember(query)

    # The box's own keys.

    def on_search_field_asked(self, event: SearchField.Asked) -> None:
        if event.what in ("complete", "complete_back"):
            self._complete(1 if event.what == "complete" else -1)
        elif event.what in ("earlier", "later"):
            self._recall(-1 if event.what == "earlier" else 1)
        elif event.what == "sort" and not self.searching_within:
            self.start(self.next_order(), group="place")
        elif event.what == "save_search" and not self.searching_within:
            self.action_save_search()

    async def _offer(self, text: str, cursor: int) -> None:
        start, words = await self.ask(self.library.complete_query, text, cursor)
        if self.search_field.value == text:
            self._show_offer(words, start)

    def _show_offer(self, words: Sequence[str], start: int) -> None:
        self._offered, self._offered_from, self._offered_at = words, start, -1
        self.search_help.offer(words)

    def _complete(self, step: int) -> None:
        """Put the next of what may follow into the box; the only one is done with at once."""
        if not self._offered or self.searching_within:
            return
        box, words = self.search_field, self._offered
        at = self._offered_at
        self._offered_at = (at + step) % len(words) if at >= 0 else 0 if step > 0 else len(words) - 1
        word = words[self._offered_at]
        rest = box.value[box.cursor_position :]
        if len(words) == 1:
            word += "" if word.endswith(":") or rest else " "
            self._offered = ()
        self._completed = "" if len(words) == 1 else box.value[: self._offered_from] + word + rest
        box.value = box.value[: self._offered_from] + word + rest
        box.cursor_position = self._offered_from + len(word)
        self.search_help.offer(words if len(words) > 1 else (), self._offered_at)

    def _recall(self, step: int) -> None:
        """Show an earlier search in the box, or what was being typed before."""
        if self.searching_within or not self._earlier:
            return
        if self._earlier_at == len(self._earlier):
            self._typed = self.search_field.value
        self._earlier_at = max(0, min(len(self._earlier), self._earlier_at + step))
        recalled = [*self._earlier, self._typed][self._earlier_at]
        self.search_field.value = recalled
        self.search_field.cursor_position = len(recalled)

    async def _remember(self, query: str) -> None:
        self._earlier = [*(text for text in self._earlier if text != query), query][-_MOST_KEPT:]
        kept = json.dumps(self._earlier, ensure_ascii=False)
        await self.aside(self.ask(self.library.set_value, _EARLIER, kept))

    # Order, and keeping.

    async def next_order(self) -> None:
        """What a search finds in the next order: newest, best, or what rules score."""
        self.search_order = _ORDERS[(_ORDERS.index(self.search_order) + 1) % len(_ORDERS)]
        await self.aside(self.ask(self.library.set_value, _ORDER, self.search_order))
        if self.place.startswith("search:"):
            await self.show_place(self.place)
        sentences = {
            "newest": _("The newest comes first."),
            "best": _("What answers best comes first."),
            "score": self.told_of_scores(),
        }
        self.say(sentences[self.search_order])

    def told_of_scores(self) -> str:
        """What to say when what rules score comes first."""
        if any(do.startswith("score:") for rule in self.library.settings.rules for do in rule.do):
            return _("What rules score comes first.")
        return _("No rule scores anything yet, so the newest comes first.")

    def action_save_search(self) -> None:
        """Keep what is being looked for as a smart feed; without a search, change the smart feed or begin one."""
        query = self.search_field.value.strip() if self.search_is_open else self.place.partition("search:")[2]
        if not query:
            super().action_save_search()
            return

        def named(name: str | None) -> None:
            if name:
                self.start(self._save_search(name, query), group="save-search")

        title = _("Keep this search as a smart feed called")
        self.app.push_screen(screens.PromptScreen(title, hint=query, value=query), named)

    async def _save_search(self, name: str, query: str) -> None:
        new = await self.ask(self.library.save_query, name, query)
        await self.show_feeds()
        text = _("The smart feed {name} is added.") if new else _("The smart feed {name} asks this now.")
        self.say(text.format(name=name))


def _strings(text: str | None) -> list[str]:
    """What was kept as JSON; nothing when another version kept something else."""
    try:
        found = json.loads(text or "[]")
    except ValueError:
        return []
    return [item for item in found if isinstance(item, str)] if isinstance(found, list) else []
