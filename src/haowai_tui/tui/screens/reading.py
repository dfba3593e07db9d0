"""An article while it is read: when it counts as read, and how far the reader is in it."""

from __future__ import annotations

from textual.timer import Timer

from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import minutes_label
from haowai_tui.model import Article
from haowai_tui.tui.screens.keeping import Keeping
from haowai_tui.tui.widgets.article import ArticlePane


class Reading(Keeping):
    """Marks articles that the reader opened, as the settings say. What only shows because the cursor stands on its
    headline is never marked, nor one that the reader marked themselves while it was open."""

    _uncounted: int | None = None
    _dwell: Timer | None = None

    async def show_article(self, article_id: int, *, reading: bool) -> None:
        """Put an article in the middle. `reading`: the reader opened it, and does not only look at its headline."""
        await self.put_article(article_id)
        if reading:
            await self.begin_reading(article_id)

    @property
    def is_article_here(self) -> bool:
        """Whether the open article is the one that keys are about: among the headlines that under the cursor, which
        shows a moment later, or where one pane shows at a time not before it is opened."""
        row = self.headlines_pane.current
        opened = self.open_article.id if self.open_article is not None else None
        return self.pane != "headlines" or row is None or row.id == opened

    async def article_here(self) -> Article | None:
        """The article that keys are about, in the middle; None, with a sentence, when there is none."""
        row = self.headlines_pane.current
        if row is not None and not self.is_article_here:
            await self.show_article(row.id, reading=False)
        if self.open_article is None:
            self.say(_("No article is open."))
        return self.open_article

    async def begin_reading(self, article_id: int) -> None:
        await self.aside(self.ask(self.library.note_opened, article_id))
        ui = self.library.settings.ui
        if ui.mark_read == "open":
            await self.aside(self.mark(article_id, read=True, undoable=False))
        elif ui.mark_read in ("dwell", "leave") and self._uncounted != article_id:
            self.leave_uncounted()
            self._uncounted = article_id
            if ui.mark_read == "dwell":
                self._dwell = self.set_timer(ui.mark_read_seconds, self._stayed)

    def leave_uncounted(self) -> None:
        """The open article is not to be marked by itself any more."""
        self._uncounted = None
        if self._dwell is not None:
            self._dwell.stop()
            self._dwell = None

    def _stayed(self) -> None:
        article = self.open_article
        if article is None or article.id != self._uncounted:
            return
        if self.app.screen is not self or not self.app.app_focus:
            # The reader looks at something else: the time starts again.
            self._dwell = self.set_timer(self.library.settings.ui.mark_read_seconds, self._stayed)
            return
        self.leave_uncounted()
        self.start(self.mark(article.id, read=True, undoable=False), group="count", exclusive=False)

    async def count_left(self) -> None:
        """The reader turns away from the open article: mark it, when the settings say so."""
        article_id = self._uncounted
        if article_id is None or self.library.settings.ui.mark_read != "leave":
            return
        self.leave_uncounted()
        await self.aside(self.mark(article_id, read=True, undoable=False))

    async def leave_article(self) -> None:
        await super().leave_article()
        await self.count_left()
        self.leave_uncounted()

    def on_article_pane_scrolled(self, event: ArticlePane.Scrolled) -> None:
        """Say how far the reader is, in the status line."""
        minutes, article = self.article_pane.minutes, self.article_pane.article
        if article is None or not article.blocks:
            self.status.position = ""
        elif event.percent is None:
            self.status.position = minutes_label(minutes)
        else:
            self.status.position = _progress(event.percent, minutes)


def _progress(percent: int, minutes: float) -> str:
    """How far the reader is in an article that takes so many `minutes`: "42% · 2 min left"."""
    left = minutes * (100 - percent) / 100
    if left < 0.5:
        return f"{percent}%"
    return _("{percent}% · {time} left").format(percent=percent, time=minutes_label(left))
