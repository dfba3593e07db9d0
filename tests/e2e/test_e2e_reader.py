"""The reader itself in a pseudo-terminal: what a person sees and presses, from the first launch on."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]
FIRST = "从这里开始"
HINT = "This is the sample edition"


def count(command: list[str], env: dict[str, str], *query: str) -> int:
    """What another process says of the store."""
    asked = subprocess.run(
        [*command, "count", *query], env=env | {"PATH": "/usr/bin:/bin"}, capture_output=True, timeout=30
    )
    assert asked.returncode == 0, asked.stderr
    return int(asked.stdout)


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_the_first_launch_opens_the_sample_edition_and_q_leaves(open_terminal, columns, rows):
    with open_terminal(columns=columns, rows=rows) as terminal:
        terminal.wait_for(HINT)
        assert FIRST in terminal.wait_for(FIRST)
        terminal.send("?")
        terminal.wait_for("Moving")
        terminal.send("escape")
        terminal.wait_gone("Moving")
        terminal.send("q")
        assert terminal.wait_end() == 0
        # The shell gets its screen, its cursor and its mouse back.
        assert b"\x1b[?1049l" in terminal.raw
        assert b"\x1b[?25h" in terminal.raw
        assert terminal.raw.rfind(b"\x1b[?1000l") > terminal.raw.rfind(b"\x1b[?1000h")


def test_the_interface_speaks_chinese_in_a_chinese_locale(open_terminal):
    with open_terminal(HAOWAI_LANG="", LANG="zh_CN.UTF-8", columns=120, rows=40) as terminal:
        terminal.wait_for("未读")


def test_a_star_is_on_the_disk_before_kill_9_and_there_after_it(open_terminal, command, env):
    with open_terminal(columns=120, rows=40) as terminal:
        terminal.wait_for(HINT)
        assert count(command, env) > 30
        terminal.send("s")
        terminal.wait_still()
        terminal.kill(signal.SIGKILL)
    assert count(command, env, "is:starred", "is:unread") + count(command, env, "is:starred", "is:read") >= 1


def test_what_another_process_marks_is_seen_by_the_open_reader(open_terminal, command, env):
    with open_terminal(columns=120, rows=40) as terminal:
        before = count_shown(terminal.wait_for(HINT))
        ids = subprocess.run([*command, "list", "is:unread", "--limit", "5"], env=env, capture_output=True, timeout=30)
        numbers = [line.split("\t")[0] for line in ids.stdout.decode().splitlines()]
        subprocess.run([*command, "mark", "read", *numbers], env=env, check=True, capture_output=True, timeout=30)
        terminal.wait_until(lambda screen: count_shown(screen) <= before - len(numbers), 15, "the smaller count")


def count_shown(screen: str) -> int:
    """The number beside Unread in the feeds pane."""
    row = next(line for line in screen.splitlines() if line.strip().startswith("Unread"))
    return int(row.split()[1])


def test_chinese_typed_into_search_arrives_whole(open_terminal):
    with open_terminal(columns=120, rows=40) as terminal:
        terminal.wait_for(HINT)
        terminal.send("/")
        terminal.wait_still()
        terminal.send("逗号")
        terminal.wait_for("逗号")
        terminal.send("enter")
        terminal.wait_for("为什么逗号不站在行首")
        terminal.wait_gone(FIRST)


def test_a_terminal_that_changes_its_size_is_followed(open_terminal):
    with open_terminal(columns=120, rows=40) as terminal:
        terminal.wait_for("Related")
        terminal.resize(60, 20)
        terminal.wait_until(lambda screen: "Related" not in screen and FIRST in screen, 15, "one pane")
        terminal.resize(120, 40)
        terminal.wait_for("Related")


def test_a_headline_cannot_command_the_terminal(open_terminal, tmp_path: Path):
    news = tmp_path / "news"
    news.mkdir()
    hostile = "\x1b]0;owned\x07[@click=app.quit]click[/] \u202egnp.exe \x9b2J [/]"
    (news / "a.md").write_text(f"# {hostile}\n\n{hostile}\n", "utf-8")
    with open_terminal("add", str(news)) as terminal:
        assert terminal.wait_end() == 0
        assert b"\x1b]0;owned" not in terminal.raw
    with open_terminal(columns=120, rows=40) as terminal:
        terminal.wait_for("click=app.quit")
        terminal.send("j", "k", "enter")
        terminal.wait_still()
        assert b"]0;owned\x07" not in terminal.raw
        assert b"\xc2\x9b" not in terminal.raw
        assert "\u202e".encode() not in terminal.raw
        terminal.send("q")
        assert terminal.wait_end() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_reader_that_is_told_to_end_gives_the_terminal_back(open_terminal, number):
    with open_terminal() as terminal:
        terminal.wait_for(HINT)
        terminal.kill(number)
        terminal.wait_end()
        assert b"\x1b[?1049l" in terminal.raw


_SILENT = """
import socket, time
socket.getaddrinfo = lambda *asked, **more: time.sleep(60)
"""


def test_a_name_server_that_is_silent_keeps_nobody_who_quits(open_terminal, env, tmp_path):
    (tmp_path / "silent").mkdir()
    (tmp_path / "silent" / "sitecustomize.py").write_text(_SILENT, "utf-8")
    path = os.pathsep.join(filter(None, (str(tmp_path / "silent"), env.get("PYTHONPATH", ""))))
    with open_terminal(columns=100, rows=30, PYTHONPATH=path) as terminal:
        terminal.wait_for(HINT)
        terminal.send("F")
        terminal.wait_for("Fetching the whole text")
        terminal.read(0.5)
        terminal.send("q")
        assert terminal.wait_end(20) == 0
        assert b"\x1b[?1049l" in terminal.raw
