"""When an article counts as read, how far the reader is in it, and what is next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from haowai_tui.config import Settings, UiSettings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Entry, FeedData, Paragraph, Span
from haowai_tui.store import Store
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press, settle

NOW = datetime.now(UTC)


def library_with(home: Path, ui: UiSettings, *, words: int = 30) -> Library:
    """Two feeds, each in a category of its own, with three articles each."""
    set_language("en")
    where = paths({"HAOWAI_HOME": str(home)})
    text = Paragraph((Span("word " * words),))
    with Store.open(where.store) as store:
        for name in ("Ferry", "Harbour"):
            feed = store.add_feed(f"http://example.org/{name}", source="feed", title=name, category=(name + "s",))
            entries = tuple(
                Entry(guid=str(n), title=f"{name} {n}", published=NOW - timedelta(hours=n), blocks=(text,) * 9)
                for n in range(3)
            )
            store.store_feed(feed.id, FeedData(entries=entries), now=NOW)
    return Library.open(where, Settings(ui=ui))


def read_titles(library: Library) -> set[str]:
    from haowai_tui.model import Selection

    return {row.title for row in library.headlines(Selection(unread=False))}


async def at_feed(pilot: Any, screen: ReaderScreen, name: str) -> None:
    feed = next(feed for feed in screen.feeds_now if feed.title == name)
    screen.start(screen.show_place(f"feed:{feed.id}"), group="place")
    await settle(pilot)


def test_an_article_counts_as_read_when_it_has_been_open_long_enough(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await at_feed(pilot, screen, "Ferry")
        await press(pilot, "enter")
        assert read_titles(library) == set()
        await pilot.pause(3.2)
        await settle(pilot)
        assert read_titles(library) == {"Ferry 0"}

    with library_with(tmp_path, UiSettings(mark_read="dwell", mark_read_seconds=3)) as library:
        live(library, day)


def test_an_article_that_is_left_before_its_time_stays_unread(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await at_feed(pilot, screen, "Ferry")
        await press(pilot, "enter")
        assert screen._dwell is not None
        # Only looked at: its headline is under the cursor, nobody opened it.
        await press(pilot, "h", "j")
        assert screen.open_article is not None and screen.open_article.title == "Ferry 1"
        assert screen._dwell is None
        screen._stayed()
        await settle(pilot)
        assert read_titles(library) == set()

    with library_with(tmp_path, UiSettings(mark_read="dwell", mark_read_seconds=3600)) as library:
        live(library, day)


@pytest.mark.parametrize("leaving", ["J", "h", "q"])
def test_an_article_counts_as_read_when_the_reader_leaves_it(tmp_path: Path, leaving: str) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await at_feed(pilot, screen, "Ferry")
        await press(pilot, "enter", "l", "h")
        assert read_titles(library) == set()
        await press(pilot, leaving)

    with library_with(tmp_path, UiSettings(mark_read="leave")) as library:
        live(library, day)
        assert read_titles(library) == {"Ferry 0"}


def test_what_the_reader_marked_themselves_is_not_marked_again_on_leaving(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await at_feed(pilot, screen, "Ferry")
        await press(pilot, "enter", "m", "m", "h", "q")

    with library_with(tmp_path, UiSettings(mark_read="leave")) as library:
        live(library, day)
        assert read_titles(library) == set()


def test_nothing_is_marked_where_the_reader_wants_none(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", "J", "J", "h", "q")

    with library_with(tmp_path, UiSettings(mark_read="never")) as library:
        live(library, day)
        assert read_titles(library) == set()


def test_the_next_unread_goes_on_in_the_category_after_this_one(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        screen.start(screen.show_place('category:["Ferrys"]'), group="place")
        await settle(pilot)
        opened = []
        for _ in range(7):
            await press(pilot, "n")
            assert screen.open_article is not None
            opened.append(screen.open_article.title)
        assert opened[:6] == ["Ferry 0", "Ferry 1", "Ferry 2", "Harbour 0", "Harbour 1", "Harbour 2"]
        assert "unread" in screen.status.message

    with library_with(tmp_path, UiSettings()) as library:
        live(library, day)


def test_the_status_line_says_how_much_is_left(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter")
        assert screen.status.position.endswith("% · 12 min left")
        await press(pilot, "G")
        assert screen.status.position == "100%"

    # 9 paragraphs of 300 words at 220 words a minute are 12.3 minutes.
    with library_with(tmp_path, UiSettings(), words=300) as library:
        live(library, day, (120, 24))
