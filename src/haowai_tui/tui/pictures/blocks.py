"""Pictures as half-blocks: two pixels in each cell, the upper one its ink and the lower one its ground."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from haowai_tui.tui.pictures.decode import Colour, Decoded

CELL = (1, 2)
"""Pixels of a cell across and down."""

_UPPER = "▀"


def block_strips(picture: Decoded, columns: int, rows: int, background: Colour) -> list[Strip]:
    """`picture`, in RGB and at most `columns` x 2·`rows` pixels, in the middle of exactly `columns` x `rows` cells."""
    used = -(-picture.height // 2)
    top = (rows - used) // 2
    left = (columns - picture.width) // 2
    blank = ground(background)
    stride = picture.width * 3
    ending = bytes(background) * picture.width
    strips = [Strip.blank(columns, blank)] * top
    for row in range(used):
        at = 2 * row * stride
        upper = picture.data[at : at + stride]
        lower = picture.data[at + stride : at + 2 * stride] or ending
        strips.append(centred(_segments(upper, lower), left, picture.width, columns, blank))
    return [*strips, *[Strip.blank(columns, blank)] * (rows - used - top)]


def centred(segments: list[Segment], left: int, width: int, columns: int, blank: Style) -> Strip:
    """Segments of `width` cells with blank cells around them, `columns` in all."""
    before = [Segment(" " * left, blank)] if left else []
    rest = columns - left - width
    after = [Segment(" " * rest, blank)] if rest else []
    return Strip([*before, *segments, *after], columns)


@lru_cache(64)
def ground(colour: Colour) -> Style:
    """The style of an empty cell."""
    return Style(bgcolor=Color.from_rgb(*colour))


def _segments(upper: bytes, lower: bytes) -> list[Segment]:
    """The cells of a row; neighbours of the same two colours are one segment, which saves bytes on the line."""
    cells = [upper[at : at + 3] + lower[at : at + 3] for at in range(0, len(upper), 3)]
    return [Segment(_UPPER * len(list(run)), _style(pair)) for pair, run in groupby(cells)]


@lru_cache(4096)
def _style(pair: bytes) -> Style:
    return Style(color=Color.from_rgb(*pair[:3]), bgcolor=Color.from_rgb(*pair[3:]))
