"""What there is to read, in an amount that has an end."""

from __future__ import annotations

from msgspec import Struct

from haowai_tui.model.article import Feed, Headline
from haowai_tui.model.insight import Story


class DigestRow(Struct, frozen=True, kw_only=True):
    """An article that stands for its story. `minutes` is how long it takes to read; `story` is set where the story is
    a hot one."""

    headline: Headline
    minutes: float
    story: Story | None = None


class Digest(Struct, frozen=True, kw_only=True):
    """One row for each story, hot ones first, as many as can be read in `wanted` minutes. `left` is how many unread
    articles there are besides."""

    rows: tuple[DigestRow, ...]
    wanted: int
    left: int

    @property
    def minutes(self) -> float:
        """How long all of it takes to read."""
        return sum(row.minutes for row in self.rows)


class FrontPage(Struct, frozen=True, kw_only=True):
    """The day's front page: what is hot, then the newest unread article of each feed that has one of the last `hours`,
    in the order of the feeds, but for what stands above."""

    hot: tuple[Story, ...]
    feeds: tuple[Headline, ...]
    unread: int
    hours: int


class WaitingFeed(Struct, frozen=True, kw_only=True):
    """A feed with unread articles, and how many of them are older than was asked for."""

    feed: Feed
    older: int


class WaitingStory(Struct, frozen=True, kw_only=True):
    """A story with several unread articles: the newest, and the ids of the others, which repeat it."""

    headline: Headline
    repeats: tuple[int, ...]


class Waiting(Struct, frozen=True, kw_only=True):
    """What waits to be read: by feed, the most first, and by story, the most told first. `days` is what is old."""

    unread: int
    days: int
    feeds: tuple[WaitingFeed, ...]
    stories: tuple[WaitingStory, ...]

    @property
    def older(self) -> int:
        """How many of all are older."""
        return sum(row.older for row in self.feeds)

    @property
    def repeats(self) -> tuple[int, ...]:
        """All that repeat a story of which a newer article is unread too."""
        return tuple(article for row in self.stories for article in row.repeats)
