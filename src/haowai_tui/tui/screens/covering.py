"""From an article to the other reports of its event, and to one of them."""

from __future__ import annotations

from haowai_tui.locale import gettext as _
from haowai_tui.tui import screens
from haowai_tui.tui.screens.fetching import Fetching


class Covering(Fetching):
    """The way from an article to the other reports of its event."""

    def action_coverage(self) -> None:
        self.start(self._show_coverage(), group="coverage")

    async def _show_coverage(self) -> None:
        article_id = self._article_here()
        coverage = await self.ask_first(self.library.coverage, article_id) if article_id is not None else None
        if coverage is None:
            self.say(_("No other article reports this event."))
            return
        ids = [row.id for row in coverage.timeline]
        cursor = ids.index(article_id) if article_id in ids else 0
        self.app.push_screen(screens.CoverageScreen(coverage, cursor=cursor), self._covered)

    def _article_here(self) -> int | None:
        """The article under the cursor of the list or the right-hand pane; elsewhere the one that is open."""
        if self.pane == "side":
            teaser = self.side_pane.current
            return teaser.article_id if teaser else None
        if self.pane == "headlines" and self.headlines_pane.current is not None:
            return self.headlines_pane.current.id
        return self.open_article.id if self.open_article else None

    def _covered(self, article_id: int | None) -> None:
        if article_id is not None:
            self.start_going(self.open_beside(article_id), group="article")
