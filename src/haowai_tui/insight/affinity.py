"""How likely two articles report the same event, and what they share."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

from haowai_tui.insight.sketch import Sketch, digits_shared, is_copy, overlap
from haowai_tui.insight.terms import Frequencies, Profile, is_pair, pairs_in

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


@dataclass(frozen=True)
class Digest:
    """What is kept of an article for comparing it: `days` is its time in days since 1970, `terms` its telling terms
    (see `terms.telling`), `source` what it came from. `sketched` makes its sketch, when that is needed at all."""

    id: int
    days: float
    source: str
    terms: Profile
    sketched: Callable[[], Sketch]

    # Each article is held beside dozens of others: what that needs of it alone is worked out once.

    @cached_property
    def sketch(self) -> Sketch:
        """By which copies are told."""
        return self.sketched()

    @cached_property
    def is_chinese(self) -> bool:
        """Whether the article's terms are mostly Chinese."""
        return len(self._pairs) * 4 > len(self.terms.terms)

    @cached_property
    def _pairs(self) -> frozenset[str]:
        return frozenset(pairs_in(self.terms.terms))

    @cached_property
    def _unpaired(self) -> dict[str, float]:
        return {term: weight for term, weight in self.terms.terms.items() if term not in self._pairs}

    @cached_property
    def _written(self) -> dict[str, float]:
        return {term: weight for term, weight in self.terms.terms.items() if term[0] != "@"}

    def compared(self, across: bool) -> dict[str, float]:
        """The terms that say something: within one script all but readings, across scripts all but pairs."""
        return self._unpaired if across else self._written


class Affinity(Struct, frozen=True):
    """`odds`: the logarithm of the odds that both report one event. `alike`: how much they are on one subject, 0 to 1.
    `copy`: one is the other's text reprinted."""

    odds: float
    alike: float
    copy: bool


NONE = Affinity(-20.0, 0.0, False)


def affinity(one: Digest, other: Digest, frequencies: Frequencies) -> Affinity:
    """How two articles belong together. The same either way round."""
    across = one.is_chinese != other.is_chinese
    first, second = one.compared(across), other.compared(across)
    shared = first.keys() & second.keys()
    if not shared:
        return NONE
    rarity = {term: frequencies.rarity(term) for term in shared}
    both = sum([first[term] * second[term] * rarity[term] ** 2 for term in shared])
    alike = both / (_length(one, across, frequencies) * _length(other, across, frequencies) or 1.0)
    odds, copy = _odds(one, other, rarity, -math.inf)
    return Affinity(odds, alike, copy)


def event_odds(one: Digest, other: Digest, frequencies: Frequencies, *, least: float = -math.inf) -> float:
    """The logarithm of the odds that both report one event. Where it is below `least`, `NONE.odds` may stand for it:
    most pairs have nothing to do with each other, and that shows before their words are looked at closely."""
    across = one.is_chinese != other.is_chinese
    shared = one.compared(across).keys() & other.compared(across).keys()
    return _odds(one, other, {term: frequencies.rarity(term) for term in shared}, least)[0] if shared else NONE.odds


def _is_notice(one: Digest, other: Digest) -> bool:
    """Whether two articles of the same text are none of one event: one paper has the text, that what it reports is for
    members perhaps, under headlines that tell of different things."""
    first, second = one.compared(False).keys(), other.compared(False).keys()
    return one.source == other.source and bool(first - second) and bool(second - first)


def _odds(one: Digest, other: Digest, rarity: Mapping[str, float], least: float) -> tuple[float, bool]:
    """The odds of two articles that share terms of this rarity, and whether one is a copy of the other."""
    gap = abs(one.days - other.days)
    if gap <= FARTHEST_DAYS and is_copy(one.sketch, other.sketch):
        return (NONE.odds, False) if _is_notice(one, other) else (_COPY_ODDS, True)
    across = one.is_chinese != other.is_chinese
    first, second = one.compared(across), other.compared(across)
    worth = {term: rare * math.sqrt(first[term] * second[term]) for term, rare in rarity.items()}
    apart = (
        _BASE
        + _GAP * math.sqrt(gap)
        + _NUMBERS * math.log1p(sum([term[0] == "#" for term in rarity]))
        + _ACROSS * across
        + _SAME_SOURCE * (one.source == other.source)
    )
    names = sum([rare > _RARE for rare in rarity.values()])
    # Runs only take away from what the terms are worth one by one, and what the texts share word for word does too.
    if apart + _EVIDENCE * math.log1p(sum(worth.values())) + _NAMES * math.log1p(names) < least:
        return NONE.odds, False
    grouped = runs(worth)
    if gap > FARTHEST_DAYS:
        # Never of one event: how much of the text both have changes nothing that counts.
        odds = apart + _EVIDENCE * math.log1p(evidence(worth, grouped)) + _NAMES * math.log1p(_names(grouped, rarity))
        return min(odds, NONE.odds), False
    covered = overlap(one.sketch, other.sketch)
    odds = (
        apart
        + _EVIDENCE * math.log1p(evidence(worth, grouped))
        + _NAMES * math.log1p(_names(grouped, rarity))
        + _OVERLAP * covered
        + _SERIES * covered * (1 - digits_shared(one.sketch, other.sketch))
    )
    return odds, False


def _length(digest: Digest, across: bool, frequencies: Frequencies) -> float:
    key = id(digest), across
    if key not in frequencies.lengths:
        terms = digest.compared(across)
        rarities = frequencies.rarities(terms)
        length = math.sqrt(
            sum([(weight * rarity) ** 2 for weight, rarity in zip(terms.values(), rarities, strict=True)])
        )
        # Held with its length, so that no other object gets its identity.
        frequencies.lengths[key] = digest, length
    return frequencies.lengths[key][1]


def evidence(worth: Mapping[str, float], grouped: Iterable[Sequence[str]]) -> float:
    """What shared terms are worth together: each name or phrase once, however many pairs of characters it has."""
    total = 0.0
    for run in grouped:
        best, *further = sorted((worth[term] for term in run), reverse=True)
        total += best + _FURTHER * sum(further[:3])
    return total


def _names(grouped: Iterable[Sequence[str]], rarity: Mapping[str, float]) -> int:
    """How many rare names or phrases there are: one may be chance, several are an event."""
    return sum(1 for run in grouped if any(rarity[term] > _RARE for term in run))


def runs(terms: Iterable[str]) -> list[list[str]]:
    """Terms that hang together: pairs of characters that overlap are one run, everything else is one by itself."""
    pairs: list[str] = []
    single: list[list[str]] = []
    for term in sorted(terms):
        if is_pair(term):
            pairs.append(term)
        else:
            single.append([term])
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
    return [*found.values(), *single]
