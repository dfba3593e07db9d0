"""A reader at the far end of a slow line: what is drawn is the newest, and little of what is older lies before it."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import pytest
from test_e2e_thin import Plain, articles

from slowline import FarTerminal
from terminal import Terminal

__all__ = ["articles"]

pytestmark = [
    pytest.mark.usefixtures("articles"),
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what lies in a connection"),
]


def test_a_key_held_over_a_line_that_takes_nothing_leaves_one_frame_before_the_newest(
    env: dict[str, str], tmp_path: Path
) -> None:
    tee = tmp_path / "tee"
    argv = [sys.executable, str(Path(__file__).with_name("tee.py"))]
    with FarTerminal(argv, 100, 30, env | {"HAOWAI_TEE": str(tee)}) as terminal:
        terminal.wait_for("Harbour Post")
        terminal.wait_still(1.0)
        terminal.send("l")
        terminal.wait_still(1.0)
        terminal.taking = False
        before = terminal.written
        for _number in range(12):
            for key in ("space", "space", "J", "pageup"):
                terminal.send(key)
                terminal.read(0.03)
        terminal.wait_written()
        plain = Plain(tee, 100, 30)
        plain.read()
        # What fits into the far end, and one frame or two: not the 48 of them.
        assert terminal.written - before < 16_000
        terminal.taking = True
        terminal.wait_still(1.0)
        plain.read()
        assert not plain.differing(terminal), terminal.screen()
        terminal.send("q")
        assert terminal.wait_end() == 0


def test_a_size_that_is_told_again_leaves_out_nothing_that_waits(env: dict[str, str], tmp_path: Path) -> None:
    tee = tmp_path / "tee"
    argv = [sys.executable, str(Path(__file__).with_name("tee.py"))]
    with FarTerminal(argv, 100, 30, env | {"HAOWAI_TEE": str(tee)}) as terminal:
        terminal.wait_for("Harbour Post")
        terminal.wait_still(1.0)
        terminal.taking = False
        for _number in range(6):
            terminal.send("J", "space")
            terminal.wait_written(0.2)
        terminal.kill(signal.SIGWINCH)
        terminal.wait_written()
        plain = Plain(tee, 100, 30)
        plain.read()
        terminal.taking = True
        terminal.wait_still(1.0)
        plain.read()
        assert not plain.differing(terminal), terminal.screen()


def test_a_reader_leaves_while_the_line_takes_nothing(command: list[str], env: dict[str, str]) -> None:
    with FarTerminal(command, 100, 30, env) as terminal:
        terminal.wait_for("Harbour Post")
        terminal.wait_still(1.0)
        terminal.taking = False
        for _number in range(8):
            terminal.send("J", "space")
            terminal.read(0.05)
        terminal.send("q")
        assert terminal.wait_end() == 0
        terminal.taking = True
        while terminal.read(0.5):
            pass
        # Nothing is drawn on the shell's screen, nor its cursor moved before that is left and when it is there again.
        assert b"H" not in terminal.raw[: terminal.raw.index(b"\x1b[?1049h")]
        assert b"H" not in terminal.raw[terminal.raw.rindex(b"\x1b[?2004l") :]
        assert b"\x1b[?25h" in terminal.raw[terminal.raw.rindex(b"\x1b[?1049l") :]


def test_keys_are_obeyed_while_nobody_takes_what_is_written(command: list[str], env: dict[str, str]) -> None:
    """A terminal that is stopped, as by Ctrl+S: the keys typed at it are obeyed, and frames nobody saw left out."""
    with Terminal(command, 120, 40, env) as terminal:
        terminal.wait_for("Harbour Post")
        terminal.wait_still(1.0)
        before = len(terminal.raw)
        for number in range(60):
            terminal.send("ctrl+l", "J" if number % 12 < 11 else "g")
            time.sleep(0.03)  # nobody reads what is written
        terminal.send("?")
        terminal.wait_for("Moving")
        terminal.wait_still(1.0)
        # The pseudo-terminal itself keeps some ten thousand bytes.
        assert len(terminal.raw) - before < 60_000
        terminal.send("escape")
        terminal.wait_gone("Moving")
        terminal.send("q")
        assert terminal.wait_end() == 0
