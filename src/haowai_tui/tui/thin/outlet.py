"""Where what is sent leaves: it tells when the line has taken that, so that only then the newest is drawn.

Textual writes from a thread, and lets thirty frames wait for it. Over a slow line those were drawn one after the other
long after the last key, with the one that mattered behind them.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import IO

from haowai_tui.tui.thin.connection import Connection, Load

_TURN = 0.05
"""Seconds within which the writing thread has surely had its turn."""
_FREE = 1024
"""Bytes that may lie in a connection when more is sent: enough for a list that moves."""
_WAIT = 0.1
"""Seconds of a connection's rate that may lie in it beyond what is on its way anyhow."""
_RECENT = 1.0
"""Seconds over which that rate is taken, beside a round trip."""
_FIRST_LOOK, _LOOK = 0.005, 0.1
"""Seconds after which a connection is looked at again, at first and at most."""
_STUCK = 5.0
"""Seconds in which nothing arrives of a connection that nobody reads: what shows the screen is another one."""
_SLOW = 0.3
"""Seconds that a line takes for one frame which is slow."""
_PART = 0.5
"""Seconds that a part of a frame may take on a slow line."""
_LEAST, _WHOLE = 600, 1 << 16
"""Bytes of the least part of a frame, and of one that is no part any more."""


class Outlet:
    """The terminal's file as Textual's writing thread sees it. `write` and `flush` are that thread's; the rest is the
    event loop's."""

    def __init__(self, file: IO[str], connection: Connection | None) -> None:
        self._file = file
        self._connection = connection
        self._lock = threading.Lock()
        self._hurry = threading.Event()
        self._put = self._written = 0
        self._busy = False
        self._busy_since = 0.0
        self._freed: Callable[[], None] | None = None
        self._since = 0.0
        self._bytes = 0
        self._arrived: deque[tuple[float, int]] = deque()
        self._last_arrived, self._last_change = -1, 0.0
        self._stuck_at = -1
        """What had arrived when the connection was found to be stuck; -1 for one that is not."""
        self.part: int | None = None
        """Bytes of a frame that are to be sent at once, so that what is newer need not wait for all of it; None on a
        line that is not slow."""

    def fileno(self) -> int:
        """The terminal's."""
        return self._file.fileno()

    def put(self) -> None:
        """Something is handed to the writing thread."""
        with self._lock:
            self._put += 1
            if not self._busy:
                self._busy, self._busy_since = True, time.monotonic()

    def is_free(self, freed: Callable[[], None]) -> bool:
        """Whether the line has taken all that was put. If not, `freed` is called once when it has, from a thread."""
        with self._lock:
            # On a line that is not slow the thread has only not had its turn: what is newest would wait for the next
            # of the event loop, which may be drawing for long.
            hastens = self.part is None and time.monotonic() - self._busy_since < _TURN
            if self._busy and not hastens:
                self._freed = freed
                return False
            return True

    def open(self) -> None:
        """Wait for the line as it takes what is sent."""
        with self._lock:
            self._put = self._written = 0
            self._busy, self._freed = False, None
        self._hurry.clear()

    def hurry(self) -> None:
        """Wait for the line no more, and call nobody: the terminal is being left."""
        with self._lock:
            self._freed = None
        self._hurry.set()

    def write(self, text: str) -> None:
        """Write to the terminal; what it cannot take yet waits for `flush`."""
        if not self._bytes:
            self._since = time.monotonic()
        self._bytes += len(text)
        self._file.write(text)
        with self._lock:
            self._written += 1

    def flush(self) -> None:
        """Wait until the line has taken what was written, and say so."""
        self._file.flush()
        round_trip = self._drained()
        with self._lock:
            if self._put != self._written:
                return
            self._busy = False
            freed, self._freed = self._freed, None
        self._learn(round_trip)
        if freed is not None:
            freed()

    def _drained(self) -> float:
        """Wait until the connection carries next to nothing, or there is more to be written; the seconds that what is
        sent is on its way at least."""
        pause = _FIRST_LOOK
        round_trip = 0.0
        since = time.monotonic()
        while self._connection is not None and not self._hurry.is_set():
            load = self._connection.load()
            if load is None:
                self._connection = None
                break
            round_trip = load.round_trip
            room = max(_FREE, self._rate(load) * (round_trip + _WAIT))
            if load.queued <= room or self._put != self._written or self._is_stuck(load, since):
                break
            self._hurry.wait(pause)
            pause = min(_LOOK, pause * 2)
        return round_trip

    def _is_stuck(self, load: Load, since: float) -> bool:
        """Whether it is of no use to wait for the connection, as has been done `since` a time. It may be one that an
        earlier terminal came over (dtach, a laptop that sleeps): nothing would be drawn until the system gives it
        up."""
        if load.arrived != self._stuck_at:
            self._stuck_at = -1
            if load.arrived != self._last_arrived:
                self._last_arrived, self._last_change = load.arrived, time.monotonic()
            elif time.monotonic() - max(since, self._last_change) > _STUCK + load.round_trip:
                self._stuck_at = load.arrived
        return self._stuck_at >= 0

    def _rate(self, load: Load) -> float:
        """The bytes a second that have arrived lately. What the system says is no measure: a piece that fits in where
        the line begins arrives in no time."""
        now, marks = time.monotonic(), self._arrived
        marks.append((now, load.arrived))
        while now - marks[0][0] > _RECENT + load.round_trip:
            marks.popleft()
        seconds = now - marks[0][0]
        return (load.arrived - marks[0][1]) / seconds if seconds >= max(_WAIT, load.round_trip) else 0.0

    def _learn(self, round_trip: float) -> None:
        """How much is to be sent at once from now on."""
        took, sent = time.monotonic() - self._since - round_trip, self._bytes
        self._bytes = 0
        if took > _SLOW:
            self.part = max(_LEAST, int(sent / took * _PART))
        elif self.part is not None and sent >= self.part // 2:
            # It took all of that in no time.
            self.part = self.part * 2 if self.part < _WHOLE else None
