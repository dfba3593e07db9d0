"""The text of a page of the news client, as a browser saves it: found by its labels and their order.

headline
byline
2021-03-05 10:11:44
0                           (comments)
核心提示
key points
body: paragraphs, short lines as section headings, the headline again for each picture
相关内容
headline, snippet, time     (three lines each)
热门资讯
headline snippet            (one line each)
"""

from __future__ import annotations

import re
from datetime import datetime

from haowai_tui.markup.client_teasers import split_headline
from haowai_tui.model import Block, Entry, Heading, Image, Paragraph, Span, Teaser
from haowai_tui.text import clean, parse_date

_KEY_POINTS, _RELATED, _HOT = "核心提示", "相关内容", "热门资讯"
_TIME = re.compile(r"^\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?\s+\d{1,2}:\d{2}(:\d{2})?$")
_CLOSERS = "。！？；：”…）.!?;:"
_HEADING_LIMIT = 24
"""A line this short (characters) that ends no sentence is a section heading."""


def parse_saved_page(text: str) -> Entry | None:
    """The article in a saved page, or None when the text has not this layout.

    The layout is known by a time line among the first lines with a headline above it, and one of the three labels.
    """
    lines = [clean(line) for line in text.replace("\r\n", "\n").split("\n")]
    labels = {label: lines.index(label) for label in (_KEY_POINTS, _RELATED, _HOT) if label in lines}
    time_at = next((i for i, line in enumerate(lines[:12]) if _TIME.match(line)), None)
    if time_at is None or not labels:
        return None
    head = [line for line in lines[:time_at] if line]
    if not head:
        return None
    end = min((labels[label] for label in (_RELATED, _HOT) if label in labels), default=len(lines))
    start = labels.get(_KEY_POINTS, time_at)
    comments, after_count = _comments(lines, time_at)
    key_points, body_at = _key_points(lines, start, end) if _KEY_POINTS in labels else ((), after_count)
    headline = head[0]
    return Entry(
        title=headline,
        byline=head[1] if len(head) > 1 else "",
        source_name=head[1] if len(head) > 1 else "",
        published=_time(lines[time_at]),
        comments=comments,
        language="zh",
        key_points=key_points,
        blocks=tuple(_body(lines[body_at:end], headline)),
        related=_related(_section(lines, labels, _RELATED)),
        hot=_hot(_section(lines, labels, _HOT)),
    )


def _time(line: str) -> datetime | None:
    return parse_date(line, chinese=True)


def _comments(lines: list[str], time_at: int) -> tuple[int | None, int]:
    for place in range(time_at + 1, min(time_at + 4, len(lines))):
        if re.fullmatch(r"\d{1,9}", lines[place]):
            return int(lines[place]), place + 1
        if lines[place]:
            break
    return None, time_at + 1


def _key_points(lines: list[str], start: int, end: int) -> tuple[tuple[str, ...], int]:
    """The paragraph after the label; what comes after it is the body."""
    place = start + 1
    while place < end and not lines[place]:
        place += 1
    points: list[str] = []
    while place < end and lines[place]:
        points.append(lines[place])
        place += 1
    return tuple(points), place


def _body(lines: list[str], headline: str) -> list[Block]:
    blocks: list[Block] = []
    for line in lines:
        if not line:
            continue
        if line == headline:
            blocks.append(Image("", headline, (Span(headline),)))
        elif len(line) <= _HEADING_LIMIT and line[-1] not in _CLOSERS and blocks:
            blocks.append(Heading((Span(line),), 2))
        else:
            blocks.append(Paragraph((Span(line),)))
    return blocks


def _section(lines: list[str], labels: dict[str, int], label: str) -> list[str]:
    if label not in labels:
        return []
    start = labels[label]
    end = min((at for at in labels.values() if at > start), default=len(lines))
    return [line for line in lines[start + 1 : end] if line]


def _related(lines: list[str]) -> tuple[Teaser, ...]:
    """Each teaser ends with its time; the first line is the headline, what lies between the snippet."""
    teasers: list[Teaser] = []
    held: list[str] = []
    for line in lines:
        if _TIME.match(line) and held:
            teasers.append(Teaser(title=held[0], snippet=" ".join(held[1:]), published=_time(line)))
            held = []
        elif not _TIME.match(line):
            held.append(line)
    if held:
        teasers.append(Teaser(title=held[0], snippet=" ".join(held[1:])))
    return tuple(teasers)


def _hot(lines: list[str]) -> tuple[Teaser, ...]:
    parts = (split_headline(line) for line in lines)
    return tuple(Teaser(title=title, snippet=snippet) for title, snippet in parts)
