"""Strips of exactly so many cells, counted as the terminal will show them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from haowai_tui.text import cell_width

Piece = tuple[str, Style]


def exact_strip(pieces: Iterable[Piece], width: int, base: Style) -> Strip:
    """`pieces`, at most `width` cells wide in all, filled up with `base`.

    Textual counts ambiguous characters as one cell whatever the terminal does, so it is told the width.
    """
    segments = [Segment(text, style) for text, style in pieces if text]
    used = sum(cell_width(segment.text) for segment in segments)
    if used < width:
        segments.append(Segment(" " * (width - used), base))
    return Strip(segments, width)
