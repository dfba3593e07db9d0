"""Comparing, while the reader reads, what a refresh has left uncompared: a little at a time, so that no key waits."""

from __future__ import annotations

import asyncio
import time

from haowai_tui.tui.screens.telling import Telling

_AT_ONCE = 8
_REST = 0.3
"""Seconds of rest after each few articles at least, and twice as long as they took: this is never in a hurry, and most
of the interpreter's time is the keys'."""


class Comparing(Telling):
    """Related articles and what is hot become whole meanwhile; nothing of it is waited for."""

    def compare_rest(self) -> None:
        """Go on comparing until nothing is left."""
        self.start(self._compare_rest(), group="compare")

    async def _compare_rest(self) -> None:
        took = 0.0
        while not await self.ask(self.library.is_all_compared):
            await asyncio.sleep(max(_REST, 2 * took))
            began = time.monotonic()
            # Not in the library's thread, where what the reader does is answered.
            if not await asyncio.to_thread(self.library.compare_new, most=_AT_ONCE):
                return
            took = time.monotonic() - began
