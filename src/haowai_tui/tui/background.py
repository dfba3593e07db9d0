"""Work that has an event loop of its own, in a thread of its own, so that the screen's loop stays free for keys."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from weakref import finalize

from haowai_tui.loops import new_loop

if TYPE_CHECKING:
    from textual.worker import WorkType

T = TypeVar("T")


def beside(
    work: Coroutine[Any, Any, None], within: Callable[[Coroutine[Any, Any, None]], Awaitable[None]] | None = None
) -> WorkType[None]:
    """`work` for Textual's `run_worker`, awaited by `within` where that is given. What is replaced, or whose screen is
    left, before it has begun is never awaited; Python would complain of that."""

    async def begin() -> None:
        await (within(work) if within else work)

    finalize(begin, work.close).atexit = False
    return begin


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
        with asyncio.Runner(loop_factory=new_loop) as runner:
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
