"""The front page, the digest and its end, catching up, and the word at the end of a session."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from haowai_tui.config import FlowSettings, Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Entry, FeedData, Paragraph, Selection, Span
from haowai_tui.store import Store
from haowai_tui.tui.app import HaowaiApp
from haowai_tui.tui.screens.catching_up import CatchUpScreen, WaitingList
from haowai_tui.tui.screens.ending import EndScreen
from haowai_tui.tui.screens.front_page import FrontPageList, FrontPageScreen
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press, settle

NOW = datetime.now(UTC)


def library_of(home: Path, flow: FlowSettings | None = None) -> Library:
    """Three feeds with three articles each: one of this hour, one of last week, one of last month."""
    set_language("en")
    where = paths({"HAOWAI_HOME": str(home)})
    with Store.open(where.store) as store:
        for name in ("Ferry", "Harbour", "Quay"):
            feed = store.add_feed(f"http://{name}.example/", source="feed", title=name)
            entries = tuple(
                Entry(
                    guid=title,
                    title=f"{name} {title}",
                    published=NOW - timedelta(hours=hours),
                    blocks=(Paragraph((Span("word " * 400),)),),
                )
                for title, hours in (("today", 1), ("last week", 9 * 24), ("last month", 40 * 24))
            )
            store.keep_stories({}, store.store_feed(feed.id, FeedData(entries=entries), now=NOW).new)
    return Library.open(where, Settings(flow=flow or FlowSettings()))


def rows_of(pilot: Any, kind: type[Any]) -> list[str]:
    rows = pilot.app.screen.query_one(kind)
    lines = range(rows.count * rows.row_height)
    return ["".join(text for text, _style, _control in rows.render_line(y)).rstrip() for y in lines]


def said(pilot: Any) -> str:
    return " ".join(str(widget.content) for widget in pilot.app.screen.query("Static"))


def test_haowai_opens_on_the_front_page_and_reading_goes_on_along_it(tmp_path: Path) -> None:
    async def run() -> None:
        app = HaowaiApp(library)
        async with app.run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            assert isinstance(app.screen, FrontPageScreen)
            titles = [line.strip() for line in rows_of(pilot, FrontPageList)[::2] if line.strip()]
            assert titles == ["Ferry today", "Harbour today", "Quay today"]
            await press(pilot, "j", "enter")
            reader = app.screen
            assert isinstance(reader, ReaderScreen) and reader.open_article is not None
            assert reader.open_article.title == "Harbour today" and reader.headlines_pane.count == 3
            await press(pilot, "J")
            assert reader.open_article.title == "Quay today"
            assert "Front page" in str(reader.headlines_pane.border_title)

    with library_of(tmp_path, FlowSettings(opening="front")) as library:
        asyncio.run(run())


def test_a_digest_is_read_to_its_end_and_says_so(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "B")
        # Two of them take four minutes.
        assert (
            screen.headlines_pane.count == 2 and "2 stories, about 4 minutes; 7 more can wait." in screen.status.message
        )
        await press(pilot, "enter", "n")
        assert screen.open_article is not None and screen.open_article.title == "Harbour today"
        for _ in range(6):
            await press(pilot, "space")
            if isinstance(pilot.app.screen, EndScreen):
                break
        assert isinstance(pilot.app.screen, EndScreen)
        text = said(pilot)
        assert "That is all for now." in text and "2 stories read" in text and "7 articles can wait" in text
        await press(pilot, "enter")
        assert pilot.app.screen is screen and screen.place == "unread"

    with library_of(tmp_path, FlowSettings(digest_minutes=4)) as library:
        live(library, day)


def test_a_digest_that_was_begun_is_the_same_one_tomorrow(tmp_path: Path) -> None:
    async def first(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "B", "enter", "q")

    async def second(pilot: Any, screen: ReaderScreen) -> None:
        assert screen.place.startswith("digest:") and screen.headlines_pane.count == 2
        rows = [screen.headlines_pane.row(number) for number in range(2)]
        assert [row.read for row in rows if row] == [True, False]

    with library_of(tmp_path, FlowSettings(digest_minutes=4)) as library:
        live(library, first)
        live(library, second)


def test_catching_up_is_offered_when_much_waits_and_never_forced(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        assert pilot.app.screen is screen
        assert "9 articles wait. X: catch up." in screen.status.message

    async def quiet(pilot: Any, screen: ReaderScreen) -> None:
        assert "wait" not in screen.status.message

    with library_of(tmp_path, FlowSettings(catch_up_from=9)) as library:
        live(library, day)
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings(flow=FlowSettings(catch_up_from=0))) as library:
        live(library, quiet)


def test_what_is_old_is_marked_by_feed_or_all_at_once_and_taken_back(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "X")
        assert "Older than 7 days: 6 would be marked read, 3 would remain." in said(pilot)
        assert [line.split()[-3:] for line in rows_of(pilot, WaitingList)] == [["9", "6", "3"]] + [["3", "2", "1"]] * 3
        await press(pilot, "l", "l")
        assert "Older than 30 days: 3 would be marked read, 6 would remain." in said(pilot)
        await press(pilot, "j", "enter")
        assert "1 article marked read" in said(pilot)
        await press(pilot, "k", "enter")
        assert library.count(Selection(unread=True)) == 6
        await press(pilot, "u", "u")
        assert library.count(Selection(unread=True)) == 9
        await press(pilot, "j", "o")
        assert pilot.app.screen is screen and screen.place.startswith("feed:")

    with library_of(tmp_path) as library:
        live(library, day)


def test_a_long_list_is_marked_while_keys_are_answered_and_esc_stops_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haowai_tui.library.library.AT_ONCE", 2)
    goes_on = threading.Event()

    with library_of(tmp_path) as library:
        marking_read = library.marking_read

        def slowly(ids: Sequence[int]) -> Iterator[tuple[int, ...]]:
            for number, part in enumerate(marking_read(ids)):
                yield part
                if number == 1:
                    assert goes_on.wait(10)

        async def day(pilot: Any, screen: ReaderScreen) -> None:
            monkeypatch.setattr(library, "marking_read", slowly)
            await pilot.press("A")
            while not screen.status.message.startswith("Marking read"):
                await pilot.pause(0.01)
            here = screen.headlines_pane.cursor
            await pilot.press("j")
            await pilot.press("escape")
            goes_on.set()
            await settle(pilot)
            assert screen.headlines_pane.cursor == here + 1
            count = 9 - library.count(Selection(unread=True))
            assert 0 < count < 9
            assert screen.status.message == f"Stopped: {count} articles marked read. u undoes."
            assert screen.status.progress == ""
            await press(pilot, "u")
            assert library.count(Selection(unread=True)) == 9
            # And the whole of it, then what was asked for while it went on.
            goes_on.clear()
            await pilot.press("A")
            while not screen.status.message.startswith("Marking read"):
                await pilot.pause(0.01)
            await pilot.press("u")
            goes_on.set()
            await settle(pilot)
            assert library.count(Selection(unread=True)) == 9
            assert screen.status.message == "Undone: marking a list of 9 read."

        live(library, day)


@pytest.mark.parametrize(("width", "columns"), [(80, 3), (40, 3), (32, 2), (20, 1)])
def test_figures_of_what_waits_are_whole_in_a_narrow_window(tmp_path: Path, width: int, columns: int) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "X")
        lines = rows_of(pilot, WaitingList)
        figures = ["16", "13", "3"][:columns]
        assert [line.split()[-columns:] for line in lines] == [figures, figures]
        # They stand under their words: the head is set to the right, and the list's scrollbar takes a cell.
        head = str(pilot.app.screen.query_one("#waiting-head").content)
        assert head.split() == ["wait", "marked", "remain"][:columns]
        assert len(head.rstrip()) - head.index(head.split()[0]) == len(lines[1]) - lines[1].index("16") + 2

    set_language("en")
    where = paths({"HAOWAI_HOME": str(tmp_path)})
    with Store.open(where.store) as store:
        feed = store.add_feed("http://quay.example/", source="feed", title="Quay")
        entries = tuple(
            Entry(guid=str(n), title=f"Quay {n}", published=NOW - timedelta(days=0 if n < 3 else 20)) for n in range(16)
        )
        store.store_feed(feed.id, FeedData(entries=entries), now=NOW)
    with Library.open(where, Settings()) as library:
        live(library, day, size=(width, 12))


def test_what_repeats_a_story_is_folded_away(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "X", "tab")
        assert isinstance(pilot.app.screen, CatchUpScreen)
        assert "2 would be marked read, 7 would remain" in said(pilot)
        assert [line.split()[-3:] for line in rows_of(pilot, WaitingList)] == [["9", "2", "7"], ["3", "2", "1"]]
        await press(pilot, "j", "enter")
        assert library.count(Selection(unread=True)) == 7
        await press(pilot, "escape")
        unread = next(row for row in screen.feeds_pane.rows if row.key == "unread")
        assert unread.unread == 7

    with library_of(tmp_path) as library:
        library._store.keep_stories(dict.fromkeys((1, 4, 7), 1), (1, 4, 7))
        live(library, day)


def test_a_session_ends_without_a_word_unless_the_reader_wants_one(tmp_path: Path) -> None:
    summaries: list[str] = []

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", "J")
        summaries.append(await screen.session_summary())

    with library_of(tmp_path) as library:
        live(library, day)
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings(flow=FlowSettings(summary=True))) as library:
        live(library, day)
    assert summaries[0] == "" and summaries[1].startswith("1 minute · 2 articles opened · ")
    assert summaries[1].endswith(" unread")
