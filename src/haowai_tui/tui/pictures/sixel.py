"""Pictures as sixels, one piece for each row of cells, so that a picture scrolls line by line like text.

A piece is written after the blank cells it covers, from where they began, and the cursor is put back. Where a row is
cut (a dialog lies over it) there is no piece to cut: it stays blank until all of it shows again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.segment import ControlType, Segment
from rich.style import Style
from textual.strip import Strip

from haowai_tui.tui.pictures.blocks import ground
from haowai_tui.tui.pictures.decode import Colour, Decoded, Room
from haowai_tui.tui.pictures.decode_child import sixel_rows

# A segment that has a control code is written as it is and takes no cells.
_CONTROL: Sequence[tuple[ControlType, int]] = ((ControlType.CURSOR_FORWARD, 0),)


class SixelStrip(Strip):
    """A strip with a piece of a picture in it; any part of it is blank."""

    def crop(self, start: int, end: int | None = None) -> Strip:
        whole = start <= 0 and (end is None or end >= self.cell_length)
        return self if whole else self._blank().crop(start, end)

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        cuts = list(cuts)
        return [self] if cuts == [self.cell_length] else self._blank().divide(cuts)

    def _blank(self) -> Strip:
        return Strip([segment for segment in self if not segment.control], self.cell_length)


def picture_line(lead: Sequence[Segment], picture: Strip, width: int, base: Style) -> Strip:
    """A line of `width` cells: what stands before the picture, a line of the picture, blank cells."""
    length = sum(segment.cell_length for segment in lead) + picture.cell_length
    rest = [Segment(" " * (width - length), base)] if width > length else []
    kind = SixelStrip if isinstance(picture, SixelStrip) else Strip
    line = kind([*lead, *picture, *rest], max(length, width))
    return line.crop(0, width)


def sixel_strips(picture: Decoded, room: Room, background: Colour) -> list[Strip]:
    """The lines of `picture` in the middle of the room."""
    pieces = sixel_rows(picture.data)[: room.rows]
    columns = min(room.columns, -(-picture.width // room.cell[0]))
    blank = ground(background)
    top = (room.rows - len(pieces)) // 2
    left = (room.columns - columns) // 2
    strips = [Strip.blank(room.columns, blank)] * room.rows
    for row, piece in enumerate(pieces, start=top):
        back = f"\x1b[{room.columns - left}D"
        escape = f"\x1b7{back}{piece}\x1b8"
        strips[row] = _with_piece(room.columns, escape, blank)
    return strips


def _with_piece(columns: int, escape: str, blank: Style) -> Strip:
    return SixelStrip([Segment(" " * columns, blank), Segment(escape, None, _CONTROL)], columns)
