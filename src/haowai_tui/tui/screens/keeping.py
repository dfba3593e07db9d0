"""Keeping what shows in step with the store, whoever stored: a refresh here, or another process."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from msgspec.structs import replace

from haowai_tui.errors import NotFoundError
from haowai_tui.locale import gettext as _
from haowai_tui.model import Article, Headline, Selection
from haowai_tui.tui import places
from haowai_tui.tui.screens.showing import Showing
from haowai_tui.tui.widgets.headlines import PAGE

T = TypeVar("T")
_Look = tuple[Callable[[], Any], Callable[[Any], None], Callable[[], bool]]

LOOK_EVERY = 1.0
"""Seconds between looks at what changes behind the screen's back."""

_LOOK_SECONDS = 2.0
"""So long the database is looked over after the start; the whole of a large one is once a day, before a backup."""


class Keeping(Showing):
    """Shows what has been stored meanwhile. Nothing moves under the reader's eyes: the cursor stays on its article,
    that article on its line of the screen, and the text of the open article where it was scrolled to."""

    _looks: list[_Look]

    async def begin_watching(self) -> None:
        """Look for what other processes store, from now on, and what else is to be looked for."""
        self.watched_version = await self.ask(self.library.data_version)
        self._looks = []
        self.look_for(self.library.data_version, self._version_seen, unless=lambda: self.refresh_work is not None)
        self.set_interval(LOOK_EVERY, self._look)

    def look_for(self, asked: Callable[[], T], tell: Callable[[T], None], *, unless: Callable[[], bool]) -> None:
        """Call `asked` in the library's thread every `LOOK_EVERY` seconds, and `tell` with what it returns."""
        self._looks.append((asked, tell, unless))

    def _look(self) -> None:
        due = [(asked, tell) for asked, tell, unless in self._looks if not unless()]
        if due:
            self.start(self._look_for(due), group="looks")

    async def _look_for(self, due: list[tuple[Callable[[], Any], Callable[[Any], None]]]) -> None:
        # In one question: nobody does anything for most of the day, and each would wake this thread and the library's.
        answers = await self.ask(lambda: [asked() for asked, _tell in due])
        for answer, (_asked, tell) in zip(answers, due, strict=True):
            tell(answer)

    async def look_behind(self) -> None:
        """What an opening does without keeping anybody from reading: put back the rest of what a rescue found, and look
        the database over."""
        if await asyncio.to_thread(self.library.restore_part):
            self.status.progress = _("More of what you did is coming back ...")
            try:
                while await asyncio.to_thread(self.library.restore_part):
                    pass
            finally:
                self.status.progress = ""
            await self.after_change()
        stopped = threading.Event()
        until = time.monotonic() + _LOOK_SECONDS
        try:
            await asyncio.to_thread(self.library.look_over, lambda: stopped.is_set() or time.monotonic() > until)
        finally:
            stopped.set()

    def _version_seen(self, version: int) -> None:
        # A refresh may have begun meanwhile, and shows what it stores itself.
        if version != self.watched_version and self.refresh_work is None:
            self.watched_version = version
            self.start(self.after_change(), group="watch")

    async def after_change(self) -> None:
        """Show what a refresh, or another process, has stored."""
        await self.show_feeds()
        await self._renew_list()
        await self._renew_article()

    async def show_undone(self) -> None:
        """Show what has been taken back."""
        await self.after_change()
        if not any(row.key == self.place for row in self.feeds_pane.rows) and not self.place.startswith("search:"):
            await self.show_place(places.ALL)

    async def _renew_list(self) -> None:
        pane, place = self.headlines_pane, self.place
        generation = pane.generation
        selection = await self.ask(self._renewed, place, pane.selection)
        asked = pane.cursor
        found = await self.look(place, self._around, selection, pane.current, asked, pane.page)
        if (self.place, pane.generation) == (place, generation):
            (count, self.has_more), pages, cursor = found
            # The reader may have gone on meanwhile.
            cursor = max(0, min(cursor + pane.cursor - asked, count - 1))
            pane.renew(selection, count=count, pages=pages, cursor=cursor)
            self.title_list(place, count)

    def _renewed(self, key: str, shown: Selection) -> Selection:
        """What the list of a place selects now. A list in an order of its own stays as it was opened, and one of what
        is unread keeps what has been read in it."""
        if shown.ranked and key != places.LATER:
            return shown
        selection = self.search_of(key, self.opened(key)).selection
        return replace(selection, read_after=shown.read_after) if shown.read_after else selection

    def _around(
        self, selection: Selection, current: Headline | None, cursor: int, page: int
    ) -> tuple[tuple[int, bool], dict[int, list[Headline]], int]:
        """How many rows there are and whether more, those around the cursor by page, and the cursor's row: that of the
        article it stood on, or the same row when that article is gone."""
        if current is not None:
            place = self.library.position(selection, current.id)
            cursor = cursor if place is None else place
        count, more = self.counted(selection, beyond=cursor + page)
        cursor = max(0, min(cursor, count - 1))
        numbers = range(max(0, cursor - page) // PAGE, (cursor + page) // PAGE + 1)
        pages = {number: self.library.headlines(selection, offset=number * PAGE, limit=PAGE) for number in numbers}
        return (count, more), pages, cursor

    async def _renew_article(self) -> None:
        shown = self.open_article
        if shown is None:
            return
        try:
            stored = await self.ask(self.library.article, shown.id)
        except NotFoundError:
            # Removed meanwhile: what is being read stays on the screen.
            return
        now = await self.ask(self.library.with_key_points, stored)
        if self.open_article is not shown:
            return
        if _said(now) != _said(shown):
            await self.put_text(now)
        else:
            self.open_article = now


def _said(article: Article) -> tuple[object, ...]:
    """What the article pane shows of an article."""
    return article.title, article.blocks, article.remark, article.tags, article.note, article.later
