"""Work that has an event loop of its own, in a thread of its own, so that the screen's loop stays free for keys."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from weakref import finalize

if TYPE_CHECKING:
    from textual.worker import WorkType

T = TypeVar("T")


_MOST = 32
"""Threads at once for the screen: a piece of work has one to the end, and with Python's own few the screen would wait
for one."""

_FEW = 8
"""Threads at once for what a piece of work hands over: each keeps memory of its own, and few have a processor."""


class Unwaited(ThreadPoolExecutor):
    """Threads that nobody waits for at the end: one that asks a name server cannot be stopped, and would keep whoever
    cancels, or quits, for as long as the server is silent. What one writes is whole all the same: the store waits."""

    def __init__(self, name: str, most: int = _MOST) -> None:
        super().__init__(most, thread_name_prefix=name)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        super().shutdown(wait=False, cancel_futures=True)


def beside(
    work: Coroutine[Any, Any, None], within: Callable[[Coroutine[Any, Any, None]], Awaitable[None]] | None = None
) -> WorkType[None]:
    """`work` for Textual's `run_worker`, awaited by `within` where that is given. What is replaced, or whose screen is
    left, before it has begun is never awaited; Python would complain of that."""

    async def begin() -> None:
        await (within(work) if within else work)

    finalize(begin, work.close).atexit = False
    return begin


class _Loop(asyncio.SelectorEventLoop):
    """Asks name servers in threads of their own: silent ones keep those, and nothing else waits for one."""

    def __init__(self) -> None:
        super().__init__()
        self.set_default_executor(Unwaited("background", _FEW))
        self._names = Unwaited("names")

    async def getaddrinfo(self, *asked: Any, **more: Any) -> list[Any]:
        return await self.run_in_executor(self._names, partial(socket.getaddrinfo, *asked, **more))

    def close(self) -> None:
        self._names.shutdown()
        super().close()


class Background(Generic[T]):
    """One piece of work. `await run()` gives its result; `cancel()` may be called from any thread."""

    def __init__(self, function: Callable[[], Coroutine[Any, Any, T]]) -> None:
        self._function = function
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[T] | None = None
        self._cancelled = False

    async def run(self) -> T:
        """Run the work in its thread. Raises what it raises; `asyncio.CancelledError` becomes `Cancelled`."""
        try:
            return await asyncio.to_thread(self._thread)
        except asyncio.CancelledError:
            # The screen's own task was cancelled (the app is closing): stop the thread's work too.
            self.cancel()
            raise

    def cancel(self) -> None:
        """Ask the work to stop at its next await."""
        with self._lock:
            self._cancelled = True
            if self._loop is not None and self._task is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._task.cancel)

    def _thread(self) -> T:
        with asyncio.Runner(loop_factory=_Loop) as runner:
            try:
                return runner.run(self._main())
            except asyncio.CancelledError as error:
                raise Cancelled from error
            finally:
                with self._lock:
                    self._loop = self._task = None

    async def _main(self) -> T:
        task = asyncio.ensure_future(self._function())
        with self._lock:
            self._loop, self._task = asyncio.get_running_loop(), task
            if self._cancelled:
                task.cancel()
        return await task


class Cancelled(Exception):
    """The work was stopped by `Background.cancel`."""
