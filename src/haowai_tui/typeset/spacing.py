"""What stands where Chinese meets Latin letters and digits: what the publisher put there, a space, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from haowai_tui.lazy import pattern
from haowai_tui.typeset.lines import Run, Spacing

_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LATIN = "A-Za-z0-9\u00c0-\u024f"
_MEETING = pattern(f"(?<=[{_HAN}])(?=[{_LATIN}])|(?<=[{_LATIN}%])(?=[{_HAN}])")
_APART = pattern(f"(?<=[{_HAN}]) (?=[{_LATIN}])|(?<=[{_LATIN}%]) (?=[{_HAN}])")
_KEPT = ("code", "token", "link-number")
_DATE = pattern("(?<=[0-9])(?=[年月日号时分秒点])|(?<=[年月])(?=[0-9])")
"""Dates are one to the eye: 2021年3月5日."""


def spaced(runs: Sequence[Run], spacing: Spacing) -> list[Run]:
    """`runs` with the spaces between Chinese and Latin that `spacing` asks for. Code keeps its own."""
    if spacing == "keep":
        return list(runs)
    text = "".join("\0" * len(run.text) if run.kind.startswith(_KEPT) else run.text for run in runs)
    if spacing == "space":
        dates = {match.start() for match in _DATE.finditer(text)}
        places = [match.start() for match in _MEETING.finditer(text) if match.start() not in dates]
    else:
        places = [match.start() for match in _APART.finditer(text)]
    out: list[Run] = []
    start = 0
    for run in runs:
        end = start + len(run.text)
        own = [place - start for place in places if start <= place < end]
        out.append(replace(run, text=_changed(run.text, own, spacing)) if own else run)
        start = end
    return out


def _changed(text: str, places: Sequence[int], spacing: Spacing) -> str:
    """`text` with a space put in at each of `places`, or the space there taken away."""
    pieces: list[str] = []
    start = 0
    for place in places:
        pieces.append(text[start:place])
        if spacing == "space":
            pieces.append(" ")
        start = place if spacing == "space" else place + 1
    pieces.append(text[start:])
    return "".join(pieces)
