"""Articles of one event are one story.

Grouping is a function of the links between articles and of nothing else, so the order in which they arrived leaves no
trace: within what hangs together by loose links, the two groups that belong together most are joined first, again and
again (agglomerative clustering; the link of two groups is the mean of the stronger half of the links between them).
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

LOOSE = -2.0
"""Links weaker than this (log odds) do not hold anything together and need not be kept."""
FIRM = -0.7
"""Groups whose link is weaker than this stay apart."""
MOST = 160
"""Articles at most that what is new is grouped together with; the nearest of what hangs together with it."""
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
    if len(members) < 2:
        return list(groups.values())
    beside = {member: set(near.get(member, ())) for member in members}
    between = _Between(groups, links)
    # The strongest first, and of those that are equal the one of the lowest ids. What has changed since is passed over.
    strength = {
        (first, second): odds
        for first in members
        for second in beside[first]
        if first < second and (odds := links[first, second]) >= FIRM
    }
    waiting = [(-odds, *pair) for pair, odds in strength.items()]
    heapq.heapify(waiting)
    while waiting:
        negative, kept, gone = heapq.heappop(waiting)
        if strength.get((kept, gone)) != -negative:
            continue
        groups[kept] += groups.pop(gone)
        between.join(kept, gone)
        beside[kept] = (beside[kept] | beside.pop(gone)) - {kept, gone}
        for other in beside[kept]:
            beside[other].discard(gone)
            beside[other].add(kept)
            strength.pop((min(gone, other), max(gone, other)), None)
            pair = min(kept, other), max(kept, other)
            strength[pair] = odds = between.strength(kept, other, len(groups[kept]) * len(groups[other]))
            if odds >= FIRM:
                heapq.heappush(waiting, (-odds, *pair))
        del strength[kept, gone]
    return list(groups.values())


class _Between:
    """The odds of all links between each two groups."""

    def __init__(self, groups: Iterable[int], links: Links) -> None:
        self._odds: dict[int, dict[int, list[float]]] = {member: {} for member in groups}
        for (first, second), odds in links.items():
            if first in self._odds and second in self._odds:
                self._odds[first][second] = self._odds[second][first] = [max(_NO_LINK, odds)]

    def join(self, kept: int, gone: int) -> None:
        """`gone` becomes a part of `kept`."""
        for other, odds in self._odds.pop(gone).items():
            del self._odds[other][gone]
            if other == kept:
                continue
            if other in self._odds[kept]:
                self._odds[kept][other] += odds
            else:
                self._odds[kept][other] = self._odds[other][kept] = odds

    def strength(self, one: int, other: int, pairs: int) -> float:
        """The link of two groups of which there are so many `pairs`: the mean of the stronger half."""
        half = math.ceil(pairs / 2)
        stronger = sorted(self._odds[one][other], reverse=True)[:half]
        return (sum(stronger) + (half - len(stronger)) * _NO_LINK) / half
