"""The reader is told of what rules notify, by bytes that a terminal knows and a headline cannot leave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.config import RuleSettings, Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.tui import prepare_environment
from haowai_tui.tui.notices import notice_sequence, notice_way
from pilot import live, press, settle
from servers import Answer, rss, serve

prepare_environment()

from haowai_tui.tui.screens.reader import ReaderScreen  # noqa: E402


@pytest.mark.parametrize(
    ("environ", "way"),
    [
        ({"TERM_PROGRAM": "WezTerm"}, "osc9"),
        ({"LC_TERMINAL": "iTerm2", "SSH_CONNECTION": "1 2 3 4", "TERM": "xterm-256color"}, "osc9"),
        ({"TERM": "xterm-kitty"}, "osc9"),
        ({"TERM": "foot-extra"}, "osc777"),
        ({"TERM": "xterm-256color"}, ""),
        ({"TERM": "linux"}, ""),
        ({}, ""),
    ],
)
def test_only_a_terminal_that_knows_is_told(environ: dict[str, str], way: str) -> None:
    assert notice_way("auto", environ) == way
    assert notice_way("off", environ) == ""
    assert notice_way("osc777", environ) == "osc777"


def test_the_desktop_is_told_only_where_the_reader_sits(tmp_path: Path) -> None:
    program = tmp_path / "notify-send"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    here = {"PATH": str(tmp_path), "DISPLAY": ":0", "TERM": "xterm-256color"}
    assert notice_way("auto", here) == "desktop"
    assert notice_way("auto", here | {"SSH_CONNECTION": "1 2 3 4"}) == ""
    assert notice_way("auto", here | {"PATH": ""}) == ""


@given(st.text(), st.text(), st.sampled_from(["osc9", "osc777"]))
def test_a_headline_cannot_leave_its_notice(title: str, text: str, way: str) -> None:
    sequence = notice_sequence(way, title, text, {})
    assert sequence.startswith("\x1b]") and sequence.endswith("\x1b\\")
    inside = sequence[2:-2]
    assert all(char.isprintable() or char in "\u200d\ufe0f" for char in inside), ascii(inside)
    if way == "osc777":
        assert inside.split(";", 3)[:2] == ["777", "notify"]


def test_tmux_hands_a_notice_on() -> None:
    assert notice_sequence("osc9", "江城晚报", "渡口", {"TMUX": "x"}) == (
        "\x1bPtmux;\x1b\x1b]9;haowai: 江城晚报: 渡口\x1b\x1b\\\x1b\\"
    )


def test_one_notice_tells_of_all_that_a_refresh_brought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_language("en")
    monkeypatch.setenv("TERM_PROGRAM", "WezTerm")
    monkeypatch.delenv("TMUX", raising=False)
    settings = Settings(rules=(RuleSettings(query="渡口", do=("notify",)),))
    with (
        serve({"/feed": Answer(rss("江城晚报", 3, word="渡口"))}) as server,
        Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), settings) as library,
    ):
        library._store.add_feed(server.url + "/feed", source="feed", title="江城晚报")

        async def day(pilot: Any, screen: ReaderScreen) -> None:
            written: list[str] = []
            monkeypatch.setattr(screen.reader_app, "write_escape", written.append)
            await press(pilot, "R")
            await settle(pilot)
            assert written == ["\x1b]9;haowai: 江城晚报: 渡口 0, and 2 more\x1b\\"]
            assert screen.status.message == "! 渡口 0, and 2 more (江城晚报)"

        live(library, day)
