"""Blocks to lines. Each kind of block has a generator, so that the first screen of a long article is there at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from haowai_tui.model import (
    Block,
    Cell,
    Code,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Style,
    Table,
)
from haowai_tui.text import cell_width
from haowai_tui.typeset.fill import set_runs
from haowai_tui.typeset.lines import Options, Run
from haowai_tui.typeset.table import table_lines

Runs = tuple[Run, ...]
_BULLETS = ("▪", "◦", "-")


@dataclass(slots=True)
class Links:
    """The targets of the article's links in the order of their numbers; the same target has the same number."""

    targets: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, target: str) -> int:
        """The number of `target`, counted from 1."""
        if target not in self.numbers:
            self.targets.append(target)
            self.numbers[target] = len(self.targets)
        return self.numbers[target]


class BlockSetter:
    """Sets blocks with one set of options. `picture` is the word for a picture that has no caption."""

    def __init__(self, options: Options, links: Links, picture: str = "") -> None:
        self.options = options
        self.links = links
        self.picture = picture

    def runs(self, cell: Cell, kind: str = "text") -> list[Run]:
        """Spans as runs: readings in brackets, numbers after links."""
        runs: list[Run] = []
        for place, span in enumerate(cell):
            number = self.links.number(span.link) if span.link and self.options.links else 0
            text = f"{span.text}({span.ruby})" if span.ruby else _raised(span.text, span.style)
            runs.append(Run(text, span.style, kind, number))
            last = place + 1 == len(cell) or cell[place + 1].link != span.link
            if number and last:
                # A word joiner would be dropped on drawing; a bracket breaks from nothing by itself.
                runs.append(Run(f"[{number}]", Style.NONE, "link-number", number))
        return runs

    def many(self, blocks: Sequence[Block], width: int, depth: int = 0) -> Iterator[Runs]:
        """Blocks with a blank line between them."""
        for place, block in enumerate(blocks):
            if place and not (depth and isinstance(block, ListBlock)):
                yield ()
            yield from self.one(block, width, depth)

    def one(self, block: Block, width: int, depth: int = 0) -> Iterator[Runs]:
        """The lines of one block, at most `width` cells wide."""
        width = max(4, width)
        match block:
            case Paragraph(spans):
                yield from self._paragraph(spans, width)
            case Heading(spans, level):
                yield from set_runs(self.runs(spans, f"heading{level}"), width)
            case Image():
                yield from self._image(block, width)
            case ListBlock():
                yield from self._list(block, width, depth)
            case Quote(blocks):
                for line in self.many(blocks, width - 2, depth):
                    yield (Run("│ ", kind="box"), *(_as_quote(run) for run in line))
            case Code():
                yield from _code(block, width)
            case Table():
                yield from table_lines(block, width, self.runs)
            case Rule():
                side = max(0, (width - 12) // 2)
                yield (Run(" " * side + "─" * min(12, width), kind="rule"),)

    def _paragraph(self, spans: Cell, width: int) -> Iterator[Runs]:
        hang = 2 if self.options.hanging and width > 20 else 0
        width -= hang
        runs = self.runs(spans)
        if self.options.indent and spans and _is_wide(spans[0].text[:1]) and width > 12:
            lines = set_runs(runs, width, first=width - 4, hang=hang)
            yield (Run("\u3000\u3000"), *lines[0])
            yield from lines[1:]
        else:
            yield from set_runs(runs, width, hang=hang)

    def _image(self, block: Image, width: int) -> Iterator[Runs]:
        inner = width - 4
        runs = self.runs(block.caption, "caption") or [Run(block.alt or self.picture, kind="caption")]
        if inner < 6:
            yield from set_runs(runs, width)
            return
        yield (Run("┌" + "─" * (width - 2) + "┐", kind="box"),)
        for line in set_runs(runs, inner):
            fill = " " * (inner - sum(cell_width(run.text) for run in line))
            yield (Run("│ ", kind="box"), *line, Run(fill), Run(" │", kind="box"))
        yield (Run("└" + "─" * (width - 2) + "┘", kind="box"),)

    def _list(self, block: ListBlock, width: int, depth: int) -> Iterator[Runs]:
        last = block.start + len(block.items) - 1
        room = len(str(last)) + 2 if block.ordered else 2
        loose = any(len(item) > 1 and not isinstance(item[1], ListBlock) for item in block.items)
        for place, item in enumerate(block.items):
            if place and loose and not depth:
                yield ()
            mark = f"{block.start + place}. " if block.ordered else _BULLETS[min(depth, 2)] + " "
            mark = mark.rjust(room)
            for number, line in enumerate(self.many(item, width - room, depth + 1)):
                yield (Run(" " * room if number else mark, kind="bullet"), *line) if line or not number else ()


def _as_quote(run: Run) -> Run:
    return Run(run.text, run.style, "quote", run.link) if run.kind == "text" else run


_SUPERSCRIPT = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUBSCRIPT = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def _raised(text: str, style: Style) -> str:
    """Superscripts and subscripts in their own characters where Unicode has them all, else marked."""
    for flag, table, mark in ((Style.SUPERSCRIPT, _SUPERSCRIPT, "^"), (Style.SUBSCRIPT, _SUBSCRIPT, "_")):
        if style & flag and text.strip():
            return text.translate(table) if all(ord(char) in table for char in text.strip()) else mark + text
    return text


def _is_wide(char: str) -> bool:
    return bool(char) and cell_width(char) == 2


def _code(block: Code, width: int) -> Iterator[Runs]:
    inner = max(4, width - 2)
    for line in _highlighted(block):
        for number, part in enumerate(_wrapped(line, inner)):
            lead = "   " if number else " "
            used = cell_width(lead) + sum(cell_width(run.text) for run in part)
            fill = " " * max(0, width - used)
            yield (Run(lead, kind="code"), *part, Run(fill, kind="code"))


def _wrapped(line: list[Run], width: int) -> list[list[Run]]:
    """A line of code in parts: cut anywhere, since every space in it counts."""
    parts: list[list[Run]] = [[]]
    room = width
    for run in line:
        text = ""
        for char in run.text:
            wide = cell_width(char)
            if wide > room:
                parts[-1].append(Run(text, kind=run.kind))
                parts.append([])
                text, room = "", width - 2
            text += char
            room -= wide
        if text:
            parts[-1].append(Run(text, kind=run.kind))
    return parts


def _highlighted(block: Code) -> Iterable[list[Run]]:
    """Code in lines of coloured runs; without colours when its language is not known or it is very long."""
    if block.language and len(block.text) < 50_000:
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
    return _uncoloured(block)


def _uncoloured(block: Code) -> Iterable[list[Run]]:
    return ([Run(line, kind="code")] if line else [] for line in block.text.split("\n"))
