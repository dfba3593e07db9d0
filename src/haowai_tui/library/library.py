"""The one door: every question the command line and the screens have, and every change they make."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from haowai_tui.errors import UsageError
from haowai_tui.library.accounts import AccountsAsked
from haowai_tui.library.changing import Changing
from haowai_tui.library.configuring import Configuring
from haowai_tui.library.daily import Daily
from haowai_tui.library.downloading import Downloading
from haowai_tui.library.export import Exporting
from haowai_tui.library.full_text import FullTextAsked
from haowai_tui.library.health import HealthAsked
from haowai_tui.library.keeping import Keeping
from haowai_tui.library.log import log_to
from haowai_tui.library.moving import Moving
from haowai_tui.library.noticing import Noticing
from haowai_tui.library.offline import OfflineAsked
from haowai_tui.library.saving import Saving
from haowai_tui.library.searching import Searching
from haowai_tui.library.sharing import Sharing
from haowai_tui.library.stories import StoriesAsked
from haowai_tui.library.undo import Undoing
from haowai_tui.library.visiting import Visits
from haowai_tui.locale import gettext as _
from haowai_tui.locale import language, set_language
from haowai_tui.text import clean

if TYPE_CHECKING:
    from haowai_tui.config import Paths, Settings
    from haowai_tui.library.events import FullTextDone, FullTextsStarted, RefreshEvent, SyncEvent
    from haowai_tui.library.subscriptions import Added, Imported
    from haowai_tui.model import Anchor, Article, Candidate, Feed, Headline, Selection
    from haowai_tui.store import Counts, Removed, Store, StoreHealth

_COMPARING_SECONDS = 1.5
"""How long a refresh compares what it brought before it is done; what is left is compared while the reader reads."""


class Library(
    StoriesAsked,
    Exporting,
    Visits,
    Searching,
    Configuring,
    FullTextAsked,
    OfflineAsked,
    Undoing,
    Moving,
    Noticing,
    Sharing,
    Saving,
    Downloading,
    Daily,
    AccountsAsked,
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

    # Feeds.

    def feeds(self) -> list[Feed]:
        """All feeds in tree order: the order in which the feeds pane shows them. Their addresses are without the
        names and passwords that they are asked with; those of an account lie in a category of its name."""
        return [_shown(feed) for feed in self._stored_feeds()]

    def _stored_feeds(self) -> list[Feed]:
        return sorted(self._in_accounts(self._store.feeds()), key=_tree_key)

    def _in_accounts(self, feeds: Sequence[Feed]) -> list[Feed]:
        if not any(feed.account for feed in feeds):
            return list(feeds)
        names = {account.id: account.name for account in self._store.accounts()}
        return [
            replace(feed, category=(names[feed.account], *feed.category)) if feed.account in names else feed
            for feed in feeds
        ]

    def feed(self, feed_id: int) -> Feed:
        """A feed by its id. Raises `NotFoundError`."""
        return _shown(self._in_accounts([self._store.feed(feed_id)])[0])

    def find_feeds(self, text: str) -> list[Feed]:
        """The feeds that `text` means: an id, an address, a part of a title or category, or how a title sounds."""
        from haowai_tui.library import query
        from haowai_tui.net import split_credentials

        feeds = self.feeds()
        address = split_credentials(text)[0] if "://" in text else text
        exact = [feed for feed in feeds if feed.address == address]
        return exact or query.named(feeds, text)

    async def resolve(self, address: str, source: str = "") -> list[Candidate]:
        """The feeds behind an address, best first. Raises `NetError`, `SourceError`."""
        from haowai_tui.library import subscriptions

        return await subscriptions.resolve(self.paths, self.settings, address, source)

    async def add(self, address: str, *, source: str = "", category: Sequence[str] = (), title: str = "") -> Added:
        """Subscribe to the best feed behind an address and fetch it. Without a network it is subscribed to all the
        same, and `feed.error` says so. In a category of an account, its server subscribes and fetches at the next sync.
        Raises `AddressError`, `SourceError`, `StoreError`."""
        import asyncio

        from haowai_tui.library import subscriptions
        from haowai_tui.library.subscriptions import Added

        if category and (account := await asyncio.to_thread(self._account_called, category[0])):
            add = partial(self.add_to_account, account, address, title=title, category=category[1:])
            return Added(feed=await asyncio.to_thread(add))
        added = await subscriptions.add(
            self._store, self.paths, self.settings, address, source=source, category=category, title=title
        )
        if not added.existed:
            await asyncio.to_thread(self.note_added, "add_feed", [added.feed])
        return replace(added, feed=_shown(added.feed))

    def _account_called(self, name: str) -> str:
        return next((account.name for account in self._store.accounts() if account.name == name), "")

    def rename_feed(self, feed_id: int, own_title: str) -> None:
        """Give a feed the reader's own name; empty for the publisher's."""
        with self._store.action("rename_feed", self._store.feed(feed_id).title):
            self._store.rename_feed(feed_id, clean(own_title))

    def move_feed(self, feed_id: int, category: Sequence[str]) -> None:
        """Put a feed into a category, a path outermost first; () for none. One of an account stays in that."""
        from haowai_tui.library import subscriptions

        feed = self._store.feed(feed_id)
        path = subscriptions.clean_category(category)
        if feed.account and path[:1] == self._in_accounts([feed])[0].category[:1]:
            path = path[1:]
        elif not feed.account and path and self._account_called(path[0]):
            text = _("{title} is read without an account; to have it in {account}, add it there.")
            raise UsageError(text.format(title=feed.title, account=path[0]))
        with self._store.action("move_feed", feed.title):
            self._store.move_feed(feed_id, path)

    def remove_feed(self, feed_id: int) -> Removed:
        """Remove a feed; what is returned brings it back."""
        with self._store.action("remove_feed", _shown(self._store.feed(feed_id)).title):
            removed = self._store.remove_feed(feed_id)
            self._store.note_feed(feed_id, removed)
        return removed

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
        import asyncio

        from haowai_tui.library import refresh as refreshing
        from haowai_tui.library.events import RefreshFinished, SyncDone, SyncFailed

        wanted = None if feed_ids is None else set(feed_ids)
        stored = await asyncio.to_thread(self._stored_feeds)
        asked = [feed for feed in stored if wanted is None or feed.id in wanted]
        feeds = [feed for feed in asked if not feed.account]
        accounts = await asyncio.to_thread(self._accounts_of, None if wanted is None else asked)
        before = await asyncio.to_thread(self.newest_id)
        stream = refreshing.refresh(self._store, self.paths, self.settings, feeds, force=force)
        try:
            async for event in stream:
                if isinstance(event, RefreshFinished):
                    async for told in self._synced(accounts):
                        yield told
                        if isinstance(told, SyncDone):
                            event = replace(event, new=event.new + told.new)
                        elif isinstance(told, SyncFailed):
                            event = replace(event, failed=event.failed + 1)
                    if event.new:
                        await asyncio.to_thread(partial(self.compare_new, seconds=_COMPARING_SECONDS))
                    if failed := await asyncio.to_thread(self.tell_program, before):
                        yield failed
                    async for text in self._full_texts(feed_ids, unread=full_text):
                        yield text
                yield event
        finally:
            await stream.aclose()

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

    def import_opml(self, data: bytes) -> Imported:
        """Subscribe to what an OPML document lists, without fetching yet. Raises `ParseError`."""
        from haowai_tui.library import opml, subscriptions

        done = subscriptions.import_outlines(self._store, opml.read_opml(data))
        self.note_added("import", done.added)
        return replace(done, added=tuple(_shown(feed) for feed in done.added))

    def export_opml(self) -> bytes:
        """All feeds as an OPML document, without the names and passwords in their addresses; of the accounts that they
        belong to it says nothing."""
        from haowai_tui.library import opml

        return opml.write_opml(sorted(self._store.feeds(), key=_tree_key))

    def set_rank(self, feed_id: int, rank: int) -> None:
        """Rank a feed among those that say the same: what the higher one has is kept. Raises `NotFoundError`."""
        self._store.set_rank(self._store.feed(feed_id).id, rank)

    def ranks(self) -> dict[int, int]:
        """The ranks of the feeds that have another than 0, by id."""
        return self._store.ranks()

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
        with self._store.action("mark_list_read"):
            return self._store.mark_read(selection)

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
        from haowai_tui.sources.sample import edition_feeds, read_feed

        for item in edition_feeds():
            feed = self._store.add_feed(item.address, source="sample", title=item.title, category=item.category)
            self._store.store_feed(feed.id, read_feed(item.address), now=datetime.now(UTC))
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

    def health(self) -> StoreHealth:
        """What the store says of itself. Slow on a large one."""
        return self._store.check()


def _tree_key(feed: Feed) -> tuple[list[tuple[int, str]], str, int]:
    # Within a folder its folders come first, then its feeds, each by name.
    path = [(0, part.casefold()) for part in feed.category]
    return [*path, (1, "")], feed.title.casefold(), feed.id


def _shown(feed: Feed) -> Feed:
    from haowai_tui.net import split_credentials

    address = split_credentials(feed.address)[0] if "://" in feed.address else feed.address
    title = address if feed.title == feed.address else feed.title
    return feed if address == feed.address else replace(feed, address=address, title=title)
