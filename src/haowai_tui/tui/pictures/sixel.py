"""Pictures as sixels, one piece for each row of cells, so that a picture scrolls line by line like text.

To Textual a piece is blank cells in a style that names it by its link. Only where such cells are written whole, at the
very end, is the piece written over them and the cursor put back. Cells that were cut (a dialog lies over them) or lost
their style (behind a dialog) stay blank, and no escape can ever be cut in two.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.strip import Strip

from haowai_tui.tui.pictures.blocks import centred, ground
from haowai_tui.tui.pictures.decode import Colour, Decoded, Room
from haowai_tui.tui.pictures.decode_child import sixel_rows

_SCHEME = "haowai-sixel:"
# A segment that has a control code is written as it is.
_CONTROL: Sequence[tuple[ControlType, int]] = ((ControlType.CURSOR_FORWARD, 0),)

_pieces: dict[str, tuple[int, str]] = {}
"""The cells that a piece covers and its escape, by the link that names it."""

_original_render: Callable[[Strip, Console], str] | None = None


def sixel_strips(picture: Decoded, room: Room, background: Colour) -> list[Strip]:
    """The lines of `picture` in the middle of the room. `forget` them when they are no longer drawn."""
    install()
    pieces = sixel_rows(picture.data)[: room.rows]
    columns = min(room.columns, -(-picture.width // room.cell[0]))
    blank = ground(background)
    top = (room.rows - len(pieces)) // 2
    left = (room.columns - columns) // 2
    strips = [Strip.blank(room.columns, blank)] * room.rows
    for row, piece in enumerate(pieces, start=top):
        link = _SCHEME + os.urandom(8).hex()
        _pieces[link] = (columns, f"\x1b7\x1b[{columns}D{piece}\x1b8")
        cells = Segment(" " * columns, blank + Style(link=link))
        strips[row] = centred([cells], left, columns, room.columns, blank)
    return strips


def forget(strips: Sequence[Strip]) -> None:
    """Let go of the pieces in `strips`; where they are still drawn they are blank from now on."""
    for strip in strips:
        for segment in strip:
            _pieces.pop(_link(segment), None)


def install() -> None:
    """Have pieces written from now on. Calling it again does nothing.

    It wraps `Strip.render` as the guard does, on the outside: what is drawn has passed the guard.
    """
    global _original_render
    if _original_render is None:
        _original_render = Strip.render
        Strip.render = _render  # type: ignore[method-assign]


def _link(segment: Segment) -> str:
    style = segment.style
    link = style.link if style is not None else None
    return link if link is not None and link.startswith(_SCHEME) else ""


def _render(self: Strip, console: Console) -> str:
    assert _original_render is not None
    if not any(map(_link, self)):
        return _original_render(self, console)
    segments: list[Segment] = []
    for segment in self:
        link = _link(segment)
        if not link or segment.style is None:
            segments.append(segment)
            continue
        # The name is ours alone; the terminal would take it for a hyperlink.
        segments.append(Segment(segment.text, segment.style.update_link(None)))
        columns, escape = _pieces.get(link, (0, ""))
        if segment.cell_length == columns:
            segments.append(Segment(escape, None, _CONTROL))
    return _original_render(Strip(segments, self.cell_length), console)
