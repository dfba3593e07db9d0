"""What may take long because there is so much of it: undoing, marking, removing, running rules."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Generator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from haowai_tui.tui.leaving import Leaving
from haowai_tui.tui.lengthy import Lengthy, Removal

if TYPE_CHECKING:
    from haowai_tui.config import Settings
    from haowai_tui.library import Library
    from haowai_tui.model import Selection
    from haowai_tui.model.undo import Done

Part = TypeVar("Part")
T = TypeVar("T")

_LOOKED_FOR = 10_000
"""So many articles are looked for in a moment."""


def _tell_nobody(_done: tuple[int, int]) -> None:
    pass


class AtLength(Leaving):
    """The part of the app that does it part by part."""

    library: Library
    lengthy: Lengthy
    ask: Callable[..., Coroutine[Any, Any, Any]]
    ask_behind: Callable[..., Coroutine[Any, Any, Any]]
    settings_taken: Callable[[Settings], str]

    async def undo(
        self, kinds: Collection[str] | None = None, *, tell: Callable[[tuple[int, int]], None] = _tell_nobody
    ) -> str | None:
        """Take the last action back, if it is one of `kinds`, and go by the settings as they are then. Returns what it
        was; empty for nothing, None where the reader stopped it. `tell` is told of how many steps how many are done."""
        return await self._following(partial(self.library.undoing, kinds), tell)

    async def mark_read(
        self, selection: Selection, most: int, tell: Callable[[Sequence[int], int, int], None]
    ) -> tuple[int, bool]:
        """Mark the articles of a selection read, which are `most` at the most. `tell` is told which have been marked,
        and of how many how many. Returns how many in the end, and whether they are all: the reader may stop it, but a
        screen that is closed does not."""
        return await asyncio.shield(asyncio.create_task(self._mark_read(selection, most, tell)))

    async def at_length(self, begin: Callable[[], Generator[Part, None, T]], tell: Callable[[Part], None]) -> T | None:
        """Do all parts that `begin` gives, and tell `tell` what they gave. Returns what it came to; None where the
        reader stopped it. A screen that is closed does not."""
        return await asyncio.shield(asyncio.create_task(self._at_length(begin, tell)))

    async def remove_feeds(
        self,
        feed_ids: Sequence[int],
        about: str,
        tell: Callable[[tuple[int, int]], None],
        tell_undoing: Callable[[tuple[int, int]], None],
    ) -> Removal:
        """Remove feeds, which `about` names. `tell` is told of how many articles how many are gone; `tell_undoing`,
        after the reader stopped it, how many are back. A screen that is closed does not stop it."""
        removing = self.lengthy.remove(self.library, feed_ids, about, tell, tell_undoing)
        return await asyncio.shield(asyncio.create_task(removing))

    async def _at_length(self, begin: Callable[[], Generator[Part, None, T]], tell: Callable[[Part], None]) -> T | None:
        async with self.lengthy.turn():
            _is_all, came_to = await self.lengthy.through(begin, tell)
        return came_to

    async def _mark_read(
        self, selection: Selection, most: int, tell: Callable[[Sequence[int], int, int], None]
    ) -> tuple[int, bool]:
        count = 0

        def each(part: Sequence[int]) -> None:
            nonlocal count
            count += len(part)
            tell(part, count, len(ids))

        async with self.lengthy.turn():
            # Looking for many takes longer than a key may wait.
            look_for = self.ask if most <= _LOOKED_FOR else self.ask_behind
            ids = await look_for(self.library.unread_of, selection)
            is_all, _none = await self.lengthy.through(partial(self.library.marking_read, ids), each)
        return count, is_all

    async def subscribed_last(self) -> str:
        """What `undo` would take back, where feeds would go with all that was fetched and marked in them, which nothing
        brings back; empty for anything else."""
        from haowai_tui.library.phrases import done_label

        last = next(iter(await self.ask(self.library.undoable)), None)
        return done_label(last) if last is not None and last.kind in ("add_feed", "import") else ""

    async def undo_to(self, done: Done, *, tell: Callable[[tuple[int, int]], None] = _tell_nobody) -> int | None:
        """Take back an action and all that came after it, and go by the settings as they are then. Returns how many
        those were; None where the reader stopped it."""
        return await self._following(partial(self.library.undoing_to, done), tell)

    async def _following(
        self, change: Callable[[], Generator[tuple[int, int], None, T]], tell: Callable[[tuple[int, int]], None]
    ) -> T | None:
        before = self.library.settings
        try:
            undone = await self.at_length(change, tell)
            if undone is None:
                await self.ask(self.library.stopped_undoing)
            return undone
        finally:
            # Also when what came later could be taken back and the rest not.
            if self.library.settings != before:
                self.settings_taken(before)
