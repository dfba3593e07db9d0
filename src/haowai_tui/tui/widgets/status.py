"""The status line: what is going on, where the reader is in the article, and the keys that matter now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.widgets.rows import noted
from haowai_tui.tui.widgets.strips import exact_strip

_MESSAGE_SECONDS = 6.0

_MOST_LINES = 3

BETWEEN = "   "
"""What stands between two hints."""


class StatusLine(Widget):
    """One line. A message stands in the hints' place until it has been read; one that is too long for that takes the
    whole width, and as many lines as it needs of a few."""

    DEFAULT_CSS = """
    StatusLine { height: 1; background: $panel; color: $quiet; }
    StatusLine > .status--message { color: $headline; }
    StatusLine > .status--state { color: $accent; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"status--message", "status--state"}

    state: reactive[str] = reactive("")
    progress: reactive[str] = reactive("")
    position: reactive[str] = reactive("")
    hints: reactive[tuple[str, ...]] = reactive(())
    """Keys with what they do. Where not all fit those before the last two are left out: help, and the way out."""
    message: reactive[str] = reactive("")
    pending: reactive[str] = reactive("")
    """Keys that have been typed and await others."""

    _timer: Timer | None = None
    _lines: Sequence[str] = ()
    """The message in lines, when it takes more than what one has room for."""

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

    def watch_message(self) -> None:
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        width = self.size.width
        fits = cell_width(self.message) + 1 <= self._room(width)
        self._lines = () if fits else _few_lines(self.message, width - 2)
        height = max(1, len(self._lines))
        if self.size.height != height:
            self.styles.height = height
        self.refresh()

    def _left(self) -> list[str]:
        return [f" {text} " for text in (self.state, self.progress) if text]

    def _right(self, width: int) -> str:
        right = f" {self.position} " if self.position else ""
        # What is said matters more.
        return "" if 2 * cell_width(right) > width else right

    def _pending(self) -> str:
        return f" {self.pending} " if self.pending else ""

    def _room(self, width: int) -> int:
        """The cells between what stands at both ends."""
        return width - sum(map(cell_width, (*self._left(), self._right(width), self._pending())))

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        strong = base + self.get_component_rich_style("status--message", partial=True)
        state = base + self.get_component_rich_style("status--state", partial=True)
        width = self.size.width
        if self._lines:
            text = self._lines[y] if y < len(self._lines) else ""
            return exact_strip([(" " + text, strong)], width, base)
        left = [(text, state if text.strip() == self.state else base) for text in self._left()]
        right, pending, room = self._right(width), self._pending(), self._room(width)
        middle = truncate(" " + (self.message or _fitting(self.hints, room - 2)), max(0, room))
        fill = " " * max(0, room - cell_width(middle))
        pieces = [*left, (middle + fill, strong if self.message else base), (pending, state), (right, base)]
        return exact_strip(pieces, width, base)


def _fitting(hints: Sequence[str], width: int) -> str:
    """As many of `hints` as fit into so many cells."""
    shown = list(hints)
    while len(shown) > 2 and cell_width(BETWEEN.join(shown)) > width:
        del shown[-3]
    return BETWEEN.join(shown)


def _few_lines(message: str, width: int) -> Sequence[str]:
    """`message` in lines, and what is beyond the last of a few left out."""
    lines = [line for line in noted(message, width) if line]
    if len(lines) <= _MOST_LINES:
        return lines
    return *lines[: _MOST_LINES - 1], truncate(" ".join(lines[_MOST_LINES - 1 :]), width)
