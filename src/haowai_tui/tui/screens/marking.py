"""Read and unread, stars, and taking it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace

from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted, number
from haowai_tui.model import Selection
from haowai_tui.tui import places, screens
from haowai_tui.tui.lengthy import marked_sentence, undone_sentence
from haowai_tui.tui.screens.flow import Flow

_ASK_FROM = 50
"""Marking this many articles read at once asks first."""


class Marking(Flow):
    """What the reader does to articles. Every change is on disk before the screen shows it."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._asked: defaultdict[tuple[int, str], list[bool]] = defaultdict(list)
        """What an article is to be read or starred, for each press of a key that is still being stored."""

    def _subject(self) -> tuple[int, bool, bool] | None:
        """The article a mark is about, as (id, read, starred): the open one while reading, else the list's."""
        if self.pane in ("article", "side") and self.open_article is not None:
            return self.open_article.id, self.open_article.read, self.open_article.starred
        headline = self.headlines_pane.current
        return (headline.id, headline.read, headline.starred) if headline else None

    def action_toggle_read(self) -> None:
        subject = self._subject()
        if subject is None:
            self.say(_("Choose an article first."))
        else:
            article_id, read, _starred = subject
            self.leave_uncounted()
            wanted = not self._asked_last(article_id, "read", shown=read)
            self._asked[article_id, "read"].append(wanted)
            self.change(article_id, partial(self._mark_and_say, read=wanted), state="read")

    async def _mark_and_say(self, article_id: int, *, read: bool) -> None:
        if await self.has_marked(article_id, read=read):
            self.say(_("Marked read.") if read else _("Marked unread."))
        else:
            self.say(_("It is read already.") if read else _("It is unread already."))

    def action_toggle_star(self) -> None:
        subject = self._subject()
        if subject is None:
            self.say(_("Choose an article first."))
        else:
            article_id, _read, starred = subject
            wanted = not self._asked_last(article_id, "starred", shown=starred)
            self._asked[article_id, "starred"].append(wanted)
            self.change(article_id, partial(self._star, starred=wanted), state="starred")

    def _asked_last(self, article_id: int, state: str, *, shown: bool) -> bool:
        """What an article is to be, where that is still being stored; else what it is `shown` to be."""
        asked = self._asked.get((article_id, state))
        return asked[-1] if asked else shown

    def change(self, article_id: int, change: Callable[[int], Coroutine[Any, Any, None]], *, state: str = "") -> None:
        """Do `change` to an article, and keep it so that it can be done to others. `state` names what was asked for."""
        self.last_change = change
        self.start(self._changed(article_id, state, change(article_id)), group="mark", exclusive=False)

    async def _changed(self, article_id: int, state: str, change: Coroutine[Any, Any, None]) -> None:
        try:
            await change
        finally:
            if asked := self._asked.get((article_id, state)):
                asked.pop(0)
                if not asked:
                    del self._asked[article_id, state]

    def action_repeat(self) -> None:
        subject = self._subject()
        if self.last_change is None:
            self.say(_("Nothing has been changed yet that could be done again."))
        elif subject is not None:
            self.start(self.last_change(subject[0]), group="mark", exclusive=False)

    async def _star(self, article_id: int, *, starred: bool) -> None:
        changed = await self.ask(self.library.set_starred, (article_id,), starred)
        if not changed:
            self.say(_("It has a star already.") if starred else _("It has no star."))
            return
        self.headlines_pane.patch(changed, starred=starred)
        if self.open_article is not None and self.open_article.id == article_id:
            self.open_article = replace(self.open_article, starred=starred)
        await self.show_feeds()
        self.say(_("Starred.") if starred else _("Unstarred."))

    def action_mark_all_read(self) -> None:
        """Mark a whole list read: that of the row under the cursor in the feeds pane, else the one that is shown."""
        row = self.feeds_pane.current if self.pane == "feeds" else None
        if row is not None and row.key != self.place:
            self.start(self._ask_mark_row(row), group="mark", exclusive=False)
        else:
            self.start(self._ask_mark_all(self.headlines_pane.selection, ""), group="mark", exclusive=False)

    async def _ask_mark_row(self, row: places.Row) -> None:
        found = await self.ask_first(lambda: self.search_of(row.key, self.opened(row.key)))
        await self._ask_mark_all(found.selection, row.title)

    async def _ask_mark_all(self, selection: Selection, title: str) -> None:
        # The list may not have been counted to its end.
        count = await self.reader_app.first(self.reader_app.ask_looking(self.library.count, selection))
        if not count:
            self.say(_("There is no article in this list."))
            return
        if count < _ASK_FROM:
            await self._mark_all(selection, count)
            return
        if title:
            question = counted(
                "Mark {count} article of {title} read?",
                "Mark all {count} articles of {title} read?",
                count,
                title=title,
            )
        else:
            question = counted(
                "Mark {count} article in this list read?", "Mark all {count} articles in this list read?", count
            )
        self.app.push_screen(screens.ConfirmScreen(question), partial(self._marking_confirmed, selection, count))

    def _marking_confirmed(self, selection: Selection, count: int, answer: bool | None) -> None:
        if answer:
            self.start(self._mark_all(selection, count), group="mark", exclusive=False)

    async def _mark_all(self, selection: Selection, most: int) -> None:
        """Mark all of a selection of at most so many articles read."""
        count, is_all = await self.reader_app.mark_read(selection, most, self._marked)
        if is_all and selection == self.headlines_pane.selection:
            self.headlines_pane.patch_all_read()
        await self.show_feeds()
        self._say_marked(count, is_all)

    def action_mark_everything_read(self) -> None:
        count = sum(feed.unread for feed in self.feeds_now)
        if not count:
            self.say(_("Everything has been read."))
            return
        question = counted(
            "Mark the {count} unread article of all feeds read?",
            "Mark all {count} unread articles of all feeds read?",
            count,
        )
        self.app.push_screen(screens.ConfirmScreen(question), self._everything_confirmed)

    def _everything_confirmed(self, answer: bool | None) -> None:
        if answer:
            self.start(self._mark_everything(), group="mark", exclusive=False)

    async def _mark_everything(self) -> None:
        newest = await self.ask(self.library.newest_id)
        most = sum(feed.unread for feed in self.feeds_now)
        count, is_all = await self.reader_app.mark_read(Selection(newest_id=newest), most, self._marked)
        if is_all:
            self.headlines_pane.patch_all_read()
        await self.show_feeds()
        self._say_marked(count, is_all)

    def _marked(self, ids: Sequence[int], done: int, total: int) -> None:
        """Show that of `total` articles `done` have been marked read, these last."""
        self.headlines_pane.patch(ids, read=True)
        if done < total:
            self.say(_("Marking read ... {key} stops.").format(key=self.key("cancel")), stay=True)
        self.tell_progress(f"{number(done)}/{number(total)}")

    def _say_marked(self, count: int, is_all: bool) -> None:
        self.end_lengthy()
        self.say(marked_sentence(count, is_all, self.key("undo")))

    def action_undo(self) -> None:
        self.start(self._undo(), group="mark", exclusive=False)

    async def _undo(self) -> None:
        if subscribed := await self.reader_app.first(self.reader_app.subscribed_last()):
            question = _("Undo {what}? The articles go with it, and what was marked in them.")
            self.app.push_screen(screens.ConfirmScreen(question.format(what=subscribed)), self._undoing_confirmed)
        else:
            await self._undo_now()

    def _undoing_confirmed(self, answer: bool | None) -> None:
        if answer:
            self.start(self._undo_now(), group="mark", exclusive=False)

    async def _undo_now(self) -> None:
        with self.said_late(_("Undoing ...")):
            title = await self.reader_app.undo(tell=self.tell_undoing)
        self.end_lengthy()
        if title == "":
            self.say(_("Nothing to undo."))
            return
        await self.show_undone()
        self.say(undone_sentence(title, self.key("undo")))
