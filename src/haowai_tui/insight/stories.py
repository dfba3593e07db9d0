"""Articles of one event are one story.

Grouping is a function of the links between articles and of nothing else, so the order in which they arrived leaves no
trace: within what hangs together by loose links, the two groups that belong together most are joined first, again and
again (agglomerative clustering; the link of two groups is the mean of the stronger half of the links between them).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

LOOSE = -2.0
"""Links weaker than this (log odds) do not hold anything together and need not be kept."""
FIRM = -0.7
"""Groups whose link is weaker than this stay apart."""
MOST = 160
"""Articles that are grouped together at most; the newest of what hangs together."""
_NO_LINK = -5.0

Links = Mapping[tuple[int, int], float]
"""Log odds that two articles, the lower id first, report one event."""


def group(ids: Iterable[int], links: Links) -> dict[int, int]:
    """For each article the story it is of, known by the lowest id in it."""
    near: defaultdict[int, set[int]] = defaultdict(set)
    for (first, second), odds in links.items():
        if odds >= LOOSE:
            near[first].add(second)
            near[second].add(first)
    story: dict[int, int] = {}
    for start in sorted(set(ids)):
        if start not in story:
            for members in _divided(_hanging_together(start, near), near, links):
                for member in members:
                    story[member] = min(members)
    return story


def _hanging_together(start: int, near: Mapping[int, set[int]]) -> list[int]:
    found, seen = [start], {start}
    for article in found:
        fresh = sorted(near.get(article, set()) - seen)
        seen.update(fresh)
        found.extend(fresh)
    return sorted(found)


def _divided(members: list[int], near: Mapping[int, set[int]], links: Links) -> list[list[int]]:
    groups = {member: [member] for member in members}
    beside = {member: set(near.get(member, set())) for member in members}
    strength = {pair: odds for pair, odds in links.items() if pair[0] in groups and odds >= LOOSE}
    while strength:
        (kept, gone), odds = max(strength.items(), key=lambda item: (item[1], -item[0][0], -item[0][1]))
        if odds < FIRM:
            break
        groups[kept] += groups.pop(gone)
        beside[kept] = (beside[kept] | beside.pop(gone)) - {kept, gone}
        strength = {pair: value for pair, value in strength.items() if kept not in pair and gone not in pair}
        for other in beside[kept]:
            beside[other].discard(gone)
            beside[other].add(kept)
            strength[min(kept, other), max(kept, other)] = _strength(groups[kept], groups[other], links)
    return list(groups.values())


def _strength(one: list[int], other: list[int], links: Links) -> float:
    between = sorted(
        (max(_NO_LINK, links.get((min(a, b), max(a, b)), _NO_LINK)) for a in one for b in other), reverse=True
    )
    stronger = between[: math.ceil(len(between) / 2)]
    return sum(stronger) / len(stronger)
