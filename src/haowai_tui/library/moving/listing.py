"""What another reader's list of feeds holds, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass

from haowai_tui.library.opml import Outline


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query that another reader kept, in its own language."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list of feeds holds: subscriptions, queries, the addresses of the feeds with each tag, and a sentence
    for each thing that cannot be taken over."""

    outlines: tuple[Outline, ...] = ()
    queries: tuple[Query, ...] = ()
    tags: dict[str, tuple[str, ...]]
    left: tuple[str, ...] = ()
