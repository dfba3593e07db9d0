"""The day's reading: the front page, a digest with an end, catching up, and a word at the end of the session."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from haowai_tui.library.phrases import digest_label
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted
from haowai_tui.tui import places, screens
from haowai_tui.tui.screens.editing import Editing

if TYPE_CHECKING:
    from haowai_tui.library import Library

_OFFER_SECONDS = 20.0


class Days(Editing):
    """How much there is to read, and how it begins and ends."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self._began = datetime.now(UTC)
        self._begun = time.monotonic()
        self._digest_begun = 0.0
        self._opened: set[int] = set()

    async def begin_day(self) -> None:
        """Open on the front page, if the reader wants that, and say when much waits."""
        flow = self.library.settings.flow
        counts = await self.ask(self.library.counts)
        if flow.catch_up_from and counts.unread >= flow.catch_up_from and not self.status.message:
            text = counted(
                "{count} article waits. {key}: catch up.",
                "{count} articles wait. {key}: catch up.",
                counts.unread,
                key=self.key("catch_up"),
            )
            self.status.say(text, seconds=_OFFER_SECONDS)
        if flow.opening == "front":
            await self._show_front_page()

    # The front page.

    def action_front_page(self) -> None:
        self.start(self._show_front_page(), group="page")

    async def _show_front_page(self) -> None:
        page = await self.ask_first(self.library.front_page)
        self.app.push_screen(screens.FrontPageScreen(page), self._front_page_left)

    def _front_page_left(self, chosen: tuple[tuple[int, ...], int] | None) -> None:
        if chosen is not None:
            ids, article_id = chosen
            self.start_going(self._read_from(places.page_key("front", ids), article_id), group="place")

    async def _read_from(self, key: str, article_id: int) -> None:
        await self.show_place(key, article_id=article_id)
        self.trail.clear()
        await self.show_article(article_id, reading=True)
        self.focus_pane("article")

    # The digest.

    def action_digest(self) -> None:
        self.start_going(self._begin_digest(), group="place")

    async def _begin_digest(self) -> None:
        digest = await self.ask(self.library.digest)
        if not digest.rows:
            self.say(_("Everything has been read."))
            return
        self._digest_begun = time.monotonic()
        await self.show_place(places.page_key("digest", tuple(row.headline.id for row in digest.rows)))
        self.focus_pane("headlines")
        self.preview_soon()
        self.say(digest_label(digest), stay=True)

    async def _go_unread(self, *, forward: bool, feeds: bool, times: int = 1) -> None:
        pane = self.headlines_pane
        current = pane.current if pane.cursor == pane.count - 1 else None
        if forward and self.place.startswith("digest:") and current is not None and self._is_open(current.id):
            await self.end_digest()
        else:
            await super()._go_unread(forward=forward, feeds=feeds, times=times)

    async def no_more_unread(self) -> None:
        if self.place.startswith("digest:"):
            await self.end_digest()
        else:
            await super().no_more_unread()

    async def end_digest(self) -> None:
        """The last of the digest has been read."""
        await self.count_left()
        ids = places.ids_of_page(self.place)
        rows = await self.ask(self.library.headlines, self.headlines_pane.selection, limit=len(ids))
        read = sum(row.read for row in rows)
        counts = await self.ask(self.library.counts)
        lines = [counted("{count} story read", "{count} stories read", read)]
        if self._digest_begun:
            minutes = max(1, round((time.monotonic() - self._digest_begun) / 60))
            lines[0] += " · " + counted("{count} minute", "{count} minutes", minutes)
        if read < len(rows):
            over = len(rows) - read
            lines.append(counted("{count} passed over stays unread", "{count} passed over stay unread", over))
        lines.append(counted("{count} article can wait", "{count} articles can wait", counts.unread))
        self.app.push_screen(screens.EndScreen(lines), self._digest_ended)

    def _digest_ended(self, answer: str | None) -> None:
        if answer == "quit":
            self.start(self.reader_app.leave(), group="quit")
        elif answer == "more":
            self.action_digest()
        else:
            self.start(self._back_from_digest(), group="place")

    async def _back_from_digest(self) -> None:
        await self.show_place(places.UNREAD)
        await self.show_feeds(key=places.UNREAD)
        self.focus_pane("headlines")

    # Catching up.

    def action_catch_up(self) -> None:
        self.app.push_screen(screens.CatchUpScreen(self.library), self._caught_up)

    def _caught_up(self, key: str | None) -> None:
        self.start(self._after_catching_up(key), group="place")

    async def _after_catching_up(self, key: str | None) -> None:
        await self.after_change()
        if key is None:
            return
        if key.startswith("article:"):
            await self.open_beside(int(key.removeprefix("article:")))
            return
        await self.show_place(key)
        await self.show_feeds(key=key)
        self.focus_pane("headlines")
        self.preview_soon()

    # The session.

    async def begin_reading(self, article_id: int) -> None:
        self._opened.add(article_id)
        await super().begin_reading(article_id)

    async def session_summary(self) -> str:
        """What was done in this session, when the settings want it said; else nothing."""
        if not self.library.settings.flow.summary:
            return ""
        read = await self.ask(self.library.read_since, self._began)
        counts = await self.ask(self.library.counts)
        minutes = max(1, round((time.monotonic() - self._begun) / 60))
        opened = len(self._opened)
        return " · ".join(
            (
                counted("{count} minute", "{count} minutes", minutes),
                counted("{count} article opened", "{count} articles opened", opened),
                counted("{count} marked read", "{count} marked read", read),
                counted("{count} unread", "{count} unread", counts.unread),
            )
        )
