"""Code: its own lines and spaces kept, coloured when its language is known. A line that is too long is cut after a
space near its end, else anywhere."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from haowai_tui.model import Code
from haowai_tui.text import cell_offsets, cell_width
from haowai_tui.typeset.lines import Line, Run

_LONGEST_COLOURED = 50_000
"""Characters beyond which code is set without colours: lexers are slow, and nobody reads that much of it."""


def code_lines(block: Code, width: int) -> Iterator[Line]:
    """The lines of a block of code, one cell in from both sides. The rest of a line that was cut is set in further."""
    inner = max(4, width - 2)
    for line in _highlighted(block):
        parts = list(_wrapped(line, inner))
        for number, part in enumerate(parts):
            lead = "   " if number else " "
            used = len(lead) + sum(cell_width(run.text) for run in part)
            fill = Run(" " * max(0, width - used), kind="code-gap")
            joint = "" if number + 1 < len(parts) else "\n"
            yield Line((Run(lead, kind="code-gap"), *part, fill), joint=joint)


def _wrapped(line: list[Run], width: int) -> Iterator[list[Run]]:
    """A line of code in parts. Every space in it is kept."""
    part: list[Run] = []
    place = 0
    cuts = _cuts("".join(run.text for run in line), width)
    cut = next(cuts, None)
    for run in line:
        start = 0
        while cut is not None and place + len(run.text) >= cut:
            if cut - place > start:
                part.append(Run(run.text[start : cut - place], kind=run.kind))
            start = cut - place
            yield part
            part, cut = [], next(cuts, None)
        if start < len(run.text):
            part.append(Run(run.text[start:], kind=run.kind))
        place += len(run.text)
    if part or not line:
        yield part


def _cuts(text: str, width: int) -> Iterator[int]:
    """The places at which a line is cut so that its parts fit: after a space in the last third of a part if there is
    one. All parts but the first have two cells less."""
    cells = cell_offsets(text)
    start, room = 0, width
    while cells[-1] - cells[start] > room:
        end = max(bisect_right(cells, cells[start] + room) - 1, start + 1)
        space = text.rfind(" ", start + (end - start) * 2 // 3, end)
        start = space + 1 if space >= 0 and text[start : space + 1].strip() else end
        yield start
        room = width - 2


def _highlighted(block: Code) -> Iterable[list[Run]]:
    if not block.language or len(block.text) > _LONGEST_COLOURED:
        return _uncoloured(block)
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(block.language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return _uncoloured(block)
    lines: list[list[Run]] = [[]]
    for token, value in lexer.get_tokens(block.text):
        kind = "token" + str(token).removeprefix("Token").lower()
        for number, part in enumerate(value.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(Run(part, kind=kind))
    return lines


def _uncoloured(block: Code) -> Iterable[list[Run]]:
    return ([Run(line, kind="code")] if line else [] for line in block.text.split("\n"))
