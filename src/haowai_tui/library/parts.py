"""Changes of so much that they are made part by part, each of which takes no longer than a key may wait."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

T = TypeVar("T")

AT_ONCE = 5_000
"""So many articles are changed in one part."""
FEW = 100
"""So many are removed, or brought back, in one part."""


def drained(parts: Generator[Any, None, T]) -> T:
    """Do all parts. Returns what they come to."""
    while True:
        try:
            next(parts)
        except StopIteration as end:
            came_to: T = end.value
            return came_to
