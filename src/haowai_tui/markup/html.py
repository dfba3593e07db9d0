"""Untrusted HTML to blocks. Nothing survives but text, a closed set of styles, and checked addresses."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from haowai_tui.lazy import pattern
from haowai_tui.markup.bare import linked
from haowai_tui.markup.code import read_code
from haowai_tui.markup.formula import formula_text, is_drawn_formula
from haowai_tui.markup.images import led_on, read_image
from haowai_tui.markup.inline import Inline, inline_text, tidy
from haowai_tui.markup.listing import captioned, read_definitions, read_list
from haowai_tui.markup.player import PLAYERS, player
from haowai_tui.markup.tables import read_table
from haowai_tui.markup.tree import attribute, element_text, parse_tree, pictures
from haowai_tui.markup.unseen import keeping_lines, spell_out, styled, unseen
from haowai_tui.model import (
    Block,
    Cell,
    Heading,
    Image,
    Paragraph,
    Quote,
    Rule,
    Span,
    Style,
    Table,
    spans_text,
)
from haowai_tui.text import clean, clean_url
from haowai_tui.text.joining import joined
from haowai_tui.text.urls import led_url

_STYLES = {
    "b": Style.BOLD, "strong": Style.BOLD, "i": Style.ITALIC, "em": Style.ITALIC, "cite": Style.ITALIC,
    "dfn": Style.ITALIC, "var": Style.ITALIC, "code": Style.CODE, "kbd": Style.CODE, "samp": Style.CODE,
    "tt": Style.CODE, "s": Style.STRIKE, "del": Style.STRIKE, "strike": Style.STRIKE, "u": Style.UNDERLINE,
    "ins": Style.UNDERLINE, "sup": Style.SUPERSCRIPT, "sub": Style.SUBSCRIPT, "mark": Style.MARK,
}  # fmt: skip
_DROPPED = frozenset(
    (
        "script style noscript svg form button select textarea template head title nav canvas source track map "
        "link meta"
    ).split()
)
_BLOCKS = frozenset(
    (
        "address article aside body center dd details dialog dir div dl dt fieldset figcaption figure footer h1 "
        "h2 h3 h4 h5 h6 header hr html legend li listing main menu ol p plaintext pre blockquote section "
        "summary table tbody td tfoot th thead tr ul xmp"
    ).split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PICTURES = frozenset(("img", "picture", "amp-img", "amp-anim"))
_LISTS = {"ul": "ul", "ol": "ol", "menu": "ul", "dir": "ul"}
_PLAIN = Span("")
_MAX_DEPTH = 60
"""Elements nested deeper are read as plain text: no page that people write goes there."""


_BACK = " \t\n↩↑↵^#¶§🔗\ufe0e\ufe0f"
"""What leads from a footnote back to its place, or from a heading to itself."""
_NOTE = pattern(r"\[?\d{1,3}\]?")
"""How the place of a footnote is marked."""
_APART = frozenset(("a", "label"))
"""Elements that stand apart from others of their kind beside them, as buttons do."""
_CAPTION = pattern(r"(?:^|[\s_-])(?:caption-text|image-caption|infobox-caption)(?:\s|$)")
_NOTICE = pattern(r"(?:^|\s)(?:admonition|markdown-alert|kg-callout-card|starlight-aside|callout)(?:\s|$)")
_NAMED = ("caption", "admonition", "markdown-alert", "callout", "starlight-aside")
"""Words without which no class of these is in a text."""
_VERSE = pattern(r"(?:^|[\s_-])(?:verse|poem|poetry)(?:\s|$)")
_BOX = pattern(r"(?:^|\s)(?:wp-caption|thumbcaption|image-box)(?:\s|$)")


class _Reader:
    """Walks a tree once and gives blocks."""

    def __init__(
        self, base: str, hidden: frozenset[int], keeping: frozenset[int], looks: dict[int, Style], *, boxes: bool
    ) -> None:
        self.base = base
        self._hidden = hidden
        self._keeping = keeping
        self._looks = looks
        self._boxes = boxes
        self._kept = 0
        self._quotes = 0
        self._label = ""

    def blocks(self, parent: Any, depth: int = 0, style: Span = _PLAIN) -> list[Block]:
        """The blocks inside `parent`, in the style of what is around it."""
        out: list[Block] = []
        inline = Inline()
        self._children(parent, inline, out, style, depth)
        self._flush(inline, out)
        return out

    def all(self, root: Any) -> list[Block]:
        """The blocks of a whole text."""
        out = self.blocks(root)
        return [*out, Paragraph((Span(self._label.strip()),))] if self._label else out

    def _children(self, parent: Any, inline: Inline, out: list[Block], style: Span, depth: int) -> None:
        last: Any = None
        last_tag = ""
        marked = bool(self._hidden or self._looks or self._keeping)
        for node in parent.iter(include_text=True):
            # A tag whose name is not text at all has none.
            tag = node.tag or "-unnamed"
            if tag == last_tag and tag in _APART and _are_apart(last, node):
                inline.add(Span(" "))
            last, last_tag = node, tag
            if marked and tag != "-text":
                self._marked(node, tag, inline, out, style, depth)
            else:
                self._node(node, tag, inline, out, style, depth)

    def _marked(self, node: Any, tag: str, inline: Inline, out: list[Block], style: Span, depth: int) -> None:
        """A node that may be hidden, or look otherwise by its style."""
        known = node.mem_id
        if known in self._hidden:
            return
        if look := self._looks.get(known):
            style = replace(style, style=style.style | look)
        keeps = known in self._keeping
        self._kept += keeps
        self._node(node, tag, inline, out, style, depth)
        self._kept -= keeps

    def _flush(self, inline: Inline, out: list[Block]) -> None:
        cells = inline.take()
        if cells and self._label:
            cells = ((Span(self._label), *cells[0]), *cells[1:])
            self._label = ""
        out.extend(Paragraph(cell) for cell in cells)

    def _node(self, node: Any, tag: str, inline: Inline, out: list[Block], style: Span, depth: int) -> None:
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
            out.extend(self._block(tag, node, depth + 1, replace(style, link="") if style.link else style))
        elif tag in _PICTURES:
            self._picture(node, inline, out, style)
        elif tag == "input":
            if attribute(node, "type") == "checkbox":
                inline.add(replace(style, text="[x] " if "checked" in node.attributes else "[ ] "))
        elif tag in PLAYERS:
            if (line := player(node, self.base)) is not None:
                self._flush(inline, out)
                out.append(line)
        elif tag == "math":
            inline.add(replace(style, text=inline_text(formula_text(node))))
        elif tag == "ruby":
            self._ruby(node, inline, style)
        elif tag == "a":
            self._anchor(node, inline, out, style, depth + 1)
        else:
            self._inline(tag, node, inline, out, style, depth + 1)

    def _text(self, text: str, inline: Inline, style: Span) -> None:
        if self._kept:
            span = replace(style, text="\n".join(map(_kept_line, text.replace("\r\n", "\n").split("\n"))))
        else:
            span = replace(style, text=inline_text(text))
        if "://" not in text or style.link or Style.CODE in style.style:
            inline.add(span)
            return
        for piece in linked(span):
            inline.add(piece)

    def _inline(self, tag: str, node: Any, inline: Inline, out: list[Block], style: Span, depth: int) -> None:
        if tag == "q":
            self._quotes += 1
            inline.add(replace(style, text="“" if self._quotes % 2 else "‘"))
        elif tag in _STYLES:
            style = replace(style, style=style.style | _STYLES[tag])
        if tag == "sup":
            # The numbers of two footnotes are two.
            inline.part()
        self._children(node, inline, out, style, depth)
        if tag == "q":
            inline.add(replace(style, text="”" if self._quotes % 2 else "’"))
            self._quotes -= 1

    def _anchor(self, node: Any, inline: Inline, out: list[Block], style: Span, depth: int) -> None:
        target = attribute(node, "href").strip()
        if target.startswith("#"):
            # A place in the page itself: there is nothing to open, and nothing to go back to.
            text = element_text(node).strip()
            if text.strip(_BACK) == "":
                return
            target = ""
            if _NOTE.fullmatch(text) and Style.SUPERSCRIPT not in style.style:
                if inline.ends_in_word:
                    inline.part()
                    style = replace(style, style=style.style | Style.SUPERSCRIPT)
                elif not inline.pieces and "footnote" in attribute(node, "class"):
                    self._label = text.strip("[]") + ". "
                    return
        link = led_url(clean_url(target, self.base))
        before = len(out)
        self._children(node, inline, out, replace(style, link=link or style.link), depth)
        if link and len(out) > before:
            _lead_on(out, before, link)

    def _picture(self, node: Any, inline: Inline, out: list[Block], style: Span) -> None:
        found = read_image(node, self.base, style.link)
        if isinstance(found, str):
            inline.add(replace(style, text=found))
        elif found is not None:
            self._flush(inline, out)
            out.append(found)

    def _ruby(self, node: Any, inline: Inline, style: Span) -> None:
        bases: list[str] = []
        said = [clean(element_text(one)) for one in node.css("rt")]
        whole = [one for child in node.iter(include_text=True) for one in _bases(child)]
        for part in whole:
            if part is None:
                text, reading = clean("".join(bases)), said.pop(0) if said else ""
                if text or not reading:
                    inline.add(replace(style, text=text, ruby=reading))
                bases = []
            else:
                bases.append(part)
        text = clean("".join(bases))
        if text:
            # What is written as one word with its readings behind it.
            inline.add(replace(style, text=text, ruby=" ".join(said)))

    def _block(self, tag: str, node: Any, depth: int, style: Span) -> list[Block]:
        if tag in _HEADINGS:
            return [Heading(cell, _HEADINGS[tag]) for cell in self._cells(node, depth, style)] + self._images_in(node)
        if tag in _LISTS:
            return read_list(
                node,
                _LISTS[tag],
                lambda item: self.blocks(item, depth + 1, style),
                lambda other: self._block(other.tag, other, depth + 1, style) if other.tag in _BLOCKS else [],
            )
        match tag:
            case "hr":
                return [Rule()]
            case "pre" if _VERSE.search(attribute(node, "class")):
                self._kept += 1
                verse = self.blocks(node, depth, style)
                self._kept -= 1
                return verse
            case "pre" | "listing" | "xmp" | "plaintext":
                code = read_code(node)
                return [code] if code is not None else []
            case "dl":
                return read_definitions(node, lambda part: self.blocks(part, depth + 1, style))
            case "blockquote":
                inner = tuple(self.blocks(node, depth, style))
                return [Quote(inner)] if inner else []
            case "table":
                return read_table(node, lambda cell: self.blocks(cell, depth + 1, style))
            case "figure":
                return self._figure(node, depth, style)
            case "summary":
                return [Heading(cell, 4) for cell in self._cells(node, depth, style)] + self._images_in(node)
            case "div" | "aside" if self._boxes:
                return self._box(node, depth, style)
            case _:
                return self.blocks(node, depth, style)

    def _box(self, node: Any, depth: int, style: Span) -> list[Block]:
        """What calls itself a picture with its caption, or a notice apart from the text, or neither."""
        name = attribute(node, "class")
        if _BOX.search(name):
            return self._figure(node, depth, style)
        blocks = self.blocks(node, depth, style)
        if not _NOTICE.search(name) or not blocks:
            return blocks
        if isinstance(first := blocks[0], Paragraph) and node.css_first("[class*=-title]") is not None:
            blocks[0] = Paragraph(tuple(replace(span, style=span.style | Style.BOLD) for span in first.spans))
        return [Quote(tuple(blocks))]

    def _cells(self, node: Any, depth: int, style: Span = _PLAIN) -> tuple[Cell, ...]:
        """The text of a node as one cell: blocks inside it are run together."""
        inline = Inline()
        out: list[Block] = []
        self._children(node, inline, out, style, depth)
        cell = [span for block in out if isinstance(block, Paragraph) for span in (*block.spans, Span(" "))]
        done = tidy([replace(s, text=s.text.replace("\n", " ")) for s in (*cell, *inline.spans())])
        return (done,) if done else ()

    def _images_in(self, node: Any) -> list[Block]:
        return [image for one in pictures(node) if isinstance(image := read_image(one, self.base), Image)]

    def _figure(self, node: Any, depth: int, style: Span) -> list[Block]:
        out: list[Block] = []
        caption: Cell = ()
        place = 0
        for child in node.iter(include_text=True):
            if child.tag == "figcaption" or (self._boxes and child.tag != "-text" and _is_caption(child)):
                caption = next(iter(self._cells(child, depth)), ())
                place = len(out)
            else:
                inline = Inline()
                self._node(child, child.tag or "-unnamed", inline, out, style, depth)
                self._flush(inline, out)
        if not caption:
            return out
        shown = [number for number, block in enumerate(out) if isinstance(block, Image)]
        only = out[shown[0]] if len(shown) == 1 else None
        nested = any(inner.mem_id != node.mem_id for inner in node.css("figure"))
        if isinstance(only, Image) and (not only.caption or only.caption[0].link) and not nested:
            out[shown[0]] = captioned(only, caption)
        elif len(out) == 1 and isinstance(table := out[0], Table) and not table.caption:
            out[0] = replace(table, caption=caption)
        else:
            out.insert(place, Paragraph(caption))
        return out


def _are_apart(one: Any, other: Any) -> bool:
    """Whether two elements beside each other are two: a link that was broken in two is one."""
    href = attribute(one, "href")
    if href.startswith("#"):
        return False
    return href != attribute(other, "href") or not href or "button" in attribute(other, "class")


def _kept_line(line: str) -> str:
    """A line that is kept, set in as it is written."""
    bare = line.lstrip(" \t")
    inset = len(line.expandtabs(4)) - len(bare.expandtabs(4))
    return ("\u00a0" * inset if inset > 1 else line[: len(line) - len(bare)]) + inline_text(bare)


def _is_caption(node: Any) -> bool:
    return bool(_CAPTION.search(attribute(node, "class")))


def _lead_on(out: list[Block], start: int, link: str) -> None:
    """Let the first of the blocks that a link is around lead where it leads, unless one does."""
    for block in out[start:]:
        spans = (
            block.spans if isinstance(block, Paragraph | Heading) else block.caption if isinstance(block, Image) else ()
        )
        if any(span.link == link for span in spans):
            return
    for place in range(start, len(out)):
        block = out[place]
        if isinstance(block, Paragraph | Heading) and spans_text(block.spans).strip():
            out[place] = replace(block, spans=tuple(replace(span, link=span.link or link) for span in block.spans))
            return
    for place in range(start, len(out)):
        block = out[place]
        if isinstance(block, Image):
            out[place] = block if block.caption else led_on(block, link)
            return


def _bases(child: Any) -> list[str | None]:
    """The characters of a ruby in a child of it, and None where their reading is."""
    if child.tag == "-text":
        return [child.text_content or ""]
    if child.tag == "rt":
        return [None]
    if child.tag == "rb":
        return [element_text(child)]
    return [element_text(child)] if child.tag not in ("rp", "rtc") else []


def html_to_blocks(html: str, base: str = "") -> tuple[Block, ...]:
    """The blocks of an HTML fragment or page; addresses are made absolute against `base`. Never raises."""
    root = parse_tree(html)
    if root is None:
        return ()
    spell_out(root, html)
    reader = _Reader(
        base,
        unseen(root, html),
        keeping_lines(root, html),
        styled(root, html),
        boxes=any(name in html for name in _NAMED),
    )
    return tuple(reader.all(root))


def html_to_text(html: str) -> str:
    """The text of an HTML fragment on one clean line: for titles, which may hold entities and tags."""
    if "<" not in html and "&" not in html:
        return clean(joined(html))
    root = parse_tree(joined(html))
    return clean(element_text(root)) if root is not None else ""
