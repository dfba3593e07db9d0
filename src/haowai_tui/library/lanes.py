"""Whose turn it is: how many feeds are fetched at once, in all and at one host."""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from haowai_tui.config import Settings
from haowai_tui.model import Feed

_APART = 0.0015
"""Seconds between the beginnings of two fetches: about what the event loop works for one."""


class Lanes:
    """How many feeds are under way at once, in all and at one host.

    A fetch's time runs from when its client is asked, so a feed waits for its turn here and not there: otherwise many
    feeds at one slow host would use up each other's time and be called failures.
    """

    def __init__(self, settings: Settings) -> None:
        self._all = asyncio.Semaphore(max(1, settings.net.in_flight))
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(max(1, settings.net.per_host))
        )
        self._next_start = -math.inf

    @asynccontextmanager
    async def turn(self, feed: Feed) -> AsyncIterator[Callable[[], None]]:
        """Wait for a turn, which lasts until what is given is called or at most to the end. The host comes first: a
        slow one holds no more than its own share of all."""
        host = _host(feed.address)
        held: list[asyncio.Semaphore] = []

        def leave() -> None:
            while held:
                held.pop().release()

        try:
            for lane in (self._hosts[host], self._all) if host else (self._all,):
                await lane.acquire()
                held.append(lane)
            await self._start_apart()
            yield leave
        finally:
            leave()

    async def _start_apart(self) -> None:
        """Fetches that begin in the same moment are answered in the same moment, and while all of their answers are
        read nothing is under way; those that begin apart stay so."""
        now = asyncio.get_running_loop().time()
        self._next_start = max(now, self._next_start) + _APART
        if (rest := self._next_start - _APART - now) > 0:
            await asyncio.sleep(rest)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
