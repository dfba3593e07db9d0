"""The one door: every question the command line and the screens have, and every change they make."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Iterator, Sequence
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from haowai_tui.library.changing import Changing
from haowai_tui.library.configuring import Configuring
from haowai_tui.library.daily import Daily
from haowai_tui.library.downloading import Downloading
from haowai_tui.library.export import Exporting
from haowai_tui.library.feeds import FeedsAsked
from haowai_tui.library.full_text import FullTextAsked
from haowai_tui.library.health import HealthAsked
from haowai_tui.library.keeping import Keeping
from haowai_tui.library.log import log_to
from haowai_tui.library.moving import Moving
from haowai_tui.library.noticing import Noticing
from haowai_tui.library.offline import OfflineAsked
from haowai_tui.library.parts import AT_ONCE
from haowai_tui.library.saving import Saving
from haowai_tui.library.searching import Searching
from haowai_tui.library.sharing import Sharing
from haowai_tui.library.stories import StoriesAsked
from haowai_tui.library.visiting import Visits
from haowai_tui.locale import language, set_language

if TYPE_CHECKING:
    from haowai_tui.config import Paths, Settings
    from haowai_tui.library.events import FullTextDone, FullTextsStarted, RefreshEvent, SyncEvent
    from haowai_tui.model import Anchor, Article, Feed, Headline, Selection
    from haowai_tui.store import Counts, Store, StoreHealth

_COMPARING_SECONDS, _MUTING_SECONDS = 0.3, 1.5
"""How long a refresh compares what it brought before it is done: enough for that of an hour. What is left of more is
compared while the reader reads, or when a command asks about stories. Longer where copies are muted: until they have
been compared they stand in the lists."""
_COMPARABLE = 1_000
"""Of more new articles a moment compares next to none."""

SPOKEN = "language"
"""Under this the reader's screens keep the language in which they were read."""


class Library(
    Configuring,
    FeedsAsked,
    StoriesAsked,
    Exporting,
    Visits,
    Searching,
    FullTextAsked,
    OfflineAsked,
    Moving,
    Noticing,
    Sharing,
    Saving,
    Downloading,
    Daily,
    Keeping,
    HealthAsked,
    Changing,
):
    """All of haowai but its surface. Plain methods may be called from any thread; they answer from the store and
    never touch the network. The `async` ones fetch; run them in an event loop of their own or in the caller's."""

    def __init__(self, store: Store, paths: Paths, settings: Settings) -> None:
        self._store = store
        self.paths = paths
        self.settings = settings
        self._comparing = threading.Lock()
        self.watch_settings()

    @classmethod
    def open(cls, paths: Paths | None = None, settings: Settings | None = None, *, damaged: bool = False) -> Library:
        """Open the reader's library. Raises `SettingsError`, `StoreError`.

        A database that cannot be read is set aside and what the reader did is brought back, see `rescue_notice`; so is
        one in which that was found while it was open, which `damaged` says."""
        from haowai_tui import config
        from haowai_tui.store import Store
        from haowai_tui.text import set_ambiguous_width

        paths = paths or config.paths()
        settings = settings or config.load(paths.config)
        if settings.general.language:
            set_language(settings.general.language)
        set_ambiguous_width(2 if settings.ui.ambiguous_width == 2 else 1)
        log_to(paths.data / "haowai.log")
        opened = cls(Store.open(paths.store, damaged=damaged), paths, settings)
        opened.note_rescue()
        return opened

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    # Refreshing.

    def refresh(
        self,
        feed_ids: Sequence[int] | None = None,
        *,
        force: bool = False,
        full_text: bool = False,
        alone: bool = False,
    ) -> AsyncGenerator[RefreshEvent, None]:
        """Refresh all feeds, or those named; events tell what happens. Closing the generator stops it.

        The whole texts that feeds want are fetched after that, and with `full_text` those of all unread articles.
        `alone` says that nobody reads in this process meanwhile, who would wait for what is stored in larger pieces.
        """
        return self._refresh(feed_ids, force, full_text, alone)

    async def _refresh(
        self, feed_ids: Sequence[int] | None, force: bool, full_text: bool, alone: bool
    ) -> AsyncGenerator[RefreshEvent, None]:
        import asyncio

        from haowai_tui.library import refresh as refreshing
        from haowai_tui.library import shelving
        from haowai_tui.library.events import RefreshFinished, SyncDone, SyncFailed

        if alone:
            await asyncio.to_thread(self.finish_removing)
        wanted = None if feed_ids is None else set(feed_ids)
        stored = await asyncio.to_thread(self._stored_feeds)
        asked = [feed for feed in stored if wanted is None or feed.id in wanted]
        feeds = [feed for feed in asked if not feed.account]
        accounts = await asyncio.to_thread(self._accounts_of, None if wanted is None else asked)
        before = await asyncio.to_thread(self.newest_id)
        at_once = shelving.AT_ONCE_ALONE if alone else shelving.AT_ONCE
        stream = refreshing.refresh(self._store, self.paths, self.settings, feeds, force=force, at_once=at_once)
        try:
            async for event in stream:
                if isinstance(event, RefreshFinished):
                    async for told in self._synced(accounts):
                        yield told
                        if isinstance(told, SyncDone):
                            event = replace(event, new=event.new + told.new)
                        elif isinstance(told, SyncFailed):
                            event = replace(event, failed=event.failed + 1)
                    if seconds := self._comparing_seconds(event.new):
                        await asyncio.to_thread(partial(self.compare_new, seconds=seconds))
                    if failed := await asyncio.to_thread(self.tell_program, before):
                        yield failed
                    async for text in self._full_texts(feed_ids, unread=full_text):
                        yield text
                yield event
        finally:
            await stream.aclose()

    def _comparing_seconds(self, new: int) -> float:
        """How long a refresh that brought so many articles compares them."""
        if new and self.settings.general.mute_duplicates == "story":
            return _MUTING_SECONDS
        return _COMPARING_SECONDS if 0 < new <= _COMPARABLE else 0.0

    def _accounts_of(self, feeds: Sequence[Feed] | None) -> list[str]:
        """The names of the accounts of `feeds`, of all accounts for None."""
        if feeds is not None and not any(feed.account for feed in feeds):
            return []
        wanted = None if feeds is None else {feed.account for feed in feeds}
        return [account.name for account in self._store.accounts() if wanted is None or account.id in wanted]

    async def _synced(self, names: Sequence[str]) -> AsyncGenerator[SyncEvent, None]:
        if not names:
            return
        stream = self.sync(names)
        try:
            async for event in stream:
                yield event
        finally:
            await stream.aclose()

    async def _full_texts(
        self, feed_ids: Sequence[int] | None, *, unread: bool
    ) -> AsyncGenerator[FullTextsStarted | FullTextDone, None]:
        import asyncio

        if not unread and not await asyncio.to_thread(self.full_text_feeds):
            return
        texts = self.full_texts(feed_ids, unread=unread)
        try:
            async for event in texts:
                yield event
        finally:
            await texts.aclose()

    # Articles.

    def article(self, article_id: int) -> Article:
        """A whole article. Raises `NotFoundError`."""
        return self._store.article(article_id)

    def headlines(self, selection: Selection, *, offset: int = 0, limit: int = 100) -> list[Headline]:
        """Rows of a selection, newest first."""
        return self._store.headlines(selection, offset=offset, limit=limit)

    def count(self, selection: Selection) -> int:
        """How many articles a selection has. Slow for a query that finds much; see `count_up_to`."""
        return self._store.count(selection)

    def position(self, selection: Selection, article_id: int) -> int | None:
        """The row of an article in a selection, or None."""
        return self._store.position(selection, article_id)

    def neighbour(
        self, selection: Selection, article_id: int, *, forward: bool = True, unread: bool = False
    ) -> Headline | None:
        """The row after (or before) an article in a selection; with `unread`, the next unread one."""
        return self._store.neighbour(selection, article_id, forward=forward, unread=unread)

    def newest_id(self) -> int:
        """The id of the article that arrived last."""
        return self._store.newest_id()

    def picture_path(self, url: str) -> Path | None:
        """The file of a picture that is kept for reading offline, or None."""
        from haowai_tui.library import pictures

        return pictures.cache_of(self.paths, self.settings).find(url)

    async def fetch_picture(self, url: str) -> Path:
        """The file of a picture, fetched unless it is kept. Raises `NetError`, `ParseError`, `StoreFullError`."""
        from haowai_tui.library import pictures

        return await pictures.fetch_picture(self._store, self.paths, self.settings, url)

    # Marks and places.

    def set_starred(self, ids: Sequence[int], starred: bool) -> tuple[int, ...]:
        """Star or unstar articles; returns those that were not so before. On the disk when it returns."""
        with self._store.action("star" if starred else "unstar"):
            return self._store.set_starred(ids, starred)

    def mark_read(self, selection: Selection) -> tuple[int, ...]:
        """Mark all of a selection read; returns those that were unread. On the disk when it returns."""
        return tuple(number for part in self.marking_read(self.unread_of(selection)) for number in part)

    def unread_of(self, selection: Selection) -> Sequence[int]:
        """The unread articles of a selection, in no order. Takes a second of a million."""
        return self._store.unread_of(selection)

    def marking_read(self, ids: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Mark articles read as one action, part by part as they are asked for, of which each takes no longer than a
        key may wait; gives those of each part that were unread. What has been done is on the disk, and can be undone
        whether the rest is done or not."""
        now = datetime.now(UTC)
        parts = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
        marks = (partial(self._store.set_read, part, True, now=now) for part in parts)
        return self._store.in_parts("mark_list_read", marks)

    def counts(self, since: datetime | None = None) -> Counts:
        """The numbers beside the smart feeds; `since` is the last midnight here."""
        return self._store.counts(since or datetime.combine(datetime.now().date(), time.min).astimezone())

    def set_position(self, article_id: int, anchor: Anchor) -> None:
        """Remember where the reader is in an article."""
        self._store.set_position(article_id, anchor)

    def position_of(self, article_id: int) -> Anchor | None:
        """Where the reader was in an article, or None."""
        return self._store.position_of(article_id)

    def get_value(self, key: str) -> str | None:
        """A small text that a surface kept, or None."""
        return self._store.get_value(key)

    def set_value(self, key: str, value: str) -> None:
        """Keep a small text for a surface."""
        self._store.set_value(key, value)

    # The sample edition.

    def is_first_launch(self) -> bool:
        """Whether nothing has ever been subscribed to here."""
        return self._store.get_value("launched") is None and not self._store.feeds()

    def install_sample(self) -> None:
        """Subscribe to the sample edition that comes with haowai. No network."""
        from haowai_tui.sources.sample import days_late, edition_feeds, read_feed

        now = datetime.now(UTC)
        days = days_late(now)
        for item in edition_feeds():
            feed = self._store.add_feed(item.address, source="sample", title=item.title, category=item.category)
            self._store.store_feed(feed.id, read_feed(item.address, days=days), now=now)
        self._store.set_value("launched", "1")
        self.compare_new()

    def welcome_article(self) -> int | None:
        """The article that greets a new reader: the newest of the guide that is in the interface's language."""
        from haowai_tui.model import Selection

        guide = self._store.find_feed("sample:guide")
        if guide is None:
            return None
        rows = self._store.headlines(Selection(feeds=(guide.id,)))
        wanted = language()[:2]
        return next((row.id for row in rows if self._store.article(row.id).language == wanted), None)

    # About itself.

    def data_version(self) -> int:
        """A number that changes when another process has stored something."""
        return self._store.data_version()

    def doings(self) -> int:
        """A number that changes when anything the reader did has been stored by this process."""
        return self._store.doings()

    def health(self) -> StoreHealth:
        """What the store says of itself. Slow on a large one."""
        return self._store.check()
