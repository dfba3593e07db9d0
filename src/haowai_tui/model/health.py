"""How a feed fares."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from msgspec import Struct

from haowai_tui.model.article import Feed


class Finding(Enum):
    """What is worth knowing of a feed, gravest first."""

    DEAD = "dead"
    """It has not been had for a long time."""
    FAILING = "failing"
    """The last try failed."""
    UNOPENED = "unopened"
    """The reader has never opened one of its many articles."""
    FLOODING = "flooding"
    """It brings more than anybody reads."""
    SILENT = "silent"
    """It answers, and has had nothing new for a long time."""


class FeedFigures(Struct, frozen=True, kw_only=True):
    """What the store keeps of a feed. `weeks` counts its articles in each week up to now, oldest first, by the time
    that they bear; `newest` is the latest of these times, `since` when its oldest article arrived. `bytes` are those
    of its texts; `opened` is how often the reader opened one of its articles, `last_opened` when last."""

    feed_id: int
    weeks: tuple[int, ...]
    newest: datetime | None
    since: datetime | None
    bytes: int
    opened: int
    last_opened: datetime | None
    starred: int


class FeedHealth(Struct, frozen=True, kw_only=True):
    """A feed, its figures, and what they amount to. `per_week` is the mean of the weeks since it first had articles;
    `read_share` is between 0 and 1, None when it has none. `droppable` says that little would be lost with it."""

    feed: Feed
    figures: FeedFigures
    per_week: float
    read_share: float | None
    findings: tuple[Finding, ...]
    droppable: bool
