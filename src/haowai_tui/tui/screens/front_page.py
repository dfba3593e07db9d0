"""The day's front page: what is hot, then one headline of each feed."""

from __future__ import annotations

from datetime import datetime

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from haowai_tui.library.phrases import story_bars, story_label
from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import brief, long_date, present
from haowai_tui.locale.numbers import counted
from haowai_tui.model import Headline, Story
from haowai_tui.model.daily import FrontPage
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.screens.lists import ListScreen
from haowai_tui.tui.screens.over import Foot
from haowai_tui.tui.widgets.sifted import SiftedList
from haowai_tui.tui.widgets.strips import Piece


class FrontPageList(SiftedList[Story | Headline]):
    """Stories and headlines. A row is two lines: what happened, and who tells it."""

    row_height = 2

    def __init__(self, page: FrontPage, *, id: str) -> None:
        super().__init__((*page.hot, *page.feeds), id=id)

    def heading_of(self, entry: Story | Headline) -> str:
        return _("Hot now") if isinstance(entry, Story) else _("From your feeds")

    def text_of(self, entry: Story | Headline) -> str:
        headline = _headline(entry)
        return f"{headline.title} {headline.feed_title}"

    def ids(self) -> tuple[int, ...]:
        """The articles of all rows, in order."""
        return tuple(_headline(entry).id for entry in self.entries)

    def draw_entry(self, entry: Story | Headline, line: int, width: int, base: Style) -> list[Piece]:
        accent = base + self.get_component_rich_style("rows--accent", partial=True)
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        headline = _headline(entry)
        if not line:
            strong = base + self.get_component_rich_style("rows--unread", partial=True)
            bars = story_bars(entry) if isinstance(entry, Story) else ""
            room = max(4, width - 4 - (cell_width(bars) + 2 if bars and width > 60 else 0))
            title = truncate(headline.title or _("(no headline)"), room)
            pieces = [("   " + title + " " * (room - cell_width(title)), strong)]
            return [*pieces, ("  " + bars, accent)] if bars and width > 60 else pieces
        when = brief(headline.when, present())
        told = story_label(entry) if isinstance(entry, Story) else ""
        text = " · ".join(part for part in (when, headline.feed_title, told) if part)
        return [("   " + truncate(text, max(1, width - 5)), quiet)]

    def none_text(self) -> str:
        return _("Nothing new has come this week.")


def _headline(entry: Story | Headline) -> Headline:
    return entry.headline if isinstance(entry, Story) else entry


class FrontPageScreen(ListScreen[tuple[tuple[int, ...], int] | None]):
    """Gives the ids of all articles on the page and of the one to open, or None."""

    where = "front_page"

    def __init__(self, page: FrontPage) -> None:
        super().__init__()
        self._page = page

    def compose(self) -> ComposeResult:
        number = self._page.unread
        unread = counted("{count} unread", "{count} unread", number)
        date = long_date(datetime.now())
        with Vertical(classes="dialog page front"):
            yield Static(Content("号 外" + "  ·  " + date + "  ·  " + unread), classes="front-title")
            yield from self.list_of(FrontPageList(self._page, id="front"))
            yield Foot()

    def action_choose(self) -> None:
        page, current = self.query_one(FrontPageList), self.rows.current
        self.dismiss((page.ids(), _headline(current).id) if current is not None else None)
