"""Filling lines: as much on each as fits, broken where `breaks` allows it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from haowai_tui.text import cell_offsets, cell_width
from haowai_tui.typeset.bidi import base_of
from haowai_tui.typeset.breaks import HANGING, break_places, cut_place
from haowai_tui.typeset.justify import justified
from haowai_tui.typeset.lines import Line, Run

_WINDOW = 4096
"""So many characters are looked at ahead: a very long paragraph gives its first lines at once."""


class _Window:
    """A part of the text with its widths and the places where it may break."""

    def __init__(self, text: str, start: int, size: int = _WINDOW) -> None:
        self.start = start
        self.text = text[start : start + size]
        self.whole = start + size >= len(text)
        self.cells = cell_offsets(self.text)
        self.places = break_places(self.text)

    def line_end(self, start: int, room: int, hang: int) -> int | None:
        """Where the line that begins at `start` ends, spaces after it included; None when that is not known from
        this part of the text alone."""
        text, cells, size = self.text, self.cells, len(self.text)
        limit = bisect_right(cells, cells[start] + room, start) - 1
        newline = text.find("\n", start, limit + 1)
        if newline >= 0:
            return newline + 1
        reach = limit
        if hang and limit < size and text[limit] in HANGING and cells[limit + 1] <= cells[start] + room + hang:
            reach += 1
        while reach < size and text[reach] == " ":
            reach += 1
        if reach >= size - 1 and not self.whole:
            return None
        if reach >= size:
            return size
        if text[reach] == "\n":
            return reach + 1
        found = bisect_right(self.places, reach) - 1
        if found >= 0 and self.places[found] > start:
            return self.places[found]
        if limit <= start:
            # Not even one character fits: it stands alone.
            limit = max(start + 1, bisect_right(cells, cells[start + 1]) - 1)
            return min(limit, size)
        return cut_place(text, start, limit, cells)


def fill_lines(text: str, width: int, *, first: int | None = None, hang: int = 0) -> Iterator[tuple[int, int]]:
    """Break `text` into lines of at most `width` cells (the first of `first`): the (start, end) of each.

    Spaces and newlines at a break belong to the line before it and take no room. `hang` is how many cells beyond the
    width one closing mark may take. A word that is longer than a line is cut, between graphemes.
    """
    room = width if first is None else first
    if len(text) <= room * 2 and "\n" not in text and cell_width(text) <= room:
        yield (0, len(text))
        return
    window = _Window(text, 0)
    start = 0
    while start < len(text):
        end = window.line_end(start - window.start, room, hang)
        size = _WINDOW
        while end is None:
            window = _Window(text, start, size)
            end = window.line_end(0, room, hang)
            size *= 2
        yield (start, window.start + end)
        start = window.start + end
        room = width


def fill(text: str, width: int, *, first: int | None = None, hang: int = 0) -> list[tuple[int, int]]:
    """All of `fill_lines` at once."""
    return list(fill_lines(text, width, first=first, hang=hang))


def set_lines(
    runs: Sequence[Run], width: int, *, first: int | None = None, hang: int = 0, justify: bool = False
) -> Iterator[Line]:
    """Runs broken into lines of at most `width` cells; at least one line."""
    text = "".join(run.text for run in runs)
    base = base_of(text)
    run_at = run_start = 0
    room = width if first is None else first
    for start, end in fill_lines(text, width, first=first, hang=hang):
        last = start + len(text[start:end].rstrip(" \n"))
        out: list[Run] = []
        while run_at < len(runs):
            run = runs[run_at]
            part = run.text[max(0, start - run_start) : max(0, last - run_start)]
            if part:
                out.append(Run(part, run.style, run.kind, run.link))
            if run_start + len(run.text) > last:
                break
            run_start += len(run.text)
            run_at += 1
        joint = "\n" if end == len(text) or "\n" in text[last:end] else " " if last < end else ""
        if justify and joint != "\n":
            out = justified(out, room)
        yield Line(tuple(out), joint=joint, base=base)
        room = width
