"""What the terminal shows and what it is to show, and the bytes from the one to the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from haowai_tui.text import ambiguous_width, cell_width
from haowai_tui.tui.thin import scrolling
from haowai_tui.tui.thin.pen import Pen, Stroke
from haowai_tui.tui.thin.pieces import Piece, placed, read
from haowai_tui.tui.thin.steady import DISPUTED, rest_of_row
from haowai_tui.tui.thin.strokes import UNKNOWN, Span, changed, strokes
from haowai_tui.tui.thin.styles import PLAIN, Cell, blank_of
from haowai_tui.tui.thin.traits import Traits

# Half-blocks and other blocks, kitty's placeholders, and what terminals see differently.
_NO_TEXT = re.compile(f"[\u2580-\u259f\U0010eeee]|{DISPUTED.pattern}")

_STROKE = 8
"""Bytes of a move and a change of style."""


class _Row:
    """What is known of one row: the pieces that stand on it as they were written, by their columns, and those that were
    `touched` since the last flush. `unsure` marks cells that terminals may put elsewhere; `is_unsteady` says that such
    were written into it at some time."""

    __slots__ = ("is_unsteady", "is_verbatim", "pieces", "touched", "unsure", "was_verbatim")

    def __init__(self, columns: int) -> None:
        self.pieces: dict[int, Piece] = {}
        self.touched: dict[int, Piece] = {}
        self.unsure = bytearray(columns)
        self.is_unsteady = False
        self.is_verbatim = False
        self.was_verbatim = False
        """What the terminal shows of the row is not known cell by cell."""

    def put(self, column: int, piece: Piece) -> None:
        """Let `piece` stand at `column`, over whatever stood there."""
        end = column + len(piece.cells)
        for start in [at for at, old in self.pieces.items() if at < end and column < at + len(old.cells)]:
            del self.pieces[start]
        self.pieces[column] = piece
        room = min(end, len(self.unsure)) - column
        self.unsure[column : column + room] = bytes(min(piece.sure, room)) + b"\1" * (room - piece.sure)
        self.is_unsteady = self.is_unsteady or piece.unsteady
        self.is_verbatim = any(standing.verbatim for standing in self.pieces.values())

    def take_touched(self) -> dict[int, Piece]:
        """The pieces written since this was asked last that still stand."""
        touched, self.touched = self.touched, {}
        return {at: piece for at, piece in sorted(touched.items()) if self.pieces.get(at) is piece}

    def whole(self, touched: dict[int, Piece], shown_unsure: bytearray) -> list[Span]:
        """The spans to draw from one place on and all of them when anything changed in them, as Textual's own are: from
        the first cell that terminals may have put, or may put, elsewhere."""
        spans = []
        for column, piece in touched.items():
            end = min(len(self.unsure), column + len(piece.cells))
            found = [mask.find(1, column, end) for mask in (self.unsure, shown_unsure)]
            if max(found) >= 0:
                spans.append((min(at for at in found if at >= 0), end))
        return spans


class Screen:
    """A terminal of `columns` by `rows`. `frame` takes what Textual writes, `flush` gives what is to be sent.

    Until something is known to be shown, everything wanted is sent.
    """

    def __init__(self, columns: int, rows: int, traits: Traits) -> None:
        self.columns = columns
        self.rows = rows
        self._traits = traits
        self.wanted = [[UNKNOWN] * columns for _ in range(rows)]
        self.shown = [[UNKNOWN] * columns for _ in range(rows)]
        self._known = [_Row(columns) for _ in range(rows)]
        self._unsure = [bytearray(columns) for _ in range(rows)]
        self._dirty: set[int] = set()
        self._next = 0
        """The row to draw first, where not all could be drawn at once."""
        self._cursor = (0, 0)
        self._cursor_shown: tuple[int, int] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all that is to be shown has been written."""
        return not any(UNKNOWN in row for row in self.wanted)

    @property
    def is_drawn(self) -> bool:
        """Whether `flush` has left nothing for the next time."""
        return not self._dirty

    def forget(self) -> None:
        """The terminal may show anything now. The next `flush` draws all that is wanted."""
        self.shown = [[UNKNOWN] * self.columns for _ in range(self.rows)]
        self._cursor_shown = None
        self._dirty = set(range(self.rows))

    def is_showing(self, rows: Sequence[str]) -> None:
        """The terminal shows just these rows, each as it was written, with the rest of it blank in the same look."""
        ambiguous = ambiguous_width()
        for number, raw in enumerate(rows[: self.rows]):
            piece = read(raw, ambiguous)
            if piece is None or piece.verbatim:
                continue
            looks = [style for text, style in piece.cells if text.strip()] or [PLAIN]
            blank = (" ", blank_of(looks[-1]))
            cells = [*piece.cells, *[blank] * self.columns][: self.columns]
            self.shown[number] = cells
            sure = min(piece.sure, self.columns)
            self._unsure[number][sure:] = b"\1" * (self.columns - sure if sure < len(piece.cells) else 0) or bytes(
                self.columns - sure
            )

    def text(self) -> list[str]:
        """The rows as plain text, with blanks for what is no text: pictures, and what terminals place differently."""
        return ["".join(map(_plain, row, [*row[1:], UNKNOWN])) for row in self.wanted]

    def frame(self, data: str) -> bool:
        """Take what Textual wrote. False when it is no frame, or one with something unknown in it: then nothing of it
        was taken."""
        parts = placed(data)
        if parts is None:
            return False
        ambiguous = ambiguous_width()
        pieces = [(row, column, read(raw, ambiguous)) for row, column, raw in parts]
        if any(piece is None for _row, _column, piece in pieces):
            return False
        for row, column, piece in pieces:
            # Just after a resize there are pieces for the screen that was.
            if piece is not None and piece.raw and row < self.rows and column < self.columns:
                self._put(row, column, piece)
        row, column, last = pieces[-1]
        if last is not None and not last.raw:
            self._cursor = (min(row, self.rows - 1), min(column, self.columns - 1))
        return True

    def _put(self, number: int, column: int, piece: Piece) -> None:
        row = self._known[number]
        row.touched[column] = piece
        old = row.pieces.get(column)
        if old is piece or (old is not None and old.raw == piece.raw):
            return
        row.put(column, piece)
        cells = self.wanted[number]
        end = min(self.columns, column + len(piece.cells))
        cells[column:end] = piece.cells[: end - column]
        self._mend(cells, column)
        self._mend(cells, end)
        self._dirty.add(number)

    def _mend(self, cells: list[Cell], at: int) -> None:
        """Before `at` another piece begins or ends: of a wide character that this parts, either half is a blank."""
        if not 0 < at < self.columns:
            return
        (before, style_before), (after, style_after) = cells[at - 1], cells[at]
        if after and _is_wide(before):
            cells[at - 1] = (" ", style_before)
        elif not after and not _is_wide(before):
            cells[at] = (" ", style_after)

    def flush(self, most: int | None = None) -> str:
        """What turns what is shown into what is wanted; empty when that is nothing. With `most` only so many rows of it
        as take about so many bytes, the next ones the next time."""
        dirty = sorted(self._dirty)
        self._dirty.clear()
        before, at = "", self._cursor_shown
        shift = self._shift(dirty)
        if shift is not None:
            before, at = shift.escapes(), None
            shift.apply(self.shown, (" ", PLAIN))
            shift.apply(self._unsure, 0)
            dirty = sorted({*dirty, *range(shift.top, shift.bottom + 1)})
        drawn: list[Stroke] = []
        literal: list[tuple[int, int, str]] = []
        left, self._next = self._drawn_first(dirty), 0
        while left:
            if most is not None and _about(drawn, literal) >= most:
                self._dirty, self._next = set(left), left[0]
                break
            self._draw_row(left.pop(0), drawn, literal)
        if not (before or drawn or literal or self._cursor != self._cursor_shown):
            return ""
        pen = self._drawn(drawn, at)
        for row, column, raw in literal:
            pen.verbatim(row, column, raw)
        self._cursor_shown = self._cursor
        return before + pen.finish(self._cursor)

    def _drawn_first(self, dirty: Sequence[int]) -> list[int]:
        """The rows from where it was left off: while every frame changes all of them, each has its turn."""
        return [*(row for row in dirty if row >= self._next), *(row for row in dirty if row < self._next)]

    def _shift(self, dirty: Sequence[int]) -> scrolling.Shift | None:
        if not self._traits.moves_rows or len(dirty) < 2:
            return None
        shift = scrolling.find(self.shown, self.wanted, dirty)
        if shift is None:
            return None
        rows = self._known[shift.top : shift.bottom + 1]
        return None if any(row.is_verbatim or row.was_verbatim for row in rows) else shift

    def _draw_row(self, number: int, drawn: list[Stroke], literal: list[tuple[int, int, str]]) -> None:
        row, shown, wanted = self._known[number], self.shown[number], self.wanted[number]
        touched = row.take_touched()
        if row.was_verbatim and not row.is_verbatim:
            shown[:] = [UNKNOWN] * self.columns
        row.was_verbatim = row.is_verbatim
        anew = UNKNOWN in shown
        if anew or not row.is_verbatim:
            whole = row.whole(touched, self._unsure[number])
            spans = changed(shown, wanted, whole)
            if row.is_unsteady and (rest := rest_of_row(wanted, spans)):
                whole = [span for span in whole if span[1] <= rest[0]] + [rest]
                spans = changed(shown, wanted, whole)
            drawn += strokes(number, shown, wanted, spans, whole, self._traits)
        if row.is_verbatim:
            pieces = {at: piece for at, piece in sorted(row.pieces.items()) if piece.verbatim} if anew else touched
            literal += [(number, column, piece.raw) for column, piece in pieces.items()]
        shown[:] = wanted
        self._unsure[number][:] = row.unsure

    def _drawn(self, drawn: list[Stroke], at: tuple[int, int] | None) -> Pen:
        """The pen that drew the strokes row by row or look by look: the one with fewer bytes."""
        by_row, by_look = (Pen(self.columns, at) for _ in range(2))
        by_row.draw(drawn)
        by_look.draw(sorted(drawn, key=lambda stroke: stroke.runs[0].style.key))
        return min(by_row, by_look, key=lambda pen: sum(map(len, pen.parts)))


def _about(drawn: Sequence[Stroke], literal: Sequence[tuple[int, int, str]]) -> int:
    """About how many bytes it takes to draw that."""
    cells = sum(_STROKE if stroke.erase else _STROKE + sum(run.width for run in stroke.runs) for stroke in drawn)
    # A wide character takes three bytes for its two cells.
    return cells * 3 // 2 + sum(len(raw) for _row, _column, raw in literal)


def _plain(cell: Cell, after: Cell) -> str:
    text = cell[0]
    if cell is UNKNOWN or _NO_TEXT.search(text):
        return "  " if not after[0] else " "
    return text


def _is_wide(text: str) -> bool:
    return text > "\u02ff" and cell_width(text) == 2
