"""A day on which the clock is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from clocks import Clock, standing_in
from greaderface import GReaderFace
from haowai_tui.config import FlowSettings, Settings, paths
from haowai_tui.library import Library
from haowai_tui.model import Entry, FeedData, Selection
from haowai_tui.store import Store
from haowai_tui.tui import places
from haowai_tui.tui.screens import keeping
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press, settle
from syncing import Device, hurry
from syncworld import World, serve_world

ODD = (
    datetime(1, 1, 1, tzinfo=UTC), datetime(1900, 1, 1, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, tzinfo=UTC),
    datetime(2000, 2, 29, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC),
    None,
)  # fmt: skip


def test_articles_of_all_times_are_listed_and_read(tmp_path: Path) -> None:
    where = paths({"HAOWAI_HOME": str(tmp_path)})
    with Store.open(where.store) as store:
        for feed, arrived in enumerate((0, -40_000, 400), 1):
            store.add_feed(f"https://example.org/{feed}", source="feed", title="晨报")
            entries = tuple(Entry(guid=str(n), title=f"Odd {n}", published=when) for n, when in enumerate(ODD))
            store.store_feed(feed, FeedData(entries=entries), now=datetime.now(UTC) + timedelta(days=arrived))
    with standing_in("America/New_York"), Library.open(where, Settings()) as library:
        library.set_value("launched", "1")

        async def day(pilot: Any, screen: ReaderScreen) -> None:
            await screen.show_place(places.ALL)
            assert screen.headlines_pane.count == 3 * len(ODD)
            for row in library.headlines(Selection()):
                await screen.show_article(row.id, reading=True)
                await pilot.pause()
            for place in (places.TODAY, places.UNREAD):
                await screen.show_place(place)
            await press(pilot, "j", "k")

        live(library, day, size=(100, 60))


def test_what_was_done_before_the_clock_went_back_is_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hurry(monkeypatch, "greader")
    monkeypatch.setattr(keeping, "LOOK_EVERY", 0.1)
    world = World()
    world.add_feed("harbour", items=3)
    with serve_world(world, GReaderFace) as server:
        device = Device(tmp_path)
        device.library.set_value("launched", "1")
        device.join("greader", server.url)
        device.sync()
        device.star(device.rows()[0])
        # The database's own clock is the system's, and was a year ahead.
        with device.library._store._db.writing(durable=True) as connection:
            connection.execute("UPDATE outbox SET at = at + 365 * 86400000")

        async def day(pilot: Any, screen: ReaderScreen) -> None:
            for _ in range(40):
                await settle(pilot)
                if not device.pending():
                    return
            raise AssertionError("not sent")

        live(device.library, day)
        assert sum(item.starred for item in world.items.values()) == 1
        device.library.close()


def test_a_session_lasts_as_long_as_it_lasted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    settings = Settings(flow=FlowSettings(summary=True))
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), settings) as library:
        library.install_sample()

        async def day(pilot: Any, screen: ReaderScreen) -> None:
            for days in (400, -400):
                clock.ahead = timedelta(days=days)
                assert (await screen.session_summary()).startswith("1 minute ·")

        live(library, day)
