"""Blocks as XHTML that any parser of XML takes: escaped, closed, and without anything that runs or is fetched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby
from urllib.parse import quote, urlsplit, urlunsplit

from haowai_tui.lazy import pattern
from haowai_tui.model import (
    Block,
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
    block_text,
    spans_text,
)
from haowai_tui.text import clean_url

_FORBIDDEN = pattern("[^\t\n\r\x20-\x7e\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U000efffd]")
"""What XML cannot hold, and what nobody can see: controls, surrogates, characters that are none."""
_LANGUAGE = pattern(
    "^[A-Za-z]{2,3}(-[A-Za-z]{3})?"  # a language, perhaps an extended one: zh, zh-yue
    "(-[A-Za-z]{4})?(-[A-Za-z]{2}|-[0-9]{3})?"  # script and region: zh-Hant-TW, es-419
    "(-[A-Za-z0-9]{5,8}|-[0-9][A-Za-z0-9]{3})?"  # a variant: de-1901, ca-valencia
    "(-x(-[A-Za-z0-9]{1,8})+)?\\Z"  # what somebody has agreed upon with somebody
)
"""A language tag as RFC 5646 (2.1) forms it, without what languages of feeds do not have: extensions, more than one
variant."""
_CLASS = pattern(r"[^A-Za-z0-9_-]+")
_TAGS = (
    (Style.CODE, "code"),
    (Style.BOLD, "strong"),
    (Style.ITALIC, "em"),
    (Style.STRIKE, "s"),
    (Style.UNDERLINE, "u"),
    (Style.MARK, "mark"),
    (Style.SUPERSCRIPT, "sup"),
    (Style.SUBSCRIPT, "sub"),
)
_SAFE = "!$&'()*+,-./:;=?@_~%"

Figure = Callable[[Image], str]
"""The address under which a document has a picture, or empty when it has it not."""


def text_of(text: str) -> str:
    """`text` as the content of an element, or of an attribute in double quotes."""
    return escape(_FORBIDDEN.sub("", text), quote=True)


def heading_of(text: str) -> str:
    """`text` for a place that must not be empty."""
    return text_of(text).strip() or "haowai"


def href_of(address: str) -> str:
    """`address` as a link in a document; empty when it is not one to be opened."""
    return text_of(address_of(address))


def address_of(address: str) -> str:
    """`address` cleaned once more and in ASCII; empty when it is not one to be opened."""
    address = clean_url(address)
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        if parts.scheme == "mailto":
            return "mailto:" + quote(_percents(parts.path), safe="@.+-_%")
        host = (parts.hostname or "").encode("idna").decode("ascii") if ":" not in parts.netloc.strip("[]") else ""
        netloc = host or parts.netloc.encode("ascii").decode("ascii")
    except (ValueError, UnicodeError):
        return ""
    path, query = (quote(_percents(part), safe=_SAFE) for part in (parts.path, parts.query))
    fragment = quote(_percents(parts.fragment), safe=_SAFE)
    return urlunsplit((parts.scheme, netloc, path, query, fragment))


def _percents(text: str) -> str:
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)


def language_of(language: str) -> str:
    """The attributes that name a language, with a space before them; empty when it is not known."""
    return f' lang="{language}" xml:lang="{language}"' if _LANGUAGE.match(language) else ""


def is_language(language: str) -> bool:
    """Whether `language` is a tag that documents may carry."""
    return bool(_LANGUAGE.match(language))


def spans_xhtml(spans: Sequence[Span]) -> str:
    """Styled runs as phrasing content; neighbours with one address are one link."""
    done = []
    for link, group in groupby(spans, key=lambda span: span.link):
        inner = "".join(map(_span, group))
        href = href_of(link) if link else ""
        done.append(f'<a href="{href}">{inner}</a>' if href and inner else inner)
    return "".join(done)


def _span(span: Span) -> str:
    text = text_of(span.text).replace("\n", "<br/>\n")
    if not text:
        return ""
    if span.ruby:
        text = f"<ruby>{text}<rp>(</rp><rt>{text_of(span.ruby)}</rt><rp>)</rp></ruby>"
    for style, tag in _TAGS:
        if style in span.style:
            text = f"<{tag}>{text}</{tag}>"
    return text


def blocks_xhtml(blocks: Sequence[Block], figure: Figure, picture: str) -> str:
    """Blocks as flow content. `picture` is the word for a picture that has no words of its own."""
    return "\n".join(text for block in blocks if (text := _block(block, figure, picture)))


def _block(block: Block, figure: Figure, picture: str) -> str:
    match block:
        case Paragraph(spans):
            text = spans_xhtml(spans)
            return f"<p>{text}</p>" if text else ""
        case Heading(spans, level):
            tag = f"h{max(2, min(6, level))}"
            return f"<{tag}>{spans_xhtml(spans)}</{tag}>"
        case Image():
            return _image(block, figure, picture)
        case ListBlock():
            return _list(block, figure, picture)
        case Quote(blocks):
            return f"<blockquote>\n{blocks_xhtml(blocks, figure, picture)}\n</blockquote>"
        case Code(text, language):
            kind = f' class="language-{_CLASS.sub("-", language)}"' if language else ""
            return f'<pre dir="ltr"><code{kind}>{text_of(text)}</code></pre>'
        case Table():
            return _table(block)
        case Rule():
            return "<hr/>"


def _image(image: Image, figure: Figure, picture: str) -> str:
    place, caption = figure(image), spans_xhtml(image.caption)
    words = image.alt or spans_text(image.caption) or picture
    if place:
        shown = f'<img src="{place}" alt="{text_of(image.alt)}"/>'
    else:
        # Not at hand: the reader of the document may go and look, but nothing is fetched of itself.
        href = href_of(image.url)
        inner = f"[{text_of(picture)}: {text_of(words)}]" if words != picture else f"[{text_of(picture)}]"
        shown = f'<p class="missing"><a href="{href}">{inner}</a></p>' if href else f'<p class="missing">{inner}</p>'
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{shown}{below}</figure>"


def _list(block: ListBlock, figure: Figure, picture: str) -> str:
    if not block.items:
        return ""
    if block.definitions:
        return "<dl>\n" + "\n".join(_definition(item, figure, picture) for item in block.items) + "\n</dl>"
    values = [f' value="{number}"' for number in block.numbers] or [""] * len(block.items)
    items = "\n".join(
        f"<li{value}>{_item(item, figure, picture)}</li>" for value, item in zip(values, block.items, strict=False)
    )
    if block.ordered:
        start = f' start="{block.start}"' if block.start != 1 and not block.numbers else ""
        kind = f' type="{block.numbering}"' if block.numbering in ("a", "A", "i", "I") else ""
        style = ' style="list-style-type: cjk-ideographic"' if block.numbering == "一" else ""
        return f"<ol{start}{kind}{style}>\n{items}\n</ol>"
    return f"<ul>\n{items}\n</ul>"


def _item(item: Sequence[Block], figure: Figure, picture: str) -> str:
    if len(item) == 1 and isinstance(item[0], Paragraph):
        return spans_xhtml(item[0].spans)
    return blocks_xhtml(item, figure, picture)


def _definition(item: Sequence[Block], figure: Figure, picture: str) -> str:
    if not item:
        return "<dt></dt><dd></dd>"
    term = item[0]
    said = spans_xhtml(term.spans) if isinstance(term, Paragraph | Heading) else text_of(block_text(term))
    return f"<dt>{said}</dt><dd>{_item(item[1:], figure, picture)}</dd>"


def _table(table: Table) -> str:
    width = max((len(row) for row in (table.header, *table.rows)), default=0)
    if not width:
        return ""
    parts = [f"<caption>{spans_xhtml(table.caption)}</caption>"] if table.caption else []
    if table.header:
        parts.append(f"<thead>{_row(table.header, 'th', width)}</thead>")
    if table.rows:
        parts.append("<tbody>" + "\n".join(_row(row, "td", width) for row in table.rows) + "</tbody>")
    return "<table>" + "\n".join(parts) + "</table>"


def _row(cells: Sequence[Sequence[Span]], tag: str, width: int) -> str:
    filled = [*cells, *([()] * (width - len(cells)))]
    return "<tr>" + "".join(f"<{tag}>{spans_xhtml(cell)}</{tag}>" for cell in filled) + "</tr>"


def images_of(blocks: Sequence[Block]) -> Iterator[Image]:
    """The pictures in blocks, in their order, those in lists and quotes too."""
    for block in blocks:
        match block:
            case Image():
                yield block
            case Quote(inner):
                yield from images_of(inner)
            case ListBlock(items):
                for item in items:
                    yield from images_of(item)
