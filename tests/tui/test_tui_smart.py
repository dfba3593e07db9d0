"""The reader's own smart feeds in the feeds pane, and queries while they are being typed."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from haowai_tui.library import Library
from haowai_tui.model.smart import SmartFeed
from haowai_tui.tui import prepare_environment
from pilot import live, press, settle

prepare_environment()

from haowai_tui.tui.screens.reader import ReaderScreen  # noqa: E402


def test_a_saved_query_stands_under_the_smart_feeds_with_its_unread_count(library: Library) -> None:
    library.save_query("水边", "步道 OR ferry")
    unread = library.count(library.parse_query("步道 OR ferry"))

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        keys = [row.key for row in screen.feeds_pane.rows]
        assert keys[6:8] == ["smart:水边", ""]
        assert screen.feeds_pane.rows[6].unread == unread > 0
        await screen.show_place("smart:水边")
        assert screen.headlines_pane.count == unread
        assert screen.place_title(screen.place) == "水边"
        await press(pilot, "A")
        await settle(pilot)
        assert screen.feeds_pane.rows[6].unread == 0
        await press(pilot, "u")
        await settle(pilot)
        assert screen.feeds_pane.rows[6].unread == unread

    live(library, day)


def test_a_query_that_is_not_yet_whole_is_told_and_leaves_the_list(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        before = screen.headlines_pane.count
        await press(pilot, "slash", *"(")
        await pilot.pause(0.3)
        await settle(pilot)
        assert screen.headlines_pane.count == before
        assert "Column 2" in screen.search_help.text

    live(library, day)


def test_no_key_waits_for_what_smart_feeds_have(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.save_query("水边", "步道 OR ferry")
    counted_in: set[str] = set()
    smart_feeds = library.smart_feeds

    def watched(*, most: int | None = None) -> list[SmartFeed]:
        counted_in.add(threading.current_thread().name.partition("_")[0])
        return smart_feeds(most=most)

    monkeypatch.setattr(library, "smart_feeds", watched)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        unread = screen.feeds_pane.rows[6].unread
        await screen.show_place("smart:水边")
        await press(pilot, "m")
        await settle(pilot)
        assert screen.feeds_pane.rows[6].unread == unread - 1
        # The keys' questions are asked in the thread called after the library.
        assert counted_in == {"behind"}

    live(library, day)
