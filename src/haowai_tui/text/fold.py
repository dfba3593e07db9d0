"""Text made comparable: what differs only in how it is written becomes the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from haowai_tui.lazy import pattern

_MARKS = pattern("[\u0300-\u036f]+")
_SETTLED = pattern("[\x00-\x7f\u00b7\u2010-\u2015\u2018-\u201e\u2022\u3001-\u3029\u30fb\u4e00-\u9fff]*")
"""Characters that neither have accents nor are made of others: once compatible forms are gone they stay as they are."""

_WIDE_MARKS = (*zip("，！？：；（）％～\u3000\xa0", ",!?:;()%~  ", strict=True), ("…", "..."))
"""The marks of Chinese that have another compatible form, with that form. A text without any is left alone by
`normalize`, which otherwise makes the whole of it anew: three quarters of the time of folding."""


def fold(text: str) -> str:
    """`text` as it is looked for: full and half width alike (NFKC), in lower case, without accents, and traditional
    Chinese characters as the simplified ones they are found by. Folding twice changes nothing. The length may change.
    """
    if text.isascii():
        return text.lower()
    for wide, narrow in _WIDE_MARKS:
        text = text.replace(wide, narrow)
    whole = unicodedata.normalize("NFKC", text).lower()
    if not _SETTLED.fullmatch(whole):
        apart = unicodedata.normalize("NFKD", whole)
        # Once more: lower case of a few letters comes with an accent of its own, and some only show when apart.
        whole = unicodedata.normalize("NFKC", _MARKS.sub("", apart).lower())
    # Looking costs a tenth of translating, and most Chinese is written in simplified characters.
    return whole.translate(_simplified()) if _traditional().search(whole) else whole


def traditional_forms() -> Iterator[tuple[str, str]]:
    """Traditional characters, each with the simplified one that it is found by."""
    return ((chr(form), char) for form, char in _simplified().items())


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, _simplified()))}]")


@cache
def _simplified() -> dict[int, str]:
    """Traditional characters with the simplified ones they are found by, from `traditional.txt`."""
    from pathlib import Path

    table = Path(__file__).with_name("traditional.txt").read_text("utf-8")
    lines = [line for line in table.splitlines() if not line.startswith("#")]
    return {ord(form): line[0] for line in lines for form in line[1:]}
