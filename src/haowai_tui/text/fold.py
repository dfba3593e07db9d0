"""Text made comparable: what differs only in how it is written becomes the same."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources

_MARKS = re.compile("[\u0300-\u036f]+")


def fold(text: str) -> str:
    """`text` as it is looked for: full and half width alike (NFKC), in lower case, without accents, and traditional
    Chinese characters as the simplified ones they are found by. Folding twice changes nothing. The length may change.
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).lower())
    # Once more: lower case of a few letters comes with an accent of its own, and some accents only show when apart.
    whole = unicodedata.normalize("NFKC", _MARKS.sub("", apart).lower())
    return whole.translate(_simplified())


@cache
def _simplified() -> dict[int, str]:
    """Traditional characters with the simplified ones they are found by, from `traditional.txt`."""
    table = (resources.files("haowai_tui.text") / "traditional.txt").read_text("utf-8")
    lines = [line for line in table.splitlines() if not line.startswith("#")]
    return {ord(form): line[0] for line in lines for form in line[1:]}
