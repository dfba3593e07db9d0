"""How many cells text takes on a terminal, counted by grapheme."""

from __future__ import annotations

import re
from functools import lru_cache

from wcwidth import wcswidth, wcwidth

_NARROW = re.compile("[\x20-\x7e]*")
_PLAIN = re.compile("[\x20-\x7e\u3001-\u3029\u3030-\u303e\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uff01-\uff60]*")
_MARK = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\U0001f3fb-\U0001f3ff"
    "\U000e0100-\U000e01ef]"
)
_GRAPHEME = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|.{_MARK}*(?:\u200d[\u2190-\u2bff\U0001f000-\U0001faff]{_MARK}*)*",
    re.DOTALL,
)


def cell_width(text: str) -> int:
    """The cells `text` takes. Controls take none."""
    if _NARROW.fullmatch(text):
        return len(text)
    if _PLAIN.fullmatch(text):
        return 2 * len(text) - sum(1 for char in text if char <= "~")
    return sum(_grapheme_width(grapheme) for grapheme in graphemes(text))


@lru_cache(maxsize=4096)
def _grapheme_width(grapheme: str) -> int:
    if len(grapheme) == 1:
        return max(0, wcwidth(grapheme))
    width = wcswidth(grapheme)
    return max(0, min(2, width)) if width >= 0 else sum(max(0, wcwidth(char)) for char in grapheme)


def graphemes(text: str) -> list[str]:
    """`text` cut into what a person calls characters: a base with its marks, an emoji sequence, a flag."""
    return list(text) if text.isascii() else _GRAPHEME.findall(text)


def truncate(text: str, width: int, mark: str = "..") -> str:
    """`text` if it fits `width` cells, else its beginning and `mark`. A wide character is never cut."""
    if cell_width(text) <= width:
        return text
    room = width - cell_width(mark)
    if room < 0:
        mark, room = "", width
    kept: list[str] = []
    for grapheme in graphemes(text):
        room -= cell_width(grapheme)
        if room < 0:
            break
        kept.append(grapheme)
    return "".join(kept).rstrip() + mark


def pad(text: str, width: int) -> str:
    """`text` in exactly `width` cells: truncated, or filled with spaces."""
    text = truncate(text, width)
    return text + " " * (width - cell_width(text))
