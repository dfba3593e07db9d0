"""Finding words in set lines, across the places where lines were broken and over the spaces that setting put in."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.text import cell_width
from haowai_tui.typeset.lines import FURNITURE, Line, Run


class Part(Struct, frozen=True):
    """The characters from `start` to `end` of the line at `line`."""

    line: int
    start: int
    end: int


Hit = tuple[Part, ...]
"""One match: a part of a line, or of several where it runs over their ends."""


class _Paragraph(Struct):
    """Lines that belong together, folded and without their spaces; for each character its place in the lines."""

    text: str
    places: list[tuple[int, int]]


def find_hits(lines: Sequence[Line], query: str) -> list[Hit]:
    """Every match of `query` in `lines`, in order. Case, width and accents do not matter, nor how many spaces there
    are; but two Latin words are not one, and one is not two."""
    wanted = _folded(query)
    spaces = _spaces(query)
    hits: list[Hit] = []
    if not wanted:
        return hits
    for first, last in paragraphs(lines):
        if wanted not in "".join(_folded(line.words) for line in lines[first:last]):
            continue
        paragraph = _mapped(lines, first, last)
        start = paragraph.text.find(wanted)
        while start >= 0:
            places = paragraph.places[start : start + len(wanted)]
            if _same_spaces(lines, wanted, places, spaces):
                hits.append(_parts(places))
            start = paragraph.text.find(wanted, start + len(wanted))
    return hits


def parts_of(lines: Sequence[Line], spans: Callable[[str], Sequence[tuple[int, int]]]) -> Iterator[Part]:
    """Where the lines of one paragraph have what `spans` finds in its text: places of characters, from and to."""
    text = "".join(line.words + (line.joint if line is not lines[-1] else "") for line in lines)
    found = spans(text)
    if not found:
        return
    places: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        column = 0
        for run in line.runs:
            if run.kind not in FURNITURE:
                places.extend((index, column + place) for place in range(len(run.text)))
            column += len(run.text)
        places.extend((index, column) for _space in line.joint)
    for start, end in found:
        yield from _parts(places[start:end])


def _folded(text: str) -> str:
    if text.isascii():
        return "".join(text.split()).lower()
    return "".join(_folded_char(char) for char in text if not char.isspace())


@lru_cache(maxsize=8192)
def _folded_char(char: str) -> str:
    if char.isascii():
        return char.lower()
    decomposed = unicodedata.normalize("NFKD", char).casefold()
    return "".join(part for part in decomposed if not unicodedata.combining(part) and not part.isspace())


def _spaces(query: str) -> set[int]:
    """Where `query` has a space: the number of its other characters before it."""
    found: set[int] = set()
    before = 0
    for word in query.split():
        before += len(_folded(word))
        found.add(before)
    return found


def paragraphs(lines: Sequence[Line], first: int = 0) -> Iterator[tuple[int, int]]:
    """The paragraphs from the line `first` on, each its first line and the one after its last."""
    for index in range(first, len(lines)):
        if lines[index].joint == "\n":
            yield first, index + 1
            first = index + 1
    if first < len(lines):
        yield first, len(lines)


def _mapped(lines: Sequence[Line], first: int, last: int) -> _Paragraph:
    text: list[str] = []
    places: list[tuple[int, int]] = []
    for index in range(first, last):
        column = 0
        for run in lines[index].runs:
            if run.kind not in FURNITURE:
                for place, char in enumerate(run.text, start=column):
                    if char.isspace():
                        continue
                    folded = _folded_char(char)
                    text.append(folded)
                    places.extend([(index, place)] * len(folded))
            column += len(run.text)
    return _Paragraph("".join(text), places)


def _same_spaces(lines: Sequence[Line], wanted: str, places: Sequence[tuple[int, int]], spaces: set[int]) -> bool:
    for number in range(1, len(wanted)):
        (line, column), (next_line, next_column) = places[number - 1], places[number]
        chinese = cell_width(wanted[number - 1]) == 2 or cell_width(wanted[number]) == 2
        if chinese:
            continue
        apart = next_column - column > 1 if line == next_line else lines[line].joint != ""
        if apart != (number in spaces):
            return False
    return True


def _parts(places: Sequence[tuple[int, int]]) -> Hit:
    parts: list[Part] = []
    for line, column in places:
        if parts and parts[-1].line == line:
            parts[-1] = replace(parts[-1], end=column + 1)
        else:
            parts.append(Part(line, column, column + 1))
    return tuple(parts)


def marked(runs: Sequence[Run], marks: Sequence[tuple[int, int, str]]) -> list[Run]:
    """A line's runs with the characters of each (start, end, kind) in `marks` given that kind. Marks are in order and
    do not overlap."""
    out: list[Run] = []
    column = 0
    for run in runs:
        cut = 0
        for start, end, kind in marks:
            low, high = max(start - column, cut), min(end - column, len(run.text))
            if low >= high:
                continue
            if low > cut:
                out.append(replace(run, text=run.text[cut:low]))
            out.append(replace(run, text=run.text[low:high], kind=kind))
            cut = high
        if cut < len(run.text):
            out.append(replace(run, text=run.text[cut:]) if cut else run)
        column += len(run.text)
    return out
