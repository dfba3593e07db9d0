"""What the library answers about stories: what is related to an article, what is hot, how an event is covered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from msgspec.structs import replace

from haowai_tui.errors import StoreBusyError, StoreFullError

if TYPE_CHECKING:
    from threading import Lock

    from haowai_tui.config import Settings
    from haowai_tui.model import Article, Coverage, Related, Selection, Story, Teaser
    from haowai_tui.store import Store

_HOT_WINDOW = timedelta(days=60)
_HOT_LISTS = 40
"""So many of the newest articles are asked for the hot list that their source printed beside them."""
_AT_ONCE = 20
"""So many articles at most are compared before a question is answered; the others wait for the next."""
_PARAGRAPHS, _CHARACTERS = 60, 6000
"""So many paragraphs of an article are looked at for its key points, and so much of each."""
_MANY_MARKED = 50
"""Copies are looked for when no more than so many articles are marked at once."""


class StoriesAsked:
    """The part of the library that is about stories."""

    _store: Store
    settings: Settings
    _comparing: Lock

    def compare_new(self, *, most: int = 0, seconds: float = math.inf) -> list[int]:
        """Compare articles that came or changed with the others, the newest first: all of them, at most about `most`
        when it is not 0, or for about so many `seconds`; then mute what the settings say is told twice. Returns the ids
        of those that were compared: none where nothing can be kept, for questions are answered all the same.

        Waits for another thread that compares: two would compare the same articles."""
        with self._comparing:
            return self._compare(most=most, seconds=seconds)

    def _compare_some(self) -> None:
        """Compare a few before a question is answered, unless another thread is at it."""
        if self._comparing.acquire(blocking=False):
            try:
                self._compare(most=_AT_ONCE)
            finally:
                self._comparing.release()

    def _compare(self, *, most: int, seconds: float = math.inf) -> list[int]:
        if self._store.is_all_compared():
            return []
        from haowai_tui.library import comparing
        from haowai_tui.library.duplicates import mute_same_texts

        try:
            done = comparing.catch_up(self._store, most=most, seconds=seconds)
            if done:
                mute_same_texts(self._store, self.settings, sorted(self._store.stories_of(done)))
        except (StoreFullError, StoreBusyError):
            return []
        return done

    def is_all_compared(self) -> bool:
        """Whether no article waits to be compared with the others."""
        return self._store.is_all_compared()

    def related(self, article: Article, *, compare: bool = True) -> tuple[Related, ...]:
        """What belongs beside `article`: what its source printed first, then what was found, each marked. `compare`
        some of what is new first, unless it comes in by hundreds and nobody waits for that."""
        from haowai_tui.library import insight

        if compare:
            self._compare_some()
        own = [_own(teaser, article) for teaser in self.teasers(article)[0]]
        printed = {row.article_id for row in own if row.article_id is not None}
        found = insight.related(self._store, article, limit=self.settings.insight.related + len(printed))
        computed = [row for row in found if row.article_id not in printed]
        return (*own, *computed[: self.settings.insight.related])

    def teasers(self, article: Article) -> tuple[tuple[Teaser, ...], tuple[Teaser, ...]]:
        """The article's own related and hot teasers; those whose story is stored carry its id."""
        return (
            tuple(self._with_id(teaser, article.feed_id) for teaser in article.related),
            tuple(self._with_id(teaser, article.feed_id) for teaser in article.hot),
        )

    def _with_id(self, teaser: Teaser, feed_id: int) -> Teaser:
        found = self._store.find_article(link=teaser.link, title=teaser.title, feed_id=feed_id, when=teaser.published)
        return replace(teaser, article_id=found) if found is not None else teaser

    def hot(self, limit: int = 10, *, compare: bool = True, now: datetime | None = None) -> list[Story]:
        """What is hot now, hottest first: stories that several sources tell, and what sources print as hot. `compare`
        some of what is new first."""
        from haowai_tui.library import insight

        if compare:
            self._compare_some()
        chosen = self.settings.insight
        return insight.stories(
            self._store,
            printed=self._printed(),
            half_life=chosen.half_life,
            limit=limit,
            habits=chosen.habits,
            now=now,
        )

    def hot_selection(self) -> Selection:
        """The articles that stand for what is hot now, hottest first."""
        from haowai_tui.model import Selection

        return Selection(ids=tuple(story.headline.id for story in self.hot(_HOT_LISTS)), ranked=True)

    def _printed(self) -> list[int]:
        """The stored articles that sources print in their hot lists now."""
        from haowai_tui.model import Selection

        since = datetime.now(UTC) - _HOT_WINDOW
        ids: dict[int, None] = {}
        rows = self._store.headlines(Selection(since=since), limit=_HOT_LISTS)
        for article in self._store.articles([row.id for row in rows]):
            for teaser in self.teasers(article)[1]:
                if teaser.article_id is not None:
                    ids[teaser.article_id] = None
        return list(ids)

    def coverage(self, article_id: int, *, look: bool = True) -> Coverage | None:
        """How the event of an article is covered, or None when no other article reports it. With `look`, what is new
        counts as seen from then on. Raises `NotFoundError`."""
        from haowai_tui.library import insight

        self._store.article(article_id)
        self._compare_some()
        return insight.coverage(self._store, article_id, half_life=self.settings.insight.half_life, look=look)

    def story_of(self, article_id: int) -> int | None:
        """The story that an article is of, or None when it stands alone."""
        return self._store.stories_of([article_id]).get(article_id)

    def with_key_points(self, article: Article) -> Article:
        """`article` with key points extracted from it, where its source gave none and the settings want them."""
        if article.key_points or not self.settings.insight.key_points:
            return article
        # Not by way of `library.insight`: what that imports an article can be shown without.
        from haowai_tui.insight.keypoints import key_points, prose
        from haowai_tui.model import Paragraph

        paragraphs = islice((block for block in article.blocks if isinstance(block, Paragraph)), _PARAGRAPHS)
        points = key_points(article.title, prose(paragraphs, _CHARACTERS))
        return replace(article, key_points=points, extracted=True) if points else article

    def set_read(self, ids: Sequence[int], read: bool, *, undoable: bool = True) -> tuple[int, ...]:
        """Mark articles, and with them those of other feeds that have the same text when the settings say so; returns
        those that were not so before. On the disk when it returns. Opening an article is nothing to undo."""
        from haowai_tui.library import insight

        if read and self.settings.insight.mark_copies and len(ids) <= _MANY_MARKED:
            ids = [*ids, *insight.copies(self._store, ids)]
        with self._store.action("read" if read else "unread") if undoable else nullcontext():
            return self._store.set_read(ids, read)


def _own(teaser: Teaser, article: Article) -> Related:
    from haowai_tui.model import Related

    return Related(
        kind="own",
        title=teaser.title,
        source=article.source_name or article.feed_title,
        when=teaser.published,
        snippet=teaser.snippet,
        link=teaser.link,
        article_id=teaser.article_id,
    )
