"""The screen that tells how the feeds fare, and what can be done there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Entry, FeedData
from haowai_tui.store import Store
from haowai_tui.tui.screens.health import HealthList, HealthScreen
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press
from servers import Answer, rss, serve

NOW = datetime.now(UTC)


def library_of(home: Path, address: str = "http://127.0.0.1:9/f.xml") -> Library:
    """Ferry is read, Harbour's twelve articles have waited for two months, Quay has not answered for one."""
    set_language("en")
    where = paths({"HAOWAI_HOME": str(home)})
    with Store.open(where.store) as store:
        ferry = store.add_feed(address, source="feed", title="Ferry")
        harbour = store.add_feed("http://example.org/harbour", source="feed", title="Harbour")
        quay = store.add_feed("http://example.org/quay", source="feed", title="Quay")

        def entries(count: int) -> FeedData:
            return FeedData(
                entries=tuple(
                    Entry(guid=str(n), title=f"Report {n}", published=NOW - timedelta(days=n)) for n in range(count)
                )
            )

        ids = store.store_feed(ferry.id, entries(4), now=NOW).new
        store.set_read(ids[:2], True)
        store.note_opened(ids[0])
        store.store_feed(harbour.id, entries(12), now=NOW - timedelta(days=60))
        store.store_feed(quay.id, entries(1), now=NOW - timedelta(days=30))
        for _ in range(6):
            store.note_failure(quay.id, "The server says 404 (not found).", now=NOW)
    return Library.open(where, Settings())


def lines_of(pilot: Any) -> list[str]:
    rows = pilot.app.screen.query_one(HealthList)
    return ["".join(text for text, _style, _control in rows.render_line(y)).rstrip() for y in range(rows.count * 2)]


def said(pilot: Any) -> str:
    return str(pilot.app.screen.query_one("#said").content)


def test_trouble_comes_first_with_its_reason_and_other_orders_are_a_key_away(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "I")
        lines = lines_of(pilot)
        assert [line.split()[:2] for line in lines[::2]] == [
            ["!", "Quay"],
            ["-", "Harbour"],
            ["Ferry", lines[4].split()[1]],
        ]
        assert "Not had for 30 days: The server says 404 (not found)." in lines[1]
        assert "You have opened none of its 12 articles." in lines[3]
        assert "50%" in lines[4] and "last opened" in lines[5]
        await press(pilot, "s")
        assert ["Ferry" in lines_of(pilot)[0], "Quay" in lines_of(pilot)[4]] == [True, True]

    with library_of(tmp_path) as library:
        live(library, day)


def test_a_feed_is_marked_read_and_removed_there_and_both_are_taken_back(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "I", "j", "A")
        assert "12 articles marked read" in said(pilot)
        await press(pilot, "D", "y")
        assert [feed.title for feed in library.feeds()] == ["Ferry", "Quay"]
        assert pilot.app.screen.query_one(HealthList).count == 2
        await press(pilot, "u", "u")
        assert next(feed for feed in library.feeds() if feed.title == "Harbour").unread == 12
        assert pilot.app.screen.query_one(HealthList).count == 3
        await press(pilot, "escape")
        assert pilot.app.screen is screen
        assert [row.unread for row in screen.feeds_pane.rows if row.title == "Harbour"] == [12]

    with library_of(tmp_path) as library:
        live(library, day)


def test_a_feed_is_fetched_there_and_gone_to(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "I", "s", "g", "r")
        assert "Ferry" in said(pilot) or "晨报" in said(pilot)
        assert isinstance(pilot.app.screen, HealthScreen)
        await press(pilot, "enter")
        assert screen.place == f"feed:{library.feeds()[0].id}" and screen.headlines_pane.count == 5

    with serve({"/f.xml": Answer(rss("Ferry", 5))}) as server, library_of(tmp_path, f"{server.url}/f.xml") as library:
        live(library, day)
