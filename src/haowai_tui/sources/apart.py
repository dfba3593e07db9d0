"""Where sources of other packages run: a loop in a thread of its own for each, so that one which blocks instead of
waiting holds its own feeds and nobody else's."""

from __future__ import annotations

import asyncio
import inspect
import logging
import sys
import threading
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from functools import cache
from typing import Any, TypeVar, cast

T = TypeVar("T")

log = logging.getLogger("haowai")

_ANSWER = 1.0
"""Seconds within which a loop in which nothing blocks takes up what it is given."""


class Apart:
    """The thread and the loop of one source. Both last as long as the program: one that blocks for ever keeps one
    thread, however often it is asked."""

    def __init__(self, name: str) -> None:
        self._name = name
        # Python's own: others do not bear that a program ends while they run.
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=f"source-{name}", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        while True:
            try:
                self._loop.run_forever()
            except BaseException:
                # A task of the source's own would end the program.
                log.exception("source %s failed in the background", self._name)

    async def ask(self, question: Callable[[], Awaitable[T]]) -> T:
        """What `question` answers, asked there. Raises what it raises; what would end the program comes as
        `asyncio.CancelledError`, which nobody asked for."""

        async def asked() -> T:
            try:
                return await question()
            except (SystemExit, KeyboardInterrupt) as error:
                raise asyncio.CancelledError(type(error).__name__) from error

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(asked(), self._loop))

    async def is_held(self) -> bool:
        """Whether something in the loop blocks it. Where that is goes into the log."""
        try:
            async with asyncio.timeout(_ANSWER):
                await self.ask(_nothing)
        except TimeoutError:
            frame = sys._current_frames().get(self._thread.ident or 0)
            where = "".join(traceback.format_stack(frame)[-5:]) if frame else ""
            log.error("source %s blocks its event loop, here:\n%s", self._name, where)
            return True
        return False


async def _nothing() -> None:
    """What any loop answers at once."""


@cache
def apart(name: str) -> Apart:
    """Where the source called `name` runs."""
    return Apart(name)


class Home:
    """The loop in which haowai's own things live, for those who run in another."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    def lend(self, thing: T) -> T:
        """`thing`, to be used from any loop: what its coroutines do is done here."""
        return cast("T", _Lent(thing, self))

    async def do(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Do `work` here, whoever asks for it."""
        if asyncio.get_running_loop() is self._loop:
            return await work()
        if self._closed:
            raise asyncio.CancelledError("nobody waits for it any more")
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._done(work), self._loop))

    async def _done(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            return await work()
        finally:
            self._tasks.discard(task)

    async def close(self) -> None:
        """Stop what is still done for others."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class _Lent:
    """A thing whose coroutine methods run at its home, wherever they are called."""

    def __init__(self, thing: object, home: Home) -> None:
        self._thing = thing
        self._home = home

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._thing, name)
        if not inspect.iscoroutinefunction(value):
            return value

        async def called(*args: object, **named: object) -> object:
            return await self._home.do(lambda: value(*args, **named))

        return called
