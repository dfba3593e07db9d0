"""What is Tiny Tiny RSS' own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from haowai_tui.errors import SyncError
from syncing import Device, hurry
from syncworld import Server, World, serve_world
from ttrssface import TtRssFace


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    hurry(monkeypatch, "ttrss")
    world = World()
    world.add_feed("harbour", items=7, category="News")
    return world


@pytest.fixture
def server(world: World) -> Iterator[Server]:
    with serve_world(world, TtRssFace) as server:
        yield server


@pytest.fixture
def device(server: Server, tmp_path: Path) -> Iterator[Device]:
    device = Device(tmp_path / "one")
    device.join("ttrss", server.url)
    yield device
    device.close()


def test_what_the_server_lets_no_program_do_is_said_and_its_own_word_stays(world: World, device: Device) -> None:
    device.synced()
    harbour = device.library.feeds()[0]
    device.library.rename_feed(harbour.id, "港口")
    device.library.move_feed(harbour.id, ("home", "海"))
    refused = device.synced().refused
    assert len(refused) == 2 and all("on its own pages" in sentence for sentence in refused)
    feed = device.library.feeds()[0]
    assert (feed.title, feed.category) == ("Harbour", ("home", "News"))
    assert device.pending() == 0 and device.synced().refused == ()


def test_a_session_that_ran_out_is_begun_again_unseen(world: World, server: Server, device: Device) -> None:
    device.synced()
    device.star(device.rows()[0])
    world.sessions.clear()
    world.faults.extend(["", "", "", "401"])
    device.synced()
    assert sum(item.starred for item in world.items.values()) == 1 and device.pending() == 0
    assert server.requests["login"] >= 3


def test_an_api_that_is_switched_off_is_not_taken_for_a_wrong_password(world: World, device: Device) -> None:
    world.labels.append("no api")
    with pytest.raises(SyncError, match="API switched off for anna"):
        device.join("ttrss", device.library.accounts()[0].address, name="again")


def test_a_list_longer_than_a_page_comes_whole(world: World, server: Server, device: Device) -> None:
    feed = world.add_feed("long")
    for place in range(450):
        world.add_item(feed, read=place % 2 == 0, starred=place % 5 == 0)
    assert device.synced().new == 457
    assert device.state() == world.state()
    server.requests.clear()
    device.synced()
    # All that is unread, all that is starred, and those that came last once more.
    assert server.requests["getHeadlines"] <= 2 * 3 + 2 and server.requests["getArticle"] == 0


class _Busy(TtRssFace):
    """Somebody reads an article of the first page while the second is asked for; `left` times."""

    left = 1

    def _getHeadlines(self) -> None:
        if self.data["skip"] and self.data["view_mode"] == "unread" and _Busy.left:
            _Busy.left -= 1
            first = min((item for item in self.world.items.values() if not item.read), key=lambda item: item.title)
            self.world.set([first.id], read=True)
        super()._getHeadlines()


@pytest.mark.parametrize("left", [1, 2])
def test_a_list_that_changes_while_it_is_read_is_begun_again(
    world: World, tmp_path: Path, left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.page = 3
    monkeypatch.setattr(_Busy, "left", 0)
    with serve_world(world, _Busy) as server:
        device = Device(tmp_path)
        device.join("ttrss", server.url)
        device.synced()
        _Busy.left = left
        device.synced()
        # None of those behind the one that was read was passed over and taken for read.
        assert device.state() == world.state() and sum(item.read for item in world.items.values()) == left
        _Busy.left = 100
        assert "changed while they were listed" in device.failed().sentence
        device.close()
