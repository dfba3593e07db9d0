"""A terminal that answers as xterm does, and is so far away that its answers take their time."""

from __future__ import annotations

import heapq
import re
import time
from collections.abc import Mapping, Sequence

from terminal import Terminal

# Questions for modes, for the colour of the background and for the kind of terminal.
_ANSWERS = [
    (re.compile(rb"\x1b\[\?(2026|2048)\$p"), b"\x1b[?\\1;2$y"),
    (re.compile(rb"\x1b\]11;\?(?:\x07|\x1b\\)"), b"\x1b]11;rgb:0000/0000/0000\x1b\\\\"),
    (re.compile(rb"\x1b\[c"), b"\x1b[?62;22c"),
]
_LONGEST = 10


class FarawayTerminal(Terminal):
    """`argv` in a terminal whose answers arrive `round_trip` seconds after they are asked for."""

    answers_kind = False

    def __init__(
        self, argv: Sequence[str], columns: int, rows: int, env: Mapping[str, str], *, round_trip: float
    ) -> None:
        self.round_trip = round_trip
        self.answered: list[bytes] = []
        """What has arrived."""
        self._under_way: list[tuple[float, int, bytes]] = []
        self._read_to = 0
        super().__init__(argv, columns, rows, env)

    def read(self, seconds: float = 0.05) -> bool:
        due = self._under_way[0][0] - time.monotonic() if self._under_way else seconds
        alive = super().read(max(0.0, min(seconds, due)))
        self._look_for_questions()
        while self._under_way and self._under_way[0][0] <= time.monotonic():
            answer = heapq.heappop(self._under_way)[2]
            self.answered.append(answer)
            self.send_bytes(answer)
        return alive

    def _look_for_questions(self) -> None:
        # A question may have come in two pieces.
        since = max(0, self._read_to - _LONGEST)
        for question, answer in _ANSWERS:
            for match in question.finditer(self.raw, since):
                if match.end() > self._read_to:
                    arrives = time.monotonic() + self.round_trip
                    heapq.heappush(self._under_way, (arrives, match.end(), match.expand(answer)))
        self._read_to = len(self.raw)
