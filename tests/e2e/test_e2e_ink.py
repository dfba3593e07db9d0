"""First ink: what stands on the screen before the program has even been read in."""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal import Terminal

Open = Callable[..., Terminal]

HINT = "This is the sample edition"


@pytest.fixture
def last(open_terminal: Open, env: dict[str, str]) -> Path:
    """The file of the last screen, of a reader who opened the sample edition and left it."""
    with open_terminal() as terminal:
        terminal.wait_for(HINT)
        terminal.wait_still(1.0)
        terminal.send("q")
        assert terminal.wait_end() == 0
    return Path(env["HAOWAI_HOME"], "cache", "last-screen")


def marked(last: Path) -> None:
    """Let the last screen be told from the live one."""
    last.write_text(last.read_text("utf-8").replace("All articles", "All of ink."), "utf-8")


def test_the_last_screen_is_painted_first_and_gives_way_to_the_live_one(open_terminal: Open, last: Path) -> None:
    assert stat.S_IMODE(last.stat().st_mode) == 0o600
    marked(last)
    with open_terminal() as terminal:
        terminal.wait_for("All of ink.")
        assert terminal.raw.count(b"\x1b[?1049h") == 1
        terminal.wait_for("All articles")
        terminal.wait_gone("All of ink.")
        # It was not cleared in between.
        assert terminal.raw.count(b"\x1b[?1049h") == 1
        assert b"\x1b[2J" not in terminal.raw
        terminal.send("q")
        assert terminal.wait_end() == 0
        assert b"\x1b[?1049l" in terminal.raw


def test_keys_typed_before_the_screen_is_live_are_not_lost(open_terminal: Open, last: Path) -> None:
    marked(last)
    with open_terminal() as terminal:
        terminal.wait_for("All of ink.")
        terminal.send("?")
        terminal.wait_for("Moving")
        terminal.send("escape")
        terminal.wait_gone("Moving")
        terminal.send("q")
        assert terminal.wait_end() == 0


def test_enter_typed_before_the_terminal_is_ours_opens_what_was_moved_to(open_terminal: Open) -> None:
    with open_terminal(columns=120, rows=40) as terminal:
        # Nobody has asked for keys as they are yet: Enter arrives as a line feed.
        terminal.send("j", "enter")
        terminal.wait_for(HINT)
        terminal.wait_still(1.0)
        terminal.send("/")
        terminal.wait_for("Search in this article")


def test_a_shell_gets_its_terminal_back_as_it_was(env: dict[str, str], command: list[str], last: Path) -> None:
    assert last.exists()
    script = 'stty -a > "$0.before"; "$@"; stty -a > "$0.after"; cmp "$0.before" "$0.after" && echo the same'
    with Terminal(["sh", "-c", script, str(last), *command], 100, 30, env) as terminal:
        terminal.wait_for("All articles")
        terminal.wait_still(2.5)
        terminal.send("q")
        terminal.wait_for("the same")


@pytest.mark.parametrize(
    "other", [{"columns": 110}, {"HAOWAI_LANG": "zh_CN"}, {"COLORFGBG": "0;15"}, {"TERM": "screen-256color"}]
)
def test_a_screen_that_would_not_look_so_any_more_is_not_painted(open_terminal: Open, last: Path, other) -> None:
    marked(last)
    with open_terminal(**other) as terminal:
        terminal.wait_still(1.5)
        terminal.wait_until(lambda screen: "All articles" in screen or "全部文章" in screen)
        assert b"All of ink." not in terminal.raw


def test_changed_settings_or_another_database_leave_the_screen_to_the_live_one(
    open_terminal: Open, last: Path, env: dict[str, str]
) -> None:
    marked(last)
    settings = Path(env["HAOWAI_HOME"], "config.toml")
    settings.write_text('[ui]\ntheme = "light"\n', "utf-8")
    with open_terminal() as terminal:
        terminal.wait_for("All articles")
        assert b"All of ink." not in terminal.raw


def test_a_start_that_fails_leaves_its_sentence_on_the_shell_s_screen(
    open_terminal: Open, last: Path, env: dict[str, str]
) -> None:
    settings = Path(env["HAOWAI_HOME"], "config.toml")
    settings.write_text("[ui]\ntheme = 3\n", "utf-8")
    # The screen fits these settings, as if they had been broken while the reader was open.
    found = settings.stat()
    last.write_text(last.read_text("utf-8").replace("(0, 0)", str((found.st_mtime_ns, found.st_size)), 1), "utf-8")
    with open_terminal() as terminal:
        assert terminal.wait_end() == 2
        assert terminal.raw.index(b"All articles") < terminal.raw.index(b"\x1b[?1049l") < terminal.raw.index(b"theme")


def test_the_file_of_the_last_screen_cannot_command_the_terminal(open_terminal: Open, last: Path) -> None:
    last.write_text(last.read_text("utf-8").replace("All articles", "\x1b]0;owned\x07ink"), "utf-8")
    with open_terminal() as terminal:
        terminal.wait_for("ink")
        assert b"\x1b]0;owned" not in terminal.raw


def test_a_command_with_words_paints_nothing(command: list[str], env: dict[str, str], last: Path) -> None:
    assert last.exists()
    asked = subprocess.run([*command, "list"], env=env | {"PATH": "/usr/bin:/bin"}, capture_output=True, timeout=60)
    assert b"\x1b[?1049h" not in asked.stdout + asked.stderr
