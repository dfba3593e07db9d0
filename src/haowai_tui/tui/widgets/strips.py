"""Strips of exactly so many cells, counted as the terminal will show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from haowai_tui.text import cell_width

Piece = tuple[str, Style]


def exact_strip(pieces: Iterable[Piece], width: int, base: Style) -> Strip:
    """`pieces` in `width` cells: filled up with `base`, or cut. A pane may have become narrower since its text was set.

    Textual counts ambiguous characters as one cell whatever the terminal does, so it is told the width.
    """
    segments = [Segment(text, style) for text, style in pieces if text]
    used = sum(cell_width(segment.text) for segment in segments)
    if used > width:
        return Strip(segments, used).crop(0, width)
    if used < width:
        segments.append(Segment(" " * (width - used), base))
    return Strip(segments, width)


def marked_pieces(text: str, spans: Sequence[tuple[int, int]], style: Style, mark: Style) -> list[Piece]:
    """`text` in `style`, with the characters from and to each of `spans` in `mark`. They may lie beyond its end."""
    pieces: list[Piece] = []
    done = 0
    for start, end in spans:
        pieces += [(text[done:start], style), (text[start:end], mark)]
        done = end
    return [piece for piece in (*pieces, (text[done:], style)) if piece[0]]
