"""Drawing what changes often: at once, and then no more often than somebody can read it."""

from __future__ import annotations

from collections.abc import Callable

from textual.dom import DOMNode
from textual.timer import Timer


class Seldom:
    """Calls `draw` when asked to, but at most once in `seconds`: what is asked for meanwhile is done at their end."""

    def __init__(self, node: DOMNode, draw: Callable[[], None], seconds: float = 0.25) -> None:
        self._node = node
        self._draw = draw
        self._seconds = seconds
        self._timer: Timer | None = None
        self._asked = False

    def soon(self) -> None:
        """Something has changed."""
        if self._timer is None:
            self.now()
        else:
            self._asked = True

    def now(self) -> None:
        """Something has changed that is to be seen at once."""
        if self._timer is not None:
            self._timer.stop()
        self._asked = False
        self._timer = self._node.set_timer(self._seconds, self._over)
        self._draw()

    def _over(self) -> None:
        self._timer = None
        if self._asked:
            self.now()
