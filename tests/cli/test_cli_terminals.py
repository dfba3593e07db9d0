"""What doctor says of each terminal, and what is printed where the reader cannot be drawn."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from haowai_tui.cli.output import _broken
from haowai_tui.cli.terminals import terminal_facts, under_mosh
from haowai_tui.text import cell_width
from terminal import Terminal

KNOWN = [
    ({"TERM": "xterm-kitty"}, ["kitty"]),
    ({"TERM": "foot"}, ["foot"]),
    ({"TERM": "alacritty"}, ["alacritty"]),
    ({"TERM": "xterm-256color", "WT_SESSION": "x"}, ["windows-terminal"]),
    ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, ["wezterm"]),
    ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, ["iterm2"]),
    ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, ["apple-terminal"]),
    ({"TERM": "xterm-256color", "TERM_PROGRAM": "vscode"}, ["vscode"]),
    ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, ["vte"]),
    ({"TERM": "xterm-256color", "KONSOLE_VERSION": "240800"}, ["konsole"]),
    ({"TERM": "xterm", "XTERM_VERSION": "XTerm(390)"}, ["xterm"]),
    ({"TERM": "linux"}, ["linux"]),
    ({"TERM": "tmux-256color", "TMUX": "/tmp/x,1,0", "KITTY_WINDOW_ID": "1"}, ["tmux"]),
    ({"TERM": "screen", "STY": "1.pts"}, ["screen"]),
    ({"TERM": "xterm-256color"}, []),
]


@pytest.mark.parametrize(("environ", "names"), KNOWN)
def test_every_terminal_is_known_by_what_it_leaves_in_the_environment(environ, names) -> None:
    facts = list(terminal_facts(environ))
    assert [name for name, _text in facts] == names
    assert all(text.endswith(".") for _name, text in facts)


@pytest.mark.parametrize(("version", "copies"), [("230805", False), ("241200", True), ("250403", True), ("?", False)])
def test_konsole_takes_copies_since_its_version_of_december_2024(version: str, copies: bool) -> None:
    ((_name, text),) = terminal_facts({"TERM": "xterm-256color", "KONSOLE_VERSION": version})
    assert ("needs Konsole 24.12" not in text) == copies


def test_mosh_is_found_among_the_ancestors(tmp_path: Path) -> None:
    for number, name, parent in (("self", "haowai", 30), ("30", "ba) sh", 20), ("20", "mosh-server", 1)):
        (tmp_path / number).mkdir()
        (tmp_path / number / "stat").write_text(f"9 ({name}) S {parent} 9 9", "utf-8")
    assert under_mosh(tmp_path)
    (tmp_path / "20" / "stat").write_text("9 (sshd) S 1 9 9", "utf-8")
    assert not under_mosh(tmp_path)
    assert not under_mosh(tmp_path / "nothing")


def opened(home: Path, **env: str) -> str:
    """What `haowai` prints in a terminal where it cannot be drawn."""
    command = [sys.executable, "-m", "haowai_tui"]
    settings = {"HAOWAI_HOME": str(home), "HAOWAI_LANG": "en", "PYTHONPATH": ":".join(sys.path)}
    with Terminal(command, columns=100, rows=30, env=settings | env) as terminal:
        assert terminal.wait_end() == 2
        return terminal.screen()


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_terminal_that_cannot_place_its_cursor_gets_the_list_and_a_hint(home, subscribed, term) -> None:
    screen = opened(home, TERM=term)
    assert "Harbour reopens" in screen and f"TERM is {term}" in screen


def test_a_locale_without_utf_8_is_said_and_chinese_is_spelled(home, subscribed) -> None:
    screen = opened(home, PYTHONIOENCODING="latin-1")
    assert "gang kou zhong xin kai fang" in screen
    assert "this locale is" in screen and "UTF-8" in screen


def test_a_locale_that_has_chinese_characters_shows_them(home, subscribed) -> None:
    screen = opened(home, PYTHONIOENCODING="gbk")
    assert "gang kou" not in screen and "gbk" in screen


def test_a_sentence_for_a_terminal_is_broken_between_words_and_loses_none():
    said = "The reader cannot draw where TERM is dumb; haowai list and search work here. 没有空格的中文由终端自己断开"
    for width in (80, 40, 12, 5):
        lines = _broken(said, width).split("\n")
        assert " ".join(lines) == said
        assert width < 40 or all(cell_width(line) <= width for line in lines)
