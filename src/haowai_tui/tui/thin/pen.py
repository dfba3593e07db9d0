"""Writes cells with as few bytes as it can: short moves, changes of style instead of whole styles, erasing."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from haowai_tui.tui.thin.steady import UNSTEADY, steady
from haowai_tui.tui.thin.styles import PLAIN, Style, transition


class Run(Struct, frozen=True):
    """Text in one look. `blank`: spaces alone, which any look that shows the same may write."""

    text: str
    width: int
    style: Style
    blank: bool


class Stroke(Struct, frozen=True):
    """Runs one after the other from a place on. With `erase` they are one run of blanks: "X" erases as many cells,
    "K" all to the end of the row."""

    row: int
    column: int
    runs: tuple[Run, ...]
    erase: str = ""


class Pen:
    """Where the cursor is (`at`, None when not known) and in which look it writes; what it wrote is in `parts`."""

    def __init__(self, columns: int, at: tuple[int, int] | None) -> None:
        self._columns = columns
        self.at = at
        self._at_edge = False
        self.style = PLAIN
        self.parts: list[str] = []

    def draw(self, strokes: Iterable[Stroke]) -> None:
        """Draw strokes in their order."""
        for stroke in strokes:
            self.move(stroke.row, stroke.column)
            if stroke.erase:
                run = stroke.runs[0]
                self.use(run.style, blank=True)
                self.parts.append("\x1b[K" if stroke.erase == "K" else f"\x1b[{run.width}X")
                continue
            for run in stroke.runs:
                self.use(run.style, blank=run.blank)
                self.parts.append(self._steady(run.text))
                self._advance(run.width)

    def _steady(self, text: str) -> str:
        if text.isascii() or not UNSTEADY.search(text):
            return text
        assert self.at is not None
        return steady(text, self.at[1], self._columns)

    def _advance(self, width: int) -> None:
        assert self.at is not None
        row, column = self.at
        # Lines are not wrapped: past the right edge the cursor stays in the last column, though not all count it so.
        self._at_edge = column + width >= self._columns
        self.at = (row, min(column + width, self._columns - 1))

    def use(self, style: Style, *, blank: bool = False) -> None:
        """Write in `style` from now on, or in what shows `blank`s as it does."""
        if style is self.style or (blank and self.style.shows_blank(style)):
            return
        self.parts.append(transition(self.style, style))
        self.style = style

    def move(self, row: int, column: int) -> None:
        """Put the cursor there."""
        if self.at == (row, column) and not self._at_edge:
            return
        place = f"{row + 1};{column + 1}" if column else f"{row + 1}" if row else ""
        ways = [f"\x1b[{place}H"]
        if self.at is not None:
            down, right = row - self.at[0], column - self.at[1]
            if self._at_edge and (right or not down):
                pass
            elif not down:
                ways.append(f"\x1b[{_count(right)}C" if right > 0 else f"\x1b[{_count(-right)}D")
                if right == -1:
                    ways.append("\b")
            elif not right:
                ways.append(f"\x1b[{_count(down)}B" if down > 0 else f"\x1b[{_count(-down)}A")
            if not down and not column:
                ways.append("\r")
        self.parts.append(min(ways, key=len))
        self.at = (row, column)
        self._at_edge = False

    def verbatim(self, row: int, column: int, raw: str) -> None:
        """Write `raw` there as it is. It must leave the pen as it is at the beginning."""
        self.use(PLAIN)
        self.move(row, column)
        self.parts.append(raw)
        self.at = None
        self._at_edge = False

    def finish(self, cursor: tuple[int, int]) -> str:
        """Leave the pen in no look and the cursor in its place; everything that was written."""
        self.use(PLAIN)
        if self._at_edge:
            self.at = None
        self.move(*cursor)
        return "".join(self.parts)


def _count(number: int) -> str:
    return "" if number == 1 else str(number)
