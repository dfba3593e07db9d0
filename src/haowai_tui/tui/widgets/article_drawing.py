"""Drawing an article: set lines to strips, each drawn once and kept."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.selection import Selection
from textual.strip import Strip

from haowai_tui.model import Article
from haowai_tui.tui.widgets.article_look import Look
from haowai_tui.tui.widgets.article_modes import Choice, Finder, Hints, Marks, selected_text
from haowai_tui.tui.widgets.pane import Pane
from haowai_tui.tui.widgets.strips import exact_strip
from haowai_tui.typeset import Line, Options, Run, visual

_KEPT = 2000
"""Strips kept for lines that have been drawn."""


class ArticleDrawing(Pane):
    """Draws `lines`, and over them what is being searched, hinted or chosen."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.article: Article | None = None
        self.options = Options()
        self.reorders = True
        self.lines: list[Line] = []
        self.lines_width = 0
        """The cells that the lines were set for."""
        self.links: list[str] = []
        self.finder = Finder()
        self.marks = Marks()
        self.hints: Hints | None = None
        self.choice: Choice | None = None
        self._strips: dict[int, Strip] = {}
        self._look = Look(lambda name: self.get_component_rich_style(name, partial=True))

    @property
    def has_room(self) -> bool:
        """Whether the pane has a place on the screen: on a narrow one it may stand behind another."""
        return self.scrollable_content_region.width >= 4

    @property
    def text_width(self) -> int:
        """The cells that the text may take."""
        room = self.line_width - 2
        return max(10, min(room, self.options.measure))

    @property
    def is_set_otherwise(self) -> bool:
        """Whether nothing of the article is set for the width that the pane has now."""
        return self.article is not None and self.has_room and self.lines_width != self.text_width

    @property
    def margin(self) -> int:
        """The cells left of the text."""
        return max(1, (self.line_width - self.text_width) // 2)

    @property
    def empty_note(self) -> str:
        """What stands where no article is open."""
        return ""

    def forget_strips(self) -> None:
        """Draw all lines anew when they next show."""
        self._strips.clear()

    def notify_style_update(self) -> None:
        self._look.forget()
        self.forget_strips()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        width = self.line_width
        index = y + self.scroll_offset.y
        if index >= len(self.lines):
            return self._blank(y, width)
        selection = self.text_selection
        strip = self._strips.get(index) if selection is None else None
        if strip is None or strip.cell_length != width:
            strip = self._drawn(index, width)
            if selection is not None:
                return self._with_selection(strip, selection.get_span(index)).apply_offsets(0, index)
            if len(self._strips) > _KEPT:
                self._strips.clear()
            strip = self._strips[index] = strip.apply_offsets(0, index)
        return strip

    def _blank(self, y: int, width: int) -> Strip:
        base = self.base_style
        if self.article is None and y == 1:
            quiet = base + self._look.style(Run("", kind="caption"))
            return Strip([Segment("  " + self.empty_note, quiet)]).adjust_cell_length(width, base)
        return Strip.blank(width, base)

    def _drawn(self, index: int, width: int) -> Strip:
        line, base = self.lines[index], self.base_style
        runs = self._dressed(index, line)
        if self.choice is not None and line.block in self.choice and line.block >= 0:
            base += self.get_component_rich_style("article--chosen", partial=True)
        pieces = [(" " * self.margin, self.base_style)]
        pieces += [(run.text, base + self._look.style(run)) for run in runs]
        return exact_strip(pieces, width, base)

    def _dressed(self, index: int, line: Line) -> Sequence[Run]:
        runs: Sequence[Run] = line.runs
        if self.hints is not None:
            runs = self.hints.over(runs)
        if self.finder.hits:
            runs = self.finder.over(index, runs)
        elif not self.finder.query:
            runs = self.marks.over(index, runs)
        return visual(runs, line.base) if self.reorders else runs

    # Selecting with the mouse.

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What the reader marked with the mouse, as it read before it was set."""
        start, end = selection
        last = len(self.lines) - 1
        first = (start.y, max(0, start.x - self.margin)) if start is not None else (0, 0)
        final = (end.y, max(0, end.x - self.margin)) if end is not None else (last, len(self.lines[last].text))
        return selected_text(self.lines, first, final), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

    def _with_selection(self, strip: Strip, span: tuple[int, int] | None) -> Strip:
        if span is None:
            return strip
        start, end = span
        style = self.screen.get_component_rich_style("screen--selection", partial=True)
        segments: list[Segment] = []
        column = 0
        for text, own, _control in strip:
            low = min(len(text), max(0, start - column))
            high = len(text) if end == -1 else min(len(text), max(low, end - column))
            parts = ((text[:low], own), (text[low:high], (own or RichStyle.null()) + style), (text[high:], own))
            segments += [Segment(part, look) for part, look in parts if part]
            column += len(text)
        return Strip(segments, strip.cell_length)
