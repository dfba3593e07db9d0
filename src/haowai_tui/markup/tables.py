"""Tables of a page: those that arrange it and are read through, those that number lines of code, and those of data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.markup.code import code_language, code_text, is_numbers
from haowai_tui.markup.inline import tidy
from haowai_tui.markup.tree import attribute, element_text
from haowai_tui.model import (
    Block,
    Cell,
    Code,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Quote,
    Span,
    Style,
    Table,
    list_mark,
    spans_text,
)
from haowai_tui.text import clean_lines

Blocks = Callable[[Any], list[Block]]
"""Reads the blocks inside of an element."""

_LAID_OUT = frozenset("p div ul ol dl table h1 h2 h3 h4 h5 h6 article section blockquote pre figure".split())
_LONGEST = 600
"""Characters of a cell in a table of data, where its cells have more than one block."""
_WIDEST = 40
"""Columns that a cell may take."""
_TALLEST = 200
_COLUMNS = 500
"""Columns that are read: no reader sees more."""
_SHOWN = 100
"""Pixels from which a picture in a cell is one to be shown."""


class _Field(Struct):
    """A cell as it is written."""

    node: Any
    heads: bool
    across: int
    down: int


def read_table(table: Any, blocks_in: Blocks) -> list[Block]:
    """The blocks of a table. `blocks_in` reads what is in a cell."""
    caption, rows = _parts(table)
    fields = [field for row in rows for field in row]
    code = _code(table, rows) if table.css_first("pre, .blob-code") is not None else None
    if code is not None:
        return code
    if _lays_out(table, rows) or all(len(row) == 1 for row in rows):
        # A table of one column lays a page out; what is in it is the page.
        found = [block for field in fields for block in blocks_in(field.node)]
        return _with_caption(found) if "tr-caption" in attribute(table, "class") else found
    pictures: list[Block] = []
    grid = _Grid(lambda node: _cell(blocks_in(node), pictures))
    grid.fill(rows)
    above, below = grid.taken_apart()
    head = tuple(span for cell in (_cell(blocks_in(caption), pictures) if caption is not None else (), *above)
                 for span in (*cell, Span(" ")))  # fmt: skip
    if not grid.rows and not grid.header:
        return [*pictures, *(Paragraph(cell) for cell in (*above, *below))]
    after = [Paragraph(cell) for cell in below]
    return [*pictures, Table(grid.header, tuple(map(tuple, grid.rows)), tidy(list(head))), *after]


def _parts(table: Any) -> tuple[Any, list[list[_Field]]]:
    """The caption of a table and its rows, without those of tables in it."""
    caption = None
    rows: list[list[_Field]] = []
    for part in table.iter():
        if part.tag == "caption":
            caption = caption or part
        for row in (part,) if part.tag == "tr" else part.iter():
            if row.tag == "tr":
                fields = [
                    _Field(cell, cell.tag == "th", _span(cell, "colspan", _WIDEST), _span(cell, "rowspan", _TALLEST))
                    for cell in row.iter()
                    if cell.tag in ("td", "th")
                ]
                rows.append(fields)
    return caption, rows


def _span(node: Any, name: str, most: int) -> int:
    written = attribute(node, name)
    return max(1, min(int(written), most)) if written.isascii() and written.isdigit() and len(written) < 9 else 1


def _lays_out(table: Any, rows: list[list[_Field]]) -> bool:
    """Whether a table arranges a page and holds no data: a cell of it has several blocks, or a table."""
    if attribute(table, "role") in ("presentation", "none"):
        return True
    filled = [row for row in rows if row]
    if len(filled) == 1 and not filled[0][0].heads and table.css_first("img") is not None:
        return True
    is_data = any(len(row) > 1 and all(field.heads for field in row) for row in rows)
    for row in rows:
        for field in row:
            inner = [child.tag for child in field.node.iter() if child.tag in _LAID_OUT]
            if "table" in inner:
                return True
            if len(inner) > 1 and not (is_data and len(field.node.text(deep=True)) <= _LONGEST):
                return True
    return False


def _code(table: Any, rows: list[list[_Field]]) -> list[Block] | None:
    """The code in a table that numbers its lines, in one cell for all or in one for each; None when it is none."""
    texts = [[code_text(field.node) for field in row] for row in rows]
    lines = []
    for row, said in zip(rows, texts, strict=True):
        code = [text for field, text in zip(row, said, strict=True) if not _numbers(field.node)]
        # A cell or two of the others are the numbers; where there is none, it is a table with code in it.
        if len(code) != 1 or len(row) == 1 or not _is_code(row):
            return None
        lines.append(code[0].strip("\n") if len(rows) == 1 else code[0].rstrip("\n"))
    text = clean_lines("\n".join(lines)).strip("\n")
    return [Code(text, code_language(table))] if text.strip() else []


def _is_code(row: list[_Field]) -> bool:
    """Whether in one of the cells of a row there is code and nothing else."""
    for field in row:
        inner = field.node.css_first("pre")
        if "code" in attribute(field.node, "class"):
            return True
        if inner is None or is_numbers(field.node):
            continue
        if element_text(inner).strip() == element_text(field.node).strip():
            return True
    return False


def _numbers(cell: Any) -> bool:
    return is_numbers(cell) or (cell.css_first("pre") is not None and element_text(cell).split() != []
                                and all(word.isdigit() for word in element_text(cell).split()))  # fmt: skip


def _with_caption(blocks: list[Block]) -> list[Block]:
    match blocks:
        case [Image() as picture, Paragraph(said)] if not picture.caption:
            return [replace(picture, caption=said)]
        case _:
            return blocks


class _Grid:
    """The cells of a table, each in its column: what reaches down takes its place in the rows below."""

    def __init__(self, read: Callable[[Any], Cell]) -> None:
        self.header: tuple[Cell, ...] = ()
        self.rows: list[list[Cell]] = []
        self._read = read
        self._whole: list[bool] = []

    def fill(self, rows: list[list[_Field]]) -> None:
        below: dict[int, tuple[int, Cell]] = {}
        heads: list[list[Cell]] = []
        width = max((sum(field.across for field in row) for row in rows), default=0)
        in_head = True
        for fields in rows:
            in_head = in_head and bool(fields) and all(field.heads for field in fields)
            # One heading over all columns is that of the table.
            in_head = in_head and not (len(fields) == 1 and 1 < width <= fields[0].across)
            row, repeated = self._row(fields, below, in_head)
            if in_head:
                heads.append(repeated)
            elif any(row):
                self.rows.append(row)
                self._whole.append(len(fields) == 1 and 1 < width <= fields[0].across)
        if heads:
            # A heading over several columns is part of each one's own.
            columns = max(map(len, heads))
            self.header = tuple(
                _joined([row[column] for row in heads if column < len(row)]) for column in range(columns)
            )
            if not any(self.header):
                self.header = ()

    def _row(
        self, fields: list[_Field], below: dict[int, tuple[int, Cell]], in_head: bool
    ) -> tuple[list[Cell], list[Cell]]:
        """A row, and the same with each cell in all the columns that it takes."""
        row: list[Cell] = []
        repeated: list[Cell] = []
        waiting = list(fields)
        further: dict[int, tuple[int, Cell]] = {}
        last = max(below, default=-1)
        while (waiting or len(row) <= last) and len(row) < _COLUMNS:
            column = len(row)
            if column in below:
                left, cell = below.pop(column)
                if left > 1:
                    further[column] = (left - 1, cell)
                row.append(())
                repeated.append(cell if in_head else ())
                continue
            if not waiting:
                row.append(())
                repeated.append(())
                continue
            field = waiting.pop(0)
            cell = self._read(field.node)
            if field.heads and not in_head:
                cell = tuple(replace(span, style=span.style | Style.BOLD) for span in cell)
            for place in range(field.across):
                below.pop(column + place, None)
                if field.down > 1:
                    further[column + place] = (field.down - 1, cell)
                row.append(() if place else cell)
                repeated.append(cell)
        below.update(further)
        return row, repeated

    def taken_apart(self) -> tuple[list[Cell], list[Cell]]:
        """Rows of one cell over all columns that stand first or last, taken out: they are about the table."""
        above: list[Cell] = []
        below: list[Cell] = []
        self._drop_empty()
        while len(self.rows) > 1 and self._whole[0] and not self.header:
            above.append(self.rows.pop(0)[0])
            self._whole.pop(0)
        while len(self.rows) > 1 and self._whole[-1]:
            below.insert(0, self.rows.pop()[0])
            self._whole.pop()
        return above, below

    def _drop_empty(self) -> None:
        """Drop the columns that nothing stands in."""
        width = max((len(row) for row in (self.header, *self.rows)), default=0)
        kept = [any(row[column] for row in (self.header, *self.rows) if column < len(row)) for column in range(width)]
        if not all(kept):
            self.header = tuple(cell for cell, keep in zip(self.header, kept, strict=False) if keep)
            self.rows = [[cell for cell, keep in zip(row, kept, strict=False) if keep] for row in self.rows]


def _joined(cells: list[Cell]) -> Cell:
    """The different ones of some cells as one line."""
    spans: list[Span] = []
    for number, cell in enumerate(cells):
        if cell and all(cell is not other for other in cells[:number]):
            spans += [Span(" "), *(replace(span, text=span.text.replace("\n", " ")) for span in cell)]
    return tidy(spans)


def _cell(blocks: list[Block], pictures: list[Block]) -> Cell:
    """Blocks as one cell, a line each; pictures that are to be seen go to `pictures`."""
    spans: list[Span] = []
    alone: list[Span] = []
    for block in blocks:
        if isinstance(block, Image):
            if block.url and not (0 < block.width < _SHOWN or 0 < block.height < _SHOWN):
                pictures.append(block)
            alone += block.caption or ((Span(block.alt),) if block.alt else ())
            continue
        for line in _lines(block):
            spans += [*([Span("\n")] if spans else []), *line]
    return tidy(spans or alone)


def _lines(block: Block) -> Iterator[Cell]:
    match block:
        case Paragraph(spans) | Heading(spans):
            yield spans
        case Code(text):
            yield from ((Span(line, Style.CODE),) for line in text.split("\n"))
        case Quote(inner):
            yield from (line for one in inner for line in _lines(one))
        case ListBlock():
            for place, item in enumerate(block.items):
                lead = f"{list_mark(block, place)} " if block.ordered else "" if block.definitions else "- "
                for line in (line for one in item for line in _lines(one)):
                    yield (Span(lead), *line) if lead else line
                    lead = ""
        case Table():
            for row in (block.header, *block.rows):
                if any(row):
                    yield tuple(Span(text) for cell in row if (text := spans_text(cell) + " ").strip())
        case Image():
            if block.caption or block.alt:
                yield block.caption or (Span(block.alt),)
        case _:
            return
