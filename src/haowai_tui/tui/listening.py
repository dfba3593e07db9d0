"""Reading the terminal: asleep while nobody types, and to the end of what it has been asked.

Textual's own driver looks ten times a second whether it is to end. And it leaves after a tenth of a second: over a line
that takes longer, what the terminal answers, and where the mouse moved until it heard that nobody wants to know, was
typed into the shell.
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

from haowai_tui.tui.answers import ASK_LAST, AllTold, AnswerParser
from haowai_tui.tui.answers_known import can_ask

_AT_ONCE = 4096
_AFTER = 0.001
"""Seconds after a time at which it has surely come."""
_LATE = 0.1
"""Seconds that what is still on its way has at the end, where the terminal does not tell that it was all."""
_ANSWER_SECONDS = 2.0
"""Seconds that a terminal has to answer."""
_TELL_NO_MOVES = "\x1b[?1004l"
"""Textual's own end of being told of the focus comes last, when nobody reads any more."""


class Ending(threading.Event):
    """An event that also ends a wait for something to read."""

    def __init__(self) -> None:
        super().__init__()
        self.all_told = threading.Event()
        """Set when the terminal has answered all that it was asked, or nobody listens any more."""
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

    _is_leaving = False
    """Nothing that comes is for the reader any more."""
    _asked_until = 0.0
    """Until then answers may come of a terminal that has given none yet. By `time.monotonic`."""
    _parser: AnswerParser | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exit_event: Ending = Ending()

    def start_application_mode(self) -> None:
        self._is_leaving = False
        self.exit_event.all_told.clear()
        self._asked_until = time.monotonic() + _ANSWER_SECONDS
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def disable_input(self) -> None:
        if self._key_thread is not None and self._key_thread.is_alive():
            self._hear_out()
        super().disable_input()

    def _hear_out(self) -> None:
        """Let the terminal tell no more, and wait until what it has told so far is here: whoever has the terminal next
        would take it for typed. As long as an answer may take: it may be that none comes."""
        self._is_leaving = True
        has_answers = self._parser is not None and self._parser.has_answers
        left = _ANSWER_SECONDS if has_answers else self._asked_until - time.monotonic()
        if left <= 0 or not can_ask(os.environ):
            return
        self._disable_mouse_support()
        self.write(_TELL_NO_MOVES + ASK_LAST)
        self.exit_event.all_told.wait(left)

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - what nobody sees in a thread; Textual's own would drop it
            app: Any = self._app
            app.call_later(app.reading_failed, error)

    def run_input_thread(self) -> None:
        """Pass on what comes from the terminal, until `exit_event` is set."""
        parser = self._parser = AnswerParser(self._debug)
        try:
            with selectors.SelectSelector() as selector:
                selector.register(self.fileno, selectors.EVENT_READ)
                selector.register(self.exit_event.listening, selectors.EVENT_READ)
                self._listen(selector, parser)
            if not self.exit_event.all_told.is_set():
                time.sleep(_LATE)
            self._pass_on(parser.tick())
        finally:
            self.exit_event.all_told.set()
            with suppress(EOFError, ParseError):
                for _event in parser.feed(""):
                    pass

    def _listen(self, selector: selectors.SelectSelector, parser: AnswerParser) -> None:
        # A terminal, or a program that types for its user, may send what is no UTF-8: that is no reason to end.
        decode = getincrementaldecoder("utf-8")("replace").decode
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
            if isinstance(event, AllTold):
                self.exit_event.all_told.set()
            elif not self._is_leaving:
                self.process_message(event)
