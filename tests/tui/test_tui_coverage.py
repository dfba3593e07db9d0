from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Entry, FeedData
from haowai_tui.store import Store
from haowai_tui.tui.screens.coverage import CoverageScreen, Timeline
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press

NOW = datetime.now(UTC)


def library_with_a_story(home: Path) -> Library:
    set_language("en")
    where = paths({"HAOWAI_HOME": str(home)})
    with Store.open(where.store) as store:
        feed = store.add_feed("http://example.org/", source="feed", title="Ferry")
        entries = tuple(Entry(guid=str(n), title=f"Report {n}", published=NOW - timedelta(hours=n)) for n in range(4))
        ids = store.store_feed(feed.id, FeedData(entries=entries), now=NOW).new
        # The articles are taken as compared, with three of them one story.
        store.keep_stories(dict.fromkeys(ids[:3], 7), ids)
    return Library.open(where, Settings())


def lines_of(pilot: Any) -> list[str]:
    timeline = pilot.app.screen.query_one(Timeline)
    return ["".join(text for text, _style, _control in timeline.render_line(y)).rstrip() for y in range(6)]


def test_coverage_lists_the_event_in_order_with_what_is_new_and_the_way_back(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        screen.headlines_pane.move_to(1)
        await press(pilot, "enter", "C")
        assert isinstance(pilot.app.screen, CoverageScreen)
        drawn = lines_of(pilot)
        assert [line.split()[-1] for line in drawn[::2]] == ["2", "1", "0"]
        assert all("●" in line for line in drawn[::2])
        assert pilot.app.screen.query_one(Timeline).cursor == 1
        await press(pilot, "j", "enter")
        assert screen.open_article is not None and screen.open_article.title == "Report 0"
        await press(pilot, "backspace")
        assert screen.open_article.title == "Report 1"
        await press(pilot, "C")
        assert not any("●" in line for line in lines_of(pilot))

    with library_with_a_story(tmp_path) as library:
        live(library, day)


def test_an_article_that_stands_alone_says_so(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        screen.headlines_pane.move_to(3)
        await press(pilot, "C")
        assert pilot.app.screen is screen
        assert "No other article reports this event." in str(screen.status.message)

    with library_with_a_story(tmp_path) as library:
        live(library, day)
