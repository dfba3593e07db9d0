"""Right-to-left text in the order in which a terminal that knows nothing of it has to show it.

The implicit part of UAX #9: the explicit controls never get past `text.clean`, so there is nothing else. Each line is
reordered on its own (rule L2), and what is drawn around text is a wall that no reordering crosses: one paragraph, cell
or list mark never takes its neighbour along.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from haowai_tui.lazy import pattern
from haowai_tui.text import graphemes
from haowai_tui.typeset.lines import FURNITURE, Run

_RIGHT_TO_LEFT = pattern("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_BEGINNING = 400
_WALLS = FURNITURE - {"link-number"}


def is_right_to_left(text: str) -> bool:
    """Whether `text` is read from the right: it begins with a letter that is (rules P2 and P3), or most of its
    beginning is, as where an Arabic sentence begins with a name in Latin."""
    text = text[:_BEGINNING]
    if not _RIGHT_TO_LEFT.search(text):
        return False
    kinds = [kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")]
    return bool(kinds) and (kinds[0] != "L" or kinds.count("L") * 2 < len(kinds))


def base_of(text: str) -> int | None:
    """The level of a paragraph, 0 or 1, for all its lines; None where nothing in it is read from the right."""
    return int(is_right_to_left(text)) if _RIGHT_TO_LEFT.search(text) else None


def visual(runs: Sequence[Run], base: int | None = None) -> tuple[Run, ...]:
    """A line's runs from left to right as the eye meets them. `base` is the paragraph's level, 0 or 1; without it
    each stretch between two walls decides for itself."""
    if not any(_RIGHT_TO_LEFT.search(run.text) for run in runs):
        return tuple(runs)
    out: list[Run] = []
    for wall, group in groupby(runs, key=lambda run: run.kind in _WALLS):
        stretch = list(group)
        if wall or not any(_RIGHT_TO_LEFT.search(run.text) for run in stretch):
            out.extend(stretch)
        else:
            out.extend(_reordered(stretch, base))
    return tuple(out)


def visual_text(text: str) -> str:
    """One line of text as the eye meets it from left to right."""
    if not _RIGHT_TO_LEFT.search(text):
        return text
    return "".join(run.text for run in visual([Run(text)]))


def _reordered(runs: list[Run], base: int | None) -> Iterator[Run]:
    units = [(grapheme, number) for number, run in enumerate(runs) for grapheme in graphemes(run.text)]
    if base is None:
        base = int(is_right_to_left("".join(run.text for run in runs)))
    levels = _levels([unit[0] for unit in units], base)
    order = _order(levels)
    for number, group in groupby(order, key=lambda place: (units[place][1], levels[place] % 2)):
        text = "".join(
            units[place][0].translate(_MIRRORED) if levels[place] % 2 else units[place][0] for place in group
        )
        yield replace(runs[number[0]], text=text)


def _levels(units: list[str], base: int) -> list[int]:
    """The embedding level of each grapheme (rules W1 to W7, N1, N2, I1, I2, L1)."""
    start = "R" if base else "L"
    kinds = _resolved_weak([unicodedata.bidirectional(unit[0]) or "L" for unit in units], start)
    levels: list[int] = []
    place = 0
    while place < len(kinds):
        if kinds[place] in ("L", "R", "EN", "AN"):
            levels.append(_level(kinds[place], base))
            place += 1
            continue
        end = place
        while end < len(kinds) and kinds[end] not in ("L", "R", "EN", "AN"):
            end += 1
        before = _side(kinds[place - 1]) if place else start
        after = _side(kinds[end]) if end < len(kinds) else start
        side = before if before == after else start
        levels.extend([_level(side, base)] * (end - place))
        place = end
    last = len(units)
    while last and units[last - 1].isspace():
        last -= 1
        levels[last] = base
    return levels


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _level(kind: str, base: int) -> int:
    if base == 0:
        return {"L": 0, "R": 1}.get(kind, 2)
    return 1 if kind == "R" else 2


def _resolved_weak(kinds: list[str], start: str) -> list[str]:
    strong = start
    for place, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[place] = kinds[place - 1] if place else start
        elif kind == "EN" and strong == "AL":
            kinds[place] = "AN"
        if kinds[place] in ("L", "R", "AL"):
            strong = kinds[place]
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for place in range(1, len(kinds) - 1):
        around = (kinds[place - 1], kinds[place + 1])
        if (kinds[place] in ("ES", "CS") and around == ("EN", "EN")) or (
            kinds[place] == "CS" and around == ("AN", "AN")
        ):
            kinds[place] = around[0]
    for place in _terminators(kinds):
        kinds[place] = "EN"
    strong = start
    for place, kind in enumerate(kinds):
        if kind == "EN" and strong == "L":
            kinds[place] = "L"
        elif kind in ("L", "R"):
            strong = kind
    return kinds


def _terminators(kinds: list[str]) -> Iterator[int]:
    """Currency and percent signs beside European digits (W5)."""
    place = 0
    for kind, group in groupby(list(kinds)):
        many = len(list(group))
        if kind == "ET" and (
            (place and kinds[place - 1] == "EN") or (place + many < len(kinds) and kinds[place + many] == "EN")
        ):
            yield from range(place, place + many)
        place += many


def _order(levels: list[int]) -> list[int]:
    """The places in visual order (rule L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            if levels[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end
    return order
