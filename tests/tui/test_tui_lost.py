"""Leaving in time, whatever hangs, and with the terminal as it was."""

from __future__ import annotations

import os
import pty
import termios
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from haowai_tui.tui import lost
from haowai_tui.tui.thin.driver import ThinDriver


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(ours)
    os.close(theirs)


def test_a_terminal_whose_driver_was_unplugged_is_put_back(ends: tuple[int, int]) -> None:
    ours, theirs = ends
    before = termios.tcgetattr(theirs)
    driver = SimpleNamespace(attrs_before=before, fileno=theirs, write=print)
    raw = termios.tcgetattr(theirs)
    raw[3] &= ~termios.ECHO
    termios.tcsetattr(theirs, termios.TCSANOW, raw)
    os.set_blocking(ours, False)

    lost.put_back_unplugged(driver)
    with pytest.raises(BlockingIOError):
        os.read(ours, 1000)

    lost.unplug(driver)
    lost.put_back_unplugged(driver)
    assert b"\x1b[?1049l" in os.read(ours, 1000)
    assert termios.tcgetattr(theirs)[3] == before[3]


def test_what_comes_with_the_end_of_a_terminal_does_not_begin_the_reader_again(
    ends: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system sends SIGCONT to whoever had the terminal, also where SIGHUP is ignored."""
    ours, theirs = ends
    begun: list[str] = []
    monkeypatch.setattr(ThinDriver, "resume_application_mode", lambda _driver: begun.append("begun"))
    driver = ThinDriver.__new__(ThinDriver)
    driver.fileno, driver._auto_restart = theirs, True
    driver._sigcont_application()
    assert begun == ["begun"]
    end = os.dup(theirs)
    os.dup2(os.open(os.devnull, os.O_RDWR), ours)
    driver.fileno = end
    driver._sigcont_application()
    os.close(end)
    assert begun == ["begun"]


def test_without_a_driver_there_is_nothing_to_put_back() -> None:
    lost.put_back_unplugged(None)
