"""Where a text has what was looked for, and a piece of it that shows that."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from haowai_tui.text.fold import fold
from haowai_tui.text.pinyin import sound_spans
from haowai_tui.text.width import cell_offsets, cell_width

Span = tuple[int, int]
"""Characters of a text, from and to."""

_BEFORE = 12
"""Cells of a snippet that stand before what was found."""
_MOST_WORDS, _MOST_PLACES = 8, 24
"""So many words, and so many places of each, are looked at for the best piece of a text."""


class Sought(Struct, frozen=True):
    """A word or phrase as it was typed, with `sounds` as pinyin too."""

    text: str
    sounds: bool = False


class Snippet(Struct, frozen=True):
    """A piece of a text with what was found in it."""

    text: str
    spans: tuple[Span, ...]


def found_spans(text: str, sought: Sequence[Sought]) -> tuple[Span, ...]:
    """Where `text` has any of `sought`, in order, none over another. What was typed is found as the index finds it:
    case, width, accents and the form of Chinese characters do not matter, and a Latin word may go on."""
    found = sorted(span for item in sought for span in _spans(text, item))
    kept: list[Span] = []
    for start, end in found:
        if kept and start <= kept[-1][1]:
            kept[-1] = kept[-1][0], max(end, kept[-1][1])
        else:
            kept.append((start, end))
    return tuple(kept)


def _spans(text: str, item: Sought) -> Iterator[Span]:
    wanted = _plain(item.text)
    folded, places = _folded(text)
    start = folded.find(wanted) if wanted else -1
    while start >= 0:
        first = places[start]
        # A Latin word is found from its beginning only.
        within = text[first].isalnum() and first and text[first - 1].isalnum()
        if not (within and cell_width(text[first]) == 1 and cell_width(text[first - 1]) == 1):
            yield first, places[start + len(wanted) - 1] + 1
        start = folded.find(wanted, start + len(wanted))
    if item.sounds:
        yield from sound_spans(text, item.text)


def _plain(text: str) -> str:
    return "".join(map(_letters, text))


@lru_cache(maxsize=64)
def _folded(text: str) -> tuple[str, array[int]]:
    """The letters of a text as they are compared, and for each the place of the character that it comes from."""
    letters = [(letter, place) for place, char in enumerate(text) for letter in _letters(char)]
    return "".join(letter for letter, _place in letters), array("L", [place for _letter, place in letters])


@lru_cache(maxsize=8192)
def _letters(char: str) -> str:
    """A character as it is compared: nothing for what only stands between words."""
    return "".join(part for part in fold(char) if part.isalnum())


def snippet(text: str, sought: Sequence[Sought], cells: int) -> Snippet | None:
    """The piece of `text` that has most of `sought`, the first of them when several do, on one line of at most `cells`
    cells; None when nothing is found."""
    line = " ".join(text.split())
    places = [found_spans(line, [item])[:_MOST_PLACES] for item in sought[:_MOST_WORDS]]
    starts = sorted({start for spans in places for start, _end in spans})
    if not starts:
        return None
    # A character has at most two cells, so what begins that near stands in the piece in any case.
    near = max(1, (cells - _BEFORE) // 2)
    first = max(starts, key=lambda start: (_number_near(places, start, start + near), -start))
    return _piece(line, first, found_spans(line, sought), cells)


def _number_near(places: Sequence[Sequence[Span]], start: int, end: int) -> int:
    """How many of what is sought stand between two places."""
    return sum(any(start <= place and stop <= end for place, stop in spans) for spans in places)


def opening(text: str, cells: int) -> Snippet:
    """The beginning of `text` on one line of at most `cells` cells, for what is found elsewhere than in it."""
    line = " ".join(text[: cells * 4].split())
    return _piece(line, 0, (), cells)


def _piece(line: str, first: int, spans: Sequence[Span], cells: int) -> Snippet:
    """`cells` cells of `line` with the place `first` near their beginning."""
    room = min(_BEFORE, cells // 3)
    before = cell_offsets(line[max(0, first - room) : first])
    # Of places in one character the last, where the next one begins.
    begin = first + 1 - len(before) + bisect_right(before, before[bisect_left(before, before[-1] - room)]) - 1
    if begin and line[begin].isalnum() and cell_width(line[begin]) == 1:
        # Not from the middle of a word on.
        ahead = line.find(" ", begin, first)
        begin = ahead + 1 if ahead >= 0 else begin
    head = ".." if begin else ""
    room = cells - len(head)
    end = begin + bisect_right(cell_offsets(line[begin : begin + 2 * room]), room) - 1
    shift = len(head) - begin
    shown = tuple((start + shift, min(stop, end) + shift) for start, stop in spans if begin <= start < end)
    return Snippet(head + line[begin:end], shown)
