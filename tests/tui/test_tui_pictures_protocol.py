from __future__ import annotations

import os
from pathlib import Path

import pytest

from haowai_tui.locale import set_language
from haowai_tui.tui.pictures.protocol import Found, Protocol, Tmux, ask_tmux, colours, find

KITTY = {"TERM": "xterm-kitty", "COLORTERM": "truecolor", "KITTY_WINDOW_ID": "1"}
GHOSTTY = {"TERM": "xterm-ghostty", "COLORTERM": "truecolor", "TERM_PROGRAM": "ghostty"}
FOOT = {"TERM": "foot", "COLORTERM": "truecolor"}
PLAIN = {"TERM": "xterm-256color"}
EXACT = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
TMUX = {"TERM": "tmux-256color", "COLORTERM": "truecolor", "TMUX": "/tmp/tmux-1000/default,1,0"}
SCREEN = {"TERM": "screen-256color", "COLORTERM": "truecolor", "STY": "1.pts-0"}
SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}

CASES = [
    # setting, environment, what tmux answers, what is drawn, on at the start
    ("auto", KITTY, None, Protocol.KITTY, True),
    ("auto", GHOSTTY, None, Protocol.KITTY, True),
    ("auto", KITTY | {"COLORTERM": ""}, None, Protocol.BLOCKS, True),
    ("auto", FOOT, None, Protocol.SIXEL, True),
    ("auto", EXACT | {"TERM_PROGRAM": "WezTerm"}, None, Protocol.SIXEL, True),
    ("auto", EXACT | {"TERM_PROGRAM": "iTerm.app"}, None, Protocol.SIXEL, True),
    ("auto", EXACT | {"KONSOLE_VERSION": "230804"}, None, Protocol.SIXEL, True),
    ("auto", EXACT | {"KONSOLE_VERSION": "210801"}, None, Protocol.BLOCKS, True),
    ("auto", PLAIN, None, Protocol.BLOCKS, True),
    ("auto", EXACT, None, Protocol.BLOCKS, True),
    ("auto", {"TERM": "xterm"}, None, Protocol.CAPTIONS, False),
    ("auto", {"TERM": "linux"}, None, Protocol.CAPTIONS, False),
    ("auto", KITTY | {"NO_COLOR": "1"}, None, Protocol.CAPTIONS, False),
    ("kitty", KITTY | {"NO_COLOR": "1"}, None, Protocol.CAPTIONS, False),
    # tmux: what it runs in counts, not what the environment kept of an earlier terminal.
    ("auto", TMUX | KITTY | {"TERM": "tmux-256color"}, Tmux("xterm-256color", True), Protocol.BLOCKS, True),
    ("auto", TMUX, Tmux("xterm-kitty", True), Protocol.KITTY, True),
    ("auto", TMUX, Tmux("xterm-kitty", False), Protocol.BLOCKS, True),
    ("auto", TMUX, None, Protocol.BLOCKS, True),
    ("auto", TMUX | {"COLORTERM": ""}, Tmux("xterm-kitty", True), Protocol.BLOCKS, True),
    ("auto", TMUX | FOOT, Tmux("foot", True), Protocol.BLOCKS, True),
    ("auto", SCREEN, None, Protocol.BLOCKS, True),
    ("auto", SCREEN | {"KITTY_WINDOW_ID": "1"}, None, Protocol.BLOCKS, True),
    # Over SSH: off, and what `i` would show.
    ("auto", KITTY | SSH, None, Protocol.KITTY, False),
    ("auto", PLAIN | {"SSH_TTY": "/dev/pts/0"}, None, Protocol.BLOCKS, False),
    ("blocks", PLAIN | SSH, None, Protocol.BLOCKS, True),
    # The reader's own word.
    ("off", KITTY, None, Protocol.KITTY, False),
    ("off", PLAIN, None, Protocol.BLOCKS, False),
    ("blocks", KITTY, None, Protocol.BLOCKS, True),
    ("kitty", EXACT, None, Protocol.KITTY, True),
    ("kitty", PLAIN, None, Protocol.BLOCKS, True),
    ("kitty", TMUX, None, Protocol.KITTY, True),
    ("sixel", PLAIN, None, Protocol.SIXEL, True),
    ("sixel", {"TERM": "vt100"}, None, Protocol.CAPTIONS, False),
]


@pytest.mark.parametrize(("setting", "environ", "tmux", "protocol", "on"), CASES)
def test_how_pictures_are_drawn(
    setting: str, environ: dict[str, str], tmux: Tmux | None, protocol: Protocol, on: bool
) -> None:
    found = find(setting, environ, tmux=lambda: tmux)
    assert (found.protocol, found.on) == (protocol, on)
    assert found.tmux == (protocol is Protocol.KITTY and "TMUX" in environ)


def test_half_blocks_are_not_drawn_where_they_take_two_cells() -> None:
    assert find("auto", PLAIN, wide=True) == Found(Protocol.CAPTIONS, False, wide=True)
    assert find("blocks", KITTY, wide=True).protocol is Protocol.CAPTIONS
    assert find("auto", KITTY, wide=True).protocol is Protocol.KITTY


def test_tmux_is_asked_only_inside_it_and_where_it_matters() -> None:
    def never() -> Tmux | None:
        raise AssertionError("asked")

    find("auto", KITTY, tmux=never)
    find("blocks", TMUX, tmux=never)
    find("auto", TMUX | {"NO_COLOR": "1"}, tmux=never)


@pytest.mark.parametrize(
    ("environ", "number"),
    [({"NO_COLOR": "1"} | EXACT, 0), ({"TERM": "xterm"}, 16), (PLAIN, 256), (EXACT, 1 << 24), ({"TERM": "dumb"}, 16)],
)
def test_the_number_of_colours(environ: dict[str, str], number: int) -> None:
    assert colours(environ) == number


def test_each_finding_is_said_in_its_own_words() -> None:
    set_language("en")
    found = [
        Found(Protocol.CAPTIONS, False),
        Found(Protocol.CAPTIONS, False, wide=True),
        Found(Protocol.BLOCKS, True),
        Found(Protocol.SIXEL, True),
        Found(Protocol.KITTY, True),
        Found(Protocol.KITTY, True, tmux=True),
        Found(Protocol.KITTY, False),
        Found(Protocol.KITTY, False, ssh=True),
    ]
    assert len({each.sentence for each in found}) == len(found)


def test_a_tmux_that_does_not_answer_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ask_tmux() is None
    (tmp_path / "tmux").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "tmux").chmod(0o755)
    assert ask_tmux() is None


def test_what_tmux_says_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tmux").write_text('#!/bin/sh\nprintf "xterm-kitty\\t1\\n"\n')
    (tmp_path / "tmux").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert ask_tmux() == Tmux("xterm-kitty", True)
