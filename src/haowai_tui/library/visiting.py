"""Single visits: a story that a teaser points to, and what a source catches at an address."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from haowai_tui.errors import NoFeedError, NotFoundError, SourceError
from haowai_tui.locale import gettext as _
from haowai_tui.text import clean

if TYPE_CHECKING:
    from haowai_tui.config import Paths, Settings
    from haowai_tui.model import Article, Feed, Teaser
    from haowai_tui.plugins import PluginInfo
    from haowai_tui.sources.contract import Context, Part, Source
    from haowai_tui.store import Store


async def open_teaser(store: Store, paths: Paths, settings: Settings, teaser: Teaser, feed: Feed) -> Article:
    """The article that a teaser of an article of `feed` points to, fetched and stored with that feed unless it is
    stored already. Raises `NotFoundError`, `NetError`, `SourceError`."""
    import asyncio

    from haowai_tui.library import given
    from haowai_tui.library.hosts import own_hosts
    from haowai_tui.library.refresh import fetching
    from haowai_tui.sources import registry
    from haowai_tui.sources.contract import Capability

    known = await asyncio.to_thread(
        store.find_article, link=teaser.link, title=teaser.title, feed_id=feed.id, when=teaser.published
    )
    if known is not None:
        return await asyncio.to_thread(store.article, known)
    if not teaser.link:
        raise NotFoundError(_("This story is not stored and its source gave no address for it."))
    name = feed.source if Capability.ARTICLE in registry.load(feed.source).capabilities else "page"
    plugin = registry.load(name)
    hosts = await asyncio.to_thread(own_hosts, store)
    async with fetching(paths, settings, hosts=hosts) as fetcher:
        entry = await fetcher.asked(name, lambda: given.article(plugin.article(teaser.link, fetcher.context(name))))
    entry = replace(entry, guid=teaser.link, link=teaser.link, title=entry.title or teaser.title)
    stored = await asyncio.to_thread(store.store_entry, feed.id, entry, now=datetime.now(UTC))
    return await asyncio.to_thread(store.article, stored)


async def examine(store: Store, paths: Paths, settings: Settings, address: str, source: str = "") -> tuple[Part, ...]:
    """What a source catches at an address, part by part; of a site what the first of its feeds gives, as it would be
    subscribed to. Nothing is stored. Raises `NetError`, `SourceError`."""
    import asyncio

    from haowai_tui.library.hosts import own_hosts
    from haowai_tui.library.refresh import fetching
    from haowai_tui.library.subscriptions import behind, normal_address
    from haowai_tui.sources import registry
    from haowai_tui.sources.contract import Capability, Part

    name = source or registry.guess(clean(address))
    address = normal_address(address, name)
    async with fetching(paths, settings, hosts=await asyncio.to_thread(own_hosts, store)) as fetcher:

        async def parts(name: str, address: str) -> tuple[Part, ...]:
            plugin = registry.load(name)
            return await fetcher.asked(name, lambda: _parts(plugin, address, fetcher.context(name)))

        try:
            return await parts(name, address)
        except NoFeedError:
            if Capability.DISCOVER not in registry.load(name).capabilities:
                raise
            found = await behind(fetcher, address, name)
            best = found[0]
            return (
                Part("feed", len(found), f"{best.title} {best.address}".strip(), needed=False),
                *await parts(best.source, best.address),
            )


async def _parts(plugin: Source, address: str, context: Context) -> tuple[Part, ...]:
    """What a source says that it catches, or what is to be seen of what it gives."""
    from haowai_tui.library import given
    from haowai_tui.model import FeedData
    from haowai_tui.sources.contract import Examinable, Part, Request

    if isinstance(plugin, Examinable):
        return tuple(await given.several(plugin.examine(address, context), Part))
    data = await given.one(plugin.fetch(Request(address=address), context), FeedData)
    entries = data.entries
    first = entries[0] if entries else None
    return (
        Part("title", int(bool(data.title)), data.title, needed=False),
        Part("articles", len(entries), first.title if first else ""),
        Part("time", sum(entry.published is not None for entry in entries), "", needed=False),
        Part("body", sum(bool(entry.blocks) for entry in entries), "", needed=False),
    )


class Visits:
    """The part of the library that fetches single things."""

    _store: Store
    paths: Paths
    settings: Settings

    async def open_teaser(self, teaser: Teaser, article: Article) -> Article:
        """The article that a teaser of `article` points to, fetched and stored unless it is stored already.

        Raises `NotFoundError`, `NetError`, `SourceError`.
        """
        import asyncio

        feed = await asyncio.to_thread(self._store.feed, article.feed_id)
        return await open_teaser(self._store, self.paths, self.settings, teaser, feed)

    async def examine(self, address: str, source: str = "") -> tuple[Part, ...]:
        """What a source catches at an address, part by part. Nothing is stored. Raises `NetError`, `SourceError`."""
        return await examine(self._store, self.paths, self.settings, address, source)

    def picture_path(self, url: str) -> Path | None:
        """The file of a picture that is kept for reading offline, or None."""
        from haowai_tui.library import pictures

        return pictures.cache_of(self.paths, self.settings).find(url)

    async def fetch_picture(self, url: str) -> Path:
        """The file of a picture, fetched unless it is kept. Raises `NetError`, `ParseError`, `StoreFullError`."""
        from haowai_tui.library import pictures

        return await pictures.fetch_picture(self._store, self.paths, self.settings, url)

    def sources(self) -> tuple[PluginInfo, ...]:
        """The sources that are installed."""
        from haowai_tui.sources import registry

        return registry.available()

    def source_fault(self, name: str) -> str:
        """What is wrong with a source, one sentence; empty when it can be used. Imports it."""
        from haowai_tui.sources import registry

        try:
            registry.load(name)
        except SourceError as error:
            return str(error)
        return ""
