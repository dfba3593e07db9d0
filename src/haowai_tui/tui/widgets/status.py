"""The status line: what is going on, where the reader is in the article, and the keys that matter now."""

from __future__ import annotations

from typing import ClassVar

from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.widgets.strips import exact_strip

_MESSAGE_SECONDS = 6.0


class StatusLine(Widget):
    """One line. A message stands in the hints' place until it has been read."""

    DEFAULT_CSS = """
    StatusLine { height: 1; background: $panel; color: $quiet; }
    StatusLine > .status--message { color: $headline; }
    StatusLine > .status--state { color: $accent; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"status--message", "status--state"}

    state: reactive[str] = reactive("")
    progress: reactive[str] = reactive("")
    position: reactive[str] = reactive("")
    hints: reactive[str] = reactive("")
    message: reactive[str] = reactive("")
    pending: reactive[str] = reactive("")
    """Keys that have been typed and await others."""

    _timer: Timer | None = None

    def say(self, message: str, *, stay: bool = False, seconds: float = _MESSAGE_SECONDS) -> None:
        """Show `message` for some seconds, or until the next one when it is to `stay`."""
        self.message = message
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if message and not stay:
            self._timer = self.set_timer(seconds, self._clear)

    def _clear(self) -> None:
        self.message = ""

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        strong = base + self.get_component_rich_style("status--message", partial=True)
        state = base + self.get_component_rich_style("status--state", partial=True)
        width = self.size.width
        left = [(f" {text} ", state if text == self.state else base) for text in (self.state, self.progress) if text]
        right = f" {self.position} " if self.position else ""
        if 2 * cell_width(right) > width:
            right = ""  # what is said matters more
        pending = f" {self.pending} " if self.pending else ""
        room = width - sum(cell_width(text) for text, _style in left) - cell_width(right) - cell_width(pending)
        middle = truncate(" " + (self.message or self.hints), max(0, room))
        fill = " " * max(0, room - cell_width(middle))
        pieces = [*left, (middle + fill, strong if self.message else base), (pending, state), (right, base)]
        return exact_strip(pieces, width, base)
