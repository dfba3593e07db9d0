"""Storing what fetching gives, in few transactions: what came while one was under way goes into the next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import TypeVar

from msgspec import Struct

from haowai_tui.config import Settings
from haowai_tui.errors import StoreError
from haowai_tui.library.events import Notified
from haowai_tui.model import Feed, FeedData
from haowai_tui.store import Store, Stored

T = TypeVar("T")
_Item = TypeVar("_Item")

log = logging.getLogger("haowai")

AT_ONCE = 200
"""Entries after which no further feed goes into a transaction: the reader's own changes wait for its end."""
AT_ONCE_ALONE = 500
"""The same when nobody reads meanwhile. Each transaction makes the index write out what it has gathered, and merge it
with what is there sooner or later."""


class Shelved(Struct, frozen=True):
    """What became of what was fetched, and what rules want the reader to know of it."""

    stored: Stored
    tell: tuple[Notified, ...] = ()


class _Waiting(Struct, frozen=True, eq=False):
    feed: Feed
    data: FeedData
    entries: int
    done: asyncio.Future[Shelved]


class Shelf:
    """Where a refresh puts what it fetched. Use it as an async context manager, in one event loop.

    What cannot be stored spoils nothing that was stored with it. With `at_once` entries a transaction is full.
    """

    def __init__(self, store: Store, settings: Settings, *, at_once: int = AT_ONCE) -> None:
        self.store = store
        self._at_once = at_once
        self._settings = settings
        self._waiting: list[_Waiting] = []
        self._work: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Shelf:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the transaction that is under way; nobody waits any more for what is not in it."""
        self._waiting.clear()
        if self._work is not None:
            await asyncio.shield(self._work)

    async def put(self, feed: Feed, data: FeedData) -> Shelved:
        """Store what a feed gave. Raises `StoreError`, and whatever storing it raised when its types are wrong."""
        entries = 0 if data.not_modified else len(data.entries)
        waiting = _Waiting(feed, data, entries, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._empty())
        return await waiting.done

    async def _empty(self) -> None:
        while batch := self._next():
            for waiting, result in zip(batch, await asyncio.to_thread(self._shelve, batch), strict=True):
                if waiting.done.done():
                    continue
                if isinstance(result, Exception):
                    waiting.done.set_exception(result)
                else:
                    waiting.done.set_result(result)

    def _next(self) -> list[_Waiting]:
        count = entries = 0
        while count < len(self._waiting) and entries < self._at_once:
            entries += self._waiting[count].entries
            count += 1
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        return batch

    def _shelve(self, batch: Sequence[_Waiting]) -> list[Shelved | Exception]:
        stored = _together(self._store_all, batch)
        kept = [one.new for one in stored if isinstance(one, Stored)]
        told = iter(_together(self._tame_all, kept))
        return [one if isinstance(one, Exception) else _shelved(one, next(told)) for one in stored]

    def _store_all(self, batch: Sequence[_Waiting]) -> list[Stored]:
        for waiting in batch:
            moved = waiting.data.moved_to
            if moved and moved != waiting.feed.address and not _has_credentials(waiting.feed.address):
                self.store.change_address(waiting.feed.id, moved)
        now = datetime.now(UTC)
        return self.store.store_feeds([(waiting.feed.id, waiting.data) for waiting in batch], now=now)

    def _tame_all(self, news: Sequence[tuple[int, ...]]) -> list[tuple[Notified, ...]]:
        told = {one.article_id: one for one in tame(self.store, self._settings, [one for new in news for one in new])}
        return [tuple(told[number] for number in new if number in told) for new in news]


def _together(act: Callable[[Sequence[_Item]], Sequence[T]], items: Sequence[_Item]) -> list[T | Exception]:
    """What `act` does to all items at once or, where that fails, to each alone; what it raises then is that one's
    result. A database in trouble is so for all of them."""
    try:
        return [*act(items)]
    except Exception as error:  # noqa: BLE001 - what sources give may be of any type
        if isinstance(error, StoreError) and type(error) is not StoreError:
            return [error] * len(items)
        if len(items) < 2:
            return [error]
        log.debug("one of %d feeds cannot be stored: %s", len(items), type(error).__name__)
        return [result for item in items for result in _together(act, [item])]


def _shelved(stored: Stored, told: tuple[Notified, ...] | Exception) -> Shelved | Exception:
    return told if isinstance(told, Exception) else Shelved(stored, told)


def _has_credentials(address: str) -> bool:
    return "@" in address.partition("://")[2].partition("/")[0]


def tame(store: Store, settings: Settings, new: Sequence[int]) -> tuple[Notified, ...]:
    """Run the rules over what came; gives what the reader is to be told."""
    if not new:
        return ()
    from haowai_tui.library import rules
    from haowai_tui.library.duplicates import mute_same_links

    runs = rules.apply(store, settings.rules, new)
    mute_same_links(store, settings, new)
    rows = store.rows_of([number for run in runs for number in run.to_tell])
    return tuple(
        Notified(article_id=row.id, title=row.title, feed_title=row.feed_title)
        for row in rows.values()
        if not row.muted
    )
