"""Lists in a terminal of any width: what they are about always shows."""

from __future__ import annotations

import sys
from itertools import pairwise

import pytest

from haowai_tui.cli import output
from haowai_tui.text import cell_width
from terminal import Terminal

ROW = ("1042", "Sat 28 Nov 00:30", "*N", "The Harbour Ledger, Weekend", "Ferries run again from Monday on all lines")


def set_in(columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """The row as it stands in a terminal of so many columns."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(output, "is_terminal", lambda *_stream: True)
    monkeypatch.setenv("NO_COLOR", "1")
    output.table([ROW], flexible=4)
    return capsys.readouterr().out.rstrip("\n")


@pytest.mark.parametrize("columns", range(10, 140))
def test_a_headline_shows_at_every_width_and_nothing_is_wider_than_the_terminal(columns, monkeypatch, capsys):
    shown = set_in(columns, monkeypatch, capsys)
    assert cell_width(shown) < columns
    assert "Fe" in shown
    assert columns < 34 or "Ferries run" in shown
    assert columns < 24 or "1042  *N" in shown or ROW[1] in shown
    # A time that is cut would be another time.
    assert ROW[1] in shown or "28" not in shown


def test_with_more_room_no_column_goes(monkeypatch, capsys):
    shown = [set_in(columns, monkeypatch, capsys) for columns in range(10, 140)]
    counts = [sum(cell[:4] in line for cell in ROW) for line in shown]
    assert all(before <= after for before, after in pairwise(counts))
    assert counts[-1] == len(ROW)


@pytest.mark.parametrize("words", [("list",), ("search", "harbour"), ("stats",), ("feeds",)])
def test_what_a_list_is_about_shows_at_40_columns(subscribed, home, words):
    env = {"HAOWAI_HOME": str(home), "PYTHONPATH": ":".join(sys.path)}
    with Terminal([sys.executable, "-m", "haowai_tui", *words], env=env, columns=40) as terminal:
        assert terminal.wait_end(30) == 0
        assert ("news" if words[0] in ("stats", "feeds") else "Harbour reopens") in terminal.screen()


@pytest.mark.parametrize("columns", range(10, 140))
def test_a_feed_s_title_shows_at_every_width_and_its_address_where_there_is_room(columns, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(output, "is_terminal", lambda *_stream: True)
    monkeypatch.setenv("NO_COLOR", "1")
    row = ("12", "345", "News / Harbours and rivers", "港口晚报周末版", "https://harbour.example/feeds/weekend.xml")
    output.table([row], flexible=4, headline=3)
    shown = capsys.readouterr().out.rstrip("\n")
    assert cell_width(shown) < columns and "港" in shown
    assert columns < 30 or ("12  345  " in shown and "港口晚报周末版" in shown)
    assert columns < 80 or "https://harbour" in shown
