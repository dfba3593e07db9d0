"""What the reader shows of a refresh while it goes on, and says of it when it is over."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.library.events import (
    FeedDone,
    FeedFailed,
    FeedStarted,
    FullTextsStarted,
    RefreshFinished,
    RefreshStarted,
    SyncProgress,
)
from haowai_tui.locale import set_language
from haowai_tui.model import Entry, FeedData
from haowai_tui.store import Store
from haowai_tui.tui import prepare_environment

prepare_environment()

from tests.pilot import live, settle  # noqa: E402

from haowai_tui.tui.background import Background  # noqa: E402
from haowai_tui.tui.screens.feeding import Refreshed, refresh_summary  # noqa: E402
from haowai_tui.tui.screens.reader import ReaderScreen  # noqa: E402

GONE = FeedFailed(feed_id=1, title="Gazette", sentence="There is nothing at this address (404).")
LATE = FeedFailed(feed_id=2, title="晚报", sentence="The server took too long.")


def said(*failed: FeedFailed, done: int = 3, skipped: int = 0, new: int = 0, offline: bool = False) -> str:
    set_language("en")
    event = RefreshFinished(done=done, failed=len(failed), skipped=skipped, new=new, offline=offline)
    return refresh_summary(event, failed, health="I", feed="r")


def test_one_failure_is_told_with_its_reason_and_of_several_the_key_that_shows_them() -> None:
    assert said(new=2) == "2 new articles."
    assert said(GONE, new=1) == "1 new article. Gazette: There is nothing at this address (404)."
    assert said(GONE, LATE) == "0 new articles; 2 feeds failed. I shows why."


def test_when_no_feed_is_due_it_is_said_and_how_to_ask_one() -> None:
    assert said(done=0, skipped=4) == "No feed is due yet: all were asked a short while ago. r asks one at once."
    assert said(done=1, skipped=3) == "0 new articles."
    assert said(GONE, done=0, skipped=3).startswith("0 new articles. Gazette")
    assert "No network" in said(GONE, done=0, offline=True)


async def until(pilot: Any, holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        await pilot.pause(0.05)
    assert holds()


def test_what_has_come_shows_at_once_even_when_nothing_follows_it(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        screen.refresh_work = Background(asyncio.Event().wait)
        for event, said, fetching in (
            (RefreshStarted(total=2), "0/2", set[int]()),
            (FeedStarted(feed_id=1, title="Gazette"), "0/2", {1}),
            (FeedDone(feed_id=1, title="Gazette", new=0, updated=0), "1/2", set[int]()),
            (SyncProgress(account="Home", done=3, total=4), "Home 3/4", set[int]()),
        ):
            await until(pilot, lambda: screen.progress._timer is None)
            screen.post_message(Refreshed(event))
            await pilot.pause()
            assert (screen.status.progress, screen.feeds_pane.fetching) == (said, fetching)
        screen.refresh_work = None

    live(library, day)


def test_a_refresh_that_has_ended_leaves_no_progress_while_something_is_being_sent(
    library: Library, monkeypatch: Any
) -> None:
    async def refresh(*_args: Any, **_options: Any) -> Any:
        yield RefreshStarted(total=2)
        yield FeedStarted(feed_id=1, title="Gazette")

    monkeypatch.setattr(library, "refresh", refresh)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        screen.sending_work = Background(asyncio.Event().wait)
        screen.action_refresh_all()
        await settle(pilot)
        assert screen.refresh_work is None
        assert (screen.status.progress, screen.feeds_pane.fetching) == ("", set())
        screen.sending_work = None

    live(library, day)


def test_what_is_fetched_for_offline_is_said_again_when_something_has_been_sent_meanwhile(
    library: Library, monkeypatch: Any
) -> None:
    fetched, sent = threading.Event(), threading.Event()

    async def offline(*_args: Any, **_options: Any) -> Any:
        yield FullTextsStarted(total=9)
        await asyncio.to_thread(fetched.wait, 10)

    async def send() -> Any:
        yield SyncProgress(account="Home", done=3, total=4)
        await asyncio.to_thread(sent.wait, 10)

    monkeypatch.setattr(library, "offline", offline)
    monkeypatch.setattr(library, "send_waiting", send)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        sending = asyncio.create_task(screen._pass_on())
        await until(pilot, lambda: screen.status.progress == "Home 3/4")
        screen.action_offline()
        await until(pilot, lambda: screen.status.progress == "0/9")
        sent.set()
        await sending
        assert screen.status.progress == "0/9"
        fetched.set()
        await until(pilot, lambda: screen.status.progress == "")

    live(library, day)


def test_the_first_articles_that_come_show_beside_their_list(tmp_path: Path) -> None:
    with Store.open(paths({"HAOWAI_HOME": str(tmp_path)}).store) as store:
        feed = store.add_feed("https://example.org/feed", source="feed", title="The Ferry")

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        assert screen.open_article is None
        with Store.open(paths({"HAOWAI_HOME": str(tmp_path)}).store) as store:
            entries = (Entry(guid="1", title="Quay"),)
            store.store_feed(feed.id, FeedData(title="The Ferry", entries=entries), now=datetime.now(UTC))
        await screen.after_change()
        await until(pilot, lambda: screen.open_article is not None)
        assert screen.open_article is not None and screen.open_article.title == "Quay" and not screen.open_article.read

    set_language("en")
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        live(library, day)
