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
from haowai_tui.tui.widgets.rows import RowList
from haowai_tui.tui.widgets.strips import Piece

_BARS = 14


class FrontPageList(RowList):
    """Headings, stories and headlines. A row is two lines: what happened, and who tells it."""

    row_height = 2

    def __init__(self, page: FrontPage, *, id: str) -> None:
        super().__init__(id=id)
        self.rows: list[str | Story | Headline] = []
        if page.hot:
            self.rows += [_("Hot now"), *page.hot]
        if page.feeds:
            self.rows += [_("From your feeds"), *page.feeds]

    def on_mount(self) -> None:
        self.set_count(len(self.rows), cursor=min(1, len(self.rows) - 1))

    def selectable(self, index: int) -> bool:
        return not isinstance(self.rows[index], str)

    def ids(self) -> tuple[int, ...]:
        """The articles of all rows, in order."""
        return tuple(row.id for row in map(_headline, self.rows) if row is not None)

    @property
    def current(self) -> Headline | None:
        """The headline under the cursor."""
        return _headline(self.rows[self.cursor]) if 0 <= self.cursor < len(self.rows) else None

    def draw_row(self, index: int, line: int, width: int, base: Style) -> list[Piece]:
        row = self.rows[index]
        accent = base + self.get_component_rich_style("rows--accent", partial=True)
        if isinstance(row, str):
            return [(" " + row, accent)] if line else []
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        headline = _headline(row)
        assert headline is not None
        if not line:
            strong = base + self.get_component_rich_style("rows--unread", partial=True)
            bars = story_bars(row) if isinstance(row, Story) else ""
            room = max(4, width - 4 - (cell_width(bars) + 2 if bars and width > 60 else 0))
            title = truncate(headline.title or _("(no headline)"), room)
            pieces = [("   " + title + " " * (room - cell_width(title)), strong)]
            return [*pieces, ("  " + bars, accent)] if bars and width > 60 else pieces
        when = brief(headline.when, present())
        told = story_label(row) if isinstance(row, Story) else ""
        text = " · ".join(part for part in (when, headline.feed_title, told) if part)
        return [("   " + truncate(text, max(1, width - 5)), quiet)]

    def empty_text(self) -> str:
        return _("Nothing new has come this week.")


def _headline(row: str | Story | Headline) -> Headline | None:
    if isinstance(row, Story):
        return row.headline
    return row if isinstance(row, Headline) else None


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
            yield FrontPageList(self._page, id="front")
            yield Foot()

    @property
    def rows(self) -> FrontPageList:
        return self.query_one(FrontPageList)

    def on_mount(self) -> None:
        self.set_focus(self.rows)

    def action_choose(self) -> None:
        current = self.rows.current
        self.dismiss((self.rows.ids(), current.id) if current is not None else None)
