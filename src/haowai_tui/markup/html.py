"""Untrusted HTML to blocks. Nothing survives but text, a closed set of styles, and checked addresses."""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from haowai_tui.lazy import pattern
from haowai_tui.markup.tree import attribute, element_text, parse_tree, pictures
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
from haowai_tui.text.joining import joined, joint_at

_STYLES = {
    "b": Style.BOLD, "strong": Style.BOLD, "i": Style.ITALIC, "em": Style.ITALIC, "cite": Style.ITALIC,
    "dfn": Style.ITALIC, "var": Style.ITALIC, "code": Style.CODE, "kbd": Style.CODE, "samp": Style.CODE,
    "tt": Style.CODE, "s": Style.STRIKE, "del": Style.STRIKE, "strike": Style.STRIKE, "u": Style.UNDERLINE,
    "ins": Style.UNDERLINE, "sup": Style.SUPERSCRIPT, "sub": Style.SUBSCRIPT, "mark": Style.MARK,
}  # fmt: skip
_DROPPED = frozenset(
    (
        "script style noscript iframe object embed svg math form button input select textarea template head "
        "title nav canvas audio video source track map link meta"
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


_SOFT = "\v"
"""Where a line of the source ends inside a paragraph: a space or nothing, as its neighbours are. Text that was cleaned
has none of its own."""
_BACK = " \t\n↩↑^\ufe0e\ufe0f"
"""What leads from a footnote back to its place."""


_TWO_BREAKS = pattern(r"\n\s*\n")
_SPACES = pattern("[ \\t\\u00a0]+")
_ROUND_BREAK = pattern("[ \\t\\u00a0\\u3000]*\\n[ \\t\\u00a0\\u3000]*")
_INLINE_SPACE = pattern("[ \\n\\t]+")


def _alike(one: Span, other: Span) -> bool:
    return one.style == other.style and one.link == other.link and one.ruby == other.ruby


class _Inline(Struct):
    """A paragraph in the making."""

    pieces: list[tuple[Span, list[str]]] = field(default_factory=list)
    """Each with the texts that are its text: put together piece by piece, a long one would be copied for each."""

    def add(self, span: Span) -> None:
        last = self.pieces[-1] if self.pieces else None
        if last is not None and not span.ruby and _alike(last[0], span):
            last[1].append(span.text)
        elif span.text:
            self.pieces.append((span, [span.text]))

    def spans(self) -> list[Span]:
        """What it has so far; it has nothing then."""
        pieces, self.pieces = self.pieces, []
        return [span if len(texts) == 1 else replace(span, text="".join(texts)) for span, texts in pieces]

    def take(self) -> tuple[Cell, ...]:
        """The finished paragraphs: white space folded, two line breaks make two."""
        spans = self.spans()
        paragraphs: list[list[Span]] = [[]]
        for span in spans:
            if "\n\n" not in span.text:
                paragraphs[-1].append(span)
                continue
            for number, part in enumerate(_TWO_BREAKS.split(span.text)):
                if number:
                    paragraphs.append([])
                paragraphs[-1].append(replace(span, text=part))
        return tuple(cell for paragraph in paragraphs if (cell := tidy(paragraph)))


def tidy(spans: list[Span]) -> Cell:
    """Spans with white space folded across their borders and stripped at both ends; () when nothing is left."""
    tidied: list[Span] = []
    space = True
    for span in _joined(spans):
        text = _ROUND_BREAK.sub("\n", _folded(span.text)) if "\n" in span.text else _folded(span.text)
        if space:
            text = text.lstrip(" \u3000\n")
        if text:
            space = text[-1] in " \n"
            tidied.append(replace(span, text=text))
    while tidied:
        text = tidied[-1].text.rstrip(" \n\u3000")
        if text:
            tidied[-1] = replace(tidied[-1], text=text)
            break
        tidied.pop()
    return tuple(tidied)


def _folded(text: str) -> str:
    """Any run of white space as one space; nearly no text has one, and looking is cheaper than replacing."""
    return _SPACES.sub(" ", text) if "  " in text or "\t" in text or "\u00a0" in text else text


def _joined(spans: list[Span]) -> list[Span]:
    """Spans with each `_SOFT` a space or nothing; its neighbours may stand in other spans."""
    text = "".join(span.text for span in spans)
    if _SOFT not in text:
        return spans
    chars = list(text)
    for found in re.finditer(f"[ \t]*{_SOFT}[ \t{_SOFT}]*", text):
        chars[found.start() : found.end()] = [""] * len(found[0])
        chars[found.start()] = joint_at(text, *found.span())
    out: list[Span] = []
    start = 0
    for span in spans:
        end = start + len(span.text)
        out.append(replace(span, text="".join(chars[start:end])))
        start = end
    return out


class _Reader:
    """Walks a tree once and gives blocks."""

    def __init__(self, base: str) -> None:
        self.base = base

    def blocks(self, parent: Any, depth: int = 0) -> list[Block]:
        """The blocks inside `parent`."""
        out: list[Block] = []
        inline = _Inline()
        for node in parent.iter(include_text=True):
            self._node(node, inline, out, Span(""), depth)
        self._flush(inline, out)
        return out

    def _flush(self, inline: _Inline, out: list[Block]) -> None:
        out.extend(Paragraph(cell) for cell in inline.take())

    def _node(self, node: Any, inline: _Inline, out: list[Block], style: Span, depth: int) -> None:
        # A tag whose name is not text at all has none.
        tag = node.tag or "-unnamed"
        if tag == "-text":
            inline.add(replace(style, text=_inline_text(node.text_content or "")))
        elif tag == "br":
            inline.add(replace(style, text="\n"))
        elif tag in _DROPPED or tag.startswith("-") or tag == "!doctype":
            return
        elif depth > _MAX_DEPTH:
            inline.add(replace(style, text=_inline_text(element_text(node))))
        elif tag in _BLOCKS:
            self._flush(inline, out)
            out.extend(self._block(tag, node, depth + 1))
        elif tag == "ruby":
            self._ruby(node, inline, style)
        else:
            self._inline(tag, node, inline, out, style, depth + 1)

    def _inline(self, tag: str, node: Any, inline: _Inline, out: list[Block], style: Span, depth: int) -> None:
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
        else:
            style = replace(style, style=style.style | _STYLES.get(tag, Style.NONE))
        for child in node.iter(include_text=True):
            self._node(child, inline, out, style, depth)
        if tag == "q":
            inline.add(replace(style, text="”"))

    def _ruby(self, node: Any, inline: _Inline, style: Span) -> None:
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
        inline = _Inline()
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
        url = ""
        for name in ("data-original", "data-src", "data-lazy-src", "src"):
            url = url or clean_url(attribute(picture, name), self.base)
        url = url or clean_url(attribute(picture, "srcset").split(" ")[0], self.base)
        width, height = _pixels(attribute(picture, "width")), _pixels(attribute(picture, "height"))
        alt = clean(attribute(picture, "alt"))
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
                inline = _Inline()
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


def _inline_text(text: str) -> str:
    """Text inside a paragraph: safe, with any run of white space one space, or `_SOFT` where a line of the source ends;
    those at its ends are kept."""
    safe = clean_lines(text)
    if "\n" not in safe and "  " not in safe and "\t" not in safe:
        return safe
    return _INLINE_SPACE.sub(lambda found: _SOFT if "\n" in found[0] else " ", safe)


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
