"""Reading the terminal: asleep while nobody types.

Textual's own driver looks ten times a second whether it is to end.
"""

from __future__ import annotations

import os
import selectors
import threading
import time
from codecs import getincrementaldecoder
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from textual._parser import ParseError
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from haowai_tui.tui.answers import AnswerParser

_AT_ONCE = 4096
_AFTER = 0.001
"""Seconds after a time at which it has surely come."""
_LATE = 0.1
"""Seconds that what is still on its way has at the end, such as moves of the mouse: the shell would read it."""


class Ending(threading.Event):
    """An event that also ends a wait for something to read."""

    def __init__(self) -> None:
        super().__init__()
        self.listening, self._telling = os.pipe()
        os.set_blocking(self.listening, False)
        os.set_blocking(self._telling, False)

    def set(self) -> None:
        super().set()
        with suppress(OSError):
            os.write(self._telling, b"\0")

    def clear(self) -> None:
        super().clear()
        with suppress(OSError):
            while os.read(self.listening, _AT_ONCE):
                pass


class ListeningDriver(LinuxDriver):
    """Textual's driver, which wakes up when there is something to read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exit_event: Ending = Ending()

    def run_input_thread(self) -> None:
        """Pass on what comes from the terminal, until `exit_event` is set."""
        parser = AnswerParser(self._debug)
        try:
            with selectors.SelectSelector() as selector:
                selector.register(self.fileno, selectors.EVENT_READ)
                selector.register(self.exit_event.listening, selectors.EVENT_READ)
                self._listen(selector, parser)
            time.sleep(_LATE)
            self._pass_on(parser.tick())
        finally:
            with suppress(EOFError, ParseError):
                for _event in parser.feed(""):
                    pass

    def _listen(self, selector: selectors.SelectSelector, parser: AnswerParser) -> None:
        decode = getincrementaldecoder("utf-8")().decode
        while not self.exit_event.is_set():
            # Esc alone is a key when nothing has come after it for a moment: only then is there a time to wait for.
            due = parser.due
            ready = selector.select(None if due is None else max(0.0, due - time.monotonic()) + _AFTER)
            is_there = any(key.fd == self.fileno for key, _mask in ready)
            # Nothing comes where the terminal has ended: that is heard of elsewhere.
            if is_there and (text := decode(os.read(self.fileno, _AT_ONCE))):
                self._pass_on(parser.feed(text))
            self._pass_on(parser.tick())

    def _pass_on(self, events: Iterable[Message]) -> None:
        for event in events:
            self.process_message(event)
