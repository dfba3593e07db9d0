"""The one door: every question the command line and the screens have, and every change they make."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

from haowai_tui import config
from haowai_tui.config import Paths, Settings
from haowai_tui.library import opml, pictures, query, subscriptions
from haowai_tui.library import refresh as refreshing
from haowai_tui.library.events import FullTextDone, FullTextsStarted, RefreshEvent, RefreshFinished
from haowai_tui.library.finding import Finding
from haowai_tui.library.full_text import FullTextAsked
from haowai_tui.library.log import log_to
from haowai_tui.library.offline import OfflineAsked
from haowai_tui.library.stories import StoriesAsked
from haowai_tui.library.subscriptions import Added, Imported
from haowai_tui.library.visiting import Visits
from haowai_tui.locale import language, set_language
from haowai_tui.model import Anchor, Article, Candidate, Feed, Headline, Selection
from haowai_tui.net import split_credentials
from haowai_tui.store import Counts, Removed, Store, StoreHealth
from haowai_tui.text import clean, set_ambiguous_width


class Library(StoriesAsked, Visits, Finding, FullTextAsked, OfflineAsked):
    """All of haowai but its surface. Plain methods may be called from any thread; they answer from the store and
    never touch the network. The `async` ones fetch; run them in an event loop of their own or in the caller's."""

    def __init__(self, store: Store, paths: Paths, settings: Settings) -> None:
        self._store = store
        self.paths = paths
        self.settings = settings

    @classmethod
    def open(cls, paths: Paths | None = None, settings: Settings | None = None) -> Library:
        """Open the reader's library. Raises `SettingsError`, `StoreError`."""
        paths = paths or config.paths()
        settings = settings or config.load(paths.config)
        if settings.general.language:
            set_language(settings.general.language)
        set_ambiguous_width(2 if settings.ui.ambiguous_width == 2 else 1)
        store = Store.open(paths.store)
        log_to(paths.data / "haowai.log")
        return cls(store, paths, settings)

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    # Feeds.

    def feeds(self) -> list[Feed]:
        """All feeds in tree order: the order in which the feeds pane shows them. Their addresses are without the
        names and passwords that they are asked with."""
        return [_shown(feed) for feed in self._stored_feeds()]

    def _stored_feeds(self) -> list[Feed]:
        return sorted(self._store.feeds(), key=_tree_key)

    def feed(self, feed_id: int) -> Feed:
        """A feed by its id. Raises `NotFoundError`."""
        return _shown(self._store.feed(feed_id))

    def find_feeds(self, text: str) -> list[Feed]:
        """The feeds that `text` means: an id, an address, or a part of a title or category."""
        feeds = self.feeds()
        address = split_credentials(text)[0] if "://" in text else text
        exact = [feed for feed in feeds if feed.address == address]
        return exact or [feed for feed in feeds if query.matches(feed, text)]

    async def resolve(self, address: str, source: str = "") -> list[Candidate]:
        """The feeds behind an address, best first. Raises `NetError`, `SourceError`."""
        return await subscriptions.resolve(self.paths, self.settings, address, source)

    async def add(self, address: str, *, source: str = "", category: Sequence[str] = (), title: str = "") -> Added:
        """Subscribe to the best feed behind an address and fetch it. Without a network it is subscribed to all the
        same, and `feed.error` says so. Raises `AddressError`, `SourceError`, `StoreError`."""
        added = await subscriptions.add(
            self._store, self.paths, self.settings, address, source=source, category=category, title=title
        )
        return replace(added, feed=_shown(added.feed))

    def rename_feed(self, feed_id: int, own_title: str) -> None:
        """Give a feed the reader's own name; empty for the publisher's."""
        self._store.rename_feed(feed_id, clean(own_title))

    def move_feed(self, feed_id: int, category: Sequence[str]) -> None:
        """Put a feed into a category, a path outermost first; () for none."""
        self._store.move_feed(feed_id, subscriptions.clean_category(category))

    def remove_feed(self, feed_id: int) -> Removed:
        """Remove a feed; what is returned brings it back."""
        return self._store.remove_feed(feed_id)

    def restore_feed(self, removed: Removed) -> Feed:
        """Bring a removed feed back with its articles and their marks."""
        return _shown(self._store.restore_feed(removed))

    def refresh(
        self, feed_ids: Sequence[int] | None = None, *, force: bool = False, full_text: bool = False
    ) -> AsyncGenerator[RefreshEvent, None]:
        """Refresh all feeds, or those named; events tell what happens. Closing the generator stops it.

        The whole texts that feeds want are fetched after that, and with `full_text` those of all unread articles.
        """
        return self._refresh(feed_ids, force, full_text)

    async def _refresh(
        self, feed_ids: Sequence[int] | None, force: bool, full_text: bool
    ) -> AsyncGenerator[RefreshEvent, None]:
        wanted = None if feed_ids is None else set(feed_ids)
        stored = await asyncio.to_thread(self._stored_feeds)
        feeds = [feed for feed in stored if wanted is None or feed.id in wanted]
        stream = refreshing.refresh(self._store, self.paths, self.settings, feeds, force=force)
        try:
            async for event in stream:
                if isinstance(event, RefreshFinished):
                    await asyncio.to_thread(self.compare_new)
                    async for text in self._full_texts(feed_ids, unread=full_text):
                        yield text
                yield event
        finally:
            await stream.aclose()

    async def _full_texts(
        self, feed_ids: Sequence[int] | None, *, unread: bool
    ) -> AsyncGenerator[FullTextsStarted | FullTextDone, None]:
        if not unread and not await asyncio.to_thread(self.full_text_feeds):
            return
        texts = self.full_texts(feed_ids, unread=unread)
        try:
            async for event in texts:
                yield event
        finally:
            await texts.aclose()

    def import_opml(self, data: bytes) -> Imported:
        """Subscribe to what an OPML document lists, without fetching yet. Raises `ParseError`."""
        done = subscriptions.import_outlines(self._store, opml.read_opml(data))
        return replace(done, added=tuple(_shown(feed) for feed in done.added))

    def export_opml(self) -> bytes:
        """All feeds as an OPML document, without the names and passwords in their addresses."""
        return opml.write_opml(self.feeds())

    # Articles.

    def article(self, article_id: int) -> Article:
        """A whole article. Raises `NotFoundError`."""
        return self._store.article(article_id)

    def headlines(self, selection: Selection, *, offset: int = 0, limit: int = 100) -> list[Headline]:
        """Rows of a selection, newest first."""
        return self._store.headlines(selection, offset=offset, limit=limit)

    def count(self, selection: Selection) -> int:
        """How many articles a selection has."""
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
        return pictures.cache_of(self.paths, self.settings).find(url)

    async def fetch_picture(self, url: str) -> Path:
        """The file of a picture, fetched unless it is kept. Raises `NetError`, `ParseError`, `StoreFullError`."""
        return await pictures.fetch_picture(self._store, self.paths, self.settings, url)

    # Marks and places.

    def set_starred(self, ids: Sequence[int], starred: bool) -> tuple[int, ...]:
        """Star or unstar articles; returns those that were not so before. On the disk when it returns."""
        return self._store.set_starred(ids, starred)

    def mark_read(self, selection: Selection) -> tuple[int, ...]:
        """Mark all of a selection read; returns those that were unread. On the disk when it returns."""
        return self._store.mark_read(selection)

    def counts(self, since: datetime | None = None) -> Counts:
        """The numbers beside the smart feeds; `since` is the last midnight here."""
        return self._store.counts(since or datetime.combine(datetime.now().date(), time.min).astimezone())

    def next_unread_feed(self, feed_id: int | None) -> Feed | None:
        """The next feed with unread articles after `feed_id` in tree order, round to the first again."""
        feeds = self.feeds()
        place = next((i for i, feed in enumerate(feeds) if feed.id == feed_id), -1)
        return next((feed for feed in (*feeds[place + 1 :], *feeds[:place]) if feed.unread), None)

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
        from haowai_tui.sources.sample import edition_feeds, read_feed

        for item in edition_feeds():
            feed = self._store.add_feed(item.address, source="sample", title=item.title, category=item.category)
            self._store.store_feed(feed.id, read_feed(item.address), now=datetime.now(UTC))
        self._store.set_value("launched", "1")
        self.compare_new()

    def welcome_article(self) -> int | None:
        """The article that greets a new reader: the newest of the guide that is in the interface's language."""
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

    def health(self) -> StoreHealth:
        """What the store says of itself. Slow on a large one."""
        return self._store.check()


def _tree_key(feed: Feed) -> tuple[list[tuple[int, str]], str, int]:
    # Within a folder its folders come first, then its feeds, each by name.
    path = [(0, part.casefold()) for part in feed.category]
    return [*path, (1, "")], feed.title.casefold(), feed.id


def _shown(feed: Feed) -> Feed:
    address = split_credentials(feed.address)[0] if "://" in feed.address else feed.address
    title = address if feed.title == feed.address else feed.title
    return feed if address == feed.address else replace(feed, address=address, title=title)
