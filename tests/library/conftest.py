"""A reader's library in a home of its own, and what tests of it do again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from careless import Plugin
from faces import FACES, READ_TO_MARK
from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.sources import registry
from haowai_tui.sync.contract import Limits
from syncing import COPIES_APART, Device, hurry
from syncworld import Server, World, serve_world

OpenLibrary = Callable[[], Library]


@pytest.fixture
def open_library(tmp_path: Path) -> Iterator[OpenLibrary]:
    """Open the library of this test's home; again to see what was kept."""
    opened: list[Library] = []

    def open_() -> Library:
        opened.append(Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()))
        return opened[-1]

    yield open_
    for library in opened:
        library.close()


@pytest.fixture
def library(open_library: OpenLibrary) -> Library:
    """An open, empty library."""
    return open_library()


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Plugin]]:
    """The careless source, installed as if by another package."""
    point = SimpleNamespace(name="careless", dist=None, load=lambda: Plugin)
    registry.forget()
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [point])
    yield Plugin
    monkeypatch.undo()
    registry.forget()


# A machine and a server whose feeds it follows, for those who say no other.


@pytest.fixture
def world() -> World:
    world = World()
    harbour = world.add_feed("harbour", items=20, category="News")
    world.add_item(harbour, read=True)
    world.add_feed("山风", items=4)
    return world


@pytest.fixture
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    name = str(getattr(request, "param", "freshrss"))
    hurry(monkeypatch, name, Limits(ids=100, articles=5, read_to_mark=name in READ_TO_MARK))
    return name


@pytest.fixture
def server(world: World, kind: str) -> Iterator[Server]:
    with serve_world(world, FACES[kind]) as server:
        yield server


@pytest.fixture
def joined(server: Server, kind: str, tmp_path: Path) -> Iterator[Device]:
    """A machine that has not synced yet."""
    device = Device(tmp_path / "one", COPIES_APART)
    device.join(kind, server.url)
    yield device
    device.close()


@pytest.fixture
def device(joined: Device) -> Device:
    assert joined.synced().new == 25
    return joined
