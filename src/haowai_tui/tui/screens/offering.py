"""What can be done here and now: the help shows only that."""

from __future__ import annotations

from collections.abc import Callable

from haowai_tui.model import Article, Heading
from haowai_tui.tui import screens
from haowai_tui.tui.actions import ACTIONS, Action, Need
from haowai_tui.tui.screens.keyed import Keyed


class Offering(Keyed):
    """Knows which actions have something to work on, and shows them."""

    def works(self, action: Action) -> bool:
        """Whether `action` does something in this pane, in this state."""
        if action.panes and self.pane not in action.panes:
            return False
        return action.need is None or self._needs()[action.need]()

    def _needs(self) -> dict[Need, Callable[[], bool]]:
        article = self.open_article
        # Of one that is not open it is not known what it has.
        unknown = not self.is_article_here
        return {
            Need.ARTICLE: lambda: unknown or article is not None,
            Need.LINK: lambda: bool(self._link_here()),
            Need.LINKS: lambda: unknown or (article is not None and bool(self.article_pane.links)),
            Need.HEADINGS: lambda: unknown or _has_headings(article),
            Need.ENCLOSURES: lambda: unknown or (article is not None and bool(article.enclosures)),
            Need.PICTURES: lambda: self.article_pane.pictures is not None,
            Need.ROWS: lambda: self.headlines_pane.count > 0,
            Need.FEED: lambda: self.feed_here() is not None,
            Need.TEASERS: lambda: self.side_pane.count > 0,
            Need.TRAIL: lambda: bool(self.trail),
            Need.CHANGE: lambda: self.last_change is not None,
            Need.MARKS: lambda: bool(self.marks),
        }

    def action_help(self) -> None:
        offered = [action for action in ACTIONS if self.works(action)]
        self.app.push_screen(screens.HelpScreen(self.keymap, self.pane, offered, searching=False), self._command_chosen)

    def action_palette(self) -> None:
        self.app.push_screen(screens.HelpScreen(self.keymap, self.pane, ACTIONS, searching=True), self._command_chosen)

    async def _command_chosen(self, name: str | None) -> None:
        if name is not None:
            await self.do(name)


def _has_headings(article: Article | None) -> bool:
    return article is not None and any(isinstance(block, Heading) for block in article.blocks)
