"""`haowai hot`, `related` and `coverage`: what is told by several feeds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haowai_tui.config import paths
from haowai_tui.library import Library
from haowai_tui.model import Entry, FeedData, Paragraph, Span

REPORTS = {
    "晨报": ("白鹭号渡轮在青麦海峡沉没", "白鹭号渡轮昨夜在青麦海峡与货轮相撞后沉没，119人获救，船长任海声最后离船。"),
    "晚报": ("青麦海峡沉船：119人获救", "任海声驾驶的白鹭号渡轮在青麦海峡沉没，海事局说119人获救，货轮船员已被问话。"),
    "Post": (
        "Qingmai ferry sinks",
        "The ferry Bailu sank in the Qingmai strait; captain Ren Haisheng left last, 119 rescued.",
    ),
    "日报": ("南山花展开幕", "南山植物园的郁金香展今天开幕，展出三万株，门票二十元，展期到下月底。"),
}


@pytest.fixture
def told(run, home: Path) -> dict[str, int]:
    """A library in which three feeds tell of one event; the articles by feed."""
    now = datetime.now(UTC)
    with Library.open(paths({"HAOWAI_HOME": str(home)})) as library:
        store = library._store
        for number, (source, (title, text)) in enumerate(REPORTS.items()):
            feed = store.add_feed(f"folder:/{source}", source="folder", title=source)
            when = now - timedelta(hours=5 - number)
            entry = Entry(guid=source, title=title, published=when, blocks=(Paragraph((Span(text),)),))
            store.store_feed(feed.id, FeedData(title=source, entries=(entry,)), now=now)
        library.compare_new()
        return {store.article(number).feed_title: number for number in range(1, len(REPORTS) + 1)}


def test_what_several_feeds_tell_is_hot(run, told, capsys) -> None:
    assert run("hot") == 0
    (line,) = capsys.readouterr().out.splitlines()
    _number, bars, label, title = line.split("\t")
    assert label.startswith("3 sources · 3 articles · ") and len(bars) == 12
    assert title in {row[0] for row in REPORTS.values()}
    assert run("hot", "--json") == 0
    (story,) = json.loads(capsys.readouterr().out)
    assert story["sources"] == story["articles"] == 3 and sum(story["coverage"]) == 3


def test_what_came_since_is_compared_before_a_command_tells_of_it(run, home: Path, capsys) -> None:
    now = datetime.now(UTC)
    with Library.open(paths({"HAOWAI_HOME": str(home)})) as library:
        for number in range(60):
            feed = library._store.add_feed(f"folder:/{number}", source="folder", title=f"Feed {number}")
            title, text = (
                REPORTS["Post"] if number in (0, 59) else (f"No. {number}", f"Of {number * 7919} it says nothing.")
            )
            entry = Entry(
                guid="x", title=title, published=now - timedelta(minutes=number), blocks=(Paragraph((Span(text),)),)
            )
            library._store.store_feed(feed.id, FeedData(entries=(entry,)), now=now)
    assert run("hot", "--json") == 0
    (story,) = json.loads(capsys.readouterr().out)
    assert story["sources"] == 2


def test_related_articles_come_with_the_reason(run, told, capsys) -> None:
    assert run("related", told["晨报"], "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["kind"] for row in rows][:2] == ["event", "event"]
    assert {row["id"] for row in rows[:2]} == {told["晚报"], told["Post"]}
    assert any("青麦海峡" in word for row in rows for word in row["shared"])
    assert run("related", told["晨报"]) == 0
    assert "same event · " in capsys.readouterr().out


def test_coverage_tells_what_is_new_since_the_last_look(run, told, capsys) -> None:
    assert run("coverage", told["Post"]) == 0
    first = capsys.readouterr()
    assert first.out.count("\tN\t") == 3 and "3 are new" in first.err
    assert run("coverage", told["Post"], "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert [row["feed"] for row in again["timeline"]] == ["晨报", "晚报", "Post"]
    assert not any(row["new"] for row in again["timeline"])


def test_an_article_that_stands_alone_has_no_coverage(run, told, capsys) -> None:
    assert run("coverage", told["日报"]) == 0
    assert "No other article reports this event." in capsys.readouterr().err
    assert run("coverage", 999) == 3


def test_an_empty_library_has_nothing_hot(run, home, capsys) -> None:
    assert run("hot") == 0
    assert "Nothing is hot now" in capsys.readouterr().err
