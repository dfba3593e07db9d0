"""Refreshing: every feed on its own, so that one that raises, hangs or lies spoils its own row and nothing else."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TypeVar

from haowai_tui.config import Paths, Settings
from haowai_tui.errors import (
    HaowaiError,
    NotFoundError,
    OfflineError,
    SourceError,
    StatusError,
    StoreError,
    TooSlowError,
)
from haowai_tui.library.events import (
    FeedDone,
    FeedFailed,
    FeedSkipped,
    FeedStarted,
    RefreshEvent,
    RefreshFinished,
    RefreshStarted,
)
from haowai_tui.library.lanes import Lanes
from haowai_tui.library.log import redacted
from haowai_tui.library.shelving import AT_ONCE, Shelf
from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import moment
from haowai_tui.model import Feed, FeedData
from haowai_tui.model.times import LONGEST_WAIT
from haowai_tui.net import Client, Limits
from haowai_tui.sources import registry
from haowai_tui.sources.apart import Home, apart
from haowai_tui.sources.contract import Context, Request, Source, Workers, asks_for_known
from haowai_tui.sources.declared import checked, declared
from haowai_tui.sources.workers import FeedWorkers, ParserPool
from haowai_tui.store import Store
from haowai_tui.text import clean

T = TypeVar("T")

log = logging.getLogger("haowai")

_FIRST_WAIT = timedelta(minutes=10)
_CLOCK_TRUSTED = timedelta(days=2)
"""So far beyond the newest article the clock is taken at its word, where articles are to go by their age."""
_SOURCE_SECONDS = 60.0
"""So much longer than one fetch may take, a source is given up that has not answered."""
_A_MOMENT = 0.5
"""Seconds for which a feed that was looked up is as it was: less than fetching it may take."""
_AHEAD = 100
"""So many of those whose turn comes next are looked up beforehand."""


def wait_after(failures: int) -> timedelta:
    """How long a feed is left alone after so many failures in a row: 10 minutes, doubling, at most a day."""
    return min(LONGEST_WAIT, _FIRST_WAIT * (1 << min(10, max(0, failures - 1))))


@asynccontextmanager
async def fetching(
    paths: Paths, settings: Settings, *, hosts: frozenset[str] = frozenset(), to_parse: int = 0
) -> AsyncIterator[Fetcher]:
    """A client and parser processes for as long as some fetching lasts. `hosts` are those that the reader named;
    `to_parse` is how many feeds will have to be parsed, as far as that is known."""
    net = settings.net
    limits = Limits(timeout=net.timeout, in_flight=max(1, net.in_flight), per_host=max(1, net.per_host))
    async with ParserPool() as workers:
        # They start while the client, which takes as long to import, does.
        await workers.expect(to_parse)
        async with Client(limits, proxy_from_environment=net.proxy_from_environment) as client:
            fetcher = Fetcher(client, workers, paths, settings, hosts)
            try:
                yield fetcher
            finally:
                await fetcher.close()


class Fetcher:
    """What fetching needs, made once for many feeds."""

    def __init__(
        self, client: Client, workers: ParserPool, paths: Paths, settings: Settings, hosts: frozenset[str]
    ) -> None:
        self._hosts = hosts
        self._client = client
        self._workers = workers
        self._paths = paths
        self._settings = settings
        self._home = Home()

    async def close(self) -> None:
        """Stop what sources of other packages still wait for."""
        await self._home.close()

    async def source(self, name: str) -> Source:
        """The source of that name. Others' code is imported where it runs: also that may take long. Raises
        `UnknownSourceError`, `SourceError`."""
        if registry.is_built_in(name):
            return registry.load(name)

        async def loaded() -> Source:
            return registry.load(name)

        return await self.asked(name, loaded)

    def context(self, source: str, workers: Workers | None = None) -> Context:
        """What the source called `source` may use. Raises `SettingsError` when its settings are not what it takes."""
        table = self._settings.sources.get(source, {})
        own = registry.is_built_in(source)
        client, parsers = self._client, workers or self._workers
        return Context(
            client=client if own else self._home.lend(client),
            workers=parsers if own else self._home.lend(parsers),
            settings=checked(source, declared(registry.load(source)), table),
            cache=self._paths.cache / source,
            hosts=self._hosts,
        )

    async def fetch(self, feed: Feed, shelf: Shelf, leave: Callable[[], None]) -> FeedDone:
        """Fetch one feed and store what came; `leave` is called as soon as another may be fetched. Raises
        `HaowaiError`."""
        source = await self.source(feed.source)
        known = await asyncio.to_thread(shelf.store.links, feed.id) if asks_for_known(source) else frozenset()
        request = Request(address=feed.address, validators=feed.validators, known=known)
        stored = (lambda: shelf.store.fingerprints(feed.id)) if feed.last_attempt else None
        workers = FeedWorkers(self._workers, stored)
        data = await self.asked(feed.source, lambda: source.fetch(request, self.context(feed.source, workers)))
        if not isinstance(data, FeedData):
            log.error("source %s gave %s instead of FeedData", feed.source, type(data).__name__)
            raise _fault(feed.source, TypeError())
        if data.not_modified:
            # Nothing of it takes room while it waits to be noted. What has entries does.
            leave()
        shelved = await shelf.put(feed, data)
        if data.not_modified:
            return FeedDone(feed_id=feed.id, title=feed.title, new=0, updated=0, unchanged=True)
        title = feed.own_title or data.title or feed.title
        new, updated = len(shelved.stored.new), len(shelved.stored.updated)
        return FeedDone(feed_id=feed.id, title=title, new=new, updated=updated, tell=shelved.tell)

    async def asked(self, source: str, ask: Callable[[], Awaitable[T]]) -> T:
        """What a source answers. Whatever it raises instead, also what would end the program, is a `HaowaiError`. One
        of another package is asked in a loop of its own."""
        limit = self._settings.net.timeout + _SOURCE_SECONDS
        own = registry.is_built_in(source)
        try:
            async with asyncio.timeout(limit):
                return await (ask() if own else apart(source).ask(ask))
        except HaowaiError:
            raise
        except TimeoutError as error:
            if not own and await apart(source).is_held():
                text = _("The source {source} is busy with itself and answers nobody; see the log for where.")
                raise TooSlowError(text.format(source=source)) from error
            raise TooSlowError(
                _("The source did not answer within {seconds} seconds.").format(seconds=round(limit))
            ) from error
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            log.exception("source %s failed", source)
            raise _fault(source, error) from error
        except (Exception, SystemExit) as error:
            log.exception("source %s failed", source)
            raise _fault(source, error) from error

    async def fetch_fenced(
        self, feed: Feed, shelf: Shelf, leave: Callable[[], None]
    ) -> FeedDone | FeedFailed | FeedSkipped:
        """`fetch`, with everything that may go wrong turned into a sentence in the feed's row.

        Raises only those of `StoreError` that concern every feed: a database that is busy, full or damaged.
        """
        store = shelf.store
        try:
            return await self.fetch(feed, shelf, leave)
        except HaowaiError as error:
            if isinstance(error, StoreError) and type(error) is not StoreError:
                raise
            failure = error
        except Exception as error:
            # What it gave could not be stored: sources are others' code, and Python does not hold them to types.
            log.exception("source %s gave what cannot be stored for feed %d", feed.source, feed.id)
            failure = _fault(feed.source, error)
        try:
            await asyncio.to_thread(store.feed, feed.id)
        except NotFoundError:
            return _removed(feed)
        sentence = redacted(clean(str(failure)))
        next_due = self._next_due(feed, failure)
        await asyncio.to_thread(store.note_failure, feed.id, sentence, now=datetime.now(UTC), next_due=next_due)
        offline = isinstance(failure, OfflineError)
        return FeedFailed(feed_id=feed.id, title=feed.title, sentence=sentence, offline=offline)

    def _next_due(self, feed: Feed, error: HaowaiError) -> datetime | None:
        if isinstance(error, OfflineError):
            return None  # the reader's own network may be what was down
        asked = error.retry_at if isinstance(error, StatusError) else None
        return asked or datetime.now(UTC) + wait_after(feed.failures + 1)


def _fault(source: str, error: BaseException) -> SourceError:
    text = _("The source {source} has a fault ({kind}); see the log.")
    return SourceError(text.format(source=source, kind=type(error).__name__))


def _removed(feed: Feed) -> FeedSkipped:
    return FeedSkipped(feed_id=feed.id, title=feed.title, sentence=_("It was removed meanwhile."))


_Outcome = FeedStarted | FeedDone | FeedFailed | FeedSkipped | BaseException


async def refresh(
    store: Store, paths: Paths, settings: Settings, feeds: Sequence[Feed], *, force: bool, at_once: int = AT_ONCE
) -> AsyncGenerator[RefreshEvent, None]:
    """Refresh `feeds`, all at once as far as the network room lets them; every finished one is stored for good, about
    `at_once` entries in a transaction.

    Closing the iterator stops what is under way. `force` asks also feeds that are to be left alone for a while.
    Raises `StoreError` when the database itself is in trouble.
    """
    yield RefreshStarted(total=len(feeds))
    now = datetime.now(UTC)
    due: list[Feed] = []
    skipped = 0
    for feed in feeds:
        until = None if force else feed.left_alone_until(now)
        if until is None:
            due.append(feed)
        else:
            skipped += 1
            yield _not_yet(feed, until)
    # Those that failed last time come last: they are the ones that may take long.
    due.sort(key=lambda feed: feed.failures)
    done = failed = unreached = new = 0
    if due:
        events: asyncio.Queue[_Outcome] = asyncio.Queue()
        never_asked = sum(feed.last_attempt is None for feed in due)
        async with (
            fetching(paths, settings, to_parse=never_asked) as fetcher,
            Shelf(store, settings, at_once=at_once) as shelf,
        ):
            lanes, register = Lanes(settings), _Register(store, due)
            tasks = [asyncio.create_task(_one(fetcher, shelf, register, feed, lanes, events)) for feed in due]
            try:
                remaining = len(due)
                while remaining:
                    event = await events.get()
                    if isinstance(event, BaseException):
                        raise event
                    remaining -= not isinstance(event, FeedStarted)
                    if isinstance(event, FeedDone):
                        done, new = done + 1, new + event.new
                    failed += isinstance(event, FeedFailed)
                    unreached += isinstance(event, FeedFailed) and event.offline
                    skipped += isinstance(event, FeedSkipped)
                    yield event
                    for told in event.tell if isinstance(event, FeedDone) else ():
                        yield told
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.to_thread(_expire, store, settings)
    offline = 0 < failed == unreached and not done
    yield RefreshFinished(done=done, failed=failed, skipped=skipped, new=new, offline=offline)


def _not_yet(feed: Feed, until: datetime) -> FeedSkipped:
    sentence = _("Not asked before {time}.").format(time=moment(until))
    return FeedSkipped(feed_id=feed.id, title=feed.title, sentence=sentence)


async def _one(
    fetcher: Fetcher, shelf: Shelf, register: _Register, feed: Feed, lanes: Lanes, events: asyncio.Queue[_Outcome]
) -> None:
    """Fetch one feed. Whatever happens, exactly one event ends it: the refresh waits for that."""
    try:
        async with lanes.turn(feed) as leave:
            # It may have been renamed, moved or removed while it waited.
            now = await register.now(feed)
            if now is None:
                events.put_nowait(_removed(feed))
                return
            events.put_nowait(FeedStarted(feed_id=now.id, title=now.title))
            events.put_nowait(await fetcher.fetch_fenced(now, shelf, leave))
    except NotFoundError:
        events.put_nowait(_removed(feed))
    except BaseException as error:
        events.put_nowait(error)
        raise


class _Register:
    """The feeds as they are now, or were a moment ago. Those that are asked for while others are looked up are looked
    up together, and with them those whose turn comes next."""

    def __init__(self, store: Store, due: Sequence[Feed]) -> None:
        self._store = store
        self._turn = asyncio.Lock()
        self._coming = dict.fromkeys(feed.id for feed in due)
        self._looked_for: set[int] = set()
        self._looking: asyncio.Task[dict[int, Feed]] | None = None
        self._asked: set[int] = set()
        self._next: asyncio.Task[dict[int, Feed]] | None = None
        """What looks up those that are asked for now, when it is its turn."""
        self._known: dict[int, Feed | None] = {}
        self._known_at = -math.inf

    async def now(self, feed: Feed) -> Feed | None:
        """`feed` as it is now, or None when it is no more. Raises `StoreError`."""
        self._coming.pop(feed.id, None)
        if feed.id in self._known and time.monotonic() - self._known_at < _A_MOMENT:
            return self._known[feed.id]
        looking = self._looking if feed.id in self._looked_for else None
        if looking is None:
            self._asked.add(feed.id)
            looking = self._next = self._next or asyncio.create_task(self._look())
        # Shielded: others may be waiting for it too.
        return (await asyncio.shield(looking)).get(feed.id)

    async def _look(self) -> dict[int, Feed]:
        async with self._turn:
            asked, self._asked, self._next = self._asked, set(), None
            asked.update(islice(self._coming, _AHEAD))
            self._looked_for, self._looking = asked, asyncio.current_task()
            at = time.monotonic()
            try:
                found = {feed.id: feed for feed in await asyncio.to_thread(self._store.feeds, asked)}
            finally:
                self._looking = None
            self._known, self._known_at = {number: found.get(number) for number in asked}, at
            return found


def _expire(store: Store, settings: Settings) -> None:
    general = settings.general
    now = datetime.now(UTC)
    # By the newest article and not by the clock alone: one that is a year ahead would have all that was read go.
    days = store.newest_until(now.timestamp() / 86_400)
    when = min(now, datetime.fromtimestamp(days * 86_400, UTC) + _CLOCK_TRUSTED)
    store.forget_volumes(now=when)
    if general.keep_days or general.keep_megabytes:
        store.expire(max_age_days=general.keep_days, max_bytes=general.keep_megabytes * 1_000_000, now=when)
