"""A terminal far away: what it answers, and where its mouse moved, arrives late, and never at the shell."""

from __future__ import annotations

import shlex
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from faraway import FarawayTerminal

ROUND_TRIP = 0.7
# What comes to whoever has the terminal afterwards, in a time in which all is there.
_AFTERWARDS = f"""
import os, select, sys, termios, tty
before = termios.tcgetattr(0)
tty.setraw(0)
got = b""
while select.select([0], [], [], {3 * ROUND_TRIP})[0]:
    got += os.read(0, 4096)
termios.tcsetattr(0, termios.TCSANOW, before)
open(sys.argv[1], "wb").write(got)
"""


def then_a_shell(command: Sequence[str], kept: Path) -> list[str]:
    after = shlex.join([sys.executable, "-c", _AFTERWARDS, str(kept)])
    return ["sh", "-c", f"{shlex.join(command)}; code=$?; {after}; exit $code"]


@pytest.mark.parametrize("wait", [0.0, 3 * ROUND_TRIP])
def test_who_leaves_at_once_leaves_no_answer_to_the_shell(command, env, tmp_path, wait):
    kept = tmp_path / "kept"
    with FarawayTerminal(then_a_shell(command, kept), 120, 40, env, round_trip=ROUND_TRIP) as terminal:
        terminal.wait_until(lambda _screen: b"\x1b]11;?" in terminal.raw, 60, "the question")
        if wait:
            terminal.wait_still(wait)
        # The mouse moves until the terminal has heard that nobody wants to know.
        terminal.send_bytes(b"q\x1b[<35;10;20M\x1b[<35;10;21M")
        terminal.wait_until(lambda _screen: b"\x1b[?1003l" in terminal.raw, 60, "the end of the mouse")
        terminal.send_bytes(b"\x1b[<35;11;21M\x1b[I")
        assert terminal.wait_end(timeout=60) == 0
        assert any(b"11;rgb" in answer for answer in terminal.answered)
        assert terminal.private_modes() == {7, 25}
    assert kept.read_bytes() == b""


def test_who_is_told_to_end_meanwhile_does_not_wait_for_answers(command, env):
    with FarawayTerminal(command, 120, 40, env, round_trip=600) as terminal:
        terminal.wait_until(lambda _screen: b"\x1b]11;?" in terminal.raw, 60, "the question")
        terminal.kill(signal.SIGTERM)
        assert terminal.wait_end(timeout=60) == 128 + signal.SIGTERM
        assert terminal.private_modes() == {7, 25}


def test_a_terminal_that_speaks_another_encoding_ends_nothing(command, env):
    with FarawayTerminal(command, 120, 40, env, round_trip=0.0) as terminal:
        terminal.wait_for("All articles · ", timeout=60)
        terminal.send("/")
        terminal.wait_for("Search all articles", timeout=60)
        terminal.send_bytes("渡口".encode("gbk"))
        terminal.wait_for("\ufffd", timeout=60)
        # And one that knows the mouse as it was told long ago, beyond the ninety-fifth column.
        terminal.send_bytes(b"\x1b" + b"\x1b[M \xb0\x30")
        terminal.wait_for("Space Read on", timeout=60)
        terminal.send("q")
        assert terminal.wait_end(timeout=60) == 0


FAILS = """
import sys
from haowai_tui.tui import prepare_environment
prepare_environment()
from haowai_tui.tui.answers import AnswerParser
feed = AnswerParser.feed
def fail(parser, data):
    if "~" in data:
        raise {error}
    return feed(parser, data)
AnswerParser.feed = fail
from haowai_tui.__main__ import main
sys.exit(main([]))
"""


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [("OSError(5, 'EIO')", 4, "The terminal gives no more keys"), ("ValueError('boom')", 70, "has a fault")],
)
def test_what_keeps_keys_from_being_read_is_told(env, error, code, told):
    with FarawayTerminal(
        [sys.executable, "-c", FAILS.replace("{error}", error)], 120, 40, env, round_trip=0.0
    ) as terminal:
        terminal.wait_for("All articles · ", timeout=60)
        terminal.send("~")
        assert terminal.wait_end(timeout=60) == code
        assert told in terminal.raw.decode(errors="replace")
        assert terminal.private_modes() == {7, 25}


def test_stopping_for_the_shell_leaves_it_no_answer_and_asks_again_afterwards(command, env, tmp_path):
    kept, went_on = tmp_path / "kept", tmp_path / "went-on"
    after = shlex.join([sys.executable, "-c", _AFTERWARDS, str(kept)])
    script = f"set -m; {shlex.join(command)}; {after}; touch {went_on}; fg"
    with FarawayTerminal(["bash", "-c", script], 120, 40, env, round_trip=ROUND_TRIP) as terminal:
        terminal.wait_until(lambda _screen: b"\x1b]11;?" in terminal.raw, 60, "the question")
        terminal.send("ctrl+z")
        terminal.wait_until(lambda _screen: went_on.exists(), 60, "the shell")
        assert kept.read_bytes() == b""
        asked = terminal.raw.count(b"\x1b[?2026$p")
        terminal.wait_until(lambda _screen: terminal.raw.count(b"\x1b[?2026$p") > asked, 60, "the reader again")
        terminal.send("j", "q")
        assert terminal.wait_end(timeout=60) == 0
