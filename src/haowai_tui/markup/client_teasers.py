"""The two lists under an article of the news client: which lines belong to one story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Protocol

from haowai_tui.model import Block, Heading, Image, Paragraph, Span, Teaser, spans_text
from haowai_tui.text import parse_date, story_url

_TIME = re.compile(
    r"^\D{0,6}\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:\s+\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?$"
)
_FOOTER = re.compile(r"^(?:版权|copyright|©|关于我们|联系我们|备案|[\u4e00-\u9fff]ICP备|返回|上一页|下一页|更多)", re.I)
_MOST = 60
_LINES = 4
"""A story has so many lines at most."""


class _Piece(Protocol):
    @property
    def block(self) -> Block: ...
    @property
    def group(self) -> int: ...
    @property
    def text(self) -> str: ...


def teasers(pieces: Sequence[_Piece]) -> tuple[Teaser, ...]:
    """The stories of a list, at most 60. A list item or table row is one; elsewhere a link begins one, or the line
    after a time, or every line where there are neither."""
    if any(piece.group for piece in pieces):
        # What comes after the list, and is in no item, is the page's foot.
        pieces = [piece for piece in pieces if piece.group]
    groups = [list(members) for _group, members in groupby(pieces, key=lambda piece: piece.group)]
    # Many lines in a single item are no story but all of them: each has its own line.
    whole = any(members[0].group and len(members) > 1 for members in groups) and (
        len(groups) > 1 or len(groups[0]) <= _LINES
    )
    items = [members for members in groups if members[0].group] if whole else [list(pieces)]
    found = (teaser for members in items for item in _items(members, whole=whole) if (teaser := _teaser(item)))
    return tuple(islice(found, _MOST))


def _items(pieces: list[_Piece], *, whole: bool) -> Iterator[list[_Piece]]:
    pieces = [piece for piece in pieces if piece.text and not isinstance(piece.block, Image)]
    if whole:
        yield pieces
        return
    timed = any(_TIME.match(piece.text) for piece in pieces)
    linked = any(_link(piece.block) for piece in pieces)
    item: list[_Piece] = []
    for piece in pieces:
        if _FOOTER.match(piece.text) and not _link(piece.block):
            break
        begins = bool(_link(piece.block)) if linked else timed and bool(item) and bool(_TIME.match(item[-1].text))
        if item and (begins or not (linked or timed)):
            yield item
            item = []
        item.append(piece)
    if item:
        yield item


def _link(block: Block) -> str:
    spans = block.spans if isinstance(block, Paragraph | Heading) else ()
    return next((span.link for span in spans if span.link), "")


def _teaser(item: list[_Piece]) -> Teaser | None:
    times = [piece for piece in item if _TIME.match(piece.text)]
    rest = [piece for piece in item if not _TIME.match(piece.text)]
    if not rest or _FOOTER.match(rest[0].text):
        return None
    published = parse_date(times[0].text, chinese=True) if times else None
    head = next((piece for piece in rest if _link(piece.block)), rest[0])
    title, snippet = _parted(head)
    others = [piece.text for piece in rest if piece is not head and piece.text != title]
    return Teaser(
        title=title,
        snippet=" ".join([snippet, *others]).strip(),
        published=published,
        link=story_url(_link(head.block)),
    )


def _parted(piece: _Piece) -> tuple[str, str]:
    """The headline and the snippet of one line: the link is the headline, else what ends in ... or at a space."""
    block = piece.block
    spans: tuple[Span, ...] = block.spans if isinstance(block, Paragraph | Heading) else ()
    linked = spans_text(tuple(span for span in spans if span.link)).strip()
    if linked and linked != piece.text:
        return linked, piece.text.replace(linked, "", 1).strip()
    if linked:
        return linked, ""
    return split_headline(piece.text)


def split_headline(line: str) -> tuple[str, str]:
    """A headline and its snippet on one line. A headline cut with ... ends there; a whole one ends at the space
    before its snippet, which is the longer part."""
    cut = re.match(r"^(.{4,40}?(?:\.\.\.|…{1,2}))\s+(.*)$", line)
    if cut and len(cut[1]) < len(cut[2]) + 10:
        return cut[1], cut[2]
    spaces = [match.start() for match in re.finditer(" ", line) if match.start() <= 20]
    if not spaces or len(line) < 24:
        return line, ""
    best = spaces[-1] if spaces[-1] <= 16 else spaces[0]
    return line[:best], line[best + 1 :]
