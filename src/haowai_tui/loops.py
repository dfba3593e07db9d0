"""Event loops and threads for work beside the screen, which is mostly waiting for many servers at once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

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


def new_loop() -> asyncio.AbstractEventLoop:
    """A loop that is not running, to be closed when it has.

    It is libuv's where uvloop is installed: a refresh in which nothing is new takes a sixth less time than on
    Python's own.
    """
    loop: asyncio.AbstractEventLoop
    try:
        # Now, because the screen and most commands have no such work.
        import uvloop
    except ImportError:
        loop = asyncio.new_event_loop()
    else:
        loop = uvloop.new_event_loop()
    loop.set_default_executor(Unwaited("background", _FEW))
    return loop


def run(work: Coroutine[Any, Any, T]) -> T:
    """Like `asyncio.run`, on such a loop."""
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(work)
