"""Read and unread, stars, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from haowai_tui.locale import gettext as _
from haowai_tui.locale import ngettext
from haowai_tui.tui.screens.dialogs import ConfirmScreen
from haowai_tui.tui.screens.flow import Flow

_ASK_FROM = 50
"""Marking this many articles read at once asks first."""


class Marking(Flow):
    """What the reader does to articles. Every change is on disk before the screen shows it."""

    def _subject(self) -> tuple[int, bool, bool] | None:
        """The article a mark is about, as (id, read, starred): the open one while reading, else the list's."""
        if self.pane in ("article", "side") and self.open_article is not None:
            return self.open_article.id, self.open_article.read, self.open_article.starred
        headline = self.headlines_pane.current
        return (headline.id, headline.read, headline.starred) if headline else None

    def action_toggle_read(self) -> None:
        subject = self._subject()
        if subject is not None:
            article_id, read, _starred = subject
            self.start(self._toggle_read(article_id, not read), group="mark", exclusive=False)

    async def _toggle_read(self, article_id: int, read: bool) -> None:
        await self.mark(article_id, read=read)
        undo = partial(self.library.set_read, (article_id,), not read)
        self.remember_undo(_("marking an article"), undo)

    def action_toggle_star(self) -> None:
        subject = self._subject()
        if subject is not None:
            article_id, _read, starred = subject
            self.start(self._star(article_id, not starred), group="mark", exclusive=False)

    async def _star(self, article_id: int, starred: bool) -> None:
        changed = await self.ask(self.library.set_starred, (article_id,), starred)
        self.headlines_pane.patch(changed, starred=starred)
        if self.open_article is not None and self.open_article.id == article_id:
            self.open_article = replace(self.open_article, starred=starred)
        self.remember_undo(_("starring an article"), partial(self.library.set_starred, (article_id,), not starred))
        await self.show_feeds()
        self.say(_("Starred.") if starred else _("Unstarred."))

    def action_mark_all_read(self) -> None:
        count = self.headlines_pane.count
        if not count:
            return
        if count < _ASK_FROM:
            self.start(self._mark_all(), group="mark", exclusive=False)
            return
        question = ngettext(
            "Mark {count} article in this list read?", "Mark all {count} articles in this list read?", count
        ).format(count=count)
        self.app.push_screen(ConfirmScreen(question), self._marking_confirmed)

    def _marking_confirmed(self, answer: bool | None) -> None:
        if answer:
            self.start(self._mark_all(), group="mark", exclusive=False)

    async def _mark_all(self) -> None:
        changed = await self.ask(self.library.mark_read, self.headlines_pane.selection)
        self.headlines_pane.patch_all_read()
        await self.show_feeds()
        if changed:
            self.remember_undo(_("marking a list read"), partial(self.library.set_read, changed, False))
        text = ngettext(
            "{count} article marked read. u undoes.", "{count} articles marked read. u undoes.", len(changed)
        )
        self.say(text.format(count=len(changed)))

    def action_undo(self) -> None:
        if not self.undos:
            self.say(_("Nothing to undo."))
            return
        title, function = self.undos.pop()
        self.start(self._undo(title, function), group="mark", exclusive=False)

    async def _undo(self, title: str, function: Callable[[], object]) -> None:
        await self.ask(function)
        current = self.headlines_pane.current
        await self.show_feeds()
        await self.show_place(self.place, article_id=current.id if current else None)
        self.say(_("Undone: {what}.").format(what=title))
