"""The terminal goes away, in every way in which one can; what was done is there, and no process stays behind."""

from __future__ import annotations

import shlex
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from kept import FIRST, HINT, assert_kept
from terminal import Terminal

DEAF = {
    "plain": "exec {}",
    "hangup ignored": "trap '' HUP; exec {}",
    "not the session's own": "{}; true",
    "a child that ignores it": "trap '' HUP; {}; true",
}


def in_shell(command: Sequence[str], way: str) -> list[str]:
    return ["sh", "-c", DEAF[way].format(shlex.join(command))]


def readers_left(home: str) -> list[str]:
    """Processes of ours that still have this home in their environment."""
    left = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"HAOWAI_HOME={home}".encode() in environ.read_bytes().split(b"\0"):
                left.append(environ.parent.name)
        except OSError:
            continue
    return left


def wait_for_no_reader(home: str, timeout: float = 15.0) -> None:
    deadline = time.monotonic() + timeout
    while readers_left(home):
        assert time.monotonic() < deadline, "a reader stayed behind"
        time.sleep(0.02)


@pytest.mark.parametrize("way", DEAF)
def test_a_line_that_drops_leaves_what_was_done_and_no_process(command, env, way):
    with Terminal(in_shell(command, way), columns=120, rows=40, env=env) as terminal:
        terminal.wait_for(HINT)
        terminal.send("s", "G")
        terminal.wait_still()
        terminal.hang_up()
    wait_for_no_reader(env["HAOWAI_HOME"])
    assert_kept(command, env)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_reader_that_is_told_to_end_puts_the_terminal_back_as_it_was(open_terminal, number):
    with open_terminal(columns=120, rows=40) as terminal:
        before = terminal.modes()
        terminal.wait_for(HINT)
        assert terminal.modes() != before
        terminal.kill(number)
        assert terminal.wait_end() == 128 + number
        assert terminal.modes() == before
        assert terminal.private_modes() == {7, 25}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_terminal_that_takes_nothing_any_more_keeps_no_reader(command, env, number):
    """A stalled line: the reader waits in the middle of a frame until it can write, and is told to end."""
    with Terminal(command, columns=200, rows=60, env=env) as terminal:
        terminal.wait_for(HINT)
        terminal.send("s", "G")
        terminal.wait_still()
        for _round in range(200):  # nobody reads what this makes it write
            terminal.send("ctrl+l", "T")
            time.sleep(0.02)
        terminal.kill(number)
        wait_for_no_reader(env["HAOWAI_HOME"])
    assert_kept(command, env)


def test_five_hundred_sizes_in_a_second_leave_the_reader_in_the_last_one(open_terminal):
    with open_terminal(columns=120, rows=40) as terminal:
        terminal.wait_for(HINT)
        for number in range(500):
            terminal.resize(1 + (number * 37) % 200, 1 + (number * 11) % 60)
            if number % 10 == 0:
                terminal.resize(1, 1)
            terminal.read(0.002)
        terminal.resize(100, 30)
        terminal.wait_until(
            lambda screen: "Start here: three panes" in screen and len(screen.splitlines()) == 30, 20, "the last size"
        )
        terminal.send("?")
        terminal.wait_for("Moving")
        terminal.send("escape")
        terminal.wait_gone("Moving")
        terminal.send("q")
        assert terminal.wait_end() == 0


def test_the_reader_does_not_stop_where_no_shell_could_start_it_again(command, env):
    """As after `ssh -t server haowai`: the terminal was opened for it, and stopped it would keep it for ever."""
    with Terminal(command, columns=120, rows=40, env=env) as terminal:
        terminal.wait_for(HINT, 25)
        terminal.send("ctrl+z")
        terminal.wait_for("No shell waits", 20)
        terminal.send("q")
        assert terminal.wait_end() == 0


def test_the_reader_stops_with_the_script_that_it_was_started_by(command, env):
    script = f"{shlex.join(command)}; echo ended-$((6 * 7))"
    with Terminal(["bash", "--norc", "-i"], columns=120, rows=40, env=env | {"PS1": "shell$ "}) as terminal:
        terminal.wait_for("shell$")
        terminal.send(f"sh -c {shlex.quote(script)}\r")
        terminal.wait_for(HINT, 25)
        terminal.send("ctrl+z")
        terminal.wait_for("Stopped", 20)
        terminal.send("fg\r")
        terminal.wait_for(FIRST, 20)
        terminal.send("q")
        terminal.wait_for("ended-42", 20)
        terminal.send("exit\r")
        assert terminal.wait_end() == 0


def test_the_reader_sleeps_and_wakes_during_a_refresh(command, env):
    with Terminal(["bash", "--norc", "-i"], columns=120, rows=40, env=env | {"PS1": "shell$ "}) as terminal:
        terminal.wait_for("shell$")
        terminal.send(shlex.join(command) + "\r")
        terminal.wait_for(HINT, 25)
        terminal.send("R", "ctrl+z")
        terminal.wait_for("Stopped", 20)
        terminal.send("fg\r")
        terminal.wait_for(FIRST, 20)
        terminal.send("?")
        terminal.wait_for("Moving")
        terminal.send("escape")
        terminal.wait_gone("Moving")
        terminal.send("q")
        terminal.wait_for("shell$", 20)
        terminal.send("echo $((6 * 7))-left\r")
        terminal.wait_for("42-left", 20)
        terminal.send("exit\r")
        assert terminal.wait_end() == 0
