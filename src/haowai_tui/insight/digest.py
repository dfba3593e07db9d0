"""Choosing what can be read in the time there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TypeVar

T = TypeVar("T")

LEAST = 0.5
"""The minutes that an article takes however short it is: it is opened and left."""


def fill(candidates: Iterable[tuple[T, float]], wanted: float) -> list[tuple[T, float]]:
    """As many candidates, in their order, as can be read in `wanted` minutes. Each comes with the minutes that it
    takes; one that takes too long is passed over. When none fits, the shortest that was looked at is all there is.

    No more candidates are asked for than are needed.
    """
    chosen: list[tuple[T, float]] = []
    shortest: tuple[T, float] | None = None
    left = wanted
    for one, minutes in candidates:
        needed = max(LEAST, minutes)
        if shortest is None or needed < shortest[1]:
            shortest = one, needed
        if needed <= left:
            chosen.append((one, needed))
            left -= needed
        if left < LEAST:
            break
    return chosen or ([shortest] if shortest else [])


def in_turn(groups: Iterable[Sequence[T]]) -> Iterator[T]:
    """The first of each group, then the second of each, and so on: no group has all the first places."""
    missing = object()
    for row in zip_longest(*groups, fillvalue=missing):
        yield from (one for one in row if one is not missing)  # type: ignore[misc]
