"""Reading the terminal, a real one: keys come through at once, and while nobody types nothing wakes up."""

from __future__ import annotations

import os
import queue
import selectors
import threading
import time
import tty
from collections.abc import Iterator
from typing import Any

import pytest
from textual.events import Key
from textual.message import Message

from haowai_tui.tui.listening import Ending, ListeningDriver


class Heard(ListeningDriver):
    """Keeps what it passes on. It is made without the rest of a driver, which wants the terminal of the process."""

    def __init__(self, fileno: int) -> None:
        self.fileno = fileno
        self.exit_event = Ending()
        self._debug = False
        self.heard: queue.Queue[Message] = queue.Queue()

    def process_message(self, message: Message) -> None:
        self.heard.put(message)

    def key(self) -> str:
        message = self.heard.get(timeout=60)
        assert isinstance(message, Key)
        return message.key


@pytest.fixture
def terminal() -> Iterator[tuple[int, Heard]]:
    """The end that the reader types at, and what listens at the other one."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    try:
        yield ours, Heard(theirs)
    finally:
        os.close(ours)
        os.close(theirs)


def listening(driver: Heard) -> threading.Thread:
    thread = threading.Thread(target=driver.run_input_thread)
    thread.start()
    return thread


def ended(driver: Heard, thread: threading.Thread) -> bool:
    driver.exit_event.set()
    thread.join(timeout=60)
    return not thread.is_alive()


def test_keys_are_passed_on_and_escape_alone_is_one(terminal: tuple[int, Heard]) -> None:
    typed, driver = terminal
    thread = listening(driver)
    os.write(typed, "j号".encode())
    assert [driver.key(), driver.key()] == ["j", "号"]
    os.write(typed, b"\x1b")
    assert driver.key() == "escape"
    os.write(typed, b"\x1b[A")
    assert driver.key() == "up"
    assert ended(driver, thread)


def test_nothing_wakes_up_while_nobody_types(terminal: tuple[int, Heard], monkeypatch: pytest.MonkeyPatch) -> None:
    waits = []

    class Counted(selectors.SelectSelector):
        def select(self, timeout: float | None = None) -> Any:
            waits.append(timeout)
            return super().select(timeout)

    monkeypatch.setattr(selectors, "SelectSelector", Counted)
    typed, driver = terminal
    thread = listening(driver)
    os.write(typed, b"\x1b")
    assert driver.key() == "escape"
    before = time.monotonic()
    while (not waits or waits[-1] is not None) and time.monotonic() < before + 60:
        time.sleep(0.01)
    so_far = len(waits)
    time.sleep(0.5)
    assert waits[-1] is None and len(waits) == so_far
    assert ended(driver, thread)


def test_it_can_be_ended_and_begun_again(terminal: tuple[int, Heard]) -> None:
    typed, driver = terminal
    for _again in range(3):
        thread = listening(driver)
        os.write(typed, b"k")
        assert driver.key() == "k"
        assert ended(driver, thread)
        driver.exit_event.clear()
