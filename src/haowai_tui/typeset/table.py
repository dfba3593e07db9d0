"""Tables: columns fitted to what is in them, cells wrapped; records under one another when there is no room."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from haowai_tui.lazy import pattern
from haowai_tui.model import Cell, Style, Table
from haowai_tui.text import cell_width
from haowai_tui.typeset.bidi import is_right_to_left
from haowai_tui.typeset.fill import set_lines
from haowai_tui.typeset.lines import Line, Run

MakeRuns = Callable[[Cell, str], list[Run]]

_LEAST = 6
"""A column narrower than this is not readable."""
_WORD = 14
"""Cells of a word that is not cut in two; longer ones, as addresses are, may be."""


def table_lines(table: Table, width: int, make_runs: MakeRuns, flat: str) -> Iterator[Line]:
    """The lines of a table; `flat` is what its rules are drawn with."""
    if table.caption:
        yield from set_lines(make_runs(table.caption, "caption"), width)
    columns = max([len(table.header), *(len(row) for row in table.rows)], default=0)
    if not columns:
        return
    header = [_runs(make_runs, cell, bold=True) for cell in _filled(table.header, columns)] if table.header else None
    rows = [[_runs(make_runs, cell) for cell in _filled(row, columns)] for row in table.rows]
    widths = _fitted([*([header] if header else []), *rows], width - 2 * (columns - 1))
    if widths is None:
        yield from _records(header, rows, width, flat)
        return
    turned = is_right_to_left(
        "".join(run.text for row in ([header] if header else rows)[:1] for cell in row for run in cell)
    )
    if turned:
        # The first column stands on the right, and all that is in it.
        widths.reverse()
        for row in (*([header] if header else []), *rows):
            row.reverse()
    room, base = (width, 1) if turned else (0, None)
    figures = [turned or (bool(rows) and all(_is_figure(row[column]) for row in rows)) for column in range(columns)]
    if header:
        yield from (line.from_the_right(room) for line in _row(header, widths, figures, base))
        yield Line((Run("  ".join(flat * wide for wide in widths), kind="rule"),)).from_the_right(room)
    for row in rows:
        yield from (line.from_the_right(room) for line in _row(row, widths, figures, base))


def _filled(row: tuple[Cell, ...], columns: int) -> tuple[Cell, ...]:
    return row + ((),) * (columns - len(row))


def _runs(make_runs: MakeRuns, cell: Cell, *, bold: bool = False) -> list[Run]:
    runs = make_runs(cell, "text")
    return [Run(run.text, run.style | Style.BOLD, run.kind, run.link) for run in runs] if bold else runs


def _width(runs: list[Run]) -> int:
    return max((cell_width(part) for part in "".join(run.text for run in runs).split("\n")), default=0)


def _fitted(rows: list[list[list[Run]]], room: int) -> list[int] | None:
    """The columns' widths within `room`: the widest give way first. None when some would be too narrow to read."""
    wanted = [max(1, *(_width(row[column]) for row in rows)) for column in range(len(rows[0]))]
    if sum(wanted) <= room:
        return wanted
    words = [max(_longest_word(row[column]) for row in rows) for column in range(len(rows[0]))]
    least = [min(max(_LEAST, word), wide) for word, wide in zip(words, wanted, strict=True)]
    if sum(least) > room:
        return None
    while sum(wanted) > room:
        excess = sum(wanted) - room
        widest = max(wanted)
        second = max((wide for wide in wanted if wide < widest), default=0)
        many = [place for place, wide in enumerate(wanted) if wide == widest and wide > least[place]]
        if not many:
            # The widest have given all that they can: those after them have to.
            many = [place for place, wide in enumerate(wanted) if wide > least[place]]
            second = 0
        step = min(widest - max(second, _LEAST), -(-excess // len(many)))
        for place in many:
            wanted[place] = max(least[place], wanted[place] - max(1, step))
    return wanted


def _longest_word(runs: list[Run]) -> int:
    """The cells of the longest word that is to stand on one line."""
    text = "".join(run.text for run in runs)
    words = (cell_width(word) for word in _WORDS.findall(text))
    return max((wide for wide in words if wide <= _WORD), default=0)


_WORDS = pattern("[^\\s\u2e80-\u9fff\uac00-\ud7a3\uff00-\uffef-]+")
"""What is not broken: no Chinese."""
_FIGURE = pattern(r"[-+−±~≈<>¥￥$€£]*\d[\d.,: ]*\s?[%‰°℃]?")


def _is_figure(cell: list[Run]) -> bool:
    return not cell or _FIGURE.fullmatch("".join(run.text for run in cell)) is not None


def _row(cells: list[list[Run]], widths: list[int], figures: list[bool], base: int | None) -> Iterator[Line]:
    """One row; columns of figures stand at the right, so that their units are under one another."""
    columns = [
        [line.runs for line in set_lines(cell, wide)] if cell else [()]
        for cell, wide in zip(cells, widths, strict=True)
    ]
    for number in range(max(len(column) for column in columns)):
        line: list[Run] = []
        for place, (column, wide) in enumerate(zip(columns, widths, strict=True)):
            runs = column[number] if number < len(column) else ()
            rest = " " * (wide - sum(cell_width(run.text) for run in runs))
            line.extend([Run(rest, kind="gap"), *runs] if figures[place] else [*runs, Run(rest, kind="gap")])
            if place + 1 < len(columns):
                line.append(Run("  ", kind="gap"))
        yield Line(tuple(line), base=base)


def _records(header: list[list[Run]] | None, rows: list[list[list[Run]]], width: int, flat: str) -> Iterator[Line]:
    for number, row in enumerate(rows):
        if number:
            yield Line((Run(flat * min(8, width), kind="rule"),))
        for place, cell in enumerate(row):
            if cell:
                name = [*header[place], Run(": ")] if header and header[place] else []
                yield from set_lines([*name, *cell], width)
