"""`haowai stats`: how the feeds fare."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest


@pytest.fixture
def news(news: Path) -> Path:
    """A folder whose articles are new, whatever the day: a feed that is silent for long is a finding."""
    for file in news.iterdir():
        os.utime(file)
    return news


def test_stats_tells_of_every_feed(run, subscribed, capsys):
    assert run("stats") == 0
    number, bars, weekly, share, size, _when, text = capsys.readouterr().out.rstrip("\n").split("\t")
    assert (number, share, text) == ("1", "0% read", "news")
    assert weekly.endswith("a week") and size.endswith("KB") and len(bars) <= 12


def test_stats_for_scripts(run, subscribed, capsys):
    assert run("read", "1", "--mark") == 0
    capsys.readouterr()
    assert run("stats", "--json", "--sort", "size") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["title"] == "news" and row["total"] == 3 and row["unread"] == 2
    assert row["read_share"] == 0.3333 and row["bytes"] > 0 and len(row["articles_by_week"]) == 12
    assert row["findings"] == [] and row["could_be_dropped"] is False
    assert row["opened"] == 1


def test_what_could_be_dropped_alone(run, subscribed, capsys):
    assert run("stats", "--drop", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run("stats", "nowhere") == 0
    assert capsys.readouterr().out == ""
