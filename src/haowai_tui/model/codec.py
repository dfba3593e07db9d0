"""Articles as JSON-able data and back: what the store keeps and what parser processes send.

Keys are short and defaults are left out, because a million of these are stored. Decoding is tolerant: what it does
not know it leaves out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from haowai_tui.model.article import Enclosure, Entry, Teaser
from haowai_tui.model.blocks import (
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
from haowai_tui.model.packed import unpack
from haowai_tui.model.times import decode_time, encode_time

Data = dict[str, Any]


def _encode_spans(spans: Cell) -> list[Any]:
    encoded: list[Any] = []
    for span in spans:
        if span.style or span.link or span.ruby:
            encoded.append([span.text, int(span.style), span.link, span.ruby])
        else:
            encoded.append(span.text)
    return encoded


def _decode_spans(data: Any) -> Cell:
    spans = []
    for item in data if isinstance(data, list) else ():
        if isinstance(item, str):
            spans.append(Span(item))
        elif isinstance(item, list) and len(item) == 4:
            spans.append(Span(str(item[0]), Style(int(item[1]) & 255), str(item[2]), str(item[3])))
    return tuple(spans)


def encode_blocks(blocks: Sequence[Block]) -> list[Any]:
    """Blocks as JSON-able lists, `[kind, ...]` each."""
    return [_encode_block(block) for block in blocks]


def _encode_block(block: Block) -> list[Any]:
    match block:
        case Paragraph(spans):
            return ["p", _encode_spans(spans)]
        case Heading(spans, level):
            return ["h", _encode_spans(spans), level]
        case Image(url, alt, caption, width, height):
            return ["i", url, alt, _encode_spans(caption), width, height]
        case ListBlock(items, ordered, start, definitions, numbering, numbers):
            # How it is numbered stands where an earlier version looks for whether it is: it shows 1, 2, 3 then.
            numbered = [numbering, list(numbers)] if numbering != "1" or numbers else int(ordered)
            data = ["l", [encode_blocks(item) for item in items], numbered, start]
            return [*data, 1] if definitions else data
        case Quote(blocks):
            return ["q", encode_blocks(blocks)]
        case Code(text, language):
            return ["c", text, language]
        case Table(header, rows, caption):
            return [
                "t",
                [_encode_spans(cell) for cell in header],
                [[_encode_spans(cell) for cell in row] for row in rows],
                _encode_spans(caption),
            ]
        case Rule():
            return ["r"]


def _numbering(data: Any) -> tuple[str, tuple[int, ...]]:
    return (str(data[0]), tuple(int(number) for number in data[1])) if isinstance(data, list) else ("1", ())


_DECODERS: dict[str, Callable[[list[Any]], Block]] = {
    "p": lambda d: Paragraph(_decode_spans(d[1])),
    "h": lambda d: Heading(_decode_spans(d[1]), int(d[2])),
    "i": lambda d: Image(str(d[1]), str(d[2]), _decode_spans(d[3]), int(d[4]), int(d[5])),
    "l": lambda d: ListBlock(
        tuple(decode_blocks(item) for item in d[1]), bool(d[2]), int(d[3]), len(d) > 4, *_numbering(d[2])
    ),
    "q": lambda d: Quote(decode_blocks(d[1])),
    "c": lambda d: Code(str(d[1]), str(d[2])),
    "t": lambda d: Table(
        tuple(_decode_spans(cell) for cell in d[1]),
        tuple(tuple(_decode_spans(cell) for cell in row) for row in d[2]),
        _decode_spans(d[3]),
    ),
    "r": lambda d: Rule(),
}


def decode_blocks(data: Any) -> tuple[Block, ...]:
    """The blocks of `encode_blocks`; unknown or malformed ones are left out."""
    blocks: list[Block] = []
    for item in data if isinstance(data, list) else ():
        decoder = _DECODERS.get(item[0]) if isinstance(item, list) and item else None
        if decoder is None:
            continue
        try:
            blocks.append(decoder(item))
        except (IndexError, TypeError, ValueError):
            continue
    return tuple(blocks)


def _encode_teaser(teaser: Teaser) -> list[Any]:
    return [teaser.title, teaser.snippet, encode_time(teaser.published), teaser.link]


def _decode_teasers(data: Any) -> tuple[Teaser, ...]:
    return tuple(
        Teaser(title=str(item[0]), snippet=str(item[1]), published=decode_time(item[2]), link=str(item[3]))
        for item in (data if isinstance(data, list) else ())
        if isinstance(item, list) and len(item) == 4
    )


_TEXTS = ("guid", "link", "title", "byline", "source_name", "language")
_TUPLES = ("key_points", "authors", "categories")


def encode_entry(entry: Entry) -> Data:
    """An entry as a JSON-able dictionary without its defaults."""
    data: Data = {name: value for name in _TEXTS if (value := getattr(entry, name))}
    data |= {name: list(value) for name in _TUPLES if (value := getattr(entry, name))}
    for name in ("published", "updated"):
        if (when := getattr(entry, name)) is not None:
            data[name] = encode_time(when)
    if entry.comments is not None:
        data["comments"] = entry.comments
    if entry.blocks:
        data["blocks"] = encode_blocks(entry.blocks)
    if entry.enclosures:
        data["enclosures"] = [[e.url, e.media_type, e.length] for e in entry.enclosures]
    for name in ("related", "hot"):
        if teasers := getattr(entry, name):
            data[name] = [_encode_teaser(teaser) for teaser in teasers]
    return data


def decode_entry(data: Data) -> Entry:
    """The entry of `encode_entry`."""
    return Entry(**entry_fields(data))


def entry_fields(data: Data) -> Data:
    """The keyword arguments of `Entry` (and of `Article`) that `encode_entry` holds."""
    fields: Data = {name: str(data.get(name, "")) for name in _TEXTS}
    fields |= {name: tuple(str(item) for item in data.get(name, ())) for name in _TUPLES}
    comments = data.get("comments")
    fields["comments"] = comments if isinstance(comments, int) else None
    fields["published"] = decode_time(data.get("published"))
    fields["updated"] = decode_time(data.get("updated"))
    fields["blocks"] = decode_blocks(data.get("blocks"))
    fields["enclosures"] = tuple(
        Enclosure(url=str(item[0]), media_type=str(item[1]), length=int(item[2]))
        for item in data.get("enclosures", ())
        if isinstance(item, list) and len(item) == 3
    )
    fields["related"] = _decode_teasers(data.get("related"))
    fields["hot"] = _decode_teasers(data.get("hot"))
    return fields


def entry_of(body: bytes) -> Entry:
    """The entry in a body as the database keeps it."""
    fields: Data = entry_fields(unpack(body))
    return Entry(**fields)
