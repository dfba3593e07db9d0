"""Screens over the reader: leaving them, their keys, and what comes of a key that was pressed twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.events import Key

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press, settle


def library_of(home: Path, settings: Settings | None = None) -> Library:
    set_language("en")
    library = Library.open(paths({"HAOWAI_HOME": str(home)}), settings or Settings())
    library.install_sample()
    return library


def type_at_once(pilot: Any, *keys: str) -> None:
    """Keys that arrive together, before anything is answered."""
    for key in keys:
        pilot.app.post_message(Key(key, key if len(key) == 1 else None))


@pytest.mark.parametrize("opener", ["D", "a", "?", ":", ",", "&", "I", "X", "V", "L", "Y", "+", "w", "x", "S"])
@pytest.mark.parametrize("twice", ["escape"])
def test_a_key_pressed_twice_leaves_a_screen_once_and_the_reader_stays(tmp_path: Path, opener: str, twice: str) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "slash", *"story", "enter")
        place = screen.place
        assert place.startswith("search:")
        await press(pilot, opener)
        over = pilot.app.screen
        assert over is not screen
        focused = screen.focused
        type_at_once(pilot, *[twice] * 3)
        await settle(pilot)
        assert pilot.app.screen is screen and pilot.app.is_running
        assert screen.place == place, "the key reached the reader, where it leaves a search"
        assert screen.focused is focused
        await press(pilot, "escape")
        assert screen.place != place, "pressed again, it does what it does there"

    live(library_of(tmp_path), day)


def test_another_key_typed_ahead_reaches_the_reader(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        screen.focus_pane("headlines")
        await press(pilot, "g", "I")
        type_at_once(pilot, "escape", "j", "j")
        await settle(pilot)
        assert pilot.app.screen is screen and screen.headlines_pane.cursor == 2

    live(library_of(tmp_path), day)


def test_q_twice_in_a_list_does_not_quit(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "L")
        type_at_once(pilot, "q", "q")
        await settle(pilot)
        assert pilot.app.screen is screen and pilot.app.is_running and not pilot.app._exit

    live(library_of(tmp_path), day)
