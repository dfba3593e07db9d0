from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from greaderface import GReaderFace
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press, settle
from syncing import Device, hurry
from syncworld import World, serve_world


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    hurry(monkeypatch, "greader")
    world = World()
    world.add_feed("harbour", items=4, category="News")
    return world


async def until(pilot: Any, screen: ReaderScreen, text: str) -> None:
    for _ in range(60):
        await settle(pilot)
        if text in screen.status.message:
            return
    raise AssertionError(screen.status.message)


def test_a_reader_adds_an_account_reads_and_syncs(world: World, tmp_path: Path) -> None:
    device = Device(tmp_path)
    device.library.set_value("launched", "1")
    with serve_world(world, GReaderFace) as server:

        async def day(pilot: Any, screen: ReaderScreen) -> None:
            await press(pilot, "Y", "enter", "enter", "G", "escape")
            assert screen.is_current
            await press(pilot, "Y", "enter")
            kinds = list(device.library.account_kinds())
            await press(pilot, *["j"] * kinds.index("greader"), "enter")
            for answer in (server.url, "anna", "secret"):
                pilot.app.screen.query_one("Input").value = answer
                await press(pilot, "enter")
            await until(pilot, screen, "4 new articles")
            assert screen.status.state.startswith("sync ")
            assert [row.title for row in screen.feeds_pane.rows if row.category] == ["greader", "News"]
            await press(pilot, "s")
            assert screen.status.state.endswith("+1")
            await press(pilot, "R")
            await until(pilot, screen, "0 new articles")
            assert "+" not in screen.status.state
            assert sum(item.starred for item in world.items.values()) == 1
            world.password, world.sessions = "another", set()
            await press(pilot, "R")
            await until(pilot, screen, "refuses the name or the password")
            assert screen.status.state == "sync failed"
            assert screen.status.message.startswith("greader: failed") and "feed failed" not in screen.status.message

        live(device.library, day)
    device.close()


def test_without_accounts_the_status_line_says_nothing_of_them(tmp_path: Path) -> None:
    device = Device(tmp_path)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        assert screen.status.state == ""

    live(device.library, day)
    device.close()
