"""Whole texts: for feeds that give a summary, the article is fetched from its page."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from haowai_tui.errors import HaowaiError, NetError, NotFoundError, ParseError, StoreError
from haowai_tui.locale import gettext as _
from haowai_tui.text import clean

if TYPE_CHECKING:
    import asyncio

    from haowai_tui.config import Paths, Settings
    from haowai_tui.library.events import FullTextDone, FullTextsStarted
    from haowai_tui.library.refresh import Fetcher
    from haowai_tui.model import Article, Block
    from haowai_tui.store import Store, Wanting

MOST_PAGES = 10
"""Pages of one article that are put together."""

MOST_AT_ONCE = 200
"""Articles whose text one run fetches."""


async def fetch_one(store: Store, paths: Paths, settings: Settings, article_id: int) -> Article:
    """The article with its whole text. Raises `NotFoundError`, `NetError`, `ParseError`."""
    import asyncio

    from haowai_tui.library.hosts import own_hosts
    from haowai_tui.library.refresh import fetching
    from haowai_tui.store import Wanting

    article = await asyncio.to_thread(store.article, article_id)
    if not article.link:
        raise NotFoundError(_("This article has no address to fetch its text from."))
    feed = await asyncio.to_thread(store.feed, article.feed_id)
    wanted = Wanting(id=article.id, feed_id=feed.id, title=article.title, link=article.link, source=feed.source)
    async with fetching(paths, settings, hosts=await asyncio.to_thread(own_hosts, store)) as fetcher:
        await _fetch(store, fetcher, wanted)
    return await asyncio.to_thread(store.article, article_id)


async def fetch_many(
    store: Store, paths: Paths, settings: Settings, wanted: Sequence[Wanting]
) -> AsyncGenerator[FullTextsStarted | FullTextDone, None]:
    """Fetch the whole texts of `wanted`, politely; events tell how each went. Closing the generator stops it."""
    import asyncio

    from haowai_tui.library.events import FullTextsStarted
    from haowai_tui.library.hosts import own_hosts
    from haowai_tui.library.refresh import fetching

    yield FullTextsStarted(total=len(wanted))
    if not wanted:
        return
    done: asyncio.Queue[FullTextDone | BaseException] = asyncio.Queue()
    async with fetching(paths, settings, hosts=await asyncio.to_thread(own_hosts, store)) as fetcher:
        room = asyncio.Semaphore(max(1, settings.net.in_flight))
        tasks = [asyncio.create_task(_one(store, fetcher, one, room, done)) for one in wanted]
        try:
            for _number in range(len(wanted)):
                event = await done.get()
                if isinstance(event, BaseException):
                    raise event
                yield event
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _one(
    store: Store,
    fetcher: Fetcher,
    wanted: Wanting,
    room: asyncio.Semaphore,
    done: asyncio.Queue[FullTextDone | BaseException],
) -> None:
    from haowai_tui.library.events import FullTextDone
    from haowai_tui.library.log import redacted

    sentence = ""
    try:
        async with room:
            await _fetch(store, fetcher, wanted)
    except StoreError as error:
        done.put_nowait(error)
        raise
    except HaowaiError as error:
        sentence = redacted(clean(str(error)))
    except BaseException as error:
        done.put_nowait(error)
        raise
    done.put_nowait(FullTextDone(article_id=wanted.id, title=wanted.title, sentence=sentence))


async def _fetch(store: Store, fetcher: Fetcher, wanted: Wanting) -> None:
    """Fetch one article's page and store its text. What is not found is noted, so that it is not asked for again by
    itself; what the network refused may be. Raises `NetError`, `ParseError`."""
    import asyncio

    from haowai_tui.library import given
    from haowai_tui.model import blocks_text
    from haowai_tui.sources.contract import Capability

    feed = await asyncio.to_thread(store.feed, wanted.feed_id)
    own = "" if feed.account else feed.address  # only what the reader named may lie on a private network
    plugin = await fetcher.source(wanted.source)
    context = fetcher.context(wanted.source)
    try:
        if Capability.ARTICLE in plugin.capabilities and wanted.source != "page":
            entry = await fetcher.asked(wanted.source, lambda: given.article(plugin.article(wanted.link, context)))
            blocks = entry.blocks
        else:
            blocks = await fetcher.asked("page", lambda: _pages(fetcher, wanted, own))
        article = await asyncio.to_thread(store.article, wanted.id)
        if len(blocks_text(blocks)) < len(blocks_text(article.blocks)):
            raise ParseError(_("The page has less of the article than its feed; the feed's own text is shown."))
    except ParseError as error:
        await asyncio.to_thread(store.note_no_full_text, wanted.id, str(error))
        raise
    await asyncio.to_thread(store.set_full_text, wanted.id, blocks)


async def _pages(fetcher: Fetcher, wanted: Wanting, own: str) -> tuple[Block, ...]:
    """The article's text from its page and from those that it goes on in."""
    from haowai_tui.markup.extract import amp_version, article_pages
    from haowai_tui.sources.following import get_page, is_door

    context = fetcher.context(wanted.source)
    blocks: list[Block] = []
    url, seen = wanted.link, set[str]()
    while url and url not in seen and len(seen) < MOST_PAGES:
        seen.add(url)
        try:
            page = await get_page(url, context, own=own)
        except NetError:
            if not blocks:
                raise
            break  # what has been read of it is better than nothing
        if is_door(url, page):
            text = _("{host} wants its readers to sign in; o opens the article in the browser.")
            raise ParseError(text.format(host=clean(urlsplit(page.url).hostname or "")))
        entry = await context.workers.run(_extract, page.html, page.url, wanted.title)
        if entry is None and not blocks:
            url = await context.workers.run(amp_version, page.html, page.url)
            continue
        if entry is None:
            break
        # Later pages print the lead and its picture again.
        before = tuple(blocks)
        blocks.extend(block for block in entry if block not in before)
        url = await context.workers.run(article_pages, page.html, page.url)
    if not blocks:
        raise ParseError(_("No article was found in the page; the feed's own text is shown."))
    return tuple(blocks)


def _extract(html: str, url: str, title: str) -> tuple[Block, ...] | None:
    from haowai_tui.markup.extract import extract_article

    entry = extract_article(html, url, title=title)
    return entry.blocks if entry is not None else None


def worth_keeping(store: Store, since: datetime) -> list[int]:
    """The articles to take along: unread since `since`, and all that are starred; newest first."""
    from haowai_tui.model import Selection

    unread = store.headlines(Selection(unread=True, since=since), limit=MOST_AT_ONCE)
    starred = store.headlines(Selection(starred=True), limit=MOST_AT_ONCE)
    return list(dict.fromkeys(row.id for row in (*unread, *starred)))


class FullTextAsked:
    """The part of the library that is about whole texts."""

    _store: Store
    paths: Paths
    settings: Settings

    async def fetch_full_text(self, article_id: int) -> Article:
        """The article with its whole text, fetched from its page. Raises `NotFoundError`, `NetError`, `ParseError`."""
        return await fetch_one(self._store, self.paths, self.settings, article_id)

    def full_text_of(self, article_id: int) -> tuple[bool, str]:
        """Whether an article shows its whole text, and one sentence about it when it could not be had."""
        return self._store.full_text_of(article_id)

    def full_text_feeds(self) -> frozenset[int]:
        """The feeds whose articles' whole texts are fetched at each refresh."""
        return self._store.full_text_feeds()

    def set_full_text_feed(self, feed_id: int, wanted: bool) -> None:
        """Let a feed's whole texts be fetched at each refresh, or not."""
        self._store.set_full_text_feed(feed_id, wanted)

    async def full_texts(
        self, feed_ids: Sequence[int] | None = None, *, unread: bool = False
    ) -> AsyncGenerator[FullTextsStarted | FullTextDone, None]:
        """Fetch the whole texts that feeds want; with `unread` those of all unread articles."""
        import asyncio

        from haowai_tui.model import Selection

        ids: list[int] | None = None
        if unread:
            rows = await asyncio.to_thread(self._store.headlines, Selection(unread=True), limit=MOST_AT_ONCE)
            ids = [row.id for row in rows]
        wanted = await asyncio.to_thread(self._store.wanting, feed_ids, ids=ids, limit=MOST_AT_ONCE)
        stream = fetch_many(self._store, self.paths, self.settings, wanted)
        try:
            async for event in stream:
                yield event
        finally:
            await stream.aclose()
