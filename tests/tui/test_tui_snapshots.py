from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

import pytest

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.tui import prepare_environment

prepare_environment()

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone(timedelta(hours=8)))


class Clock(datetime):
    """A clock that stands still, so that pictures of the screen do not age."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return NOW.astimezone(tz)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    for module in ("headlines", "teasers"):
        monkeypatch.setattr(f"haowai_tui.tui.widgets.{module}.datetime", Clock)
    monkeypatch.setattr("haowai_tui.tui.screens.showing.datetime", Clock)
    for module in ("comparing", "insight", "library", "phrases", "stories"):
        monkeypatch.setattr(f"haowai_tui.library.{module}.datetime", Clock)
    for name in ("SSH_CONNECTION", "SSH_TTY", "NO_COLOR", "COLORFGBG"):
        monkeypatch.delenv(name, raising=False)
    yield
    os.environ.pop("TZ")
    time.tzset()
    set_language("en")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_the_sample_edition_looks_as_it_did(
    size: tuple[int, int], language: str, snap_compare: Callable[..., bool], tmp_path: Path, still: None
) -> None:
    from haowai_tui.tui.app import HaowaiApp

    set_language(language)

    async def settle(pilot: Any) -> None:
        for _ in range(4):
            await pilot.pause(0.1)
            await pilot.app.workers.wait_for_complete()

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        assert snap_compare(HaowaiApp(library), terminal_size=size, run_before=settle)


def no_feeds(library: Library, _folder: Path) -> None:
    library.install_sample()
    for feed in library.feeds():
        library.remove_feed(feed.id)


def a_feed_that_fails(library: Library, folder: Path) -> None:
    library.install_sample()
    notes = folder / "field-notes"
    notes.mkdir()
    (notes / "heron.md").write_text("# A heron on the weir\n\nIt stood there until dusk.\n", "utf-8")
    os.utime(notes / "heron.md", (1_793_000_000,) * 2)

    async def subscribe_and_lose() -> None:
        await library.add(str(notes), category=("Notes",))
        shutil.rmtree(notes)
        async for _event in library.refresh():
            pass

    asyncio.run(subscribe_and_lose())


def nothing(_library: Library, _folder: Path) -> None:
    """The sample edition, as at the first launch."""


STATES: dict[str, tuple[Callable[[Library, Path], None], tuple[str, ...], tuple[int, int]]] = {
    "article": (nothing, ("enter",), (80, 24)),
    "search-in-article": (nothing, ("enter", "slash", "a", "enter"), (80, 24)),
    "nothing-found": (nothing, ("slash", "z", "q", "x", "enter"), (100, 24)),
    "help": (nothing, ("question_mark",), (80, 24)),
    "colours": (nothing, ("L", "j"), (100, 28)),
    "settings": (nothing, ("comma",), (100, 30)),
    "adding": (nothing, ("a",), (80, 24)),
    "no-feeds": (no_feeds, (), (120, 24)),
    "failing-feed": (a_feed_that_fails, (), (120, 30)),
    "tiny": (nothing, (), (20, 5)),
}


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_looks_as_it_did(
    state: str, language: str, snap_compare: Callable[..., bool], tmp_path: Path, still: None
) -> None:
    from haowai_tui.tui.app import HaowaiApp

    set_language(language)
    prepare, keys, size = STATES[state]

    async def reach(pilot: Any) -> None:
        for key in ("", *keys):
            if key:
                await pilot.press(key)
            for _ in range(2):
                await pilot.pause(0.1)
                await pilot.app.workers.wait_for_complete()

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path / "home")}), Settings()) as library:
        prepare(library, tmp_path)
        assert snap_compare(HaowaiApp(library), terminal_size=size, run_before=reach)


def test_a_window_of_one_cell_and_back_loses_nothing(tmp_path: Path, still: None) -> None:
    from pilot import live, settle

    async def day(pilot: Any, screen: Any) -> None:
        for size in ((20, 5), (1, 1), (2, 1), (1, 9), (200, 3), (120, 40)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert pilot.app.return_code is None and pilot.app.screen is screen
        assert screen.open_article is not None and screen.article_pane.lines

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        live(library, day)
