"""The labelled set keeps the rules its README states, so that figures measured on it mean something."""

from __future__ import annotations

import importlib.util
import json
import re
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[1] / "data" / "insight"
HALVES = ("tune", "holdout")
KEYS = {"id", "event", "duplicate", "topic", "source", "published", "received", "title", "text", "lang"}
TRADITIONAL = re.compile("[們這還會與對應時間後來東車電說將萬國災傷發現場]")

Row = dict[str, Any]


def rows_of(half: str) -> list[Row]:
    lines = (DATA / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def hot_of(half: str) -> Row:
    hot: Row = json.loads((DATA / "hot.json").read_text(encoding="utf-8"))[half]
    return hot


def grouped(rows: list[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row[key]:
            groups[row[key]].append(row)
    return groups


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_background", DATA / "make_background.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("half", HALVES)
def test_a_half_has_its_events_and_its_background(half: str) -> None:
    rows = rows_of(half)
    assert len(grouped(rows, "event")) >= 30
    assert sum(1 for row in rows if not row["event"]) == 600


@pytest.mark.parametrize("half", HALVES)
def test_every_article_has_all_fields_filled_in(half: str) -> None:
    for row in rows_of(half) + hot_of(half)["flood"]["articles"]:
        assert set(row) == KEYS
        assert row["title"] and row["text"] and row["source"]
        assert row["lang"] in ("zh", "en")
        assert not re.search(r"[{}]|\n\n|^\s|\s$", row["text"]), row["text"]
        assert not re.search(r"[{}\n]", row["title"]), row["title"]


@pytest.mark.parametrize("half", HALVES)
def test_each_event_is_told_three_to_eight_times_by_different_papers(half: str) -> None:
    for event, reports in grouped(rows_of(half), "event").items():
        assert 3 <= len(reports) <= 8, event
        assert len({report["source"] for report in reports}) == len(reports), event
        assert len({report["title"] for report in reports}) == len(reports), event
        assert len({report["topic"] for report in reports}) == 1 and reports[0]["topic"], event


def test_the_halves_share_no_event_no_text_and_no_id() -> None:
    tune, holdout = rows_of("tune"), rows_of("holdout")
    for key in ("event", "duplicate", "text", "id"):
        assert not {row[key] for row in tune if row[key]} & {row[key] for row in holdout}, key
    ids = [row["id"] for half in HALVES for row in rows_of(half) + hot_of(half)["flood"]["articles"]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("half", HALVES)
def test_arrivals_are_in_order_and_lie_in_the_fortnight_before_now(half: str) -> None:
    now = datetime.fromisoformat(hot_of(half)["now"])
    arrivals = [datetime.fromisoformat(row["received"]) for row in rows_of(half)]
    assert arrivals == sorted(arrivals)
    assert now - timedelta(days=14) <= arrivals[0] <= now - timedelta(days=13)
    assert now - timedelta(hours=6) <= arrivals[-1] <= now
    for row in hot_of(half)["flood"]["articles"]:
        assert now - timedelta(hours=6) <= datetime.fromisoformat(row["received"]) <= now


@pytest.mark.parametrize("half", HALVES)
def test_printed_dates_parse_and_some_are_missing_or_wrong(half: str) -> None:
    reports = [row for row in rows_of(half) if row["event"]]
    assert any(row["published"] is None for row in reports)
    dated = [row for row in rows_of(half) if row["published"] is not None]
    gaps = [
        abs(datetime.fromisoformat(row["published"]) - datetime.fromisoformat(row["received"])) > timedelta(hours=6)
        for row in dated
    ]
    assert 0.01 < sum(gaps) / len(gaps) < 0.2


@pytest.mark.parametrize("half", HALVES)
def test_no_text_or_background_headline_stands_twice_but_in_labelled_copies(half: str) -> None:
    rows = rows_of(half)
    for text, same in grouped(rows, "text").items():
        assert len(same) == 1 or len({row["duplicate"] for row in same} - {""}) == 1, text
    titles = [row["title"] for row in rows if not row["event"]]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("half", HALVES)
def test_copies_belong_to_one_event_and_come_from_different_papers(half: str) -> None:
    groups = grouped(rows_of(half), "duplicate")
    assert len(groups) >= 6
    for name, copies in groups.items():
        assert len(copies) >= 2, name
        assert len({copy["event"] for copy in copies}) == 1 and copies[0]["event"], name
        assert len({copy["title"] for copy in copies}) == len(copies), name


@pytest.mark.parametrize("half", HALVES)
def test_reports_differ_in_length_language_and_script(half: str) -> None:
    reports = [row for row in rows_of(half) if row["event"]]
    lengths = [len(row["text"]) for row in reports if row["lang"] == "zh"]
    assert min(lengths) < 80 and max(lengths) >= 400
    english = [event for event, told in grouped(reports, "event").items() if {r["lang"] for r in told} == {"zh", "en"}]
    assert len(english) >= 6
    assert sum(1 for row in reports if len(TRADITIONAL.findall(row["text"])) >= 3) >= 8


@pytest.mark.parametrize("half", HALVES)
def test_ten_events_are_hot_and_each_has_five_papers_and_news_of_the_last_hours(half: str) -> None:
    hot = hot_of(half)
    now = datetime.fromisoformat(hot["now"])
    events = grouped(rows_of(half), "event")
    assert len(set(hot["hot"])) == len(hot["hot"]) == 10
    for event in hot["hot"]:
        reports = events[event]
        assert len(reports) >= 5, event
        assert max(datetime.fromisoformat(row["received"]) for row in reports) >= now - timedelta(hours=6), event


@pytest.mark.parametrize("half", HALVES)
def test_the_flood_is_one_feed_that_tells_of_no_event(half: str) -> None:
    flood = hot_of(half)["flood"]
    assert len(flood["articles"]) == 80
    assert {row["source"] for row in flood["articles"]} == {flood["source"]}
    assert {row["event"] for row in flood["articles"]} == {""}
    assert len({row["text"] for row in flood["articles"]}) == 80


@pytest.mark.parametrize("half", HALVES)
def test_the_generator_writes_the_same_background_again(half: str) -> None:
    make = maker()
    rows = rows_of(half)
    assert make.whole(half, [row for row in rows if row["event"]]) == rows
    assert make.flood(half) == hot_of(half)["flood"]


def test_the_readme_states_the_counts_of_the_files() -> None:
    page = (DATA / "README.md").read_text(encoding="utf-8")
    stated = {name: (int(a), int(b)) for name, a, b in re.findall(r"^\| (.+?) \| (\d+) \| (\d+) \|$", page, re.M)}
    for at, half in enumerate(HALVES):
        rows = rows_of(half)
        copies = [len(group) for group in grouped(rows, "duplicate").values()]
        assert stated["articles"][at] == len(rows)
        assert stated["events"][at] == len(grouped(rows, "event"))
        assert stated["reports of events"][at] == sum(1 for row in rows if row["event"])
        assert stated["reports in English"][at] == sum(1 for row in rows if row["event"] and row["lang"] == "en")
        assert stated["groups of copies"][at] == len(copies)
        assert stated["pairs of copies"][at] == sum(count * (count - 1) // 2 for count in copies)
        assert stated["no printed date"][at] == sum(1 for row in rows if row["published"] is None)


@pytest.mark.parametrize("half", HALVES)
def test_some_events_are_recent_and_yet_not_hot(half: str) -> None:
    hot = hot_of(half)
    day_before = datetime.fromisoformat(hot["now"]) - timedelta(hours=48)
    recent = {row["event"] for row in rows_of(half) if datetime.fromisoformat(row["received"]) > day_before}
    assert len(recent - set(hot["hot"]) - {""}) >= 4
