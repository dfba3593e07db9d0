"""A list that draws only the rows on screen: the base of feeds, headlines and teasers.

Textual's own lists make a widget or an option per row and take seconds at 100,000; this one asks for a row when it
is drawn and holds none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import chain
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from haowai_tui.text import truncate
from haowai_tui.tui.widgets.pane import Pane
from haowai_tui.tui.widgets.strips import Piece, exact_strip
from haowai_tui.typeset import Run, set_lines, visual_text


@lru_cache(maxsize=16)
def noted(text: str, width: int) -> list[str]:
    """What an empty pane says, set in lines: its paragraphs stand apart."""
    if width < 4:
        return []
    paragraphs = [[line.text for line in set_lines([Run(part)], width)] for part in text.split("\n") if part]
    return [line for lines in paragraphs for line in (*lines, "")]


class RowList(Pane):
    """A vertical list of `count` rows of `row_height` lines with a cursor on one of them."""

    cursor: reactive[int] = reactive(0, repaint=False)
    row_height = 1
    reorders: ClassVar[bool] = True
    """Whether right-to-left text is put in order here, and not by the terminal."""

    class Moved(Message):
        """The cursor went to another row."""

        def __init__(self, rows: RowList, index: int) -> None:
            super().__init__()
            self.rows = rows
            self.index = index

        @property
        def control(self) -> RowList:
            return self.rows

    class Chosen(Message):
        """A row was chosen with a click."""

        def __init__(self, rows: RowList, index: int) -> None:
            super().__init__()
            self.rows = rows
            self.index = index

        @property
        def control(self) -> RowList:
            return self.rows

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.count = 0
        self.labels: Mapping[int, str] = {}

    # What a list must say of itself.

    def draw_row(self, index: int, line: int, width: int, base: Style) -> list[Piece]:
        """The pieces of one line of row `index`, at most `width` cells wide in all."""
        raise LookupError(f"{type(self).__name__} draws no rows")

    def selectable(self, index: int) -> bool:
        """Whether the cursor may stand on row `index`."""
        return True

    def empty_text(self) -> str:
        """What an empty list says: a paragraph on each line."""
        return ""

    # Contents and cursor.

    def set_count(self, count: int, *, cursor: int | None = None) -> None:
        """Show `count` rows, with the cursor on `cursor`, or as near to where it was as there are rows."""
        self.count = count
        self._fit()
        target = self.cursor if cursor is None else cursor
        self.set_reactive(RowList.cursor, max(0, min(target, count - 1)))
        self.show_cursor()
        self.refresh()

    def move_to(self, index: int, *, quiet: bool = False) -> None:
        """Put the cursor on row `index`, clamped; post `Moved` unless `quiet`."""
        if not self.count:
            return
        index = max(0, min(index, self.count - 1))
        step = 1 if index >= self.cursor else -1
        # Headings stand at the ends too: what lies beyond them is looked for the other way.
        onward = range(index, self.count if step > 0 else -1, step)
        backward = range(index, -1 if step > 0 else self.count, -step)
        probe = next((row for row in chain(onward, backward) if self.selectable(row)), None)
        if probe is None:
            return
        old = self.cursor
        self.set_reactive(RowList.cursor, probe)
        self.show_cursor()
        if probe != old:
            self.refresh_row(old)
            self.refresh_row(probe)
            if not quiet:
                self.post_message(self.Moved(self, probe))

    def move_by(self, rows: int) -> None:
        """Move the cursor by `rows`."""
        self.move_to(self.cursor + rows)

    @property
    def page(self) -> int:
        """How many whole rows the list shows."""
        return max(1, self.scrollable_content_region.height // self.row_height)

    def show_cursor(self) -> None:
        """Scroll just as far as the cursor's row needs to be seen."""
        height = self.scrollable_content_region.height
        if height <= 0:
            return
        top = self.cursor * self.row_height
        bottom = top + self.row_height
        offset = self.scroll_offset.y
        if top < offset:
            self.scroll_to(y=top, animate=False, force=True)
        elif bottom > offset + height:
            self.scroll_to(y=bottom - height, animate=False, force=True)

    def refresh_row(self, index: int) -> None:
        """Draw row `index` again."""
        self.refresh_lines(index * self.row_height, self.row_height)

    def rows_shown(self) -> list[int]:
        """The rows whose first line shows and on which the cursor may stand."""
        top = -(-self.scroll_offset.y // self.row_height)
        below = (self.scroll_offset.y + self.scrollable_content_region.height - 1) // self.row_height + 1
        return [index for index in range(top, min(below, self.count)) if self.selectable(index)]

    def label_rows(self, labels: Mapping[int, str]) -> None:
        """Write labels over the beginnings of rows; an empty mapping takes them away."""
        if labels or self.labels:
            self.labels = labels
            self.refresh()

    def _fit(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, max(1, self.count * self.row_height))

    def on_resize(self, event: Resize) -> None:
        self._fit()
        self.show_cursor()

    def on_focus(self) -> None:
        self.refresh_row(self.cursor)

    def on_blur(self) -> None:
        self.refresh_row(self.cursor)

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = (offset.y + self.scroll_offset.y) // self.row_height
        if 0 <= index < self.count and self.selectable(index):
            self.move_to(index, quiet=True)
            self.post_message(self.Chosen(self, index))

    # Drawing.

    def mark_style(self, style: Style) -> Style:
        """How what was looked for stands out in text of `style`: by its ground, and where there are no colours by
        being reversed, in a row that is reversed already by not being so."""
        marked = style + self.get_component_rich_style("rows--match", partial=True)
        return marked + Style(reverse=not style.reverse) if self.app.native_ansi_color else marked

    def render_line(self, y: int) -> Strip:
        width = self.line_width
        base = self.base_style
        row, line = divmod(y + self.scroll_offset.y, self.row_height)
        if row >= self.count:
            notes = noted(self.empty_text(), width - 2) if not self.count else []
            style = base + self.get_component_rich_style("rows--quiet", partial=True)
            text = notes[y - 1] if 0 < y <= len(notes) else ""
            return exact_strip([(" " + truncate(text, max(0, width - 1)), style)], width, base)
        if row == self.cursor and self.selectable(row):
            name = "rows--cursor-focus" if self.has_focus else "rows--cursor"
            base = base + self.get_component_rich_style(name, partial=True)
        pieces = self.draw_row(row, line, width, base)
        if self.reorders:
            pieces = [(visual_text(text), style) for text, style in pieces]
        strip = exact_strip(pieces, width, base)
        label = self.labels.get(row, "") if not line else ""
        if not label:
            return strip
        style = base + self.get_component_rich_style("rows--label", partial=True)
        return Strip.join([Strip([Segment(label, style)], len(label)), strip.crop(len(label), width)])

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--cursor",
        "rows--cursor-focus",
        "rows--quiet",
        "rows--unread",
        "rows--stored",
        "rows--accent",
        "rows--error",
        "rows--star",
        "rows--match",
        "rows--label",
    }

    DEFAULT_CSS = """
    RowList {
        background: $background;
        color: $foreground;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0;
        scrollbar-color: $line;
        scrollbar-color-hover: $quiet;
        scrollbar-color-active: $accent;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        overflow-x: hidden;
        overflow-y: scroll;
    }
    RowList > .rows--cursor { background: $row; }
    RowList > .rows--cursor-focus { background: $row-focus; color: $headline; }
    RowList > .rows--quiet { color: $quiet; }
    RowList > .rows--unread { color: $headline; text-style: bold; }
    RowList > .rows--stored { color: $headline; }
    RowList > .rows--accent { color: $accent; text-style: bold; }
    RowList > .rows--error { color: $error; }
    RowList > .rows--star { color: $warning; }
    RowList > .rows--match { color: $headline; background: $match-quiet; }
    RowList > .rows--label { color: $background; background: $accent; text-style: bold; }
    RowList:ansi > .rows--label { text-style: bold reverse; }
    RowList:ansi > .rows--cursor { text-style: underline; }
    RowList:ansi > .rows--cursor-focus { text-style: reverse; }
    """
