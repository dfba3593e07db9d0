"""Finding rows that moved as a block over the whole width, as an article's do when it is read alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from haowai_tui.tui.thin.styles import PLAIN, Cell

Rows = Sequence[list[Cell]]

_FEWEST_ROWS = 4
_COST = 24
"""Cells that must be saved for a move of rows to be shorter."""


class Shift(Struct, frozen=True):
    """The rows from `top` to `bottom`, both in it, move up by `rows`, or down when that is negative."""

    top: int
    bottom: int
    rows: int

    def escapes(self) -> str:
        """What moves them, with the pen in no look: DECSTBM, then DL or IL. It leaves the cursor anywhere."""
        moved = f"{self.rows}M" if self.rows > 0 else f"{-self.rows}L"
        count = moved[1:] if moved in ("1M", "1L") else moved
        return f"\x1b[{self.top + 1};{self.bottom + 1}r\x1b[{self.top + 1}H\x1b[{count}\x1b[r"

    def apply(self, rows: list[Any], blank: Any) -> None:
        """Move the rows here as the terminal does; new ones are filled with `blank`."""
        block = rows[self.top : self.bottom + 1]
        new = [type(block[0])([blank] * len(block[0])) for _ in range(abs(self.rows))]
        rows[self.top : self.bottom + 1] = block[self.rows :] + new if self.rows > 0 else new + block[: self.rows]


def find(shown: Rows, wanted: Rows, dirty: Sequence[int]) -> Shift | None:
    """The shift after which fewest cells of the `dirty` rows are to be drawn; None when none is worth it."""
    if len(dirty) < _FEWEST_ROWS:
        return None
    first, last = dirty[0], dirty[-1]
    before: dict[str, list[int]] = {}
    for row in range(first, last + 1):
        before.setdefault(_text(shown[row]), []).append(row)
    votes: Counter[int] = Counter()
    for row in dirty:
        text = _text(wanted[row])
        places = before.get(text, ())
        if text.strip() and len(places) == 1 and places[0] != row:
            votes[places[0] - row] += 1
    if not votes:
        return None
    rows, _count = votes.most_common(1)[0]
    # Not only what is the same when it has come: beside most of a text there is a piece of a scroll bar that stays.
    came = [
        row
        for row in range(max(first, first - rows), min(last, last - rows) + 1)
        if _differing(shown[row + rows], wanted[row]) < _differing(shown[row], wanted[row])
    ]
    if not came:
        return None
    ends = (came[0], came[-1], came[0] + rows, came[-1] + rows)
    shift = Shift(min(ends), max(ends), rows)
    moved = list(shown)
    shift.apply(moved, (" ", PLAIN))
    block = range(shift.top, shift.bottom + 1)
    saved = sum(_differing(shown[row], wanted[row]) - _differing(moved[row], wanted[row]) for row in block)
    return shift if saved > _COST else None


def _text(row: Sequence[Cell]) -> str:
    return "".join([cell[0] for cell in row])


def _differing(shown: Sequence[Cell], wanted: Sequence[Cell]) -> int:
    if shown == wanted:
        return 0
    return sum(a is not b and a != b for a, b in zip(shown, wanted, strict=True))
