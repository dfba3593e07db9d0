"""Whether two articles are the same text, told from a few hundred bytes of each.

A sketch is a one-permutation MinHash (Li, Owen, Zhang 2012, empty bins left empty) of the text's overlapping pieces,
with digits and punctuation left out, and the digits kept apart: notices of one series differ in little but their
numbers, reprints in anything but these.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from msgspec import Struct

from haowai_tui.lazy import pattern
from haowai_tui.text.fold import fold
from haowai_tui.text.han import count_han

_BINS = 128
_BANDS, _ROWS = 16, 3
_READ = 4000
_HAN_PIECE, _LATIN_PIECE = 4, 9
_MOST_DIGITS = 40
_MANY_DIGITS = 3
_NOT_LETTERS = pattern(r"[\d\W_]+")
_DIGITS = pattern("\\d+(?:\\.\\d+)?[年月日号时分]?")
"""A number; of a date or time with what it counts, so that the 9th is not nine hours."""

COPY_OVERLAP = 0.78
"""So much of the shorter text stands in the longer when they are copies whose digits are nearly the same."""
COPY_OVERLAP_SAME_DIGITS = 0.7
"""The same where all digits are the same and there are at least `_MANY_DIGITS`."""
COPY_OVERLAP_OTHER_DIGITS = 0.88
"""The same where one has digits that the other has not, or neither has any."""
COPY_DIGITS = 0.85
"""So many of the fewer digits are the other's too, in any case."""
COPY_ALL_DIGITS = 0.7
"""So many of both texts' digits are in both when they are nearly the same."""
COPY_LEAST_SIZE = 0.4
"""The shorter of two copies is at least so long as a part of the longer."""
SHORTEST = 16
"""Texts of fewer pieces are too short to be called copies."""


class Sketch(Struct, frozen=True):
    """`bins` hold a byte for each of the bins, `filled` says which are not empty; `size` is the number of pieces."""

    bins: bytes
    filled: int
    size: int
    digits: frozenset[int]


def sketch(text: str) -> Sketch:
    """The sketch of a text."""
    folded = fold(text[:_READ])
    digits = frozenset(zlib.crc32(number.encode()) & 0xFFFF for number in _DIGITS.findall(folded)[:_MOST_DIGITS])
    letters = _NOT_LETTERS.sub("", folded)
    length = _HAN_PIECE if count_han(letters) * 2 > len(letters) else _LATIN_PIECE
    pieces = {letters[place : place + length] for place in range(max(0, len(letters) - length + 1))}
    lowest = [1 << 40] * _BINS
    for piece in pieces:
        value = zlib.crc32(piece.encode("utf-8", "replace")) * 0x9E3779B1 & 0xFFFFFFFF
        place = value >> 25
        lowest[place] = min(lowest[place], value & 0x1FFFFFF)
    filled = sum(1 << place for place, value in enumerate(lowest) if value < 1 << 40)
    # The low byte of the smallest of many is as even as any.
    return Sketch(bytes(value & 0xFF for value in lowest), filled, len(pieces), digits)


def overlap(one: Sketch, other: Sketch) -> float:
    """About how much of the shorter text stands in the longer, 0 to 1."""
    smaller = min(one.size, other.size)
    either = (one.filled | other.filled).bit_count()
    if not smaller or not either:
        return 0.0
    # Bytes that are alike come out as zero; so do the bins that are empty in both, which say nothing.
    unlike = int.from_bytes(one.bins, "little") ^ int.from_bytes(other.bins, "little")
    same = unlike.to_bytes(_BINS, "little").count(0) - (_BINS - either)
    alike = max(0.0, (same / either - 1 / 256) / (1 - 1 / 256))
    return min(1.0, alike * (one.size + other.size) / ((1 + alike) * smaller))


def digits_shared(one: Sketch, other: Sketch) -> float:
    """How many of the fewer digits of two texts the other has too, 0 to 1; 1 when one has none."""
    fewer = min(len(one.digits), len(other.digits))
    return len(one.digits & other.digits) / fewer if fewer else 1.0


def is_copy(one: Sketch, other: Sketch) -> bool:
    """Whether one is the other reprinted, with small edits."""
    smaller, larger = (one.size, other.size) if one.size < other.size else (other.size, one.size)
    if smaller < SHORTEST or smaller < larger * COPY_LEAST_SIZE:
        return False
    first, second = len(one.digits), len(other.digits)
    both = len(one.digits & other.digits)
    if both < COPY_DIGITS * min(first, second):
        return False
    either = first + second - both
    if both == either and both >= _MANY_DIGITS:
        least = COPY_OVERLAP_SAME_DIGITS
    elif both and both >= COPY_ALL_DIGITS * either:
        least = COPY_OVERLAP
    else:
        least = COPY_OVERLAP_OTHER_DIGITS
    return overlap(one, other) >= least


def bands(of: Sketch) -> Iterator[int]:
    """Numbers below 2^32 of which copies have at least one in common: what they are looked up by."""
    for band in range(_BANDS):
        places = range(band * _ROWS, band * _ROWS + _ROWS)
        if all(of.filled >> place & 1 for place in places):
            yield zlib.crc32(bytes([band, *(of.bins[place] for place in places)]))


def mark(text: str) -> int:
    """A number below 2^32 for a short text, by which it is looked up beside bands."""
    return zlib.crc32(text.encode("utf-8", "replace"))


def pack(of: Sketch) -> bytes:
    """The sketch as bytes."""
    head = of.size.to_bytes(2, "little") + of.filled.to_bytes(_BINS // 8, "little")
    return head + of.bins + b"".join(value.to_bytes(2, "little") for value in sorted(of.digits))


def unpack(data: bytes) -> Sketch:
    """The sketch that `pack` made into bytes."""
    first = 2 + _BINS // 8
    digits = data[first + _BINS :]
    return Sketch(
        bins=data[first : first + _BINS],
        filled=int.from_bytes(data[2:first], "little"),
        size=int.from_bytes(data[:2], "little"),
        digits=frozenset(int.from_bytes(digits[at : at + 2], "little") for at in range(0, len(digits), 2)),
    )
