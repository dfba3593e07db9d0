"""From the cells that changed in a row to the strokes that draw them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from haowai_tui.tui.thin.pen import Run, Stroke
from haowai_tui.tui.thin.styles import PLAIN, Cell, Style
from haowai_tui.tui.thin.traits import Traits

Span = tuple[int, int]

UNKNOWN: Cell = ("\0", PLAIN)
"""A cell of which it is not known what it shows."""

_GAP = 4
"""Cells that did not change but are written again, since to step over them costs as much."""

_ERASE = 11
"""Blanks from which on to erase them and step over them is shorter than to write them."""

_ERASE_REST = 4


def changed(shown: Sequence[Cell], wanted: Sequence[Cell], whole: Iterable[Span] = ()) -> list[Span]:
    """The spans of a row that are to be drawn. A span of `whole` is drawn whole when anything in it changed."""
    if shown == wanted:
        return []
    marks = [a is not b and a != b and b is not UNKNOWN for a, b in zip(shown, wanted, strict=True)]
    for start, end in whole:
        if any(marks[start:end]):
            marks[start:end] = [True] * (end - start)
    spans: list[Span] = []
    at = 0
    width = len(marks)
    while at < width:
        if not marks[at]:
            at += 1
            continue
        start = at
        while at < width and (marks[at] or not wanted[at][0]):
            at += 1
        while start and not wanted[start][0]:
            start -= 1
        if spans and _joins(wanted[spans[-1][1] - 1 : start + 1]):
            spans[-1] = (spans[-1][0], at)
        else:
            spans.append((start, at))
    return spans


def _joins(cells: Sequence[Cell]) -> bool:
    """Whether the cells between two changed ones, which are the first and the last, are written along with them."""
    if len(cells) - 2 > _GAP or UNKNOWN in cells:
        return False
    style = cells[0][1]
    return all(cell[1] is style or (cell[0] == " " and style.shows_blank(cell[1])) for cell in cells[1:-1]) and all(
        cell[0] < "\x7f" for cell in cells[1:-1]
    )


def strokes(
    row: int,
    shown: Sequence[Cell],
    wanted: Sequence[Cell],
    spans: Iterable[Span],
    whole: Sequence[Span],
    traits: Traits,
) -> Iterator[Stroke]:
    """What draws the spans of a row that is `shown` so far. Those in `whole` are drawn from left to right in one
    stroke, blanks and all."""
    for start, end in spans:
        at = start
        for first, last in sorted(span for span in whole if start <= span[0] and span[1] <= end):
            if first < at:
                continue
            yield from _parted(row, at, shown, wanted, first, traits)
            yield Stroke(row, first, tuple(run for _column, run in _runs(wanted, first, last)))
            at = last
        yield from _parted(row, at, shown, wanted, end, traits)


def _parted(
    row: int, start: int, shown: Sequence[Cell], wanted: Sequence[Cell], end: int, traits: Traits
) -> Iterator[Stroke]:
    """One stroke for each run, with long blanks erased."""
    at = start
    while at < end:
        blanks = _blanks(wanted, at, end)
        style = wanted[at][1]
        if blanks and (traits.erases or style == PLAIN) and style.is_plain_on_blanks and not style.link:
            rest = at + blanks == end and all(cell == wanted[at] for cell in wanted[end:])
            if not rest and at + blanks < len(shown) and not shown[at + blanks][0]:
                # The second half of a wide character stands behind: tmux leaves it there, and when it is written over
                # takes the cell before it, which is erased already, for the first, and gives it a ground of its own.
                blanks -= 1
            if blanks >= (_ERASE_REST if rest else _ERASE):
                text = " " * blanks
                yield Stroke(row, at, (Run(text, blanks, style, True),), "K" if rest else "X")
                at += blanks
                continue
        stop = _next_erasable(wanted, at, end)
        for column, run in _runs(wanted, at, stop):
            yield Stroke(row, column, (run,))
        at = stop


def _blanks(wanted: Sequence[Cell], at: int, end: int) -> int:
    first = wanted[at]
    if first[0] != " ":
        return 0
    stop = at + 1
    while stop < end and wanted[stop] == first:
        stop += 1
    return stop - at


def _next_erasable(wanted: Sequence[Cell], start: int, end: int) -> int:
    """Where, after what begins at `start`, blanks begin that are long enough to be erased."""
    at = start + max(1, _blanks(wanted, start, end))
    while at < end:
        blanks = _blanks(wanted, at, end)
        if blanks >= _ERASE or (blanks >= _ERASE_REST and at + blanks == len(wanted)):
            return at
        at += max(1, blanks)
    return end


def _runs(wanted: Sequence[Cell], start: int, end: int) -> Iterator[tuple[int, Run]]:
    """The cells as runs of one look each; spaces go with what is before or after them where that shows the same."""
    column, text, style, blank = start, [wanted[start][0]] if start < end else [], PLAIN, True
    if start >= end:
        return
    style, blank = wanted[start][1], wanted[start][0] == " "
    for at in range(start + 1, end):
        char, look = wanted[at]
        if look is style or look == style or (char == " " and style.shows_blank(look)):
            blank = blank and char == " "
        elif blank and _takes_over(look, style):
            style, blank = look, char == " "
        else:
            yield column, Run("".join(text), at - column, style, blank)
            column, text, style, blank = at, [], look, char == " "
        text.append(char)
    yield column, Run("".join(text), end - column, style, blank)


def _takes_over(look: Style, style: Style) -> bool:
    return look.shows_blank(style)
