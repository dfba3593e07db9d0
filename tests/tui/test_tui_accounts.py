from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from greaderface import GReaderFace
from haowai_tui.config import NetSettings, Settings
from haowai_tui.tui.screens import keeping, passing_on
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


def test_a_reader_adds_an_account_reads_and_syncs(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing_on, "QUIET", 1000.0)
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


def test_an_account_that_is_refused_is_asked_for_again_with_what_was_typed(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing_on, "QUIET", 1000.0)
    device = Device(tmp_path)
    device.library.set_value("launched", "1")

    async def asked(pilot: Any, screen: ReaderScreen) -> Any:
        for _ in range(60):
            await settle(pilot)
            if pilot.app.screen is not screen:
                break
        return pilot.app.screen.query_one("Input")

    with serve_world(world, GReaderFace) as server:

        async def day(pilot: Any, screen: ReaderScreen) -> None:
            kinds = list(device.library.account_kinds())
            await press(pilot, "Y", "enter", *["j"] * kinds.index("greader"), "enter")
            for answer in (server.url, "anna", "wrong"):
                pilot.app.screen.query_one("Input").value = answer
                await press(pilot, "enter")
            assert (await asked(pilot, screen)).value == server.url
            assert "refuses the name or the password" in str(pilot.app.screen.query_one("Said").text)
            await press(pilot, "enter")
            assert pilot.app.screen.query_one("Input").value == "anna"
            await press(pilot, "enter")
            assert pilot.app.screen.query_one("Input").value == "wrong"
            pilot.app.screen.query_one("Input").value = "secret"
            await press(pilot, "enter")
            await until(pilot, screen, "4 new articles")

        live(device.library, day)
    device.close()


def test_without_accounts_the_status_line_says_nothing_of_them(tmp_path: Path) -> None:
    device = Device(tmp_path)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        assert screen.status.state == ""

    live(device.library, day)
    device.close()


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(passing_on, "QUIET", 0.05)


@pytest.fixture
def device(world: World, tmp_path: Path) -> Iterator[Device]:
    device = Device(tmp_path)
    device.library.set_value("launched", "1")
    with serve_world(world, GReaderFace) as server:
        device.join("greader", server.url)
        device.synced()
        server.requests.clear()
        device.server = server  # type: ignore[attr-defined]
        yield device
    device.close()


async def until_sent(pilot: Any, device: Device, starred: int) -> None:
    world = device.server.world  # type: ignore[attr-defined]
    for _ in range(100):
        await settle(pilot)
        if sum(item.starred for item in world.items.values()) == starred and not device.pending():
            return
    raise AssertionError(device.pending())


def test_what_is_done_is_sent_by_itself_and_nothing_else_is_asked(soon: None, world: World, device: Device) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "s")
        await until_sent(pilot, device, 1)
        for _ in range(20):
            await settle(pilot)
            if "+" not in screen.status.state:
                break
        assert "+" not in screen.status.state and "sent" not in screen.status.message

    live(device.library, day)
    asked = device.server.requests  # type: ignore[attr-defined]
    assert not any("stream" in path or "subscription" in path for path in asked)


def test_what_cannot_be_sent_is_said_once_and_waits_longer_each_time(
    soon: None, world: World, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing_on, "FIRST_PAUSE", 0.05)
    world.faults.extend(["503"] * 3 * 3)
    said: list[str] = []

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        original = screen.say
        monkeypatch.setattr(screen, "say", lambda text, **more: (said.append(text), original(text, **more)))
        await press(pilot, "s")
        await until_sent(pilot, device, 1)

    live(device.library, day)
    assert len([text for text in said if text.startswith("Not sent yet: 127.0.0.1 is busy")]) == 1
    assert not world.faults


def test_what_waits_is_sent_at_the_end(world: World, device: Device) -> None:
    device.star(device.rows()[0])

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await screen.pass_on_at_the_end()

    live(device.library, day)
    assert device.pending() == 0 and sum(item.starred for item in world.items.values()) == 1


def test_leaving_does_not_wait_for_a_server_that_does_not_answer(
    world: World, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing_on, "AT_THE_END", 0.1)
    device.star(device.rows()[0])

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        with world.lock:  # the server stands still
            await screen.pass_on_at_the_end()
        assert device.pending() == 1

    live(device.library, day)


def test_a_setting_keeps_it_all_here_until_a_sync(soon: None, world: World, device: Device) -> None:
    device.library.settings = replace(Settings(), net=NetSettings(proxy_from_environment=False, send_actions=False))

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "s")
        for _ in range(5):
            await settle(pilot)
        await screen.pass_on_at_the_end()

    live(device.library, day)
    assert device.pending() == 1 and not device.server.requests  # type: ignore[attr-defined]
