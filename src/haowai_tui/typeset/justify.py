"""Justified lines: the cells that are missing at a line's end, given to the places where they show least."""

from __future__ import annotations

from collections.abc import Sequence

from haowai_tui.lazy import pattern
from haowai_tui.text import cell_width
from haowai_tui.typeset.lines import Run

_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CLOSING = "、，。：；！？）」』”’》〉】"
_OPENING = "（「『“‘《〈【"
_PLACES = (
    # In the order in which they take cells: word spaces, after a Chinese mark or before an opening one, between
    # Chinese and Latin.
    pattern(r"(?<=[^ ]) (?=[^ ])"),
    pattern(f"(?<=[{_CLOSING}])(?=[^{_CLOSING} ])|(?<=[^{_OPENING} ])(?=[{_OPENING}])"),
    pattern(f"(?<=[{_HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{_HAN}])"),
)
_WIDER = (pattern("(?<= )"), _PLACES[1])
_BETWEEN_HAN = pattern(f"(?<=[{_HAN}])(?=[{_HAN}])")
_MOST = 6
"""A line that lacks more than the sixth part of its width stays ragged: stretched further it would fall apart."""


def justified(runs: Sequence[Run], width: int) -> list[Run]:
    """`runs` made `width` cells wide with spaces, or as they are where that cannot be done decently."""
    text = "".join(run.text for run in runs)
    missing = width - cell_width(text)
    if missing <= 0 or missing * _MOST > width:
        return list(runs)
    extra = _shares(text, missing)
    if not extra:
        return list(runs)
    out: list[Run] = []
    start = 0
    for run in runs:
        pieces: list[str] = []
        for place, char in enumerate(run.text, start=start):
            pieces.append(" " * extra.get(place, 0))
            pieces.append(char)
        out.append(Run("".join(pieces), run.style, run.kind, run.link))
        start += len(run.text)
    return out


def _shares(text: str, missing: int) -> dict[int, int]:
    """How many spaces go before which character. Empty when there are not places enough."""
    extra: dict[int, int] = {}
    for kind in _PLACES:
        places = [match.end() for match in kind.finditer(text)]
        for place in _spread(places, missing):
            extra[place] = extra.get(place, 0) + 1
            missing -= 1
        if not missing:
            return extra
    # A second cell for the spaces and marks before any place inside a word takes one.
    wide = sorted(place for place in extra if any(pattern.match(text, place) for pattern in _WIDER))
    for place in _spread(wide, missing):
        extra[place] += 1
        missing -= 1
    if missing > 2:
        return {}
    for place in _spread([match.end() for match in _BETWEEN_HAN.finditer(text)], missing):
        extra[place] = extra.get(place, 0) + 1
        missing -= 1
    return {} if missing else extra


def _spread(places: Sequence[int], many: int) -> list[int]:
    """At most `many` of `places`, evenly over all of them."""
    if many >= len(places):
        return list(places)
    return [places[(2 * number + 1) * len(places) // (2 * many)] for number in range(many)]
