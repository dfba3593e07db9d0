"""Parsing outside the event loop, in child processes that are killed when they take too long.

A feed can be built to take minutes or gigabytes to parse. In a child it costs its own row five seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from msgspec import msgpack

from haowai_tui.errors import ParseError
from haowai_tui.locale import gettext as _
from haowai_tui.locale import language
from haowai_tui.model import FeedData
from haowai_tui.net import Body
from haowai_tui.net.body import MOST_IN_MEMORY
from haowai_tui.sources.parser_child import FRAME, LENGTH, Answer, Asked, entries_of
from haowai_tui.text.prepared import Prepared, PreparedEntries

T = TypeVar("T")

TIME_LIMIT = 5.0
"""Seconds of a processor that one feed may take to parse."""

PATIENCE = 4.0
"""So many times longer by the clock: a busy machine is not the feed's fault."""

START_LIMIT = 30.0
"""Seconds a child may take to start."""

MOST_WORKERS = 4

_MOST_THREADS = 8
"""Functions of sources that run at once."""

_LARGEST_ANSWER = 256 * 1024 * 1024
_STEP = 256 * 1024
"""Bytes that are handed to a child at once: what its pipe does not take is kept a second time."""
_KEPT_VARIABLES = (
    "PATH",
    "HOME",
    "TMPDIR",
    "LANG",
    "LANGUAGE",
    "HAOWAI_LANG",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
)
_FOLDER = str(Path(__file__).resolve().parents[2])
_KEPT_PREFIXES = ("LC_", "PYTHON", "COV")
# The package's folder goes last on the child's path and the current folder not at all (-P): neither may
# replace a module of the standard library.
_PROGRAM = "import sys; sys.path.append(sys.argv.pop(1)); from haowai_tui.sources.parser_child import main; main()"


class ParserPool:
    """Child processes that parse feeds, started when first needed. Use as an async context manager.

    `workers` is how many feeds are parsed at once, by default one per processor and at most four;
    `time_limit` is in seconds of a processor. One pool belongs to one event loop.
    """

    def __init__(self, *, workers: int | None = None, time_limit: float = TIME_LIMIT) -> None:
        self._time_limit = time_limit
        self._workers = workers or min(MOST_WORKERS, os.cpu_count() or 1)
        self._free = asyncio.Semaphore(self._workers)
        self._large = asyncio.Semaphore(1)
        self._starting: list[asyncio.Task[_Child]] = []
        self._idle: list[_Child] = []
        self._children: set[_Child] = set()
        # A thread cannot be killed: those in which functions never come back keep none of what is stored waiting.
        self._threads = ThreadPoolExecutor(_MOST_THREADS, thread_name_prefix="source")

    async def __aenter__(self) -> ParserPool:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def expect(self, feeds: int) -> None:
        """Start processes for so many feeds that will have to be parsed: they are ready when the first has come."""
        while len(self._starting) + len(self._children) < min(feeds, self._workers):
            self._starting.append(_Child.start())
        # What is done next may keep the event loop, or break this off; the processes are to be under way by then.
        await asyncio.sleep(0)

    async def close(self) -> None:
        """End every child and wait until it is gone; for no function in a thread. Children hold no state, so they are
        simply killed."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        starting, self._starting = self._starting, []
        for task in starting:
            task.cancel()
        started = await asyncio.gather(*starting, return_exceptions=True)
        self._children.update(one for one in started if isinstance(one, _Child))
        children, self._children = list(self._children), set()
        self._idle.clear()
        await asyncio.gather(*(child.end() for child in children))

    async def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Call a plain function in a thread and await its result."""
        call = partial(copy_context().run, function, *args)
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    async def parse_feed(
        self,
        body: bytes | Body,
        *,
        charset: str,
        address: str,
        content_type: str,
        known: frozenset[bytes] | None = None,
    ) -> FeedData:
        """Parse a feed in a child process. Raises `ParseError`, also when the time limit passes.

        With `known`, the fingerprints of the entries that are stored, the others come with all that storing needs."""
        asked = Asked(
            charset=charset,
            address=address,
            content_type=content_type,
            language=language(),
            seconds=self._time_limit,
            known=known,
        )
        return await self._ask(msgpack.encode(asked), body)

    async def _ask(self, header: bytes, body: bytes | Body) -> FeedData:
        """One that is long takes its turn among its like, and its process ends with it: what a process has once had of
        memory it seldom gives back."""
        large = len(body) > MOST_IN_MEMORY
        async with self._large if large else contextlib.nullcontext(), self._free:
            child = await self._child()
            try:
                async with asyncio.timeout(self._time_limit * PATIENCE):
                    answer = await child.ask(header, body)
            except TimeoutError as error:
                raise self._took_too_long() from error
            except (OSError, EOFError) as error:
                if await child.used_up():
                    raise self._took_too_long() from error
                raise ParseError(_("The feed is too large or too damaged to be read.")) from error
            else:
                if not large:
                    self._idle.append(child)
            finally:
                # Also when this task was cancelled: a child in the middle of an answer is of no further use.
                if child not in self._idle:
                    self._children.discard(child)
                    await child.end()
        if isinstance(answer, str):
            raise ParseError(answer)
        return answer

    def _took_too_long(self) -> ParseError:
        text = _("The feed took longer than {seconds} seconds to read and was given up.")
        return ParseError(text.format(seconds=round(self._time_limit)))

    async def _child(self) -> _Child:
        while self._idle:
            child = self._idle.pop()
            if child.alive:
                return child
            self._children.discard(child)
            await child.end()
        while not self._starting:
            await self.expect(len(self._children) + 1)
        child = await self._starting.pop(0)
        self._children.add(child)
        return child


class FeedWorkers:
    """The workers as the source of one feed has them, while it is refreshed: what is stored of the feed is looked up
    when there is something to parse. Without `known` nothing is."""

    def __init__(self, pool: ParserPool, known: Callable[[], frozenset[bytes]] | None) -> None:
        self._pool = pool
        self._known = known

    async def parse_feed(self, body: bytes | Body, *, charset: str, address: str, content_type: str) -> FeedData:
        """Parse a feed in a child process. Raises `ParseError`, also when the time limit passes."""
        known = await asyncio.to_thread(self._known) if self._known else frozenset()
        return await self._pool.parse_feed(
            body, charset=charset, address=address, content_type=content_type, known=known
        )

    async def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Call a plain function in a thread and await its result."""
        return await self._pool.run(function, *args)


class _Child:
    """One parser process and its two pipes."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._requests = process.stdin
        self._answers = process.stdout

    @classmethod
    def start(cls) -> asyncio.Task[_Child]:
        """Start a process, at the next turn of the loop, and wait until it is ready. Raises `ParseError` when it cannot
        be started."""
        return asyncio.create_task(cls._when_ready(asyncio.create_task(_process())))

    @classmethod
    async def _when_ready(cls, begun: asyncio.Task[Process]) -> _Child:
        try:
            process = await asyncio.shield(begun)
        except asyncio.CancelledError:
            # Its process may be there all the same, and libuv forgets a process whose beginning is broken off.
            with contextlib.suppress(OSError):
                await cls(await begun).end()
            raise
        except OSError as error:
            raise ParseError(_("The feed was not read: no process to read it in could be started.")) from error
        child = cls(process)
        try:
            async with asyncio.timeout(START_LIMIT):
                await child._frame()
        except (TimeoutError, OSError, EOFError) as error:
            raise ParseError(_("The feed was not read: no process to read it in could be started.")) from error
        else:
            return child
        finally:
            if sys.exception() is not None:
                await child.end()

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, header: bytes, body: bytes | Body) -> FeedData | str:
        """Send a request and read its answer: a feed, or what is wrong with it. Raises `OSError` or `EOFError` when the
        process is gone."""
        self._requests.write(LENGTH.pack(len(header)) + header + LENGTH.pack(len(body)))
        for start in range(0, len(body), _STEP):
            piece = body[start : start + _STEP] if isinstance(body, bytes) else await _piece(body, start)
            self._requests.write(piece)
            await self._requests.drain()
        return await self._answer()

    async def _answer(self) -> FeedData | str:
        about = msgpack.decode(await self._frame(), type=Answer)
        entries: list[Prepared] = []
        size = 0
        while frame := await self._frame():
            size += len(frame)
            if size > _LARGEST_ANSWER:
                raise EOFError
            entries += entries_of(frame) if len(frame) <= 2 * FRAME else await asyncio.to_thread(entries_of, frame)
        if about.error:
            return about.error
        return FeedData(title=about.title, link=about.link, language=about.language, entries=PreparedEntries(entries))

    async def used_up(self) -> bool:
        """Whether the process, which has ended or is about to, has used up its time. Killed now, it might be taken for
        one that was killed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await self._process.wait()
        return self._process.returncode == -signal.SIGPROF

    async def _frame(self) -> bytes:
        (length,) = LENGTH.unpack(await self._answers.readexactly(LENGTH.size))
        if length > _LARGEST_ANSWER:
            raise EOFError
        return await self._answers.readexactly(length)

    async def end(self) -> None:
        """Kill the process and collect it, so that no zombie stays."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._requests.close()
        # Shielded: a cancelled refresh still collects its children.
        await asyncio.shield(self._collect())

    async def _collect(self) -> None:
        await self._process.wait()
        with contextlib.suppress(OSError):
            await self._requests.wait_closed()


async def _process() -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-c", _PROGRAM, _FOLDER,
        stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=_environment(), start_new_session=True,
    )  # fmt: skip


async def _piece(body: Body, start: int) -> bytes:
    """The next piece of a body: never more than that of a long one is in this process's memory."""
    if len(body) <= MOST_IN_MEMORY:
        return body.piece(start, _STEP)
    return await asyncio.to_thread(body.piece, start, _STEP)


def _environment() -> dict[str, str]:
    """What a child needs of the environment: nothing in which passwords are kept."""
    return {
        name: value for name, value in os.environ.items() if name in _KEPT_VARIABLES or name.startswith(_KEPT_PREFIXES)
    }
