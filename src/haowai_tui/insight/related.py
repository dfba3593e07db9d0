"""Which articles stand beside an article: those of the same event first, then those on the same subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.insight.affinity import Affinity, Digest, affinity
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
ECHOES = 2
"""So many of the nearest reports of the event are asked too what belongs to it: a third report may share more with the
second than with the article itself."""
_ECHOED = 20
_ECHO = 0.8
_ECHO_SUBJECT = 4.0
_FAINTEST, _LOUDEST = -6.0, 3.0


class Ranked(Struct, frozen=True):
    """A row: `id` is the article, `copies` are those that have the same text."""

    id: int
    same_event: bool
    copies: tuple[int, ...] = ()


class Scored(Struct, frozen=True):
    """A candidate with how well it belongs beside the article."""

    score: float
    same_event: bool
    digest: Digest


def score(
    article: Digest, candidates: Iterable[Digest], frequencies: Frequencies, story: Mapping[int, int]
) -> list[Scored]:
    """The candidates that have anything to do with `article`. `story` tells the stories of those that have one."""
    scored: list[Scored] = []
    own = story.get(article.id)
    for candidate in candidates:
        found = affinity(article, candidate, frequencies)
        together = own is not None and story.get(candidate.id) == own
        if candidate.id == article.id or (not together and found.alike < _LEAST_ALIKE):
            continue
        # A copy says nothing new: it comes after every other report of the event.
        value = (0.0 if found.copy else found.odds) + _OF_STORY * together + _SUBJECT * found.alike
        scored.append(Scored(value, together or found.odds >= _SAME_EVENT, candidate))
    return scored


def nearest(scored: Sequence[Scored]) -> list[Digest]:
    """The reports of the event that are nearest to the article: those that are asked too."""
    return [item.digest for item in sorted(scored, key=_order) if item.same_event and item.score > 0][:ECHOES]


def rank(scored: Sequence[Scored], frequencies: Frequencies, *, most: int = MOST) -> list[Ranked]:
    """The best `most` of what `score` found, best first.

    What has the same text as the article itself is not shown, what has the same text as a better row is folded into it.
    """
    ordered = sorted(scored, key=_order)
    near = nearest(ordered)
    ordered[:_ECHOED] = [_echoed(item, near, frequencies) for item in ordered[:_ECHOED]]
    ordered.sort(key=_order)
    return _varied(_folded(ordered[: most * _LOOKED_AT]), most)


def _order(item: Scored) -> tuple[bool, float, int]:
    return not item.same_event, -item.score, item.digest.id


def _echoed(item: Scored, near: Sequence[Digest], frequencies: Frequencies) -> Scored:
    """A candidate's score with what the nearest reports say of it; the loudest of them counts."""
    others = [other for other in near if other.id != item.digest.id]
    if not others:
        return item
    loudest = max(_loudness(affinity(other, item.digest, frequencies)) for other in others)
    return replace(item, score=item.score + _ECHO * max(loudest, _FAINTEST))


def _loudness(found: Affinity) -> float:
    return (_LOUDEST if found.copy else min(found.odds, _LOUDEST)) + _ECHO_SUBJECT * found.alike


def _folded(scored: Sequence[Scored]) -> list[tuple[Scored, list[Digest]]]:
    rows: list[tuple[Scored, list[Digest]]] = []
    for item in scored:
        for _best, members in rows:
            if is_copy(members[0].sketch, item.digest.sketch):
                members.append(item.digest)
                break
        else:
            rows.append((item, [item.digest]))
    return rows


def _varied(rows: Sequence[tuple[Scored, list[Digest]]], most: int) -> list[Ranked]:
    """The best rows, a source that has been heard already giving way to one that has not when they are close."""
    chosen: list[Ranked] = []
    heard: dict[str, int] = {}
    left = list(rows)

    def value(row: tuple[Scored, list[Digest]]) -> tuple[bool, float]:
        item, _members = row
        return item.same_event, item.score - _FAMILIAR_SOURCE * heard.get(item.digest.source, 0)

    while left and len(chosen) < most:
        best = max(left, key=value)
        left.remove(best)
        item, members = best
        heard[item.digest.source] = heard.get(item.digest.source, 0) + 1
        chosen.append(Ranked(item.digest.id, item.same_event, tuple(member.id for member in members[1:])))
    return chosen
