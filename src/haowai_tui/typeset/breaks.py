"""Where text may break: by UAX #14 as ICU has it, less the places where a Chinese newspaper would not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from haowai_tui.lazy import pattern

NOT_FIRST = "、，。：；！？）」』”’》〉】〕〗％‰℃%,.:;!?)]}…～·•‧／"
"""Marks that begin no line (GB/T 15834, clreq: line start prohibition)."""

NOT_LAST = "（「『“‘《〈【〔〖([{￥＄￡"
"""Marks that end no line."""

HANGING = "、，。：；！？）」』”’》〉】,.;:!?"
"""Marks that may stand in the margin when the line before them is full."""

_UNIT = "[年月日号时分秒点元块角岁人名位个次届期度倍页卷章米克吨斤亩里级层辆艘架台套件条项家]"
_LONG_UNIT = (
    "公里|公斤|公顷|公分|千克|千米|千瓦|平方米|立方米|厘米|毫米|毫升|美元|欧元|英镑|日元|港元|小时|分钟|摄氏度|海里"
)
_LATIN_UNIT = (
    "km/h|km²|km|kg|kWh|kW|MWh|MW|GWh|GW|kHz|MHz|GHz|Hz|[kKMGT]i?B|[kMG]?bps|cm|mm|m²|m³|mg|m[lL]|ms|min|px|pt|dpi|"
    "°C|°F|℉|[mgtLhsVWAK]"
)
_AMOUNT = pattern(
    rf"\d[\d.,]*(?: ?[十百千万亿]+)?"
    rf"(?: ?(?:{_LONG_UNIT}|{_UNIT})| (?:{_LATIN_UNIT})(?![A-Za-z0-9])| [%‰℃]|(?<=[十百千万亿]))"
)
"""A number and what it counts: 30 km, 3.5万亿元, 2021年."""

_FIRSTS = pattern(f"(?<! )[{re.escape(NOT_FIRST)}]|(?<= )[!?:;»](?![A-Za-z0-9(/-])")
"""French has a space before its marks."""
_LASTS = pattern(f"« |[{re.escape(NOT_LAST)}]")
_RARE = pattern(r"[—⸺\[]")
_LEADS = pattern(r"://|\$(?=\\)")
"""What leads the name of a host, or a formula in TeX: it does not stand alone at the end of a line."""
_LINK_NUMBER = pattern(r"\[\d+\]")


def _kept(text: str, place: int) -> bool:
    """Whether no line ends between the characters before and after `place`, whatever ICU says."""
    before, after = text[place - 1], text[place]
    if before in NOT_LAST:
        return True
    if after in NOT_FIRST:
        return before != " "
    if after in "—⸺":
        # A dash of two is one mark. An English dash stays with the word before it; a Chinese one may begin a line.
        return before == after or (before.isascii() and before.isalnum())
    # The number of a link belongs to the link.
    return after == "[" and not before.isspace() and _LINK_NUMBER.match(text, place) is not None


def break_places(text: str) -> list[int]:
    """The places in `text` after which a line may end, in order; the last is its end. Spaces and newlines belong to
    what is before them."""
    from icu4py.breakers import LineBreaker

    places = list(accumulate(map(len, LineBreaker(text, "zh"))))
    kept = {match.start() for match in _FIRSTS.finditer(text)}
    kept.update(match.end() for match in _LASTS.finditer(text))
    kept.update(match.end() for match in _LEADS.finditer(text))
    kept.update(place for match in _RARE.finditer(text) if (place := match.start()) and _kept(text, place))
    for amount in _AMOUNT.finditer(text):
        kept.update(range(amount.start() + 1, amount.end()))
    kept.discard(len(text))
    return [place for place in places if place not in kept]


_AFTER = "/?&=#;,-_~@+"
_BEFORE = ".%"


def cut_place(text: str, start: int, limit: int, cells: Sequence[int]) -> int:
    """Where to cut a piece that is longer than a line: a place in (start, limit], at a sign that parts an address if
    there is one in the last third, else where no mark stands wrongly, else at `limit`. Never inside a grapheme."""
    least = start + max(1, (limit - start) * 2 // 3)
    for place in range(limit, least - 1, -1):
        before, after = text[place - 1], text[place]
        sign = (before in _AFTER and after not in _AFTER) or after in _BEFORE
        if sign and _is_address(before) and _is_address(after):
            return place
    for place in range(limit, max(start, limit - 8), -1):
        inside = cells[place + 1] == cells[place] if place + 1 < len(cells) else False
        if not inside and not _kept(text, place):
            return place
    return limit


def _is_address(char: str) -> bool:
    return char.isascii() and not char.isspace()
