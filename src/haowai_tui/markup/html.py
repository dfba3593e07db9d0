"""Untrusted HTML to blocks. Nothing survives but text, a closed set of styles, and checked addresses."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from haowai_tui.markup.bare import linked
from haowai_tui.markup.formula import formula_text, is_drawn_formula
from haowai_tui.markup.inline import Inline, inline_text, tidy
from haowai_tui.markup.player import PLAYERS, player
from haowai_tui.markup.tree import attribute, attributes, element_text, parse_tree, pictures
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
    Span,
    Style,
    Table,
)
from haowai_tui.text import clean, clean_lines, clean_url
from haowai_tui.text.joining import joined

_STYLES = {
    "b": Style.BOLD, "strong": Style.BOLD, "i": Style.ITALIC, "em": Style.ITALIC, "cite": Style.ITALIC,
    "dfn": Style.ITALIC, "var": Style.ITALIC, "code": Style.CODE, "kbd": Style.CODE, "samp": Style.CODE,
    "tt": Style.CODE, "s": Style.STRIKE, "del": Style.STRIKE, "strike": Style.STRIKE, "u": Style.UNDERLINE,
    "ins": Style.UNDERLINE, "sup": Style.SUPERSCRIPT, "sub": Style.SUBSCRIPT, "mark": Style.MARK,
}  # fmt: skip
_DROPPED = frozenset(
    (
        "script style noscript svg form button input select textarea template head "
        "title nav canvas source track map link meta"
    ).split()
)
_BLOCKS = frozenset(
    (
        "address article aside body center dd details dialog div dl dt fieldset figcaption figure footer h1 "
        "h2 h3 h4 h5 h6 header hr html img li main ol p picture pre blockquote section summary table tbody td "
        "tfoot th thead tr ul"
    ).split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_MAX_DEPTH = 60
"""Elements nested deeper are read as plain text: no page that people write goes there."""


_BACK = " \t\n↩↑^\ufe0e\ufe0f"
"""What leads from a footnote back to its place."""


class _Reader:
    """Walks a tree once and gives blocks."""

    def __init__(self, base: str) -> None:
        self.base = base

    def blocks(self, parent: Any, depth: int = 0) -> list[Block]:
        """The blocks inside `parent`."""
        out: list[Block] = []
        inline = Inline()
        for node in parent.iter(include_text=True):
            self._node(node, inline, out, Span(""), depth)
        self._flush(inline, out)
        return out

    def _flush(self, inline: Inline, out: list[Block]) -> None:
        out.extend(Paragraph(cell) for cell in inline.take())

    def _node(self, node: Any, inline: Inline, out: list[Block], style: Span, depth: int) -> None:
        # A tag whose name is not text at all has none.
        tag = node.tag or "-unnamed"
        if tag == "-text":
            self._text(node.text_content or "", inline, style)
        elif tag == "br":
            inline.add(replace(style, text="\n"))
        elif tag in _DROPPED or tag.startswith("-") or tag == "!doctype" or is_drawn_formula(node):
            return
        elif depth > _MAX_DEPTH:
            inline.add(replace(style, text=inline_text(element_text(node))))
        elif tag in _BLOCKS:
            self._flush(inline, out)
            out.extend(self._block(tag, node, depth + 1))
        elif tag in PLAYERS:
            if (line := player(node, self.base)) is not None:
                self._flush(inline, out)
                out.append(line)
        elif tag == "math":
            inline.add(replace(style, text=inline_text(formula_text(node))))
        elif tag == "ruby":
            self._ruby(node, inline, style)
        else:
            self._inline(tag, node, inline, out, style, depth + 1)

    def _text(self, text: str, inline: Inline, style: Span) -> None:
        span = replace(style, text=inline_text(text))
        if "://" not in text or style.link or Style.CODE in style.style:
            inline.add(span)
            return
        for piece in linked(span):
            inline.add(piece)

    def _inline(self, tag: str, node: Any, inline: Inline, out: list[Block], style: Span, depth: int) -> None:
        if tag == "a":
            target = attribute(node, "href").strip()
            if target.startswith("#"):
                # A place in the page itself: there is nothing to open, and nothing to go back to.
                if element_text(node).strip(_BACK) == "":
                    return
                target = ""
            link = clean_url(target, self.base)
            style = replace(style, link=link or style.link)
        elif tag == "q":
            inline.add(replace(style, text="“"))
        elif tag in _STYLES:
            style = replace(style, style=style.style | _STYLES[tag])
        for child in node.iter(include_text=True):
            self._node(child, inline, out, style, depth)
        if tag == "q":
            inline.add(replace(style, text="”"))

    def _ruby(self, node: Any, inline: Inline, style: Span) -> None:
        base = ""
        for child in node.iter(include_text=True):
            if child.tag == "rt":
                inline.add(replace(style, text=clean(base), ruby=clean(element_text(child))))
                base = ""
            elif child.tag == "rb" or child.tag == "-text":
                base += child.text_content or "" if child.tag == "-text" else element_text(child)
        if base.strip():
            inline.add(replace(style, text=clean(base)))

    def _block(self, tag: str, node: Any, depth: int) -> list[Block]:
        if tag in _HEADINGS:
            return [Heading(cell, _HEADINGS[tag]) for cell in self._cells(node, depth)] + self._images_in(node)
        match tag:
            case "hr":
                return [Rule()]
            case "pre":
                text = clean_lines(element_text(node)).strip("\n")
                return [Code(text, _code_language(node))] if text.strip() else []
            case "ul" | "ol":
                return self._list(node, tag, depth)
            case "dl":
                return self._definitions(node, depth)
            case "blockquote":
                inner = tuple(self.blocks(node, depth))
                return [Quote(inner)] if inner else []
            case "table":
                return self._table(node, depth)
            case "img" | "picture":
                return [image for image in [self._image(node)] if image]
            case "figure":
                return self._figure(node, depth)
            case "summary":
                return [Heading(cell, 4) for cell in self._cells(node, depth)]
            case _:
                return self.blocks(node, depth)

    def _cells(self, node: Any, depth: int) -> tuple[Cell, ...]:
        """The text of a node as one cell: blocks inside it are run together."""
        inline = Inline()
        out: list[Block] = []
        for child in node.iter(include_text=True):
            self._node(child, inline, out, Span(""), depth)
        cell = [span for block in out if isinstance(block, Paragraph) for span in (*block.spans, Span(" "))]
        done = tidy([replace(s, text=s.text.replace("\n", " ")) for s in (*cell, *inline.spans())])
        return (done,) if done else ()

    def _cell(self, node: Any, depth: int) -> Cell:
        return next(iter(self._cells(node, depth)), ())

    def _images_in(self, node: Any) -> list[Block]:
        return [image for picture in pictures(node) if (image := self._image(picture))]

    def _image(self, node: Any) -> Image | None:
        picture = node if node.tag == "img" else next(iter(pictures(node)), None)
        if picture is None:
            return None
        said = attributes(picture)
        url = ""
        for name in ("data-original", "data-src", "data-lazy-src", "src"):
            url = url or clean_url(said.get(name, ""), self.base)
        url = url or clean_url(said.get("srcset", "").split(" ")[0], self.base)
        width, height = _pixels(said.get("width", "")), _pixels(said.get("height", ""))
        alt = clean(said.get("alt", ""))
        if (width and width <= 3) or (height and height <= 3) or not (url or alt):
            return None  # a pixel that counts readers, or nothing at all
        return Image(url, alt, (), width, height)

    def _figure(self, node: Any, depth: int) -> list[Block]:
        out: list[Block] = []
        caption: Cell = ()
        for child in node.iter(include_text=True):
            if child.tag == "figcaption":
                caption = self._cell(child, depth)
            else:
                inline = Inline()
                self._node(child, inline, out, Span(""), depth)
                self._flush(inline, out)
        for place, block in enumerate(out):
            if isinstance(block, Image):
                out[place] = replace(block, caption=caption)
                return out
        return [*out, Paragraph(caption)] if caption else out

    def _list(self, node: Any, tag: str, depth: int) -> list[Block]:
        items: list[tuple[Block, ...]] = []
        for child in node.iter():
            inner: tuple[Block, ...] = ()
            if child.tag == "li":
                inner = tuple(self.blocks(child, depth + 1))
            elif child.tag in _BLOCKS:
                inner = tuple(self._block(child.tag, child, depth + 1))
            if inner and child.tag in ("ul", "ol") and items:
                items[-1] = (*items[-1], *inner)
            elif inner:
                items.append(inner)
        start = attribute(node, "start")
        number = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
        return [ListBlock(tuple(items), tag == "ol", number)] if items else []

    def _definitions(self, node: Any, depth: int) -> list[Block]:
        items: list[tuple[Block, ...]] = []
        for child in node.css("dt, dd"):
            if child.tag == "dt":
                cell = self._cell(child, depth)
                items.append((Paragraph(tuple(replace(s, style=s.style | Style.BOLD) for s in cell)),) if cell else ())
            elif items:
                items[-1] = (*items[-1], *self.blocks(child, depth + 1))
            else:
                items.append(tuple(self.blocks(child, depth + 1)))
        items = [item for item in items if item]
        return [ListBlock(tuple(items), definitions=True)] if items else []

    def _table(self, node: Any, depth: int) -> list[Block]:
        if _lays_out(node):
            return [block for child in _own_cells(node) for block in self.blocks(child, depth + 1)]
        header: tuple[Cell, ...] = ()
        rows: list[tuple[Cell, ...]] = []
        caption: Cell = ()
        for row in node.css("caption, tr"):
            if row.tag == "caption":
                caption = caption or self._cell(row, depth)
                continue
            fields = [child for child in row.iter() if child.tag in ("td", "th")]
            cells = tuple(cell for child in fields for cell in self._spanned(child, depth))
            if not any(cells):
                continue
            if not header and not rows and all(child.tag == "th" for child in fields):
                header = cells
            else:
                rows.append(cells)
        if not header and all(len(row) == 1 for row in rows):
            # A table of one column lays a page out; what is in it is the page.
            return [block for child in node.css("td, th") for block in self.blocks(child, depth + 1)]
        return [Table(header, tuple(rows), caption)]

    def _spanned(self, node: Any, depth: int) -> list[Cell]:
        span = attribute(node, "colspan")
        extra = min(int(span), 20) - 1 if span.isascii() and span.isdigit() and int(span) else 0
        return [self._cell(node, depth), *[()] * extra]


def _own_cells(table: Any) -> list[Any]:
    """The cells of a table, without those of tables in it."""
    rows = [row for part in table.iter() for row in ([part] if part.tag == "tr" else part.iter()) if row.tag == "tr"]
    return [cell for row in rows for cell in row.iter() if cell.tag in ("td", "th")]


_LAID_OUT = frozenset("p div ul ol dl table h1 h2 h3 h4 h5 h6 article section blockquote pre figure".split())


def _lays_out(table: Any) -> bool:
    """Whether a table arranges a page and holds no data: a cell of it has several blocks, or a table."""
    for cell in _own_cells(table):
        inner = [child.tag for child in cell.iter() if child.tag in _LAID_OUT]
        if len(inner) > 1 or "table" in inner:
            return True
    return False


def _pixels(value: str) -> int:
    found = re.match(r"\d{1,5}", value)
    return int(found[0]) if found else 0


def _code_language(node: Any) -> str:
    for candidate in (node, *node.css("code")):
        found = re.search(
            r"(?:language|lang|highlight-source|brush:)[-: ]\s*([A-Za-z0-9+#]{1,20})",
            attribute(candidate, "class"),
        )
        if found:
            return found[1].lower()
    return ""


def html_to_blocks(html: str, base: str = "") -> tuple[Block, ...]:
    """The blocks of an HTML fragment or page; addresses are made absolute against `base`. Never raises."""
    root = parse_tree(html)
    return tuple(_Reader(base).blocks(root)) if root is not None else ()


def html_to_text(html: str) -> str:
    """The text of an HTML fragment on one clean line: for titles, which may hold entities and tags."""
    if "<" not in html and "&" not in html:
        return clean(joined(html))
    root = parse_tree(joined(html))
    return clean(element_text(root)) if root is not None else ""
