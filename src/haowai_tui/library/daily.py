"""What there is to read, in an amount that has an end: the digest, the front page, and catching up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from haowai_tui.config import Settings
    from haowai_tui.model import Article, Feed, Headline, Selection, Story
    from haowai_tui.model.daily import Digest, FrontPage, Waiting
    from haowai_tui.store import Store

_HOT = 40
_HOT_ON_PAGE = 8
_LOOKED_AT = 300
"""So many of the newest unread articles are looked at for a digest."""
_AT_A_TIME = 24
_DAY, _WEEK = 24, 7 * 24
_TOLD = 5_000
"""Repeats are looked for among so many of the newest unread articles."""


def days_ago(days: int) -> datetime:
    """The moment so many days ago; for more days than the calendar has, before every article."""
    from haowai_tui.model.times import EARLIEST

    now = datetime.now(UTC)
    return now - timedelta(days=min(days, (now - EARLIEST).days))


class Daily(ABC):
    """The part of the library that looks after the reader's time."""

    _store: Store
    settings: Settings

    @abstractmethod
    def feeds(self) -> list[Feed]:
        """All feeds in tree order."""

    @abstractmethod
    def hot(self, limit: int = 10) -> list[Story]:
        """What is hot now."""

    @abstractmethod
    def mark_read(self, selection: Selection) -> tuple[int, ...]:
        """Mark all of a selection read."""

    def reading_minutes(self, article: Article) -> float:
        """The minutes that the text of an article takes, at the speed that the settings name."""
        from haowai_tui.model import blocks_text
        from haowai_tui.text.reading import reading_minutes

        flow = self.settings.flow
        text = blocks_text(article.blocks)
        return reading_minutes(text, characters=flow.characters_per_minute, words=flow.words_per_minute)

    # The digest.

    def digest(self, minutes: int = 0) -> Digest:
        """What can be read in so many minutes, or in as many as the settings say: unread articles, one for each story
        of which the reader has read none, what is hot first and then the newest of each feed in turn."""
        from haowai_tui.insight.digest import fill
        from haowai_tui.model.daily import Digest, DigestRow

        wanted = minutes or self.settings.flow.digest_minutes
        chosen = fill(self._timed(), wanted)
        rows = tuple(DigestRow(headline=headline, minutes=taken, story=story) for (headline, story), taken in chosen)
        unread = sum(feed.unread for feed in self.feeds())
        return Digest(rows=rows, wanted=wanted, left=max(0, unread - len(rows)))

    def _timed(self) -> Iterator[tuple[tuple[Headline, Story | None], float]]:
        """What may come into a digest, in its order, each with the minutes that it takes."""
        candidates = self._untold()
        while True:
            batch = [one for _number, one in zip(range(_AT_A_TIME), candidates, strict=False)]
            articles = {item.id: item for item in self._store.articles([row.id for row, _story in batch])}
            for row, story in batch:
                if row.id in articles:
                    yield (row, story), self.reading_minutes(articles[row.id])
            if len(batch) < _AT_A_TIME:
                return

    def _untold(self) -> Iterator[tuple[Headline, Story | None]]:
        from haowai_tui.insight.digest import in_turn
        from haowai_tui.model import Selection

        hot = [(story.headline, story) for story in self.hot(_HOT) if not story.headline.read]
        newest = self._store.headlines(Selection(unread=True), limit=_LOOKED_AT)
        by_feed: defaultdict[int, list[Headline]] = defaultdict(list)
        for row in newest:
            by_feed[row.feed_id].append(row)
        rest = [(row, None) for row in in_turn(by_feed.values())]
        told = self._store.stories_of([row.id for row, _story in (*hot, *rest)])
        seen = self._stories_read(set(told.values()))
        for row, story in (*hot, *rest):
            # An article that stands alone is a story of its own; those of several have other numbers.
            known = ("story", told[row.id]) if row.id in told else ("article", row.id)
            if known not in seen:
                seen.add(known)
                yield row, story

    def _stories_read(self, stories: set[int]) -> set[tuple[str, int]]:
        members = self._store.members(sorted(stories))
        rows = self._store.rows_of([article for ids in members.values() for article, _looked in ids])
        read = {article for article, row in rows.items() if row.read}
        return {("story", story) for story, ids in members.items() if any(article in read for article, _ in ids)}

    # The front page.

    def front_page(self) -> FrontPage:
        """The day's front page; of the week, when the day has brought nothing."""
        from haowai_tui.model.daily import FrontPage

        hot = [story for story in self.hot(_HOT) if not story.headline.read][:_HOT_ON_PAGE]
        above = {story.headline.id for story in hot}
        feeds = self.feeds()
        for hours in (_DAY, _WEEK):
            newest = self._store.newest_of_feeds(datetime.now(UTC) - timedelta(hours=hours))
            rows = [newest[feed.id] for feed in feeds if feed.id in newest and newest[feed.id].id not in above]
            if rows or hot:
                break
        return FrontPage(hot=tuple(hot), feeds=tuple(rows), unread=sum(feed.unread for feed in feeds), hours=hours)

    # Catching up.

    def waiting(self, days: int) -> Waiting:
        """What waits to be read. What is more than so many days old is old."""
        from haowai_tui.model.daily import Waiting, WaitingFeed, WaitingStory

        feeds = self.feeds()
        older = self._store.unread_before(days_ago(days))
        rows = [WaitingFeed(feed=feed, older=older.get(feed.id, 0)) for feed in feeds if feed.unread]
        rows.sort(key=lambda row: -row.feed.unread)
        told = self._store.told_again(_TOLD)
        newest = self._store.rows_of([ids[0] for ids in told])
        stories = [WaitingStory(headline=newest[ids[0]], repeats=tuple(ids[1:])) for ids in told if ids[0] in newest]
        stories.sort(key=lambda story: -len(story.repeats))
        return Waiting(unread=sum(feed.unread for feed in feeds), days=days, feeds=tuple(rows), stories=tuple(stories))

    def mark_older(self, days: int, feed_id: int | None = None) -> int:
        """Mark the unread articles that are more than so many days old read, of a feed or of all; returns how many.
        On the disk when it returns, and one action to undo."""
        return len(self.mark_read(self.older(days, feed_id)))

    def older(self, days: int, feed_id: int | None = None) -> Selection:
        """The unread articles that are more than so many days old, of a feed or of all."""
        from haowai_tui.model import Selection
        from haowai_tui.model.query import Before

        feeds = None if feed_id is None else (feed_id,)
        return Selection(feeds=feeds, unread=True, query=Before(days_ago(days)))

    def mark_repeats(self, ids: Sequence[int]) -> int:
        """Mark articles read that repeat a story; returns how many. On the disk when it returns, and one action."""
        return len(self.mark_read(self.repeats(ids)))

    def repeats(self, ids: Sequence[int]) -> Selection:
        """Those of articles that repeat a story which are still unread."""
        from haowai_tui.model import Selection

        return Selection(ids=tuple(ids), unread=True)

    def read_since(self, when: datetime) -> int:
        """How many articles were marked read from a time on."""
        return self._store.read_since(when)
