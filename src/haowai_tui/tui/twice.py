"""A key that was pressed twice, the second time for a screen that the first had already closed."""

from __future__ import annotations

SECONDS = 0.25
"""So soon after the last press the same key is the second half of a double press, or a key that is held down."""


class Twice:
    """Keeps the key that closed a screen from the screen below: while the closed one still shows, and for a moment
    longer. Any other key is meant for what lies below, and ends this."""

    def __init__(self) -> None:
        self._key = ""
        self._at = 0.0
        self._shows = False

    def closed_by(self, key: str, at: float) -> None:
        """A screen was closed by `key`, pressed at `at` (seconds of a monotonic clock); empty for another reason."""
        self._key, self._at, self._shows = key, at, True

    def gone(self) -> None:
        """The closed screen shows no longer."""
        self._shows = False

    def swallows(self, key: str, at: float) -> bool:
        """Whether `key`, pressed at `at`, was meant for the screen that is gone."""
        if key and key == self._key and (self._shows or at - self._at < SECONDS):
            self._at = at
            return True
        self._key = ""
        return False
