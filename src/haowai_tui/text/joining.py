"""Lines of a source that are one line to read (CSS Text 3, 4.1.3): where a line ends between two characters of Chinese
or Japanese nothing is meant, anywhere else a space."""

from __future__ import annotations

import re
import unicodedata

_LINE_END = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
_WIDE = frozenset("FWH")


def joined(text: str) -> str:
    """`text` on one line: each line end, with the spaces round it, a space or nothing. Other spaces stay."""
    return _LINE_END.sub(lambda found: joint_at(text, *found.span()), text)


def joint_at(text: str, start: int, end: int) -> str:
    """What a line end that takes `text[start:end]` stands for: "" or a space."""
    return _joint(text[max(0, start - 1) : start], text[end : end + 1])


def _joint(before: str, after: str) -> str:
    if not before or not after or before.isascii() or after.isascii():
        return " "
    widths = unicodedata.east_asian_width(before), unicodedata.east_asian_width(after)
    wide = [width in _WIDE for width in widths]
    # Quotation marks, dashes and dots are as wide as the text that they stand in.
    at_home = [width == "A" and _is_mark(char) for width, char in zip(widths, (before, after), strict=True)]
    apart = _is_hangul(before) or _is_hangul(after)
    return "" if not apart and any(wide) and all(w or h for w, h in zip(wide, at_home, strict=True)) else " "


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _is_hangul(char: str) -> bool:
    return unicodedata.name(char, "").startswith(("HANGUL", "HALFWIDTH HANGUL"))
