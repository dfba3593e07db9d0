"""What stands where when dates or clocks are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from msgspec.structs import replace

from haowai_tui.model import Entry, FeedData, Selection
from haowai_tui.model.times import LONGEST_WAIT
from haowai_tui.store import Store

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def entry(name: str, when: datetime | None) -> Entry:
    return Entry(guid=name, title=name, link=f"https://example.org/{name}", published=when)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "haowai.db") as opened:
        opened.add_feed("https://example.org/", source="feed")
        yield opened


def titles(store: Store) -> list[str]:
    return [row.title for row in store.headlines(Selection())]


def arrive(store: Store, *entries: Entry, now: datetime = NOW) -> None:
    store.store_feed(1, FeedData(entries=entries), now=now)


def test_what_is_dated_ahead_stands_where_it_arrived_and_not_above_all_that_comes(store: Store) -> None:
    arrive(store, entry("yesterday", NOW - timedelta(days=1)), entry("in years", datetime(2099, 1, 1, tzinfo=UTC)))
    later = NOW + timedelta(hours=3)
    arrive(store, entry("tonight", later - timedelta(hours=1)), now=later)
    assert titles(store) == ["tonight", "in years", "yesterday"]
    # What it claims is still told where it is read.
    article = store.article(store.headlines(Selection())[1].id)
    assert article.published == datetime(2099, 1, 1, tzinfo=UTC)


def test_a_date_that_forgot_its_zone_is_believed(store: Store) -> None:
    arrive(store, entry("now", NOW), entry("in hours", NOW + timedelta(hours=14)))
    assert titles(store) == ["in hours", "now"]


def test_an_edit_that_dates_an_article_ahead_leaves_it_where_it_is(store: Store) -> None:
    arrive(store, entry("old", NOW - timedelta(days=3)), entry("new", NOW - timedelta(days=1)))
    arrive(store, replace(entry("old", datetime(9000, 1, 1, tzinfo=UTC)), byline="changed"))
    assert titles(store) == ["new", "old"]
    arrive(store, replace(entry("old", NOW), byline="again"))
    assert titles(store) == ["old", "new"]


def test_a_calendar_of_what_is_to_come_does_not_carry_itself_ahead(store: Store) -> None:
    arrive(store, *(entry(f"day {n}", NOW + timedelta(days=n, hours=-1)) for n in range(1, 40)))
    assert max(row.when for row in store.headlines(Selection())) <= NOW + timedelta(days=1)


@pytest.mark.parametrize("wrong", [datetime(1970, 1, 1, tzinfo=UTC), NOW - timedelta(days=10)])
def test_a_clock_that_is_behind_has_no_say_about_what_is_to_come(store: Store, wrong: datetime) -> None:
    arrive(store, entry("before", NOW - timedelta(hours=3)))
    arrive(store, entry("first", NOW - timedelta(hours=2)), entry("second", NOW - timedelta(hours=1)), now=wrong)
    arrive(store, entry("third", NOW - timedelta(minutes=1)))
    assert titles(store) == ["third", "second", "first", "before"]


@pytest.mark.parametrize(
    "when",
    [
        datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=23))), datetime.min,
        datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-23))), datetime.max,
    ],
)  # fmt: skip
def test_a_date_that_no_calendar_shows_is_no_date(store: Store, when: datetime) -> None:
    arrive(store, entry("odd", when))
    (row,) = store.headlines(Selection())
    assert row.when == NOW
    assert store.article(row.id).published is None


def test_before_1970_is_the_end_of_the_list(store: Store) -> None:
    arrive(store, entry("archive", datetime(1912, 4, 16, tzinfo=UTC)), entry("old", datetime(1999, 1, 1, tzinfo=UTC)))
    assert titles(store) == ["old", "archive"]
    assert store.article(store.headlines(Selection())[1].id).published == datetime(1912, 4, 16, tzinfo=UTC)


def test_no_source_has_a_feed_left_alone_for_longer_than_a_day(store: Store) -> None:
    far = datetime(9000, 1, 1, tzinfo=UTC)
    store.store_feed(1, FeedData(next_due=far), now=NOW)
    assert store.feed(1).left_alone_until(NOW) == NOW + LONGEST_WAIT
    store.note_failure(1, "It is busy.", now=NOW, next_due=far)
    assert store.feed(1).left_alone_until(NOW) == NOW + LONGEST_WAIT
    assert store.feed(1).left_alone_until(NOW + LONGEST_WAIT) is None


def test_what_a_wrong_clock_put_off_is_not_put_off(store: Store) -> None:
    for ahead in (timedelta(minutes=20), timedelta(days=365), timedelta(days=40_000)):
        store.note_failure(1, "It is busy.", now=NOW + ahead, next_due=NOW + ahead + timedelta(hours=1))
        assert store.feed(1).left_alone_until(NOW) is None
    store.note_failure(1, "It is busy.", now=NOW - timedelta(minutes=1), next_due=NOW + timedelta(hours=1))
    assert store.feed(1).left_alone_until(NOW) == NOW + timedelta(hours=1)
