"""Refreshing: every feed on its own, so that one that raises, hangs or lies spoils its own row and nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from haowai_tui.config import Paths, Settings
from haowai_tui.errors import HaowaiError, OfflineError, StatusError, StoreError
from haowai_tui.library.events import (
    FeedDone,
    FeedFailed,
    FeedSkipped,
    FeedStarted,
    RefreshEvent,
    RefreshFinished,
    RefreshStarted,
)
from haowai_tui.locale import gettext as _
from haowai_tui.model import Feed
from haowai_tui.net import Client, Limits
from haowai_tui.sources import registry
from haowai_tui.sources.contract import Context, Request
from haowai_tui.sources.workers import ParserPool
from haowai_tui.store import Store

log = logging.getLogger("haowai")

_FIRST_WAIT = timedelta(minutes=10)
_LONGEST_WAIT = timedelta(hours=24)
_SOURCE_SECONDS = 60.0
"""A source that has not answered by then is given up; the network has a shorter limit of its own."""


def wait_after(failures: int) -> timedelta:
    """How long a feed is left alone after so many failures in a row: 10 minutes, doubling, at most a day."""
    return min(_LONGEST_WAIT, _FIRST_WAIT * (1 << min(10, max(0, failures - 1))))


@asynccontextmanager
async def fetching(paths: Paths, settings: Settings) -> AsyncIterator[Fetcher]:
    """A client and parser processes for as long as some fetching lasts."""
    net = settings.net
    limits = Limits(timeout=net.timeout, in_flight=max(1, net.in_flight), per_host=max(1, net.per_host))
    async with (
        Client(limits, proxy_from_environment=net.proxy_from_environment) as client,
        ParserPool() as workers,
    ):
        yield Fetcher(client, workers, paths, settings)


class Fetcher:
    """What fetching needs, made once for many feeds."""

    def __init__(self, client: Client, workers: ParserPool, paths: Paths, settings: Settings) -> None:
        self._client = client
        self._workers = workers
        self._paths = paths
        self._settings = settings

    def context(self, source: str) -> Context:
        """What the source called `source` may use."""
        return Context(
            client=self._client,
            workers=self._workers,
            settings=dict(self._settings.sources.get(source, {})),
            cache=self._paths.cache / source,
        )

    async def fetch(self, feed: Feed, store: Store) -> FeedDone:
        """Fetch one feed and store what came. Raises `HaowaiError`."""
        source = registry.load(feed.source)
        request = Request(address=feed.address, validators=feed.validators)
        data = await source.fetch(request, self.context(feed.source))
        now = datetime.now(UTC)
        if (
            data.moved_to
            and data.moved_to != feed.address
            and "@" not in feed.address.partition("://")[2].partition("/")[0]
        ):
            await asyncio.to_thread(store.change_address, feed.id, data.moved_to)
        if data.not_modified:
            await asyncio.to_thread(
                store.note_unchanged, feed.id, now=now, validators=data.validators, next_due=data.next_due
            )
            return FeedDone(feed_id=feed.id, title=feed.title, new=0, updated=0, unchanged=True)
        stored = await asyncio.to_thread(store.store_feed, feed.id, data, now=now)
        title = feed.own_title or data.title or feed.title
        return FeedDone(feed_id=feed.id, title=title, new=len(stored.new), updated=len(stored.updated))

    async def fetch_fenced(self, feed: Feed, store: Store) -> FeedDone | FeedFailed:
        """`fetch`, with everything that a source may raise turned into a sentence in the feed's row."""
        try:
            async with asyncio.timeout(_SOURCE_SECONDS):
                return await self.fetch(feed, store)
        except StoreError:
            raise
        except HaowaiError as error:
            sentence = str(error)
            next_due = self._next_due(feed, error)
        except TimeoutError:
            sentence = _("The source did not answer within {seconds} seconds.").format(seconds=round(_SOURCE_SECONDS))
            next_due = datetime.now(UTC) + wait_after(feed.failures + 1)
        except Exception as error:
            log.exception("source %s failed on feed %d", feed.source, feed.id)
            sentence = _("The source {source} has a fault ({kind}); see the log.").format(
                source=feed.source, kind=type(error).__name__
            )
            next_due = datetime.now(UTC) + wait_after(feed.failures + 1)
        await asyncio.to_thread(store.note_failure, feed.id, sentence, now=datetime.now(UTC), next_due=next_due)
        return FeedFailed(feed_id=feed.id, title=feed.title, sentence=sentence)

    def _next_due(self, feed: Feed, error: HaowaiError) -> datetime | None:
        if isinstance(error, OfflineError):
            return None  # the reader's own network may be what was down
        asked = error.retry_at if isinstance(error, StatusError) else None
        return asked or datetime.now(UTC) + wait_after(feed.failures + 1)


async def refresh(
    store: Store, paths: Paths, settings: Settings, feeds: Sequence[Feed], *, force: bool
) -> AsyncGenerator[RefreshEvent, None]:
    """Refresh `feeds`, all at once as far as the network room lets them; every finished one is stored for good.

    Closing the iterator stops what is under way. `force` asks also feeds that are to be left alone for a while.
    """
    yield RefreshStarted(total=len(feeds))
    now = datetime.now(UTC)
    due = [feed for feed in feeds if force or feed.next_due is None or feed.next_due <= now]
    skipped = [feed for feed in feeds if feed not in due]
    for feed in skipped:
        assert feed.next_due is not None
        until = feed.next_due.astimezone().strftime("%H:%M")
        yield FeedSkipped(feed_id=feed.id, title=feed.title, sentence=_("Not asked before {time}.").format(time=until))
    done = failed = new = 0
    if due:
        events: asyncio.Queue[FeedStarted | FeedDone | FeedFailed | StoreError] = asyncio.Queue()
        async with fetching(paths, settings) as fetcher:
            gate = asyncio.Semaphore(max(1, settings.net.in_flight) * 2)
            tasks = [asyncio.create_task(_one(fetcher, store, feed, gate, events)) for feed in due]
            try:
                while done + failed < len(due):
                    event = await events.get()
                    if isinstance(event, StoreError):
                        raise event
                    if isinstance(event, FeedDone):
                        done, new = done + 1, new + event.new
                    elif isinstance(event, FeedFailed):
                        failed += 1
                    yield event
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.to_thread(_expire, store, settings)
    yield RefreshFinished(done=done, failed=failed, skipped=len(skipped), new=new)


async def _one(
    fetcher: Fetcher,
    store: Store,
    feed: Feed,
    gate: asyncio.Semaphore,
    events: asyncio.Queue[FeedStarted | FeedDone | FeedFailed | StoreError],
) -> None:
    async with gate:
        events.put_nowait(FeedStarted(feed_id=feed.id, title=feed.title))
        try:
            events.put_nowait(await fetcher.fetch_fenced(feed, store))
        except StoreError as error:
            events.put_nowait(error)


def _expire(store: Store, settings: Settings) -> None:
    general = settings.general
    if general.keep_days or general.keep_megabytes:
        store.expire(
            max_age_days=general.keep_days, max_bytes=general.keep_megabytes * 1_000_000, now=datetime.now(UTC)
        )
