"""Which articles stand beside an article: those of the same event first, then those on the same subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from haowai_tui.insight.affinity import Digest, affinity
from haowai_tui.insight.sketch import is_copy
from haowai_tui.insight.terms import Frequencies

MOST = 6
_SAME_EVENT = -1.0
"""From these log odds on an article counts as one of the same event, when its story does not say so already."""
_LEAST_ALIKE = 0.02
_OF_STORY = 4.0
_SUBJECT = 8.0
_LOOKED_AT = 5
"""So many candidates for each row are held beside each other, to find those with the same text."""
_FAMILIAR_SOURCE = 0.3
"""What a row loses for each row before it from the same source."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row: `id` is the article, `copies` are those that have the same text."""

    id: int
    same_event: bool
    copies: tuple[int, ...] = ()


def rank(
    article: Digest,
    candidates: Sequence[Digest],
    frequencies: Frequencies,
    story: Mapping[int, int],
    *,
    most: int = MOST,
) -> list[Ranked]:
    """The best `most` candidates, best first. `story` tells the stories of the articles that have one.

    What has the same text as the article itself is not shown, what has the same text as a better row is folded into it.
    """
    scored: list[tuple[float, bool, Digest]] = []
    own = story.get(article.id)
    for candidate in candidates:
        found = affinity(article, candidate, frequencies)
        together = own is not None and story.get(candidate.id) == own
        if candidate.id == article.id or (not together and found.alike < _LEAST_ALIKE):
            continue
        event = together or found.odds >= _SAME_EVENT
        # A copy says nothing new: it comes after every other report of the event.
        score = (0.0 if found.copy else found.odds) + _OF_STORY * together + _SUBJECT * found.alike
        scored.append((score, event, candidate))
    scored.sort(key=lambda item: (not item[1], -item[0], item[2].id))
    return _varied(_folded(scored[: most * _LOOKED_AT]), most)


def _folded(scored: Sequence[tuple[float, bool, Digest]]) -> list[tuple[float, bool, list[Digest]]]:
    rows: list[tuple[float, bool, list[Digest]]] = []
    for score, event, candidate in scored:
        for _score, _event, members in rows:
            if is_copy(members[0].sketch, candidate.sketch):
                members.append(candidate)
                break
        else:
            rows.append((score, event, [candidate]))
    return rows


def _varied(rows: list[tuple[float, bool, list[Digest]]], most: int) -> list[Ranked]:
    """The best rows, a source that has been heard already giving way to one that has not when they are close."""
    chosen: list[Ranked] = []
    heard: dict[str, int] = {}
    left = list(rows)
    while left and len(chosen) < most:
        best = max(left, key=lambda row: (row[1], row[0] - _FAMILIAR_SOURCE * heard.get(row[2][0].source, 0)))
        left.remove(best)
        _score, event, members = best
        heard[members[0].source] = heard.get(members[0].source, 0) + 1
        chosen.append(Ranked(members[0].id, event, tuple(member.id for member in members[1:])))
    return chosen
