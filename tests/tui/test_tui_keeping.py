"""What another process stores shows at once, and nothing moves under the reader's eyes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Entry, FeedData, Paragraph, Span
from haowai_tui.store import Store
from haowai_tui.tui.screens.reader import ReaderScreen
from haowai_tui.tui.widgets.status import StatusLine
from pilot import live, press, settle

NOW = datetime.now(UTC)


def entry(number: int, text: str = "As it was.", *, lines: int = 60) -> Entry:
    paragraphs = tuple(Paragraph((Span(f"{line} {text}"),)) for line in range(lines))
    return Entry(
        guid=str(number), title=f"Report {number:03}", published=NOW - timedelta(minutes=number), blocks=paragraphs
    )


def store_beside(home: Path, change: Callable[[Store, int], object]) -> None:
    with Store.open(paths({"HAOWAI_HOME": str(home)}).store) as other:
        change(other, other.feeds()[0].id)


def library_of(home: Path, articles: int = 150) -> Library:
    set_language("en")
    where = paths({"HAOWAI_HOME": str(home)})
    with Store.open(where.store) as store:
        feed = store.add_feed("http://example.org/", source="feed", title="Ferry")
        store.store_feed(feed.id, FeedData(entries=tuple(map(entry, range(articles)))), now=NOW)
    return Library.open(where, Settings())


async def noticed(pilot: Any) -> None:
    await pilot.pause(1.3)
    await settle(pilot)


def row_texts(screen: ReaderScreen) -> list[str]:
    pane = screen.headlines_pane
    return ["".join(part.text for part in pane.render_line(y)).rstrip() for y in range(pane.page * pane.row_height)]


def test_what_arrives_above_leaves_the_list_on_the_screen_where_it_was(tmp_path: Path) -> None:
    def arrive(store: Store, feed: int) -> None:
        new = tuple(entry(-n) for n in range(1, 8))
        store.store_feed(feed, FeedData(entries=new), now=NOW)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        # In the middle of the list, where its rows come from two pages.
        screen.headlines_pane.move_to(104)
        await settle(pilot)
        before, current = row_texts(screen), screen.headlines_pane.current
        assert current is not None and not any(" .." in line for line in before)
        store_beside(tmp_path, arrive)
        await noticed(pilot)
        assert screen.headlines_pane.count == 157
        assert row_texts(screen) == before
        assert screen.headlines_pane.current is not None and screen.headlines_pane.current.id == current.id
        assert "157" in str(screen.headlines_pane.border_title)
        assert screen.feeds_pane.rows[1].unread == 157

    with library_of(tmp_path) as library:
        live(library, day)


def test_the_cursor_goes_on_while_the_list_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        screen.focus_pane("headlines")
        await press(pilot, "g")
        around, moved = screen._around, threading.Event()

        def slow(*asked: Any) -> Any:
            found = around(*asked)
            assert moved.wait(20)
            return found

        monkeypatch.setattr(screen, "_around", slow)
        renewed = asyncio.create_task(screen._renew_list())
        await pilot.press("j", "j", "j")
        moved.set()
        await renewed
        assert screen.headlines_pane.cursor == 3

    with library_of(tmp_path) as library:
        live(library, day)


def test_a_list_of_what_is_unread_keeps_what_was_read_in_it(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        screen.start(screen.show_place("unread"), group="place")
        await settle(pilot)
        await press(pilot, "enter", "J", "h")
        store_beside(tmp_path, lambda store, feed: store.store_feed(feed, FeedData(entries=(entry(-1),)), now=NOW))
        await noticed(pilot)
        assert screen.headlines_pane.count == 21
        rows = [screen.headlines_pane.row(number) for number in range(3)]
        assert [row.read for row in rows if row] == [False, True, True]

    with library_of(tmp_path, 20) as library:
        live(library, day)


def test_what_another_process_marks_shows_in_the_list_while_an_article_is_read(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", "J")
        marked = screen.headlines_pane.row(5)
        assert marked is not None
        store_beside(tmp_path, lambda store, _feed: store.set_starred((marked.id,), True))
        await noticed(pilot)
        shown = screen.headlines_pane.row(5)
        assert screen.pane == "article" and shown is not None and shown.starred

    with library_of(tmp_path, 20) as library:
        live(library, day)


def test_an_open_article_that_changes_shows_its_new_text_at_the_same_place(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", "ctrl+d", "ctrl+d")
        place = screen.article_pane.place()
        assert place.block > 5
        store_beside(
            tmp_path,
            lambda store, feed: store.store_feed(feed, FeedData(entries=(entry(0, "As it is now."),)), now=NOW),
        )
        await noticed(pilot)
        assert screen.open_article is not None
        assert "As it is now." in "".join(line.text for line in screen.article_pane.lines)
        assert screen.article_pane.place().block == place.block

    with library_of(tmp_path, 20) as library:
        live(library, day)


def test_an_article_whose_feed_is_removed_elsewhere_can_be_read_to_its_end(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter")
        store_beside(tmp_path, lambda store, feed: store.remove_feed(feed))
        await noticed(pilot)
        assert screen.open_article is not None and screen.headlines_pane.count == 0
        assert "59 As it was." in "".join(line.text for line in screen.article_pane.lines)

    with library_of(tmp_path, 20) as library:
        live(library, day)


def test_nothing_is_drawn_again_where_nothing_changed(tmp_path: Path) -> None:
    drawn: list[int] = []

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        for name in screen.pane_order:
            pane = screen.query_one(f"#{name}")
            pane.refresh = lambda *_regions, **_options: drawn.append(1)  # type: ignore[assignment,return-value]
        await screen.after_change()
        await settle(pilot)
        assert not drawn

    with library_of(tmp_path, 20) as library:
        live(library, day)


def test_while_more_comes_back_after_a_rescue_the_status_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(StatusLine, "watch_progress", lambda _line, text: said.append(text), raising=False)
    library = library_of(tmp_path, 3)
    parts = iter([True, True, False])
    monkeypatch.setattr(library, "restore_part", lambda: next(parts))

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await settle(pilot)
        assert next(parts, None) is None
        assert "More of what you did is coming back ..." in said and screen.status.progress == ""

    live(library, day)
