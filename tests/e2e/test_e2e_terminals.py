"""The program on the terminals that people have."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess

import pyte
import pytest

from terminal import Terminal, seen_cells

FIRST = "从这里开始"
PLAIN = {"PATH": "/usr/bin:/bin"}
LIGHT_GROUND = "48;2;250;248;243"
LIGHT_DIALOG = "48;2;239;235;226"
DARK_GROUND = "48;2;22;24;28"


def ground(raw: bytes, colour: str) -> bool:
    return colour.encode() in raw


def test_the_colours_follow_the_terminals_background_and_no_key_is_lost(open_terminal):
    with open_terminal(columns=100, rows=30) as terminal:
        terminal.wait_until(lambda _screen: b"\x1b]11;?" in terminal.raw)
        assert ground(terminal.raw, DARK_GROUND), "the first frame waits for no answer"
        terminal.send_bytes(b"?\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
        terminal.wait_for("Moving")
        terminal.wait_until(lambda _screen: ground(terminal.raw, LIGHT_DIALOG))
        assert "rgb" not in terminal.screen()
        terminal.send("escape")
        terminal.wait_gone("Moving")
        terminal.send("q")
        terminal.wait_end()
    with open_terminal(columns=100, rows=30) as terminal:
        terminal.wait_until(lambda _screen: b"\x1b]11;?" in terminal.raw)
        assert not ground(terminal.raw, DARK_GROUND), "what it answered last is right from the first frame on"


def test_a_terminal_that_says_it_has_changed_is_followed(open_terminal):
    with open_terminal(columns=100, rows=30) as terminal:
        terminal.wait_until(lambda _screen: b"\x1b[?2031h" in terminal.raw)
        terminal.send_bytes(b"\x1b[?997;2n")
        terminal.wait_until(lambda _screen: ground(terminal.raw, LIGHT_GROUND))
        terminal.send("q")
        terminal.wait_end()
        assert b"\x1b[?2031l" in terminal.raw


def test_colours_that_the_settings_name_are_not_asked_for(open_terminal, command, env):

    subprocess.run(
        [*command, "config", "set", "ui.theme", "gruvbox-dark"], env=env | {"PATH": "/usr/bin:/bin"}, check=True
    )
    with open_terminal(columns=100, rows=30) as terminal:
        terminal.wait_for("Feeds")
        terminal.wait_still()
        assert b"\x1b]11;?" not in terminal.raw
        assert ground(terminal.raw, "48;2;40;40;40")


EXACT = {"COLORTERM": "truecolor"}
TERMS = [
    ("xterm-256color", EXACT, b"38;2;"),
    ("foot", EXACT, b"38;2;"),
    ("alacritty", {"COLORTERM": ""}, None),
    ("tmux-256color", {"COLORTERM": ""}, b"38;5;"),
    ("screen-256color", {"COLORTERM": ""}, b"38;5;"),
    ("linux", {"COLORTERM": ""}, b"\x1b["),
    ("xterm-256color", {"COLORTERM": "", "NO_COLOR": "1"}, None),
]


@pytest.mark.parametrize(("term", "more", "colours"), TERMS)
def test_every_terminal_gets_the_colours_that_it_has_and_its_screen_back(open_terminal, term, more, colours):
    with open_terminal(columns=100, rows=30, TERM=term, **more) as terminal:
        terminal.wait_for("Feeds")
        terminal.wait_for(FIRST)
        if colours is not None:
            assert colours in terminal.raw
        if colours != b"38;2;":
            assert b"38;2;" not in terminal.raw and b"48;2;" not in terminal.raw
        if more.get("NO_COLOR"):
            assert not re.search(rb"\x1b\[(?:\d+;)*(?:3[0-7]|4[0-7]|9\d|38|48)(?:;\d+)*m", terminal.raw)
        terminal.send("q")
        assert terminal.wait_end() == 0
        assert b"\x1b[?1049l" in terminal.raw


def test_a_console_that_would_print_a_question_is_asked_nothing(open_terminal):
    with open_terminal(columns=80, rows=24, TERM="linux", COLORTERM="") as terminal:
        terminal.wait_for(FIRST)
        terminal.wait_still()
        assert b"$p" not in terminal.raw and b"\x1b]11;?" not in terminal.raw


def test_a_line_that_broke_in_the_middle_of_a_frame_leaves_nothing_in_the_next_session(open_terminal):
    def again(raw):
        """The screen of a terminal that was left with margins and a look."""
        screen = pyte.Screen(100, 30)
        stream = pyte.ByteStream(screen)
        stream.feed(b"\x1b[5;12r\x1b[12H\x1b[1;4;7;9;41m")
        stream.feed(bytes(raw))
        return seen_cells(screen)

    for _start in ("the first", "one that begins with the last screen"):
        with open_terminal(columns=100, rows=30) as terminal:
            terminal.wait_for("Space Read on")
            terminal.send("j")
            terminal.wait_still(0.8)
            assert again(terminal.raw) == terminal.cells()
            terminal.send("q")
            assert terminal.wait_end() == 0


@pytest.mark.skipif(shutil.which("screen") is None, reason="GNU screen is not installed")
def test_gnu_screen_shows_it_and_gives_the_shell_back(command, env, tmp_path):
    (tmp_path / "sockets").mkdir(mode=0o700)
    within = env | {"SCREENDIR": str(tmp_path / "sockets"), "COLORTERM": ""}
    with Terminal(["screen", "-U", "-T", "screen-256color", *command], columns=100, rows=30, env=within) as terminal:
        terminal.wait_for(FIRST)
        terminal.send("q")
        terminal.wait_end()


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_tmux_shows_it_small_and_large_again(command, env, tmp_path):
    within = env | {"TMUX_TMPDIR": str(tmp_path), "COLORTERM": ""}
    with Terminal(["tmux", "-u", "-f", "/dev/null", "new", *command], columns=100, rows=30, env=within) as terminal:
        terminal.wait_for(FIRST)
        terminal.resize(20, 5)
        terminal.wait_until(lambda screen: "Feeds" not in screen and "▪" in screen)
        terminal.resize(100, 30)
        terminal.wait_for("Feeds")
        terminal.send("q")
        terminal.wait_end()


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_tmux_shows_the_shell_alone_afterwards_also_at_another_size(command, env, tmp_path):
    within = env | {"TMUX_TMPDIR": str(tmp_path), "COLORTERM": ""}
    script = f"echo before; {shlex.join(command)}; echo after; read line"
    with Terminal(["tmux", "-u", "-f", "/dev/null", "new", script], columns=80, rows=24, env=within) as terminal:
        terminal.wait_for(FIRST)
        terminal.resize(120, 40)
        terminal.wait_for("Feeds")
        terminal.wait_still()
        terminal.send("q")
        terminal.wait_for("after")
        shown = terminal.wait_still().splitlines()
        assert [row for row in shown[:-1] if row] == ["before", "after"]
        terminal.send("enter")
        terminal.wait_end()


def test_a_terminal_of_another_size_is_emptied_before_it_is_drawn(open_terminal):
    """tmux keeps halves of wide characters beyond its edge, and they take along what is written before them later."""
    with open_terminal(columns=100, rows=30) as terminal:
        terminal.wait_for("Feeds")
        terminal.wait_still()
        assert b"\x1b[2K" not in terminal.raw
        terminal.resize(90, 25)
        terminal.wait_until(lambda _screen: b"\x1b[1H\x1b[2K" in terminal.raw and b"\x1b[25H\x1b[2K" in terminal.raw)
