"""Keys that come together, as over a slow line or from what pastes them: each is obeyed before the next is given to
anybody.

Textual gives every key at once to whoever has the focus, and what the key does comes of it only after some turns of
several queues: what follows Enter was typed into the line that it ends, what follows Backspace came before it, and what
was typed for a dialog was done to the list below until that stood there.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from typing import Any, TypeVar

from textual.app import App
from textual.events import Event, Key, Paste
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget

T = TypeVar("T")

_LONGEST = 2.0
"""Seconds that keys wait for what another one does."""
_LONG_AGO = 0.25
"""Seconds in which a key has been obeyed where nothing waits to be done."""
_CLOSED_AFTER = 0.05
"""Seconds between two looks at whether somebody who is waited for is gone."""

_opened: ContextVar[Callable[[], None] | None] = ContextVar("opened", default=None)
"""What lets keys through that wait for the work of this task."""


class InOrder(App[None]):
    """An app that gives keys, and what is pasted, one after the other."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._keys: deque[Key | Paste] = deque()
        """What has come and been given to nobody."""
        self._again: deque[Key | Paste] = deque()
        """What was given to somebody who has no use for it any more: it is older than what has been given to nobody."""
        self._gates: list[str] = []
        """For each thing under way that keeps keys waiting the one key that it does not keep, or none."""
        self._given = ""
        """The last key."""
        self._given_at = 0.0
        """When, by `time.monotonic`."""
        self._typed = False
        """Whether it was a letter of a line or a page."""
        self._target: Widget | None = None
        """Who had the focus then."""
        self._way: Sequence[MessagePump] = ()
        """Who was given the last key, and who above it may have heard of that; none when all of them have."""
        self._work: set[asyncio.Task[None]] = set()

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            self._keys.append(event)
            await self._give_next()
        else:
            await super().on_event(event)

    async def give(self, event: Key | Paste) -> None:
        """Give a key to whoever has the focus."""
        await super().on_event(event)

    def only_moves(self, key: str) -> bool:
        """Whether a key that is held moves on with each press, and opens and changes nothing."""
        return False

    def press_again(self, event: Key | Paste) -> None:
        """Give a key to the screen that is on top now: it was typed ahead, and came to one that is not."""
        again = Key(event.key, event.character) if isinstance(event, Key) else Paste(event.text)
        again.time = event.time
        self._again.append(again)
        self.call_later(self._give_next)

    async def first(self, work: Awaitable[T], *, but_repeats: bool = False) -> T:
        """Await `work`, which goes or asks where the next keys are for, and let them wait for it; `but_repeats` not
        where they are the same key again, as of one that is held."""
        opened = self._shut(self._given if but_repeats else "")
        _opened.set(opened)
        try:
            return await work
        finally:
            opened()

    def arrived(self) -> None:
        """What is awaited `first` has gone where the next keys are for, though it is not done yet."""
        if (opened := _opened.get()) is not None:
            opened()

    def push_screen(self, *arguments: Any, **options: Any) -> Any:
        pushed = super().push_screen(*arguments, **options)
        # It has a focus when it is mounted.
        self._hold(self._come_to([self.screen]))
        return pushed

    async def _give_next(self) -> None:
        while keys := self._again or self._keys:
            event = keys[0]
            name = event.key if isinstance(event, Key) else ""
            if any(gate != name or not gate for gate in self._gates):
                return
            target = self.focused
            typed = isinstance(event, Key) and event.is_printable and getattr(target, "is_typed_into", False)
            goes_on = (typed and self._typed) or (name == self._given and self.only_moves(name))
            if self._way and not (goes_on and target is self._target) and not self._is_long_done():
                way, self._way = self._way, ()
                self._hold(self._obeyed(way))
                return
            keys.popleft()
            self._given, self._typed, self._target = name, typed, target
            self._given_at = time.monotonic()
            self._way = _way_up(target or self.screen)
            await self.give(event)

    def _is_long_done(self) -> bool:
        """Whether the last key came long ago, and whoever heard of it has nothing more to do: most keys are pressed
        one at a time, and asking all of them takes a millisecond or two."""
        is_old = time.monotonic() - self._given_at > _LONG_AGO
        return is_old and all(pump._message_queue.empty() for pump in self._way)

    def _hold(self, work: Awaitable[None]) -> None:
        opened = self._shut()
        task = asyncio.ensure_future(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        task.add_done_callback(lambda _task: opened())

    def _shut(self, but: str = "") -> Callable[[], None]:
        """Keep keys waiting, `but` not that one, until what this returns is called, or somebody has waited enough."""
        self._gates.append(but)

        def opened() -> None:
            if not late.cancelled():
                late.cancel()
                self._gates.remove(but)
                self.call_later(self._give_next)

        late = asyncio.get_running_loop().call_later(_LONGEST, opened)
        return opened

    async def _obeyed(self, way: Sequence[MessagePump]) -> None:
        """Wait until a key has been obeyed that was given to the first of `way`."""
        await self._come_to([*way, self])
        if getattr(way[0], "is_typed_into", False):
            # That a line is complete comes the same way once more. Others tell nothing that the next key is about, and
            # what they have to draw need not be waited for.
            await self._come_to(way)
        while (screen := self.screen) is not way[-1]:
            # It is told what came of the one that has been closed.
            await self._come_to([screen])
            if self.screen is screen:
                return

    async def _come_to(self, pumps: Sequence[MessagePump]) -> None:
        """Wait until each of them has done all that it was sent so far, one after the other."""
        loop = asyncio.get_running_loop()
        for pump in pumps:
            done = loop.create_future()
            if not pump.call_later(_tell, done):
                continue
            while not done.done() and not pump._closing:
                await asyncio.wait([done], timeout=_CLOSED_AFTER)


def _tell(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_result(None)


def _way_up(node: Any) -> Sequence[MessagePump]:
    way: list[MessagePump] = [node]
    while not isinstance(way[-1], Screen) and way[-1]._parent is not None:
        way.append(way[-1]._parent)
    return way
