"""Changes of so much that they are made part by part: keys are answered between two parts, and Esc stops them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from haowai_tui.errors import StoreError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted

if TYPE_CHECKING:
    from haowai_tui.library import Library

P = TypeVar("P")
T = TypeVar("T")

Removal = Literal["removed", "kept", "stopped"]
"""What became of feeds that were to be removed; `stopped` where bringing back what was gone has been stopped."""


class Lengthy:
    """One such change at a time: what the reader asks for next, such as to undo it, is done after it. `ask` calls a
    function in the library's thread, `ask_beside` in one of its own."""

    def __init__(
        self, ask: Callable[..., Coroutine[Any, Any, Any]], ask_beside: Callable[..., Coroutine[Any, Any, Any]]
    ) -> None:
        self._ask = ask
        self._ask_beside = ask_beside
        self._turns = asyncio.Lock()
        self._stopped = False
        self.under_way = False
        """Whether parts are being done."""

    def stop(self) -> bool:
        """Let the change that is under way end after its present part; False when there is none."""
        self._stopped = self.under_way
        return self.under_way

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until what was asked for before is done."""
        async with self._turns:
            yield

    async def through(
        self, begin: Callable[[], Generator[P, None, T] | Iterator[P]], each: Callable[[P], None]
    ) -> tuple[bool, T | None]:
        """Do all parts that `begin` gives, in a turn, and tell `each` what they gave. Returns whether that was all, and
        what it came to."""
        self.under_way, self._stopped = True, False
        try:
            parts = await self._ask(begin)
            # What is done in one part is done in its turn among all that keys ask for.
            ask = self._ask
            while not self._stopped:
                part, is_last = await ask(_next, parts)
                if is_last:
                    return True, part
                each(part)
                ask = self._ask_beside
        finally:
            self.under_way = False
        return False, None

    async def remove(
        self,
        library: Library,
        feed_ids: Sequence[int],
        about: str,
        tell: Callable[[tuple[int, int]], None],
        tell_undoing: Callable[[tuple[int, int]], None],
    ) -> Removal:
        """Remove feeds, in a turn. Where the reader stops that, what is gone already comes back: half a feed is what
        nobody wants."""
        async with self.turn():
            try:
                is_all, _none = await self.through(partial(library.removing_feeds, feed_ids, about), tell)
            except StoreError:
                # The disk is full, say: the feeds stand, and undoing brings back what is gone.
                with suppress(StoreError):
                    await self._ask(library.keep_feeds, feed_ids)
                raise
            if is_all:
                return "removed"
            actions = await self._ask(library.keep_feeds, feed_ids)
            is_all, count = await self.through(partial(library.undoing_these, actions), tell_undoing)
            if not is_all:
                return "stopped"
            if count or any(feed.id in feed_ids for feed in await self._ask(library.feeds)):
                return "kept"
            # It was stopped with its last part.
            return "removed"


def _next(parts: Generator[Any, None, Any] | Iterator[Any]) -> tuple[Any, bool]:
    """What the next part gives; or what all came to, and True. In a thread nothing may raise `StopIteration`."""
    try:
        return next(parts), False
    except StopIteration as end:
        return end.value, True


def marked_sentence(count: int, is_all: bool, undo: str) -> str:
    """That so many articles have been marked read, all that were to be or not, and that the key `undo` undoes it."""
    if is_all:
        return counted(
            "{count} article marked read. {undo} undoes.",
            "{count} articles marked read. {undo} undoes.",
            count,
            undo=undo,
        )
    return counted(
        "Stopped: {count} article marked read. {undo} undoes.",
        "Stopped: {count} articles marked read. {undo} undoes.",
        count,
        undo=undo,
    )


def undone_sentence(title: str | None, undo: str) -> str:
    """That what `title` says has been undone; None where the reader stopped it, which the key `undo` goes on with."""
    if title is None:
        return _("Stopped; {undo} undoes the rest.").format(undo=undo)
    return _("Undone: {what}.").format(what=title)


def removed_sentence(outcome: Removal, title: str, undo: str) -> str:
    """What became of the feeds that `title` names, which were to be removed; the key `undo` undoes."""
    if outcome == "removed":
        return _("Removed {title}. {undo} brings it back.").format(title=title, undo=undo)
    if outcome == "kept":
        return _("Stopped: {title} stays, with all its articles.").format(title=title)
    return undone_sentence(None, undo)
