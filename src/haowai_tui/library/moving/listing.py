"""What another reader's list of feeds holds, whatever its format."""

from __future__ import annotations

from msgspec import Struct

from haowai_tui.library.opml import Outline


class Query(Struct, frozen=True, kw_only=True):
    """A query that another reader kept, in its own language."""

    name: str
    text: str


class Listing(Struct, frozen=True, kw_only=True):
    """What a list of feeds holds: subscriptions, queries, the addresses of the feeds with each tag, and a sentence
    for each thing that cannot be taken over."""

    outlines: tuple[Outline, ...] = ()
    queries: tuple[Query, ...] = ()
    tags: dict[str, tuple[str, ...]]
    left: tuple[str, ...] = ()
