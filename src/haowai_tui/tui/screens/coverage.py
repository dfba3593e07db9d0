"""How one event is covered: everything that is stored of it, oldest first, with what is new since the last look."""

from __future__ import annotations

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from haowai_tui.library.phrases import story_bars, story_label
from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import brief, brief_cells, present
from haowai_tui.locale.numbers import counted
from haowai_tui.model import Coverage, Headline
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.screens.lists import ListScreen
from haowai_tui.tui.screens.over import Foot, Said
from haowai_tui.tui.widgets.sifted import SiftedList
from haowai_tui.tui.widgets.strips import Piece

_NEW = "● "


class Timeline(SiftedList[Headline]):
    """The articles of an event in the order in which they appeared; each takes two lines."""

    row_height = 2

    def __init__(self, coverage: Coverage, *, id: str) -> None:
        super().__init__(coverage.timeline, id=id)
        self._fresh = coverage.fresh

    def text_of(self, entry: Headline) -> str:
        return f"{entry.title} {entry.feed_title}"

    def draw_entry(self, entry: Headline, line: int, width: int, base: Style) -> list[Piece]:
        row = entry
        fresh = row.id in self._fresh
        times = brief_cells() + 1
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        if line:
            return [(" " * (times + 3) + truncate(row.feed_title, max(1, width - times - 4)), quiet)]
        time = truncate(brief(row.when, present()), times)
        pad = " " * (times - cell_width(time))
        accent = base + self.get_component_rich_style("rows--accent", partial=True)
        style = base if row.read else base + self.get_component_rich_style("rows--unread", partial=True)
        title = truncate(row.title or _("(no headline)"), max(1, width - times - 4))
        return [(" " + time + pad, quiet), (_NEW if fresh else "  ", accent), (title, style)]


class CoverageScreen(ListScreen[int | None]):
    """Gives the id of the article to open, or None."""

    where = "coverage"

    def __init__(self, coverage: Coverage, *, cursor: int) -> None:
        super().__init__()
        self._coverage = coverage
        self._cursor = cursor

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog full"):
            yield Static(Content(_("How the event is covered")), classes="dialog-title")
            yield Said(id="said")
            yield from self.list_of(Timeline(self._coverage, id="timeline"))
            yield Foot()

    def on_mount(self) -> None:
        story, number = self._coverage.story, len(self._coverage.fresh)
        new = counted("{count} is new since you last looked.", "{count} are new since you last looked.", number)
        under = [f"{story_label(story)}  {story_bars(story)}", new if number else ""]
        self.explain("\n".join(line for line in under if line))
        self.call_after_refresh(self.rows.go_to, self._cursor)

    def action_choose(self) -> None:
        row = self.rows.current
        self.dismiss(row.id if row is not None else None)
