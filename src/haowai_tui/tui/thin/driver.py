"""Textual's driver with the thin screen before the terminal."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from contextlib import suppress
from types import FrameType
from typing import Any, ClassVar, cast

from haowai_tui.tui import lost
from haowai_tui.tui.stopping import StoppingDriver
from haowai_tui.tui.thin.connection import came_over
from haowai_tui.tui.thin.ink import Ink
from haowai_tui.tui.thin.outlet import Outlet
from haowai_tui.tui.thin.screen import Screen
from haowai_tui.tui.thin.traits import traits

_SYNC = ("\x1b[?2026h", "\x1b[?2026l")
_ALTERNATE = "\x1b[?1049h"
_CLEAN = "\x1b[m\x1b[r"
"""No look and no margins: a session that was cut off in the middle of a frame may have left some."""
_TORN = 512
"""Characters from which on a frame is sent as one (synchronized output) where the terminal can."""
_LAID_OUT = 0.4
"""Seconds after which what is shown at a new size is laid out for it, if it is to be laid out at all."""

# What changes no cell: modes but the alternate screen, questions, titles, the clipboard, the pointer, the bell,
# notices, and kitty's pictures, which show only where cells name them.
_HARMLESS = re.compile(
    r"(?:\x1b\[\?(?!1049|1047|47|3\b)[\d;]+[hl]|\x1b\[8[hl]|\x1b\[\?\d+\$p|\x1b\[[<>=]?\d*u|\x07"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b_G[^\x1b]*\x1b\\|\x1bPtmux;(?:\x1b\x1b|[^\x1b])*\x1b\\)+"
)


class ThinDriver(StoppingDriver):
    """Sends what the terminal does not show already, of the newest frame whenever the line has taken what was sent."""

    ink: ClassVar[Ink | None] = None
    """What was painted before there was a driver. The first one takes it over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._traits = traits(os.environ)
        self._thin: Screen | None = None
        self._synchronizes = False
        self._waits = False
        """Frames are taken but not sent: the last screen is shown until the live one is there."""
        self._resized = False
        self._is_unsure = False
        """What a terminal makes of its rows when its size changes is its own affair."""
        assert self._file is not None
        self._outlet = Outlet(self._file, came_over(os.environ))
        self._file = cast("Any", self._outlet)
        self._drawing: asyncio.AbstractEventLoop | None = None
        """The loop that draws; None while the terminal is not ours."""
        self._looking: asyncio.TimerHandle | None = None

    def start_application_mode(self) -> None:
        self._thin = None
        self._outlet.open()
        self._drawing = asyncio.get_running_loop()
        painted = self._take_over()
        super().start_application_mode()
        if painted is not None:
            self.attrs_before = painted.attributes
        follow = signal.getsignal(signal.SIGWINCH)

        def resized(number: int, frame: FrameType | None) -> None:
            self._is_unsure = self._resized = True
            if callable(follow):
                follow(number, frame)
            # Of a size that is as it was Textual draws nothing again.
            self._freed()

        signal.signal(signal.SIGWINCH, resized)

    def stop_application_mode(self) -> None:
        # What is not drawn yet would only be seen to go.
        self._drawing = None
        if self._looking is not None:
            self._looking.cancel()
        self._thin = None
        self._outlet.hurry()
        super().stop_application_mode()

    def _sigcont_application(self, *arguments: Any) -> None:
        # With a terminal that is lost comes a SIGCONT too: there is nothing to come back to.
        if not lost.is_gone(self.fileno):
            super()._sigcont_application(*arguments)

    def _take_over(self) -> Ink | None:
        ink, ThinDriver.ink = ThinDriver.ink, None
        if ink is None or ink.last is None:
            return None
        ink.taken = True
        columns, rows = self._get_terminal_size()
        if len(ink.last.rows) == rows:
            self._thin = Screen(columns, rows, self._traits)
            self._thin.is_showing([ink.last.row(number) for number in range(rows)])
            self._waits = True
        return ink

    def go_live(self) -> None:
        """Show what has been drawn so far, and from now on every frame when it is drawn."""
        if self._waits:
            self._waits = False
            self._show()

    def text(self) -> list[str]:
        """The text on the screen, row by row; empty when it is not known."""
        return [] if self._thin is None else self._thin.text()

    def write(self, data: str) -> None:
        if data == _ALTERNATE:
            if not self._waits:
                self._put(data + _CLEAN)
            # Else the terminal is there already; some would clear it.
            return
        if data in _SYNC:
            # Textual writes these around every frame when the terminal answered that it knows them.
            self._synchronizes = True
            return
        screen = self._known()
        if screen is None:
            columns, rows = self._get_terminal_size()
            screen = self._thin = Screen(columns, rows, self._traits)
            self._waits = False
        if screen.frame(data):
            self._show()
        elif _HARMLESS.fullmatch(data):
            self._put(data)
        else:
            if not self._waits and not screen.is_drawn:
                # It stands on what was drawn before.
                self._send(screen.flush())
            self._put(data)
            self._thin = None

    def _known(self) -> Screen | None:
        """The screen, if it is still of the terminal's size."""
        if self._is_unsure:
            self._is_unsure = False
            if self._thin is not None and (self._thin.columns, self._thin.rows) == self._get_terminal_size():
                self._thin.forget()
            else:
                self._thin = None
                self._look_later()
        return self._thin

    def _look_later(self) -> None:
        """See that all is drawn at a new size in the end: Textual draws nothing where that is again what it laid out
        last, and what was wanted of that one has been forgotten."""
        if self._looking is not None:
            self._looking.cancel()
        if self._drawing is not None:
            self._looking = self._drawing.call_later(_LAID_OUT, self._look)

    def _look(self) -> None:
        if self._thin is None or not self._thin.is_whole:
            self._app.call_later(self._app.refresh, layout=True)

    def _show(self) -> None:
        """Draw what is wanted, or as much of it as a slow line takes at once; later, while it is still taking."""
        if self._waits or self._drawing is None:
            return
        while (screen := self._known()) is not None and self._outlet.is_free(self._freed):
            self._send(self._emptied(screen) + screen.flush(self._outlet.part))
            if screen.is_drawn:
                break

    def _freed(self) -> None:
        """The line has taken all that was sent. Called from a thread."""
        loop = self._drawing
        with suppress(RuntimeError):  # it has ended
            if loop is not None:
                loop.call_soon_threadsafe(self._show)

    def _emptied(self, screen: Screen) -> str:
        """What empties the rows of a terminal whose size has changed. tmux keeps what stood beyond a screen that became
        narrower, halves of wide characters too, and when it is wide again they take along what is written before them.
        Row by row: emptying all at once would take pictures along as well. Not before all of it is drawn anew: until
        then stands what was drawn last."""
        if not self._resized or not screen.is_whole:
            return ""
        self._resized = False
        screen.forget()
        return "\x1b[0m" + "".join(f"\x1b[{row}H\x1b[2K" for row in range(1, screen.rows + 1))

    def _send(self, data: str) -> None:
        if self._synchronizes and len(data) > _TORN:
            data = f"{_SYNC[0]}{data}{_SYNC[1]}"
        if data:
            self._put(data)

    def _put(self, data: str) -> None:
        self._outlet.put()
        super().write(data)

    def redraw(self) -> None:
        """Draw the whole screen again, whatever the terminal shows."""
        self._waits = False
        if self._thin is not None:
            self._thin.forget()
            self._show()
