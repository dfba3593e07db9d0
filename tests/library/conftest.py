"""A reader's library in a home of its own, and what tests of it do again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from careless import Plugin
from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.sources import registry

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
