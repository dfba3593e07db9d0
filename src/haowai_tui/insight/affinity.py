"""How likely two articles report the same event, and what they share."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from haowai_tui.insight.sketch import Sketch, digits_shared, is_copy, overlap
from haowai_tui.insight.terms import Frequencies, Profile, is_pair

FARTHEST_DAYS = 10.0
"""Articles farther apart in time are never of one event."""

# Fitted by logistic regression to all pairs of the tune half of tests/data/insight; see benchmarks/insight_quality.py.
_BASE = -13.0
_EVIDENCE, _NAMES, _NUMBERS = 3.51, 0.81, 0.25
_GAP, _OVERLAP, _SERIES, _ACROSS = -3.1, -3.63, -14.06, 2.03
_COPY_ODDS = 8.0
_SAME_SOURCE = -3.0
"""One paper seldom reports an event twice; its columns and series share their words. Set by hand: the labelled set has
each event's reports from different papers."""
_RARE = 4.0
_FURTHER = 0.25
"""What the second and third pair of a run of shared pairs count: they come with the first, so they say little more."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What is kept of an article for comparing it: `days` is its time in days since 1970, `terms` its telling terms
    (see `terms.telling`), `source` what it came from."""

    id: int
    days: float
    source: str
    terms: Profile
    sketch: Sketch

    @property
    def is_chinese(self) -> bool:
        """Whether the article's terms are mostly Chinese."""
        pairs = sum(1 for term in self.terms.terms if is_pair(term))
        return pairs * 4 > len(self.terms.terms)


@dataclass(frozen=True, slots=True)
class Affinity:
    """`odds`: the logarithm of the odds that both report one event. `alike`: how much they are on one subject, 0 to 1.
    `copy`: one is the other's text reprinted."""

    odds: float
    alike: float
    copy: bool


NONE = Affinity(-20.0, 0.0, False)


def affinity(one: Digest, other: Digest, frequencies: Frequencies) -> Affinity:
    """How two articles belong together. The same either way round."""
    across = one.is_chinese != other.is_chinese
    first, second = one.terms.terms, other.terms.terms
    shared = [term for term in first.keys() & second.keys() if _compares(term, across)]
    if not shared:
        return NONE
    worth = {term: frequencies.rarity(term) * math.sqrt(first[term] * second[term]) for term in shared}
    alike = _alike(first, second, shared, frequencies, across)
    gap = abs(one.days - other.days)
    if is_copy(one.sketch, other.sketch) and gap <= FARTHEST_DAYS:
        return Affinity(_COPY_ODDS, alike, True)
    covered = overlap(one.sketch, other.sketch)
    numbers = sum(1 for term in shared if term[0] == "#")
    odds = (
        _BASE
        + _EVIDENCE * math.log1p(evidence(worth))
        + _NAMES * math.log1p(_names(worth, frequencies))
        + _GAP * math.sqrt(gap)
        + _OVERLAP * covered
        + _SERIES * covered * (1 - digits_shared(one.sketch, other.sketch))
        + _NUMBERS * math.log1p(numbers)
        + _ACROSS * across
        + _SAME_SOURCE * (one.source == other.source)
    )
    return Affinity(odds if gap <= FARTHEST_DAYS else min(odds, NONE.odds), alike, False)


def evidence(worth: Mapping[str, float]) -> float:
    """What shared terms are worth together: each name or phrase once, however many pairs of characters it has."""
    total = 0.0
    for run in runs(worth):
        best, *further = sorted((worth[term] for term in run), reverse=True)
        total += best + _FURTHER * sum(further[:3])
    return total


def _names(shared: Iterable[str], frequencies: Frequencies) -> int:
    """How many rare names or phrases there are: one may be chance, several are an event."""
    return sum(1 for run in runs(shared) if max(frequencies.rarity(term) for term in run) > _RARE)


def runs(terms: Iterable[str]) -> list[list[str]]:
    """Terms that hang together: pairs of characters that overlap are one run, everything else is one by itself."""
    every = sorted(terms)
    pairs = [term for term in every if is_pair(term)]
    parent = {pair: pair for pair in pairs}

    def root(pair: str) -> str:
        while parent[pair] != pair:
            pair = parent[pair]
        return pair

    starting: defaultdict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        starting[pair[0]].append(pair)
    for pair in pairs:
        for following in starting.get(pair[1], ()):
            parent[root(following)] = root(pair)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        found[root(pair)].append(pair)
    return [*found.values(), *([term] for term in every if not is_pair(term))]


def _compares(term: str, across: bool) -> bool:
    """Whether a term says something: within one script all but readings do, across scripts all but pairs."""
    return not is_pair(term) if across else term[0] != "@"


def _alike(
    first: Mapping[str, float],
    second: Mapping[str, float],
    shared: Iterable[str],
    frequencies: Frequencies,
    across: bool,
) -> float:
    def length(terms: Mapping[str, float]) -> float:
        return math.sqrt(sum((w * frequencies.rarity(t)) ** 2 for t, w in terms.items() if _compares(t, across)))

    both = sum(first[term] * second[term] * frequencies.rarity(term) ** 2 for term in shared)
    return both / (length(first) * length(second) or 1.0)
