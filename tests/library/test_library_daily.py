"""The digest, the front page and catching up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haowai_tui.config import FlowSettings, Settings, paths
from haowai_tui.library import Library
from haowai_tui.model import Entry, FeedData, Paragraph, Selection, Span
from haowai_tui.text.reading import reading_minutes

NOW = datetime.now(UTC)


@pytest.fixture
def library(tmp_path: Path):  # type: ignore[no-untyped-def]
    settings = Settings(flow=FlowSettings(digest_minutes=10))
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), settings) as opened:
        yield opened


def publish(library: Library, name: str, *articles: tuple[str, float, int]) -> tuple[int, ...]:
    """A feed with articles: a headline, how many hours old, how many words; gives their ids in this order."""
    feed = library._store.add_feed(f"http://{name}.example/", source="feed", title=name)
    entries = tuple(
        Entry(
            guid=title,
            title=title,
            published=NOW - timedelta(hours=hours),
            blocks=(Paragraph((Span("word " * words),)),),
        )
        for title, hours, words in articles
    )
    new = library._store.store_feed(feed.id, FeedData(entries=entries), now=NOW).new
    library._store.keep_stories({}, new)
    return new


def tell(library: Library, story: int, *ids: int) -> None:
    """These articles are of one story, from sources of their own."""
    from haowai_tui.insight.affinity import Profile
    from haowai_tui.store import DigestRow

    rows = library._store.rows_of(ids)
    library._store.keep_digests(
        [
            DigestRow(
                article_id=number,
                days=rows[number].when.timestamp() / 86_400,
                source=rows[number].feed_title,
                comments=0,
                terms=Profile({}).terms,
                sketch=b"",
                marks=(),
            )
            for number in ids
        ],
        {number: [] for number in ids},
    )
    library._store.keep_stories(dict.fromkeys(ids, story), ids)


def test_reading_time_counts_chinese_by_characters_and_the_rest_by_words() -> None:
    assert reading_minutes("字" * 400) == 1.0
    assert reading_minutes("word " * 220) == 1.0
    assert reading_minutes("渡轮 ferry's 2026-11-24") == pytest.approx(2 / 400 + 2 / 220)
    assert reading_minutes("字" * 400, characters=200) == 2.0
    assert reading_minutes("") == 0.0


def test_a_digest_has_one_row_for_a_story_hot_ones_first_and_fills_its_minutes(library: Library) -> None:
    one = publish(library, "Ferry", ("Sunk 1", 3, 440), ("Long read", 1, 4400), ("Small 1", 5, 440))
    other = publish(library, "Harbour", ("Sunk 2", 2, 440), ("Small 2", 6, 440), ("Small 3", 7, 440))
    tell(library, 1, one[0], other[0])
    digest = library.digest()
    # Sunk 2 stands for the story; the long read would take twenty minutes.
    assert [row.headline.title for row in digest.rows] == ["Sunk 2", "Small 2", "Small 1", "Small 3"]
    assert digest.rows[0].story is not None and digest.rows[1].story is None
    assert digest.minutes == pytest.approx(8.0) and digest.wanted == 10 and digest.left == 2
    assert [row.headline.title for row in library.digest(3).rows] == ["Sunk 2"]


def test_a_story_of_which_one_report_was_read_is_not_told_again(library: Library) -> None:
    one = publish(library, "Ferry", ("Sunk 1", 3, 100), ("Small 1", 5, 100))
    other = publish(library, "Harbour", ("Sunk 2", 2, 100))
    tell(library, 1, one[0], other[0])
    library._store.set_read((one[0],), True)
    assert [row.headline.title for row in library.digest().rows] == ["Small 1"]


def test_a_digest_of_nothing_is_empty_and_one_of_a_long_read_alone_has_it(library: Library) -> None:
    assert library.digest().rows == ()
    publish(library, "Ferry", ("Long read", 1, 9000))
    assert [row.headline.title for row in library.digest(1).rows] == ["Long read"]


def test_the_front_page_has_what_is_hot_and_one_headline_of_each_feed(library: Library) -> None:
    one = publish(library, "Ferry", ("Sunk 1", 3, 10), ("Small 1", 5, 10), ("Small 2", 4, 10))
    other = publish(library, "Harbour", ("Sunk 2", 2, 10), ("Old 1", 100, 10))
    publish(library, "Quay", ("Old 2", 50, 10))
    tell(library, 1, one[0], other[0])
    page = library.front_page()
    assert [story.headline.title for story in page.hot] == ["Sunk 2"]
    assert [row.title for row in page.feeds] == ["Sunk 1"] or [row.title for row in page.feeds] == ["Small 2"]
    assert page.hours == 24 and page.unread == 6


def test_a_front_page_of_a_quiet_day_is_that_of_the_week(library: Library) -> None:
    publish(library, "Ferry", ("Old 1", 100, 10), ("Old 2", 60, 10))
    page = library.front_page()
    assert [row.title for row in page.feeds] == ["Old 2"] and page.hours == 7 * 24


def test_catching_up_says_what_would_remain_and_is_taken_back_in_one_step(library: Library) -> None:
    publish(library, "Ferry", ("New", 1, 5), ("Old", 24 * 8, 5), ("Older", 24 * 40, 5))
    publish(library, "Harbour", ("Fresh", 2, 5), ("Stale", 24 * 9, 5))
    waiting = library.waiting(7)
    assert (waiting.unread, waiting.older) == (5, 3)
    assert [(row.feed.title, row.feed.unread, row.older) for row in waiting.feeds] == [
        ("Ferry", 3, 2),
        ("Harbour", 2, 1),
    ]
    assert library.mark_older(7, waiting.feeds[0].feed.id) == 2
    assert library.waiting(7).older == 1
    assert library.mark_older(7) == 1
    assert library.waiting(7).unread == 2
    assert library.undo() and library.undo()
    assert library.waiting(7).unread == 5 and library.count(Selection(unread=False)) == 0


def test_of_each_story_the_newest_report_stays(library: Library) -> None:
    one = publish(library, "Ferry", ("Sunk 1", 3, 5), ("Alone", 4, 5))
    other = publish(library, "Harbour", ("Sunk 2", 2, 5), ("Sunk 3", 5, 5))
    tell(library, 1, one[0], *other)
    (story,) = library.waiting(7).stories
    assert story.headline.title == "Sunk 2" and set(story.repeats) == {one[0], other[1]}
    assert library.mark_repeats(library.waiting(7).repeats) == 2
    assert library.waiting(7).stories == () and library.waiting(7).unread == 2
    library.undo()
    assert library.waiting(7).unread == 4


def test_more_days_than_the_calendar_has_are_all_of_them(library: Library) -> None:
    publish(library, "old", ("Long ago", 24 * 365 * 30, 10))
    for days in (740_000, 10**15):
        assert library.waiting(days).unread == 1
        assert library.mark_older(days) == 0
