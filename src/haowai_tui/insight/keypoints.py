"""Key points for articles whose source has none: sentences of the article itself, chosen and never changed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from haowai_tui.insight.terms import profile, terms_of
from haowai_tui.lazy import pattern
from haowai_tui.model import Paragraph, Span
from haowai_tui.text.fold import fold
from haowai_tui.text.han import count_han

MOST_CHARACTERS = 120
"""Chinese characters in all key points together."""
MOST_WORDS = 60
"""Words in all key points together, for text in Latin letters."""
_MOST_POINTS = 3
_SHORTEST_CHARACTERS, _SHORTEST_WORDS = 300, 160
"""Articles shorter than this are read as quickly as their key points."""
_LEAST_SENTENCES = 5
_READ = 6000
_MOST_SENTENCES = 60
_REPEAT = 0.5
_NOTHING_BUT, _MOSTLY, _LISTED = 0.8, 0.5, 3
"""A line is nothing but links when such a share of its letters is linked; so many lines one after the other of which
each is mostly links are a list of them."""

_END = pattern(
    "(?<=[。！？!?])(?![」』”’）)。！？!?])|(?<=[。！？!?][」』”’）)])"
    '|(?:(?<=[.!?])|(?<=[.!?]["”’)]))\\s+(?=["“‘(]?[A-Z0-9])'
)
_DATELINE = pattern(
    "^(?:本报|本社|新华社|[\\w ]{0,12}消息)[^，。]{0,14}?(?:电|讯|消息)[，：: ]?|^[【\\[(（][^】\\])）]{1,16}[】\\])）]"
)
_POINTLESS = pattern(
    "^[（(【]?(?:责任编辑|责编|编辑|来源|记者|图|本文|更多|点击|相关)|[？?]$|^(?:photo|image|source|read more)\\b",
    re.IGNORECASE,
)
_UNANCHORED = pattern(
    "^(?:但是?|不过|然而|而且?|因此|所以|同时|此外|另外|对此|其中|他|她|它|这|那)"
    "|^(?:but|and|so|however|he|she|it|they|this|that|these|those)\\b",
    re.IGNORECASE,
)


def key_points(title: str, paragraphs: list[str]) -> tuple[str, ...]:
    """Two or three sentences that tell most of the article, in the order in which they stand in it; none for an article
    that is short, or that has no sentences which can stand alone."""
    text = "\n".join(paragraphs)[:_READ]
    chinese = count_han(text)
    is_chinese = chinese * 3 > len(text)
    size = chinese if is_chinese else len(text.split())
    sentences = _sentences(paragraphs)
    if size < (_SHORTEST_CHARACTERS if is_chinese else _SHORTEST_WORDS) or len(sentences) < _LEAST_SENTENCES:
        return ()
    about = profile(title, text).terms
    terms = [frozenset(terms_of(sentence)) for sentence in sentences]
    scores = [_score(place, sentences, terms, about, fold(title)) for place in range(len(sentences))]
    chosen: list[int] = []
    room = MOST_CHARACTERS if is_chinese else MOST_WORDS
    for place in sorted(range(len(sentences)), key=lambda place: (-scores[place], place)):
        length = len(sentences[place]) if is_chinese else len(sentences[place].split())
        near = any(_alike(terms[place], terms[other]) > _REPEAT for other in chosen)
        if length <= room and scores[place] > 0 and not near:
            chosen.append(place)
            room -= length
            if len(chosen) == _MOST_POINTS:
                break
    return tuple(sentences[place] for place in sorted(chosen)) if len(chosen) > 1 else ()


def prose(paragraphs: Iterable[Paragraph], most: int) -> list[str]:
    """The text of paragraphs, at most so many characters of each, without the lines that are nothing but links, and
    without lists of them: what stands in those are headlines of other texts, and pieces of headlines."""
    lines = [line for place, paragraph in enumerate(paragraphs) for line in _lines(place, paragraph)]
    kept: dict[int, list[str]] = {}
    for is_list, run in groupby(lines, lambda line: line.linked >= _MOSTLY):
        found = list(run)
        if is_list and len(found) >= _LISTED:
            continue
        for line in found:
            if line.linked < _NOTHING_BUT:
                kept.setdefault(line.paragraph, []).append(line.text)
    return ["\n".join(texts)[:most] for texts in kept.values()]


class _Line(NamedTuple):
    """A line of a paragraph, and which share of its letters is linked."""

    paragraph: int
    text: str
    linked: float


def _lines(place: int, paragraph: Paragraph) -> Iterator[_Line]:
    text, letters, linked = "", 0, 0
    for span in (*paragraph.spans, Span("\n")):
        for number, piece in enumerate(span.text.split("\n")):
            if number:
                if letters:
                    yield _Line(place, text, linked / letters)
                text, letters, linked = "", 0, 0
            text += piece
            count = sum(map(str.isalpha, piece))
            letters += count
            linked += count if span.link else 0


def _sentences(paragraphs: list[str]) -> list[str]:
    found: list[str] = []
    for paragraph in paragraphs:
        for sentence in _END.split(paragraph):
            sentence = _DATELINE.sub("", sentence.strip()).strip()
            if sentence and sentence[-1] in '。！？!?.”」』’"）)':
                found.append(sentence)
    return found[:_MOST_SENTENCES]


def _score(
    place: int, sentences: list[str], terms: list[frozenset[str]], about: Mapping[str, float], title: str
) -> float:
    """How much a sentence tells: what it shares with the whole article, more at the beginning, less when it depends on
    the one before it or asks."""
    sentence, own = sentences[place], terms[place]
    if not own or _POINTLESS.search(sentence) or fold(sentence).strip("。.") == title:
        return 0.0
    central = sum(about.get(term, 0.0) for term in own) / math.sqrt(len(own) + 4)
    spread = sum(1 for other in terms if other is not own and other & own) / len(terms)
    numbers = 1 + 0.08 * min(3, sum(1 for term in own if term[0] == "#"))
    position = 1 + 0.8 / (1 + place)
    anchored = 0.55 if _UNANCHORED.match(sentence) or sentence[0] in '“"「‘' else 1.0
    return central * (0.6 + spread) * numbers * position * anchored


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (min(len(one), len(other)) or 1)
