"""How many cells text takes on a terminal, counted by grapheme."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from haowai_tui.lazy import pattern

_NARROW = pattern("[\x20-\x7e]*")
_PLAIN = pattern("[\x20-\x7e\u3001-\u3029\u3030-\u303e\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uff01-\uff60]*")
_MARK = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\U0001f3fb-\U0001f3ff"
    "\U000e0100-\U000e01ef]"
)
_GRAPHEME = pattern(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|.{_MARK}*(?:\u200d[\u2190-\u2bff\U0001f000-\U0001faff]{_MARK}*)*",
    re.DOTALL,
)
_JOINS = pattern(f"{_MARK}|[\u200d\U0001f1e6-\U0001f1ff]")
"""What makes a grapheme of more than one character."""


_KNOWN = (
    (1, " ", "~"), (2, "\u4e00", "\u9fff"), (2, "\u3041", "\u3096"), (2, "\u30a1", "\u30fa"), (2, "\u3001", "\u3029"),
    (2, "\uff01", "\uff60"), (2, "\u3400", "\u4dbf"), (2, "\uac00", "\ud7a3"), (1, "\u2010", "\u2027"),
    (1, "\u2030", "\u205e"), (1, "\xa1", "\xac"), (1, "\xae", "\u02ff"), (1, "\u2190", "\u2199"),
    (1, "\u2500", "\u2595"), (1, "\u25a0", "\u25cf"), (1, "\u2605", "\u2606"),
)  # fmt: skip
"""Cells, the first and the last of what most text is made of: for it wcwidth, which is large, need not be imported."""


class _Widths(dict[str, int]):
    """The cells of single characters, looked up once each."""

    ambiguous = 1

    def __missing__(self, char: str) -> int:
        width = _known_width(char)
        if width == 1 and self.ambiguous == 2 and unicodedata.east_asian_width(char) == "A":
            width = 2
        self[char] = width
        return width


def _known_width(char: str) -> int:
    for cells, first, last in _KNOWN:
        if first <= char <= last:
            return cells
    from wcwidth import wcwidth

    return max(0, wcwidth(char))


_widths = _Widths()


def set_ambiguous_width(cells: Literal[1, 2]) -> None:
    """How many cells this terminal gives to characters that Unicode calls ambiguous (— … “ ” ★ ─): some terminals
    set up for Chinese give them two. For the whole process, before anything is drawn."""
    _widths.ambiguous = cells
    _widths.clear()
    _grapheme_width.cache_clear()


def ambiguous_width() -> int:
    """The cells of an ambiguous character, 1 or 2."""
    return _widths.ambiguous


def cell_width(text: str) -> int:
    """The cells `text` takes. Controls take none."""
    if _NARROW.fullmatch(text):
        return len(text)
    if _PLAIN.fullmatch(text):
        return 2 * len(text) - sum(1 for char in text if char <= "~")
    if _JOINS.search(text):
        return sum(_grapheme_width(grapheme) for grapheme in graphemes(text))
    return sum(map(_widths.__getitem__, text))


def cell_offsets(text: str) -> Sequence[int]:
    """The cells before each place in `text`, from 0 to all of it: one number more than `text` has characters.

    What follows in a grapheme takes no cells of its own, so the furthest place within some room never parts one.
    """
    if _NARROW.fullmatch(text):
        return range(len(text) + 1)
    if not _JOINS.search(text):
        return list(accumulate(map(_widths.__getitem__, text), initial=0))
    widths: list[int] = []
    for grapheme in graphemes(text):
        widths.append(_grapheme_width(grapheme))
        widths.extend([0] * (len(grapheme) - 1))
    return list(accumulate(widths, initial=0))


@lru_cache(maxsize=4096)
def _grapheme_width(grapheme: str) -> int:
    from wcwidth import wcswidth

    if len(grapheme) == 1:
        return _widths[grapheme]
    width = wcswidth(grapheme)
    if width < 0:
        return sum(_widths[char] for char in grapheme)
    return max(min(2, width), _widths[grapheme[0]])


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
