"""The terminal is gone, somebody ends us, or the reader leaves: left in time, whatever hangs.

SIGHUP may be ignored (nohup, some launchers) or go to another process. Textual would then read an ended input again and
again. A terminal that takes nothing any more stops the event loop in the middle of a frame, and it then hears of no
signal: so a thread listens, which never writes.
"""

from __future__ import annotations

import os
import queue
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from haowai_tui.locale import gettext as _

FLUSH_SECONDS = 1.0
"""How long a lost terminal may take to be left before the process ends all the same."""

LEAVING_SECONDS = 5.0
"""How long leaving may take when all is kept: longer than what is sent as haowai ends."""

KEEPING_SECONDS = 30.0
"""How long a reader who leaves waits for a disk that takes nothing, or for what is asked of the library before."""

SIGNALS = (signal.SIGTERM, signal.SIGHUP)
"""Those that ask us to end."""

_RESTORE = (
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?1004l\x1b[?2004l\x1b[?2031l\x1b[?2048l"
    b"\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m"
)


def watch(told: Callable[[signal.Signals, bool], None]) -> None:
    """Call `told` once, from a thread, when a signal asks us to end or the terminal at standard input is gone: with the
    signal (SIGHUP for a lost terminal) and whether there is a terminal still. Waiting costs nothing.

    To be called in the main thread."""
    listening, telling = os.pipe()
    os.set_blocking(telling, False)

    def hear(number: int, _frame: object) -> None:
        # Nothing that could wait for what this has interrupted.
        with suppress(OSError):
            os.write(telling, bytes([number]))

    for number in SIGNALS:
        signal.signal(number, hear)
    threading.Thread(target=_wait, args=(listening, told), name="lost", daemon=True).start()


def _wait(listening: int, told: Callable[[signal.Signals, bool], None]) -> None:
    if _is_gone_first(listening):
        told(signal.SIGHUP, False)
    else:
        told(signal.Signals(os.read(listening, 1)[0]), True)


def _is_gone_first(listening: int) -> bool:
    """Wait for the end of the terminal or for something to read at `listening`; whether the terminal has ended."""
    try:
        terminal = sys.__stdin__.fileno()  # type: ignore[union-attr]
        poll = select.poll()
        poll.register(terminal, 0)
        poll.register(listening, select.POLLIN)
        return terminal in (fileno for fileno, _event in poll.poll())
    except (AttributeError, OSError, ValueError):  # no standard input, or no `poll` here
        return False


def is_gone(fileno: int) -> bool:
    """Whether the terminal at `fileno` has ended."""
    try:
        poll = select.poll()
        poll.register(fileno, 0)
        return bool(poll.poll(0))
    except (AttributeError, OSError):  # no `poll` here
        return False


def unplug(driver: Any) -> None:
    """Let the driver neither read nor write any more, and free whoever waits to write."""
    if driver is None:
        return
    driver.write = _drop
    if (ended := getattr(driver, "exit_event", None)) is not None:
        ended.set()
    waiting = getattr(getattr(driver, "_writer_thread", None), "_queue", None)
    if waiting is not None:
        with suppress(queue.Empty):
            while True:
                waiting.get_nowait()


def _drop(_data: str) -> None:
    return


def is_stuck(driver: Any) -> bool:
    """Whether whoever writes to the terminal now has to wait until it takes something."""
    waiting = getattr(getattr(driver, "_writer_thread", None), "_queue", None)
    return waiting is not None and bool(waiting.full())


def end_after_all(driver: Any, code: int) -> None:
    """Wait `FLUSH_SECONDS` and then end the process, whatever hangs, with the terminal's modes put back where there is
    one. Half-way nobody needs to wait for the terminal any more."""
    time.sleep(FLUSH_SECONDS / 2)
    unplug(driver)
    time.sleep(FLUSH_SECONDS / 2)
    try:
        _put_back(driver)
    finally:
        os._exit(code)


def leave_in_time(driver: Any, kept: threading.Event) -> None:
    """End the process after all, from a thread, if it has not ended by itself `LEAVING_SECONDS` after all was `kept`;
    or where that hangs, `KEEPING_SECONDS` after now, and say so."""
    threading.Thread(target=_end_in_time, args=(driver, kept), name="leaving", daemon=True).start()


def _end_in_time(driver: Any, kept: threading.Event) -> None:
    if kept.wait(KEEPING_SECONDS):
        time.sleep(LEAVING_SECONDS)
    unplug(driver)
    try:
        _put_back(driver)
        if not kept.is_set():
            text = _("haowai could not keep where you are, and perhaps not what you did last: the disk took nothing.")
            os.write(driver.fileno, f"{text}\r\n".encode())
    finally:
        os._exit(0 if kept.is_set() else 4)


def put_back_unplugged(driver: Any) -> None:
    """Put the terminal's modes back where the driver was unplugged before it had done so."""
    if getattr(driver, "write", None) is _drop:
        _put_back(driver)


def _put_back(driver: Any) -> None:
    """What can be put back without waiting: the output may be what hangs."""
    attributes = getattr(driver, "attrs_before", None)
    if attributes is None:
        return
    with suppress(Exception):
        import termios

        termios.tcsetattr(driver.fileno, termios.TCSANOW, attributes)
        os.set_blocking(driver.fileno, False)
        os.write(driver.fileno, _RESTORE)
