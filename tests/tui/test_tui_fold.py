from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Entry, FeedData
from haowai_tui.store import Store
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press


def test_a_story_is_one_row_with_its_count_until_it_is_unfolded_and_that_is_remembered(tmp_path: Path) -> None:
    set_language("en")
    where = paths({"HAOWAI_HOME": str(tmp_path)})
    now = datetime.now(UTC)
    with Store.open(where.store) as store:
        feed = store.add_feed("http://example.org/", source="feed", title="Ferry")
        entries = tuple(Entry(guid=str(n), title=f"Story {n}", published=now - timedelta(hours=n)) for n in range(5))
        ids = store.store_feed(feed.id, FeedData(entries=entries), now=now).new
        store.keep_stories({ids[1]: 7, ids[3]: 7, ids[4]: 7}, ids)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        assert screen.headlines_pane.count == 5
        await press(pilot, "equals_sign")
        pane = screen.headlines_pane
        assert pane.count == 3
        drawn = ["".join(text for text, _style, _control in pane.render_line(y)) for y in range(6)]
        assert any("Story 1 +2" in line for line in drawn)
        await screen.remember()

    async def next_day(pilot: Any, screen: ReaderScreen) -> None:
        assert screen.headlines_pane.count == 3
        await press(pilot, "equals_sign")
        assert screen.headlines_pane.count == 5

    for doing in (day, next_day):
        with Library.open(where, Settings()) as library:
            live(library, doing)


def test_left_folds_the_category_that_a_feed_is_in_and_then_the_one_around_it(tmp_path: Path) -> None:
    set_language("en")
    with Store.open(paths({"HAOWAI_HOME": str(tmp_path)}).store) as store:
        for number, category in enumerate(((), ("Sea",), ("Sea", "Ferries"))):
            address = f"https://example.org/{number}"
            store.add_feed(address, source="feed", title=f"Feed {number}", category=category)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        screen.focus_pane("feeds")
        pane = screen.feeds_pane
        pane.move_to([row.title for row in pane.rows].index("Feed 2"))
        for folded, under in (
            ("Ferries", {("Sea", "Ferries")}),
            ("Sea", {("Sea",), ("Sea", "Ferries")}),
            ("Sea", None),
        ):
            await press(pilot, "left")
            assert pane.current is not None and pane.current.title == folded
            assert under is None or screen.folded == under

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        library.set_value("launched", "1")
        live(library, day)
