"""Clocks that jump between two refreshes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from test_library_refresh import refreshed, subscribe

from clocks import Clock
from haowai_tui.library import Library
from haowai_tui.library.events import FeedDone, FeedFailed, FeedSkipped
from haowai_tui.library.health import remarks
from haowai_tui.model import Selection
from servers import Answer, rss, serve


@pytest.mark.parametrize("ahead", [timedelta(days=365), timedelta(hours=5), timedelta(days=70 * 365)])
def test_a_feed_is_asked_again_once_the_clock_is_right(
    library: Library, monkeypatch: pytest.MonkeyPatch, ahead: timedelta
) -> None:
    clock = Clock(monkeypatch)
    fresh = {"Cache-Control": "max-age=36000"}
    with serve({"/f": Answer(rss("晨报"), headers=fresh), "/g": Answer(status=500)}) as server:
        subscribe(library, server.url + "/f", server.url + "/g")
        clock.ahead = ahead
        assert {type(event) for event in refreshed(library)[-3:-1]} == {FeedDone, FeedFailed}
        assert [type(event) for event in refreshed(library)[1:-1]] == [FeedSkipped, FeedSkipped]
        clock.ahead = timedelta()
        server.routes["/g"] = Answer(rss("夜报"))
        assert [type(event) for event in refreshed(library)[-3:-1]] == [FeedDone, FeedDone]
        # From here on all is as it should be.
        assert FeedSkipped in {type(event) for event in refreshed(library)[1:-1]}
    assert all(not feed.error and not feed.failures for feed in library.feeds())


def test_a_clock_that_was_ahead_leaves_no_sentence_about_the_future(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    with serve({"/f": Answer(rss("晨报"))}) as server:
        subscribe(library, server.url + "/f")
        clock.ahead = timedelta(days=500)
        refreshed(library)
        server.routes["/f"] = Answer(status=404)
        refreshed(library, force=True)
        clock.ahead = timedelta()
        for row in library.feeds_health():
            assert "-" not in remarks(row)
        clock.ahead = timedelta(days=-500)
        for row in library.feeds_health():
            assert "-" not in remarks(row)


def test_a_clock_that_is_ahead_lets_nothing_go_that_was_to_be_kept(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.settings = replace(library.settings, general=replace(library.settings.general, keep_days=30))
    clock = Clock(monkeypatch)
    with serve({"/f": Answer(rss("晨报"))}) as server:
        subscribe(library, server.url + "/f")
        refreshed(library)
        library.mark_read(Selection())
        clock.ahead = timedelta(days=400)
        refreshed(library, force=True)
        assert len(library.headlines(Selection())) == 3
        # Time that has passed, and brought news, is another thing.
        news = rss("晨报", 1, word="新").replace(b">0</guid>", b">new</guid>")
        later = news.replace(b"Mon, 23 Nov 2026", b"Mon, 08 Feb 2027")
        clock.ahead = timedelta(days=80)
        server.routes["/f"] = Answer(later)
        refreshed(library, force=True)
        assert [row.title for row in library.headlines(Selection())] == ["新 0"]


def test_marks_made_while_the_clock_jumps_are_all_there(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    with serve({"/f": Answer(rss("晨报"))}) as server:
        subscribe(library, server.url + "/f")
        refreshed(library)
    ids = [row.id for row in library.headlines(Selection())]
    for article, days in zip(ids, (0, 400, -400), strict=True):
        clock.ahead = timedelta(days=days)
        library.set_read([article], True)
        library.set_starred([article], True)
    assert library.counts().unread == 0 and library.counts().starred == 3
    # Undone in the order in which it was done, not by the times that it bears.
    for left in (2, 1, 0):
        library.undo()
        library.undo()
        assert library.counts().starred == left
    assert library.counts().unread == 3
