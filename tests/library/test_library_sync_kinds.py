"""What holds for every kind of server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from faces import FACES, READ_TO_MARK
from haowai_tui.errors import SyncAuthError, SyncMovedError
from haowai_tui.model import Selection
from haowai_tui.sync.contract import Limits
from jsonfaces import MinifluxFace
from syncing import COPIES_APART, Device, hurry
from syncworld import Server, World, serve_world


@pytest.fixture(params=FACES)
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    name = str(request.param)
    hurry(monkeypatch, name, Limits(ids=3, articles=3, read_to_mark=name in READ_TO_MARK))
    return name


@pytest.fixture
def world() -> World:
    world = World()
    world.add_feed("harbour", items=7, category="News")
    world.add_feed("山风", items=4, category="天气")
    return world


@pytest.fixture
def server(world: World, kind: str) -> Iterator[Server]:
    with serve_world(world, FACES[kind]) as server:
        yield server


@pytest.fixture
def device(server: Server, kind: str, tmp_path: Path) -> Iterator[Device]:
    device = Device(tmp_path / "one", COPIES_APART)
    assert device.join(kind, server.url) == "anna"
    assert device.synced().new == 11
    yield device
    device.close()


@pytest.fixture
def other(server: Server, kind: str, tmp_path: Path) -> Iterator[Device]:
    device = Device(tmp_path / "two", COPIES_APART)
    device.join(kind, server.url)
    device.synced()
    yield device
    device.close()


def test_marks_go_both_ways(world: World, device: Device, other: Device) -> None:
    device.star(*device.rows()[2:4])
    device.read(*device.rows()[:5])
    device.synced()
    assert device.pending() == 0 and device.state() == world.state()
    other.read(*other.rows()[8:])
    other.synced()
    device.synced()
    assert device.state() == other.state() == world.state()
    device.read(*device.rows(), read=False)
    device.star(*device.rows(), starred=False)
    device.synced()
    other.synced()
    assert device.state() == other.state() == world.state() and not any(map(any, world.state().values()))


def test_a_long_list_is_read_but_not_what_has_come_since(world: World, device: Device) -> None:
    late = world.add_item(world.feeds[1])
    device.library.mark_read(Selection())
    device.synced()
    device.synced()
    assert not late.read and sum(item.read for item in world.items.values()) == 11
    assert device.state() == world.state()


def test_feeds_are_added_and_removed(world: World, device: Device, other: Device) -> None:
    device.library.add_to_account("home", "https://wind.example/feed.xml", category=("天气",))
    device.library.remove_feed(device.library.find_feeds("harbour")[0].id)
    assert device.synced().refused == ()
    assert {(feed.title, feed.category) for feed in world.feeds.values()} == {("Wind", "天气"), ("山风", "天气")}
    other.synced()
    titles = [(feed.title, feed.category) for feed in device.library.feeds()]
    assert [(feed.title, feed.category) for feed in other.library.feeds()] == titles
    assert device.state() == other.state() == world.state()


def test_feeds_are_renamed_and_moved(world: World, device: Device, other: Device, kind: str) -> None:
    if kind == "ttrss":
        pytest.skip("its API can do neither: see test_library_sync_ttrss.py")
    device.library.add_to_account("home", "https://wind.example/feed.xml", title="我的风", category=("海",))
    harbour, mountain = (device.library.find_feeds(name)[0] for name in ("harbour", "山风"))
    device.library.rename_feed(harbour.id, "港口")
    device.library.move_feed(harbour.id, ("home", "海"))
    device.library.remove_feed(mountain.id)
    assert device.synced().refused == ()
    assert {(feed.title, feed.category) for feed in world.feeds.values()} == {("港口", "海"), ("我的风", "海")}
    other.synced()
    titles = [(feed.title, feed.category) for feed in device.library.feeds()]
    assert [(feed.title, feed.category) for feed in other.library.feeds()] == titles
    assert device.state() == other.state() == world.state()


def test_a_feed_that_is_there_or_that_none_is_says_so(world: World, device: Device) -> None:
    device.library.remove_feed(device.library.find_feeds("harbour")[0].id)
    device.library.undo()
    device.library.add_to_account("home", "https://nothing.example/")
    assert "found no feed" in device.synced().refused[0]
    assert len(world.feeds) == 2


def test_a_star_set_by_a_request_that_was_not_answered_is_set_once(world: World, device: Device, kind: str) -> None:
    device.star(device.rows()[0])
    for place in range(12):
        world.faults.clear()
        world.faults.extend([*[""] * place, "deaf"])
        device.sync()
        assert sum(starred for _read, starred in world.state().values()) <= 1
    world.faults.clear()
    device.synced()
    assert sum(starred for _read, starred in world.state().values()) == 1
    assert device.state() == world.state() and device.pending() == 0


def test_a_page_instead_of_an_answer_loses_nothing_that_the_reader_did(
    world: World, device: Device, other: Device, kind: str
) -> None:
    harbour = device.library.find_feeds("harbour")[0]
    come = 0
    while not world.faults:
        # A page to sign in comes one request later every time, until the whole sync goes through before it.
        world.faults.extend([*[""] * come, "html"])
        come += 1
        device.read(device.rows()[0], read=come % 2 == 1)
        device.star(device.rows()[1], starred=come % 2 == 1)
        if kind != "ttrss":
            device.library.rename_feed(harbour.id, f"港口{come}")
        wanted = device.state()
        device.sync()
        if not world.faults:
            device.synced()
        assert device.state() == world.state() == wanted and device.pending() == 0
        assert kind == "ttrss" or world.feeds[1].title == f"港口{come}"
    assert come > 5
    world.faults.clear()
    other.synced()
    assert other.state() == wanted


def test_a_sync_that_is_stopped_goes_on(world: World, server: Server, kind: str, tmp_path: Path) -> None:
    device = Device(tmp_path / "stopped", COPIES_APART)
    device.join(kind, server.url)
    device.sync(stop_after=3)
    here = len(device.rows())
    assert 0 < here < 11
    device = device.again()
    assert device.synced().new == 11 - here
    assert device.state() == world.state()
    device.close()


def test_a_wrong_password_and_a_wrong_place_are_told_apart(server: Server, kind: str, tmp_path: Path) -> None:
    device = Device(tmp_path, COPIES_APART)
    with pytest.raises(SyncAuthError):
        device.join(kind, server.url, password="geheim-7")
    other = next(face for name, face in FACES.items() if name not in (kind, "freshrss"))
    with serve_world(World(), other) as elsewhere, pytest.raises((SyncMovedError, SyncAuthError)):
        device.join(kind, elsewhere.url)
    assert device.library.accounts() == []
    device.close()


def test_a_key_is_a_password_for_miniflux_too(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hurry(monkeypatch, "miniflux")
    device = Device(tmp_path, COPIES_APART)
    with serve_world(world, MinifluxFace) as server:
        monkeypatch.setattr(world, "password", "key")
        adding = device.library.add_account("miniflux", server.url, "key", {"password": "key"}, keyring=False)
        assert asyncio.run(adding)[1] == "anna"
    device.close()


def test_a_starred_article_of_a_feed_that_is_gone_is_kept(world: World, device: Device, other: Device) -> None:
    kept, gone = [item for item in world.items.values() if item.feed == 1][:2]
    world.set([kept.id], starred=True)
    world.feeds.pop(1)  # its articles are still there
    device.synced()
    home = {row.link: row.feed_title for row in device.rows()}
    assert home[kept.link] == "Starred articles of other feeds" and gone.link not in home
    # It goes on being the reader's, both ways, and whatever is done to where it lies.
    feed = device.library.find_feeds("Starred")[0]
    device.library.rename_feed(feed.id, "Kept")
    device.read(next(row for row in device.rows() if row.link == kept.link))
    done = device.synced()
    assert done.refused == () and device.pending() == 0 and kept.read
    other.synced()
    world.set([kept.id], starred=False)
    device.synced()
    other.synced()
    assert device.state()[kept.link] == other.state()[kept.link] == (True, False)
