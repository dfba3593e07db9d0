"""A feed with many articles is removed while keys are answered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from test_tui_days import NOW, library_of

from haowai_tui.errors import StoreFullError
from haowai_tui.library import Library
from haowai_tui.model import Entry, FeedData
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press, settle


class Held:
    """Something lengthy that the library does, which waits before each part but the first until it may go on."""

    def __init__(self, library: Library, monkeypatch: pytest.MonkeyPatch, name: str = "removing_feeds") -> None:
        self._goes_on = threading.Semaphore(0)
        done = getattr(library, name)

        def slowly(*given: Any) -> Iterator[Any]:
            for part in done(*given):
                yield part
                assert self._goes_on.acquire(timeout=10)

        monkeypatch.setattr(library, name, slowly)

    def one_more(self) -> None:
        self._goes_on.release()

    def all_of_it(self) -> None:
        self._goes_on.release(1000)


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haowai_tui.store.removing.AT_ONCE", 1)
    monkeypatch.setattr("haowai_tui.library.undo.FEW", 1)


async def until(pilot: Any, holds: Callable[[], bool]) -> None:
    for _look in range(1000):
        if holds():
            return
        await pilot.pause(0.01)
    raise AssertionError


def tree(screen: ReaderScreen) -> list[str]:
    return [row.title for row in screen.feeds_pane.rows if row.feed_id]


async def begin_removing(pilot: Any, screen: ReaderScreen) -> None:
    """Remove the last feed, and wait until that is under way."""
    await press(pilot, "h", "G")
    assert screen.feed_here() is not None
    await pilot.press("D", "y")
    await until(pilot, lambda: screen.status.message == "Removing Quay ... Esc stops.")


def test_the_feed_is_gone_from_the_tree_at_once_and_esc_brings_all_of_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        held = Held(library, monkeypatch)
        before = library.counts()
        await begin_removing(pilot, screen)
        held.one_more()
        await until(pilot, lambda: tree(screen) == ["Ferry", "Harbour"])
        row = screen.feeds_pane.cursor
        await pilot.press("k")
        await until(pilot, lambda: screen.feeds_pane.cursor == row - 1)
        await pilot.press("escape")
        held.all_of_it()
        await settle(pilot)
        assert screen.status.message == "Stopped: Quay stays, with all its articles."
        assert screen.status.progress == "" and tree(screen) == ["Ferry", "Harbour", "Quay"]
        assert library.counts() == before and library.undoable() == []

    with library_of(tmp_path) as library:
        quay = next(feed for feed in library.feeds() if feed.title == "Quay")
        more = tuple(Entry(guid=f"more {number}", title=f"More {number}", published=NOW) for number in range(5))
        library._store.store_feed(quay.id, FeedData(entries=more), now=NOW)
        live(library, day)


def test_what_is_asked_for_meanwhile_is_done_and_undoing_waits_for_its_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        held = Held(library, monkeypatch)
        before = library.counts()
        await begin_removing(pilot, screen)
        await pilot.press("u")
        held.all_of_it()
        await settle(pilot)
        assert screen.status.message == "Undone: removing Quay."
        assert library.counts() == before and tree(screen) == ["Ferry", "Harbour", "Quay"]

    with library_of(tmp_path) as library:
        live(library, day)


def test_a_folder_goes_with_all_its_feeds_and_comes_back_as_one(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "h", "g", "g")
        while (row := screen.feeds_pane.current) is None or not row.category:
            await press(pilot, "j")
        await press(pilot, "D")
        assert "Remove the 2 feeds of Water, with 6 articles? u brings them back." in str(
            pilot.app.screen.query("Static").first().content
        )
        await press(pilot, "y")
        assert tree(screen) == ["Ferry"] and library.counts().total == 3
        assert screen.status.message == "Removed Water. u brings it back."
        await press(pilot, "u")
        assert library.counts().total == 9 and len(library.feeds()) == 3

    with library_of(tmp_path) as library:
        for feed in library.feeds()[1:]:
            library._store.move_feed(feed.id, ("Water",))
        live(library, day)


def test_what_was_cut_short_goes_on_at_the_next_start(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await settle(pilot)
        assert not library.are_leaving() and library.counts().total == 6
        assert tree(screen) == ["Harbour", "Quay"] and screen.status.progress == ""
        await press(pilot, "u")
        assert library.counts().total == 9

    with library_of(tmp_path) as library:
        next(library.removing_feeds([library.feeds()[0].id]))
        live(library, day)


def test_going_on_with_it_can_be_stopped_until_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        next(library.removing_feeds([1, 2]))
        next(library.going_on_removing())
        held = Held(library, monkeypatch, "going_on_removing")
        screen.go_on_removing()
        await until(pilot, lambda: screen.status.progress == "1/4")
        await pilot.press("escape")
        held.all_of_it()
        await settle(pilot)
        assert screen.status.message == "Stopped; removing goes on at the next start."
        assert library.are_leaving() and tree(screen) == ["Quay"]

    with library_of(tmp_path) as library:
        live(library, day)


def test_where_the_disk_takes_no_more_the_feed_stands_and_undoing_brings_back_what_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        removing = library.removing_feeds

        def full(*given: Any) -> Iterator[tuple[int, int]]:
            yield next(removing(*given))
            raise StoreFullError("The database cannot be written; free space.")

        monkeypatch.setattr(library, "removing_feeds", full)
        await press(pilot, "h", "G", "D", "y")
        assert screen.status.message == "The database cannot be written; free space."
        assert [feed.total for feed in library.feeds()] == [3, 3, 2]
        await press(pilot, "u")
        assert [feed.total for feed in library.feeds()] == [3, 3, 3] and library.undoable() == []

    with library_of(tmp_path) as library:
        live(library, day)


@pytest.mark.parametrize(
    ("keys", "name", "told", "said"),
    [
        (("I", "D", "y"), "removing_feeds", "1/3 ... Esc stops.", "Stopped: Ferry stays, with all its articles."),
        (("X", "enter"), "marking_read", "1/6 ... Esc stops.", "Stopped: 2 articles marked read. u undoes."),
        (("ampersand", "r"), "running_rules", "1 ... Esc stops.", "Stopped; u undoes what has been done."),
    ],
)
def test_esc_on_a_screen_stops_what_goes_on_there_and_then_leaves_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...], name: str, told: str, said: str
) -> None:
    for module in ("library.library", "library.rules", "store.undo"):
        monkeypatch.setattr(f"haowai_tui.{module}.AT_ONCE", 1)
    # What can be stopped keeps no key waiting.
    monkeypatch.setattr("haowai_tui.tui.in_order._LONGEST", 600.0)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        def says(text: str) -> bool:
            return text in " ".join(str(one.content) for one in pilot.app.screen.query("Static"))

        held = Held(library, monkeypatch, name)
        await press(pilot, *keys[:-1])
        await pilot.press(keys[-1])
        if name == "running_rules":
            held.one_more()
        await until(pilot, lambda: says(told))
        over = pilot.app.screen
        await pilot.press("escape")
        held.all_of_it()
        await until(pilot, lambda: says(said))
        assert pilot.app.screen is over
        # Twice in a row is once too often pressed.
        await pilot.pause(0.5)
        await press(pilot, "escape")
        assert pilot.app.screen is screen
        await press(pilot, "u")
        assert library.counts().unread == library.counts().total == 9 and library.counts().starred == 0

    with library_of(tmp_path) as library:
        library.add_rule("Ferry OR Quay", ["star"])
        live(library, day)
