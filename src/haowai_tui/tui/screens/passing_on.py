"""What the reader does goes to the accounts' servers by itself: some seconds later, and as haowai ends."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from datetime import UTC, datetime

from haowai_tui.errors import HaowaiError
from haowai_tui.library.events import SyncDone, SyncEvent, SyncFailed
from haowai_tui.library.phrases import sync_label
from haowai_tui.locale import gettext as _
from haowai_tui.tui.background import Background, Cancelled
from haowai_tui.tui.screens.feeding import Refreshed
from haowai_tui.tui.screens.smart import Smart

QUIET = 4.0
"""Seconds that pass after the last action before it is sent: what is done in a row goes in one request."""
AT_THE_END = 1.5
"""Seconds that leaving takes longer at most. What is not sent by then waits for the next time."""
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 1800.0
"""Seconds before what failed is tried again, doubling."""


class PassingOn(Smart):
    """Sends what waits. What fails is said once, until something goes well again."""

    _pause = 0.0
    _not_before = 0.0

    def begin_passing_on(self) -> None:
        """Look for what waits, from now on."""
        self.look_for(self.library.last_unsent, self._unsent_seen, unless=self._sends_nothing)

    def _sends_nothing(self) -> bool:
        busy = self.refresh_work is not None or self.sending_work is not None
        return busy or not self.library.settings.net.send_actions or time.monotonic() < self._not_before

    def _unsent_seen(self, last: datetime | None) -> None:
        # An action that is yet to come was done before the clock went back.
        is_due = last is not None and not 0 <= (datetime.now(UTC) - last).total_seconds() < QUIET
        if is_due and not self._sends_nothing():
            self.start(self._pass_on(), group="passing on")

    async def _pass_on(self) -> None:
        self.sending_work = Background(self._send)
        try:
            ends = await self.sending_work.run()
        except Cancelled:
            return
        finally:
            self.sending_work = None
            self.progress.now()
        failures = [end for end in ends if isinstance(end, SyncFailed)]
        if failures:
            first = self._pause == 0.0
            self._pause = FIRST_PAUSE if first else min(LONGEST_PAUSE, 2 * self._pause)
            self._not_before = time.monotonic() + self._pause
            if first:
                self.say(_("Not sent yet: {sentence}").format(sentence=failures[0].sentence))
        else:
            self._pause = self._not_before = 0.0
        if any(isinstance(end, SyncDone) and (end.new or end.changed or end.removed) for end in ends):
            await self.after_change()
        self.status.state = sync_label(await self.ask(self.library.sync_state))

    async def _send(self) -> list[SyncEvent]:
        """Runs in a thread and a loop of its own."""
        ends: list[SyncEvent] = []
        async with aclosing(self.library.send_waiting()) as stream:
            async for event in stream:
                if isinstance(event, SyncDone | SyncFailed):
                    ends.append(event)
                else:
                    self.post_message(Refreshed(event))
        return ends

    async def pass_on_at_the_end(self) -> None:
        """Send what waits, as far as it goes in a moment; leaving does not wait longer, and no failure holds it up."""
        if not self.library.settings.net.send_actions or self._pause or not await self.ask(self.library.last_unsent):
            return
        self.say(_("Sending what waits ..."), stay=True)
        work = Background(self._send)
        try:
            await asyncio.wait_for(work.run(), AT_THE_END)
        except (TimeoutError, Cancelled, HaowaiError):
            return  # it waits in the outbox, as if there were no network
