"""What the body of an article is made of: a closed set of blocks holding styled runs of text.

Everything here is plain data that has already passed `text.clean`; nothing is markup.
"""

from __future__ import annotations

import zlib
from enum import IntFlag

from msgspec import Struct


class Style(IntFlag):
    """How a run of text is set. Flags combine. What is added and removed is so by an edit that is shown."""

    NONE = 0
    BOLD = 1
    ITALIC = 2
    CODE = 4
    STRIKE = 8
    UNDERLINE = 16
    SUPERSCRIPT = 32
    SUBSCRIPT = 64
    MARK = 128
    ADDED = 256
    REMOVED = 512


class Span(Struct, frozen=True):
    """A run of text in one style.

    `link` is an absolute http(s) or mailto address, or empty. `ruby` is the reading to show beside the text
    (zì for 字), or empty. A newline in `text` is a forced line break.
    """

    text: str
    style: Style = Style.NONE
    link: str = ""
    ruby: str = ""


class Paragraph(Struct, frozen=True):
    spans: tuple[Span, ...]


class Heading(Struct, frozen=True):
    """A section heading; `level` runs from 1 (largest) to 6."""

    spans: tuple[Span, ...]
    level: int = 2


class Image(Struct, frozen=True):
    """A picture: `url` absolute or empty, `alt` what it shows, `caption` what is printed under it.

    `width` and `height` are the publisher's pixels, 0 when unknown.
    """

    url: str
    alt: str = ""
    caption: tuple[Span, ...] = ()
    width: int = 0
    height: int = 0


class ListBlock(Struct, frozen=True):
    """A list. Each item is a tuple of blocks, so lists nest. `start` numbers an ordered list's first item. In a list
    of `definitions` the first block of an item is the term, the others are what is said of it.

    `numbering` is what an ordered list is numbered with, by its first: 1, a, A, i, I or 一. `numbers` are those of all
    its items where they do not simply follow one another, else ().
    """

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1
    definitions: bool = False
    numbering: str = "1"
    numbers: tuple[int, ...] = ()

    def number(self, place: int) -> int:
        """The number of the item at `place`, counted from 0."""
        return self.numbers[place] if place < len(self.numbers) else self.start + place


class Quote(Struct, frozen=True):
    blocks: tuple[Block, ...]


class Code(Struct, frozen=True):
    """Preformatted text, lines kept. `language` is a Pygments alias or empty."""

    text: str
    language: str = ""


Cell = tuple[Span, ...]


class Table(Struct, frozen=True):
    """A table. `header` may be empty; rows may be ragged; `caption` may be empty."""

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: tuple[Span, ...] = ()


class Rule(Struct, frozen=True):
    """A break between sections."""


Block = Paragraph | Heading | Image | ListBlock | Quote | Code | Table | Rule


NUMBERINGS = "1aAiI一"
"""What a list can be numbered with."""
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_CHINESE = "〇一二三四五六七八九"


def list_mark(block: ListBlock, place: int) -> str:
    """What stands before an item of an ordered list: `3.`, `c.`, `III.` or `三、`."""
    number, kind = block.number(place), block.numbering
    if kind in ("a", "A") and number > 0:
        text = _letters(number)
    elif kind in ("i", "I") and 0 < number < 4000:
        text = _roman(number)
    elif kind == "一" and 0 < number < 100:
        return _chinese(number) + "、"
    else:
        return f"{number}."
    return (text if kind.islower() else text.upper()) + "."


def _letters(number: int) -> str:
    text = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        text = chr(ord("a") + letter) + text
    return text


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    lead = ("" if tens == 1 else _CHINESE[tens]) + "十" if tens else ""
    return lead + (_CHINESE[ones] if ones else "")


def spans_text(spans: tuple[Span, ...]) -> str:
    """The plain text of styled runs."""
    return "".join(span.text for span in spans)


def block_text(block: Block) -> str:
    """The plain text of a block: what search indexes and what plain output falls back to."""
    match block:
        case Paragraph(spans) | Heading(spans):
            return spans_text(spans)
        case Image():
            return spans_text(block.caption) or block.alt
        case ListBlock():
            return "\n".join(blocks_text(item) for item in block.items)
        case Quote(blocks):
            return blocks_text(blocks)
        case Code(text):
            return text
        case Table():
            rows = (block.header, *block.rows) if block.header else block.rows
            lines = ["\t".join(spans_text(cell) for cell in row) for row in rows]
            return "\n".join([spans_text(block.caption), *lines] if block.caption else lines)
        case Rule():
            return ""


def blocks_text(blocks: tuple[Block, ...]) -> str:
    """The plain text of several blocks, one line or more each."""
    return "\n".join(text for block in blocks if (text := block_text(block)))


def block_mark(block: Block) -> int:
    """A number by which a block is known again, never 0: made from the beginning of its text."""
    return zlib.crc32(block_text(block)[:200].encode("utf-8", "replace")) or 1
