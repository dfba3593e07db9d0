"""Adding a feed, also one whose address takes long to answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from haowai_tui.errors import NoFeedError
from haowai_tui.library import Library
from haowai_tui.model import Candidate
from haowai_tui.tui.screens.completing import CategoryScreen
from haowai_tui.tui.screens.dialogs import ConfirmScreen
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press, settle
from servers import Answer, rss, serve


@pytest.fixture
def answered(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Set when the address answers what it is."""
    gate = threading.Event()
    resolve = library.resolve

    async def slowly(address: str) -> list[Candidate]:
        while not gate.is_set():
            gate.wait(0.01)
        return await resolve(address)

    monkeypatch.setattr(library, "resolve", slowly)
    yield gate
    gate.set()


async def ask_for(pilot: Any, address: str) -> None:
    """Type an address, and go on while it is looked at."""
    await press(pilot, "a", *address)
    await pilot.press("enter")
    await pilot.pause(0.1)


def test_a_feed_that_answers_late_is_added_without_a_question(library: Library, answered: threading.Event) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        with serve({"/f.xml": Answer(rss("纸鸢周刊", 5))}) as server:
            place = screen.place
            await ask_for(pilot, f"{server.url}/f.xml")
            await pilot.press("j")
            await pilot.pause(0.1)
            shown = screen.headlines_pane.current
            answered.set()
            await settle(pilot)
            assert pilot.app.screen is screen
            (feed,) = library.find_feeds("纸鸢周刊")
            assert feed.category == () and feed.total == 5
            assert (screen.place, screen.headlines_pane.current) == (place, shown)
            assert "Added 纸鸢周刊. c on it among the feeds gives it a category." in screen.status.message
            assert any(row.feed_id == feed.id for row in screen.feeds_pane.rows)

    live(library, day)


def test_a_feed_that_is_there_is_shown_and_asked_nothing(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        with serve({"/f.xml": Answer(rss("纸鸢周刊", 5))}) as server:
            await ask_for(pilot, f"{server.url}/f.xml")
            await settle(pilot)
            await press(pilot, *"Kites", "enter")
            await settle(pilot)
            assert "Added 纸鸢周刊." in screen.status.message
            await screen.show_place("all")
            await ask_for(pilot, f"{server.url}/f.xml")
            await settle(pilot)
            assert pilot.app.screen is screen and screen.place.startswith("feed:")
            assert "纸鸢周刊 was subscribed to already." in screen.status.message
            assert library.find_feeds("纸鸢周刊")[0].category == ("Kites",)

    live(library, day)


def test_nobody_waits_for_long(library: Library, answered: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haowai_tui.tui.screens.feeding._AWAITED", 0.05)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        with serve({"/f.xml": Answer(rss("纸鸢周刊", 5))}) as server:
            await ask_for(pilot, f"{server.url}/f.xml")
            answered.set()
            await settle(pilot)
            assert pilot.app.screen is screen and library.find_feeds("纸鸢周刊")

    live(library, day)


def test_what_is_asked_late_is_asked_when_adding_is_gone_on_with(
    library: Library, answered: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def none(address: str) -> list[Candidate]:
        while not answered.is_set():
            answered.wait(0.01)
        raise NoFeedError(address)

    monkeypatch.setattr(library, "resolve", none)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await ask_for(pilot, "http://127.0.0.1:9/")
        await pilot.press("j")
        answered.set()
        await settle(pilot)
        assert pilot.app.screen is screen
        assert "No feed was found" in screen.status.message and "a goes on with it." in screen.status.message
        await press(pilot, "a")
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await press(pilot, "n")
        assert pilot.app.screen is screen and "Nothing was added." in screen.status.message
        await press(pilot, "a")
        assert not isinstance(pilot.app.screen, ConfirmScreen)

    live(library, day)


def test_the_question_for_a_category_names_the_feed_and_leaving_it_is_answered(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However busy this machine is, the answer is one that the reader waits for.
    monkeypatch.setattr("haowai_tui.tui.screens.feeding._AWAITED", 60.0)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        with serve({"/f.xml": Answer(rss("纸鸢周刊", 5))}) as server:
            await press(pilot, "a", *f"{server.url}/f.xml", "enter")
            asked = pilot.app.screen
            assert isinstance(asked, CategoryScreen)
            assert "Category of 纸鸢周刊" in str(asked.query_one(".dialog-title").render())
            await press(pilot, "escape")
            assert "Nothing was added." in screen.status.message and library.find_feeds("纸鸢周刊") == []

    live(library, day)
