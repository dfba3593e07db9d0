"""An article page of the news client, found by its labels and their order in whatever markup it comes.

The page has, one after another: headline, byline, time, comment count, 核心提示 with the key points, the body, 相关内容
and 热门资讯. Nothing is assumed of tags and classes: the page is read into blocks first, and lists, tables and
definition lists that hold a label are laid open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.lazy import pattern
from haowai_tui.markup.client_teasers import teasers
from haowai_tui.markup.html import html_to_blocks
from haowai_tui.model import (
    Block,
    Entry,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Quote,
    Span,
    Table,
    block_text,
    blocks_text,
    spans_text,
)
from haowai_tui.text import parse_date

KEY_POINTS, RELATED, HOT = "核心提示", "相关内容", "热门资讯"
_LABEL = pattern(rf"^[\s【\[■▌|]*({KEY_POINTS}|{RELATED}|{HOT})[\s】\]:：]*(.*)$", re.S)
_TIME = pattern(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?\s+\d{1,2}[:：]\d{2}(?:[:：]\d{2})?")
_COUNT = pattern(
    r"^(?:评论|跟帖|comments?)?\s*[:：(（]?\s*(\d{1,9})\s*[)）]?\s*(?:条?评论|条跟帖|评|comments?)?$", re.I
)
_BYLINE = pattern(r"^(?:来源|作者|记者|发布|时间|发布时间|发表于)\s*[:：]\s*")
_CLOSERS = "。！？；：”…）.!?;:，,"
_HEADING_LIMIT = 24
_POINTS = 4
"""So many key points there may be."""
_HEAD_LINES = 60
"""So many lines may stand before the time: what else a page has at its top."""


class Piece(Struct, frozen=True):
    """A block of the page. `group` numbers the list item or table row that it was laid open from, 0 for none."""

    block: Block
    group: int = 0

    @property
    def text(self) -> str:
        """Its text."""
        return block_text(self.block).strip()


def parse_client_page(html: str, base: str = "") -> Entry | None:
    """The article in a page of the client, or None when the page has not its parts: a headline over a time, and at
    least one of the labels. Parts that are missing or broken are left empty. Never raises."""
    pieces = list(_laid_open(html_to_blocks(html, base)))
    labels = _labels(pieces)
    first_label = min(labels.values(), default=len(pieces))
    time_at = next((at for at, piece in enumerate(pieces[:_HEAD_LINES]) if _is_time(piece.text)), None)
    if not labels or time_at is None or time_at > first_label:
        return None
    title, byline = _headline(pieces[:time_at], pieces[time_at].text)
    if not title:
        return None
    comments, body_at = _comments(pieces, time_at)
    end = min((labels[label] for label in (RELATED, HOT) if label in labels), default=len(pieces))
    points: tuple[str, ...] = ()
    if KEY_POINTS in labels and labels[KEY_POINTS] < end:
        points, body_at = _key_points(pieces, labels[KEY_POINTS], end)
    return Entry(
        title=title,
        byline=byline,
        source_name=byline,
        published=parse_date(_clock(pieces[time_at].text), chinese=True),
        comments=comments,
        language="zh",
        key_points=points,
        blocks=tuple(_body([piece.block for piece in pieces[body_at:end]], title)),
        related=teasers(_section(pieces, labels, RELATED)),
        hot=teasers(_section(pieces, labels, HOT)),
    )


def _laid_open(blocks: Sequence[Block]) -> Iterator[Piece]:
    """The blocks, those that hold a label or the time taken apart, and paragraphs cut at their line breaks."""
    counter = [0]

    def opened(block: Block, group: int, *, inside: bool) -> Iterator[Piece]:
        text = block_text(block)
        holds = inside or _LABEL_WITHIN.search(text) or (_TIME.search(text) and len(text) < 400)
        match block:
            case ListBlock(items) if holds:
                for item in items:
                    counter[0] += 1
                    number = group or counter[0]
                    for inner in item:
                        yield from opened(inner, number, inside=inside)
            case Table(header, rows) if holds:
                for row in (header, *rows):
                    counter[0] += 1
                    for cell in row:
                        if cell:
                            yield from opened(Paragraph(cell), group or counter[0], inside=inside)
            case Quote(inner_blocks) if holds:
                for inner in inner_blocks:
                    yield from opened(inner, group, inside=inside)
            case Paragraph(spans) if "\n" in text:
                yield from (Piece(Paragraph(line), group) for line in _lines(spans))
            case _:
                yield Piece(block, group)

    listing = False
    for block in blocks:
        yield from opened(block, 0, inside=listing)
        # After the labels of the two lists, lists and tables are those lists.
        found = _LABEL.match(block_text(block).strip())
        listing = listing or bool(found and found[1] != KEY_POINTS)


_LABEL_WITHIN = pattern(f"{KEY_POINTS}|{RELATED}|{HOT}")


def _lines(spans: Sequence[Span]) -> Iterator[tuple[Span, ...]]:
    line: list[Span] = []
    for span in spans:
        for number, part in enumerate(span.text.split("\n")):
            if number:
                if spans_text(tuple(line)).strip():
                    yield tuple(line)
                line = []
            if part:
                line.append(replace(span, text=part))
    if spans_text(tuple(line)).strip():
        yield tuple(line)


def _labels(pieces: Sequence[Piece]) -> dict[str, int]:
    """Where each label stands alone, or before its text; the first that is followed by another order is not one."""
    found: dict[str, int] = {}
    for at, piece in enumerate(pieces):
        label = _LABEL.match(piece.text)
        if label and label[1] not in found and (not label[2] or label[1] == KEY_POINTS):
            found[label[1]] = at
    return found


def _clock(text: str) -> str:
    match = _TIME.search(text)
    return match[0] if match else ""


def _is_time(text: str) -> bool:
    """A short line that is a time, perhaps with a byline before it and a count after it."""
    return len(text) <= 80 and bool(_TIME.search(text)) and parse_date(_clock(text), chinese=True) is not None


def _headline(head: Sequence[Piece], time_line: str) -> tuple[str, str]:
    """The headline and the byline above the time."""
    before = _TIME.split(time_line)[0]
    byline = _BYLINE.sub("", before).strip(" |·/-—")
    byline = re.sub(r"(?:发布时间|时间|发表于)\s*[:：]?$", "", byline).strip(" |·/-—")
    titled = [(piece.block.level, at) for at, piece in enumerate(head) if isinstance(piece.block, Heading)]
    if titled:
        top = min(level for level, _at in titled)
        at = max(at for level, at in titled if level == top)
        below = [piece.text for piece in head[at + 1 :] if piece.text and not isinstance(piece.block, Image)]
        return head[at].text, byline or (_BYLINE.sub("", below[-1]) if below else "")
    lines = [piece.text for piece in head if piece.text and not isinstance(piece.block, Image)]
    if not lines:
        return "", byline
    if byline or len(lines) == 1:
        return lines[-1], byline
    return lines[-2], _BYLINE.sub("", lines[-1])


def _comments(pieces: Sequence[Piece], time_at: int) -> tuple[int | None, int]:
    """The comment count, on the time's line or after it, and where the page goes on."""
    after = _TIME.split(pieces[time_at].text)[-1].strip(" |·/-—")
    found = _COUNT.match(after) if after else None
    if found:
        return int(found[1]), time_at + 1
    for at in range(time_at + 1, min(time_at + 3, len(pieces))):
        found = _COUNT.match(pieces[at].text)
        if found:
            return int(found[1]), at + 1
    return None, time_at + 1


def _key_points(pieces: Sequence[Piece], at: int, end: int) -> tuple[tuple[str, ...], int]:
    """The key points after their label, and where the body begins."""
    label = _LABEL.match(pieces[at].text)
    if label and label[2]:
        return (label[2].strip(),), at + 1
    place = at + 1
    group = pieces[at].group
    while place < end and not pieces[place].text:
        place += 1
    if place >= end:
        return (), place
    if group and pieces[place].group == group:
        taken = place
        while taken < end and pieces[taken].group == group:
            taken += 1
        if taken - place > _POINTS:
            # All of the page is in one item: the first line of it alone is known to be a key point.
            taken = place + 1
        return tuple(piece.text for piece in pieces[place:taken] if piece.text), taken
    block = pieces[place].block
    if isinstance(block, ListBlock):
        return tuple(text for item in block.items if (text := blocks_text(item).strip())), place + 1
    return (pieces[place].text,), place + 1


def _body(blocks: Sequence[Block], title: str) -> Iterator[Block]:
    """The body: short lines between paragraphs are section headings, the headline again is a picture's caption."""
    last: Block | None = None
    for block in blocks:
        text = block_text(block).strip()
        if isinstance(block, Image):
            block = replace(block, caption=block.caption or (Span(block.alt or title),))
        elif isinstance(block, Paragraph) and text == title:
            if isinstance(last, Image):
                continue
            block = Image("", title, (Span(title),))
        elif isinstance(block, Paragraph) and last is not None and _is_heading(text):
            block = Heading(block.spans, 2)
        elif not text:
            continue
        last = block
        yield block


def _is_heading(text: str) -> bool:
    return len(text) <= _HEADING_LIMIT and text[-1:] not in _CLOSERS and "\n" not in text


def _section(pieces: Sequence[Piece], labels: dict[str, int], label: str) -> list[Piece]:
    if label not in labels:
        return []
    start = labels[label]
    end = min((at for at in labels.values() if at > start), default=len(pieces))
    return list(pieces[start + 1 : end])
