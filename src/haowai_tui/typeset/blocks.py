"""Blocks to lines. Each kind of block has a generator, so that the first screen of a long article is there at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field

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
    blocks_text,
    list_mark,
)
from haowai_tui.text import cell_width
from haowai_tui.typeset.bidi import is_right_to_left
from haowai_tui.typeset.box import ASCII, LINES, boxed
from haowai_tui.typeset.code import code_lines
from haowai_tui.typeset.fill import set_lines
from haowai_tui.typeset.lines import Line, Options, PictureRow, Run
from haowai_tui.typeset.spacing import spaced
from haowai_tui.typeset.table import table_lines

_DEFINITION = "    "


class Links(Struct):
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
        self.art = ASCII if options.ascii else LINES

    def runs(self, cell: Cell, kind: str = "text") -> list[Run]:
        """Spans as runs: readings in brackets, numbers after links."""
        runs: list[Run] = []
        for place, span in enumerate(cell):
            number = self.links.number(span.link) if span.link and self.options.links else 0
            before = cell[place - 1].text[-1:] if place else ""
            text = f"{span.text}({span.ruby})" if span.ruby else _raised(span.text, span.style, before)
            if place and text and (span.style & cell[place - 1].style & (Style.SUPERSCRIPT | Style.SUBSCRIPT)):
                # Footnotes beside one another are two; what goes on in another style is one.
                text = "," + text if text != span.text and text[0] not in "^_" else text.lstrip("^_")
            last = place + 1 == len(cell) or cell[place + 1].link != span.link
            if not number or not last:
                runs.append(Run(text, span.style, kind, number))
                continue
            bare = text.rstrip(" \n")
            runs.append(Run(bare, span.style, kind, number))
            runs.append(Run(f"[{number}]", Style.NONE, "link-number", number))
            if len(bare) < len(text):
                # The number stands at the link, not after what parts it from the next word.
                runs.append(Run(text[len(bare) :], Style.NONE, kind))
        return spaced(runs, self.options.spacing)

    def many(self, blocks: Sequence[Block], width: int, depth: int = 0) -> Iterator[Line]:
        """Blocks with blank lines between them."""
        for place, block in enumerate(blocks):
            if place and not (depth and isinstance(block, ListBlock)):
                yield from self.between()
            yield from self.one(block, width, depth)

    def between(self) -> Iterator[Line]:
        """What stands between two blocks."""
        return (Line() for _ in range(self.options.gap))

    def one(self, block: Block, width: int, depth: int = 0) -> Iterator[Line]:
        """The lines of one block, at most `width` cells wide."""
        width = max(4, width)
        match block:
            case Paragraph(spans):
                yield from self._paragraph(spans, width)
            case Heading(spans, level):
                yield from self.heading(self.runs(spans, f"heading{level}"), width)
            case Image():
                yield from self._image(block, width)
            case ListBlock():
                yield from self._definitions(block, width) if block.definitions else self._list(block, width, depth)
            case Quote(blocks):
                turned = _is_turned(blocks)
                for line in self.many(blocks, width - 2, depth):
                    runs = tuple(_as_quote(run) for run in line.runs)
                    quoted = Line(runs, joint=line.joint, picture=line.picture, base=line.base)
                    if turned:
                        yield quoted.from_the_right(width - 2, Run(" " + self.art.side, kind="box"))
                    else:
                        yield quoted.led_by(Run(self.art.side + " ", kind="box"))
            case Code():
                yield from code_lines(block, width)
            case Table():
                yield from table_lines(block, width, self.runs, self.art.flat)
            case Rule():
                side = max(0, (width - 12) // 2)
                yield Line((Run(" " * side + self.art.flat * min(12, width), kind="rule"),))

    def heading(self, runs: list[Run], width: int) -> Iterator[Line]:
        """Lines that are not filled, set to the side on which their writing begins."""
        lines = set_lines(runs, width)
        if not _is_from_the_right(runs):
            yield from lines
            return
        for line in lines:
            yield line.from_the_right(width)

    def _paragraph(self, spans: Cell, width: int) -> Iterator[Line]:
        options = self.options
        hang = 2 if options.hanging and width > 20 else 0
        runs = self.runs(spans)
        if _is_from_the_right(runs):
            yield from self.heading(runs, width)
            return
        width -= hang
        indent = 4 if options.indent and spans and _is_wide(spans[0].text[:1]) and width > 12 else 0
        for line in set_lines(runs, width, first=width - indent, hang=hang, justify=options.justify):
            yield line.led_by(Run(" " * indent, kind="gap")) if indent else line
            indent = 0

    def _image(self, block: Image, width: int) -> Iterator[Line]:
        runs = self.runs(block.caption, "caption") or [Run(block.alt or self.picture, kind="caption")]
        rows = self._picture_rows(block, width)
        if rows:
            yield from (Line(picture=PictureRow(block.url, row, rows, width)) for row in range(rows))
            yield from self.heading(runs, width)
        elif width < 10:
            yield from set_lines(runs, width)
        else:
            yield from boxed(self.art, self.heading(runs, width - 4), width)

    def _picture_rows(self, block: Image, width: int) -> int:
        """How many rows are kept for a picture before it has come, from its publisher's size or else from the shape
        that most news pictures have. A cell is taken to be twice as high as it is wide."""
        if not self.options.pictures or not block.url or width < 10:
            return 0
        wide, high = (block.width, block.height) if block.width and block.height else (3, 2)
        shown = min(width, -(-wide // 8)) if block.width and block.height else width
        rows = -(-shown * high // (wide * 2))
        return max(2, min(rows, self.options.pictures))

    def _list(self, block: ListBlock, width: int, depth: int) -> Iterator[Line]:
        if block.ordered:
            marks = [list_mark(block, place) for place in range(len(block.items))]
            marks = [mark if mark.endswith("、") else f"{mark} " for mark in marks]
        else:
            marks = [f"{self.art.bullets[min(depth, 2)]} "] * len(block.items)
        room = max(map(cell_width, marks), default=2)
        loose = any(len(item) > 1 and not isinstance(item[1], ListBlock) for item in block.items)
        for place, item in enumerate(block.items):
            if place and loose and not depth:
                yield from self.between()
            mark = " " * (room - cell_width(marks[place])) + marks[place]
            if _is_turned(item):
                after = Run(" " + turned_mark(marks[place]), kind="bullet")
                for line in self.many(item, width - room, depth + 1):
                    yield line.from_the_right(width - room, after) if line.runs or line.picture else line
                    after = Run("", kind="bullet")
                continue
            for number, line in enumerate(self.many(item, width - room, depth + 1)):
                lead = Run(" " * room if number else mark, kind="bullet")
                yield line.led_by(lead) if line.runs or line.picture or not number else line

    def _definitions(self, block: ListBlock, width: int) -> Iterator[Line]:
        """Each item is a term, set to the left, and what is said of it, indented."""
        room = len(_DEFINITION) if width > 20 else 2
        for place, (term, *said) in enumerate(block.items):
            if place and len(block.items[place - 1]) > 1:
                yield from self.between()
            yield from self.one(term, width)
            turned = _is_turned((term,))
            for line in self.many(said, width - room, 1):
                yield (
                    line.from_the_right(width - room)
                    if turned
                    else line.led_by(Run(" " * room, kind="gap"))
                    if line.runs or line.picture
                    else line
                )


def turned_mark(mark: str) -> str:
    """The mark of a list as it stands on the right: `.1` for `1. `."""
    bare = mark.strip()
    return bare[-1] + bare[:-1] if bare[-1] in ".、" else bare


def _is_turned(blocks: Sequence[Block]) -> bool:
    """Whether what blocks say is read from the right."""
    return is_right_to_left(blocks_text(tuple(blocks[:1]))[:400])


def _is_from_the_right(runs: Sequence[Run]) -> bool:
    return is_right_to_left("".join(run.text for run in runs))


def _as_quote(run: Run) -> Run:
    return Run(run.text, run.style, "quote", run.link) if run.kind == "text" else run


_SUPERSCRIPT = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPT = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


_ORDINALS = frozenset("st nd rd th er ère ème me mes lle mlle".split())
_AFTER_NUMBERS = frozenset("e re o a os as".split())
"""What may be a power anywhere else."""


_SIGNS = {"TM": "™", "tm": "™", "SM": "℠"} | {sign: sign for sign in "®©™℠*†‡§¶"}
"""What is raised of itself."""


def _raised(text: str, style: Style, before: str) -> str:
    """Superscripts and subscripts in their own characters where Unicode has them all, else marked. `before` is the
    character that they stand at."""
    for flag, table, mark in ((Style.SUPERSCRIPT, _SUPERSCRIPT, "^"), (Style.SUBSCRIPT, _SUBSCRIPT, "_")):
        if style & flag and (bare := text.strip()):
            # The number of a footnote: in brackets it would look like that of a link.
            inner = bare[1:-1] if bare[0] == "[" and bare[-1] == "]" else bare
            if inner and all(ord(char) in table for char in inner):
                return text.replace(bare, inner.translate(table))
            if bare in _SIGNS:
                return text.replace(bare, _SIGNS[bare])
            plain = bare in _ORDINALS or (bare in _AFTER_NUMBERS and before.isdigit())
            return text if plain else mark + text
    return text


def _is_wide(char: str) -> bool:
    return bool(char) and cell_width(char) == 2
