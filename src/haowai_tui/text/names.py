"""Names for files that are made from text that came from outside."""

from __future__ import annotations

import re
import unicodedata

from haowai_tui.lazy import pattern
from haowai_tui.text.fold import fold
from haowai_tui.text.pinyin import reading

_LONGEST = 80
_UNFIT = pattern(r"[^A-Za-z0-9._-]+")
_RESERVED = pattern(r"^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
"""What Windows takes for a device, whatever stands after the dot."""
_ENDING = pattern(r"\.[A-Za-z0-9]{1,8}$")


def safe_name(text: str, fallback: str = "article") -> str:
    """`text` as a file name that means the same everywhere: at most 80 of `A-Z a-z 0-9 . _ -`, no path, no leading dot
    or dash, no name of a device. Accents go, Chinese becomes pinyin, other scripts become dashes; `fallback` stands
    when nothing is left. A short ending such as `.mp3` survives."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))
    bare = "".join(reading(fold(letter)) or letter for letter in folded if not unicodedata.combining(letter))
    name = re.sub(r"\.{2,}", ".", _UNFIT.sub("-", bare))
    name = re.sub(r"-{2,}", "-", name).strip(".-_")
    if len(name) > _LONGEST:
        ending = found[0] if (found := _ENDING.search(name)) else ""
        name = name[: _LONGEST - len(ending)].rstrip(".-_") + ending
    if not re.search(r"[A-Za-z0-9]", name):
        return fallback
    if bare.endswith("." + name) and bare != "." + name:  # an ending alone: what stood before it was no name
        name = f"{fallback}.{name}"
    return f"x-{name}"[:_LONGEST] if _RESERVED.match(name) else name
