"""What the figures of a feed amount to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from haowai_tui.insight.health import health
from haowai_tui.model import Feed
from haowai_tui.model.health import FeedFigures, Finding

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FEED = Feed(id=1, address="http://a.example/", source="feed", title="Gazette", total=40, unread=10, last_success=NOW)
FIGURES = FeedFigures(
    feed_id=1,
    weeks=(0,) * 8 + (2, 4, 3, 3),
    newest=NOW - timedelta(days=1),
    since=NOW - timedelta(days=90),
    bytes=1000,
    opened=12,
    last_opened=NOW,
    starred=0,
)


def test_a_feed_that_is_read_and_answers_is_well() -> None:
    row = health(FEED, FIGURES, NOW)
    assert row.findings == () and not row.droppable
    assert row.per_week == 3.0 and row.read_share == 0.75


def test_a_feed_that_has_failed_for_weeks_is_dead_and_one_that_failed_today_is_not() -> None:
    failed = replace(FEED, error="404", failures=9, last_success=NOW - timedelta(days=20))
    assert health(failed, FIGURES, NOW).findings == (Finding.DEAD,)
    assert health(failed, FIGURES, NOW).droppable
    today = replace(failed, last_success=NOW - timedelta(hours=5))
    assert health(today, FIGURES, NOW).findings == (Finding.FAILING,)
    offline = replace(failed, failures=1)
    assert health(offline, FIGURES, NOW).findings == (Finding.FAILING,)


def test_a_feed_that_never_answered_is_dead_after_enough_tries() -> None:
    never = replace(FEED, error="404", failures=5, last_success=None, total=0, unread=0)
    empty = replace(FIGURES, since=None, newest=None, weeks=(0,) * 12)
    row = health(never, empty, NOW)
    assert row.findings == (Finding.DEAD,) and row.droppable and row.read_share is None and row.per_week == 0


def test_a_feed_of_which_nothing_was_ever_opened_can_be_dropped_unless_something_is_starred() -> None:
    unopened = replace(FIGURES, opened=0, last_opened=None)
    assert health(FEED, unopened, NOW).findings == (Finding.UNOPENED,)
    assert health(FEED, unopened, NOW).droppable
    assert not health(FEED, replace(unopened, starred=1), NOW).droppable
    assert health(FEED, replace(unopened, since=NOW - timedelta(days=5)), NOW).findings == ()


def test_floods_and_silence_are_found() -> None:
    flood = replace(FIGURES, weeks=(0,) * 10 + (300, 200))
    assert health(FEED, flood, NOW).findings == (Finding.FLOODING,)
    silent = replace(FIGURES, newest=NOW - timedelta(days=200), weeks=(0,) * 12)
    assert health(FEED, silent, NOW).findings == (Finding.SILENT,)
