"""How the feeds fare: a row for each, sorted as the reader wants, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from haowai_tui.library.health import SORTS, remarks, sorted_by, volume_bars
from haowai_tui.locale import N_
from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import brief, present
from haowai_tui.locale.numbers import counted, rate, size
from haowai_tui.model import Selection
from haowai_tui.model.health import FeedHealth
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.lengthy import removed_sentence
from haowai_tui.tui.screens.dialogs import ConfirmScreen
from haowai_tui.tui.screens.lists import ListScreen
from haowai_tui.tui.screens.over import Foot, Said
from haowai_tui.tui.widgets.sifted import SiftedList
from haowai_tui.tui.widgets.strips import Piece

if TYPE_CHECKING:
    from haowai_tui.library import Library

_NARROW = 60


_SORTED = {
    "trouble": N_("trouble first"),
    "name": N_("by name"),
    "volume": N_("the most articles first"),
    "read": N_("the least read first"),
    "size": N_("the largest first"),
    "success": N_("the longest without success first"),
}


class HealthList(SiftedList[FeedHealth]):
    """The feeds. The first line of a row is its name and figures, the second what there is to say."""

    row_height = 2

    def text_of(self, entry: FeedHealth) -> str:
        return f"{entry.feed.title} {remarks(entry)}"

    def draw_entry(self, entry: FeedHealth, line: int, width: int, base: Style) -> list[Piece]:
        row = entry
        if line:
            return self._said(row, width, base)
        accent = base + self.get_component_rich_style("rows--accent", partial=True)
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        error = base + self.get_component_rich_style("rows--error", partial=True)
        figures = self._figures(row, width)
        room = max(4, width - cell_width(figures) - len(row.figures.weeks) - 6)
        title = truncate(row.feed.title, room)
        mark = "!" if row.feed.error else "-" if row.droppable else " "
        return [
            (f" {mark} ", error if row.feed.error else quiet),
            (title + " " * (room - cell_width(title)) + " ", base),
            (volume_bars(row), accent),
            (" " + figures, quiet),
        ]

    def _figures(self, row: FeedHealth, width: int) -> str:
        share = "" if row.read_share is None else f"{round(100 * row.read_share)}%"
        narrow = width < _NARROW
        return rate(row.per_week).rjust(5) + share.rjust(5) + ("" if narrow else size(row.figures.bytes).rjust(8))

    def _said(self, row: FeedHealth, width: int, base: Style) -> list[Piece]:
        now = present()
        feed = row.feed
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        error = base + self.get_component_rich_style("rows--error", partial=True)
        last = brief(feed.last_success, now) if feed.last_success else _("never")
        parts = [_("last had {when}").format(when=last)]
        until = feed.left_alone_until(now)
        if until is not None:
            parts.append(_("next try {when}").format(when=brief(until, now)))
        if row.figures.last_opened is not None:
            parts.append(_("last opened {when}").format(when=brief(row.figures.last_opened, now)))
        said = remarks(row)
        if said:
            shown = truncate("   " + said, max(1, width - 1))
            left = width - 1 - cell_width(shown)
            return [(shown, error if feed.error else base), (truncate("  " + " · ".join(parts), max(0, left)), quiet)]
        return [(truncate("   " + " · ".join(parts), max(1, width - 1)), quiet)]

    def none_text(self) -> str:
        return _("There are no feeds yet.")


class HealthScreen(ListScreen[int | None]):
    """Gives the id of the feed to go to, or None. `refresh_feed` fetches one feed and says what came of it."""

    where = "health"
    picks = False

    def __init__(self, library: Library, refresh_feed: Callable[[int], Coroutine[Any, Any, str]]) -> None:
        super().__init__()
        self._library = library
        self._refresh_feed = refresh_feed
        self._sort = SORTS[0]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog page"):
            yield Static(Content(_("The feeds' health")), classes="dialog-title", id="health-title")
            yield Said(id="said")
            yield from self.list_of(HealthList(id="health"))
            yield Foot()

    @property
    def rows(self) -> HealthList:
        return self.query_one(HealthList)

    def on_mount(self) -> None:
        self.start_first(self._show())

    async def _show(self, *, feed_id: int | None = None) -> None:
        """Read the figures again; the cursor goes to `feed_id`, or stays on its feed, or on its row."""
        found = await self.reader_app.ask(self._library.feeds_health)
        rows = sorted_by(found, self._sort)
        current = self.rows.current
        wanted = feed_id if feed_id is not None else current.feed.id if current is not None else None
        places = [row.feed.id for row in rows]
        self.rows.show(rows, cursor=places.index(wanted) if wanted in places else None)
        feeds = counted("{count} feed", "{count} feeds", len(rows))
        texts = size(sum(row.figures.bytes for row in rows))
        title = " · ".join((_("The feeds' health"), feeds, texts, _(_SORTED[self._sort])))
        self.put("health-title", title)
        if not self.query_one(Said).text:
            self._explain()

    def on_row_list_moved(self) -> None:
        self._explain()

    def _explain(self) -> None:
        """Say the whole of what is wrong with the feed under the cursor, for which its row may be short; else what the
        figures are."""
        row = self.rows.current
        figures = _("Twelve weeks as bars, articles a week, the share that is read, the size of the texts.")
        self.explain(remarks(row) if row is not None and row.feed.error else figures)

    def action_sort(self) -> None:
        self._sort = SORTS[(SORTS.index(self._sort) + 1) % len(SORTS)]
        self.start(self._show())

    def action_choose(self) -> None:
        row = self.rows.current
        self.dismiss(row.feed.id if row else None)

    # What can be done about a feed.

    def action_refresh_feed(self) -> None:
        if row := self.rows.current:
            self.say(_("Fetching {title} ...").format(title=row.feed.title))
            self.start(self._refreshed(row.feed.id))

    async def _refreshed(self, feed_id: int) -> None:
        self.say(await self._refresh_feed(feed_id))
        await self._show()

    def action_mark_read(self) -> None:
        if row := self.rows.current:
            self.start(self._mark_read(row.feed.id, row.feed.unread))

    async def _mark_read(self, feed_id: int, unread: int) -> None:
        self.say(await self.mark_read(Selection(feeds=(feed_id,), unread=True), unread))
        await self._show()

    def action_remove(self) -> None:
        row = self.rows.current
        if row is None:
            return
        question = counted(
            "Remove {title} and its {count} article? {undo} brings it back.",
            "Remove {title} and its {count} articles? {undo} brings it back.",
            row.feed.total,
            title=row.feed.title,
            undo=self.key("undo"),
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self.start(self._remove(row))

        self.app.push_screen(ConfirmScreen(question), answered)

    async def _remove(self, row: FeedHealth) -> None:
        title = row.feed.title
        self.say(_("Removing {title} ...").format(title=title))

        def tell(done: tuple[int, int]) -> None:
            self.tell_parts(*done)

        with self.at_work():
            outcome = await self.reader_app.remove_feeds([row.feed.id], title, tell, tell)
        self.say(removed_sentence(outcome, title, self.key("undo")))
        await self._show()

    def action_undo(self) -> None:
        self.start(self._undo())

    async def _undo(self) -> None:
        self.say(await self.undo())
        await self._show()
