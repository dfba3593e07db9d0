"""How long what a coroutine does keeps the event loop to itself, on a machine that may be busy with other things."""

from __future__ import annotations

import asyncio
import threading
import time
from types import TracebackType

_PAUSE = 0.01


class Standstill:
    """Measures, while it is entered as an async context manager, the longest time that the event loop was kept.

    That the loop is late says little: where many programs share a processor, all of this one may wait. So a second
    thread counts what time passed for this program too, and only as much of a standstill is held against the loop
    as that thread was awake, or as the loop's own thread worked.
    """

    def __init__(self) -> None:
        self.longest = 0.0
        """Seconds, once left."""
        self._beats = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="standstill", daemon=True)

    async def __aenter__(self) -> Standstill:
        self._thread.start()
        self._task = asyncio.create_task(self._watch())
        # The first look is at the time before anything is done.
        await asyncio.sleep(0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(_PAUSE):
            self._beats += 1

    async def _watch(self) -> None:
        last = self._now()
        try:
            while True:
                await asyncio.sleep(_PAUSE)
                last = self._look(last)
        finally:
            self._look(last)

    def _now(self) -> tuple[float, float, int]:
        return time.monotonic(), time.thread_time(), self._beats

    def _look(self, last: tuple[float, float, int]) -> tuple[float, float, int]:
        now = self._now()
        passed, worked, beats = (one - other for one, other in zip(now, last, strict=True))
        self.longest = max(self.longest, min(passed - _PAUSE, max(worked, beats * _PAUSE)))
        return now
