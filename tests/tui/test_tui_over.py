"""Screens over the reader: leaving them, their keys, and what comes of a key that was pressed twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.events import Key

from haowai_tui.config import Settings, parse, paths
from haowai_tui.errors import SettingsError
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.tui import places, twice
from haowai_tui.tui.actions import Action, Group
from haowai_tui.tui.keys import build
from haowai_tui.tui.keys.maps import MAPS
from haowai_tui.tui.screen_actions import SCREENS
from haowai_tui.tui.screens.health import HealthScreen
from haowai_tui.tui.screens.help import HelpScreen
from haowai_tui.tui.screens.over import Foot, Said
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


def test_a_key_pressed_twice_leaves_a_screen_once_and_the_reader_stays(tmp_path: Path) -> None:
    async def leave_what_opens(pilot: Any, screen: ReaderScreen, opener: str) -> None:
        place, screen.place_before_search = places.search_key("is:unread"), places.ALL
        await screen.show_place(place)
        screen.focus_pane("headlines")
        await settle(pilot)
        await press(pilot, opener)
        over = pilot.app.screen
        assert over is not screen, opener
        focused = screen.focused
        type_at_once(pilot, *["escape"] * 3)
        await settle(pilot)
        assert pilot.app.screen is screen and pilot.app.is_running, opener
        assert screen.place == place, f"after {opener} the key reached the reader, where it leaves a search"
        assert screen.focused is focused, opener
        await pilot.pause(twice.SECONDS)
        await press(pilot, "escape")
        assert screen.place != place, f"pressed again after {opener}, it does what it does there"

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        for opener in "a?:,&IXVLY+wxS":
            await leave_what_opens(pilot, screen, opener)

    live(library_of(tmp_path), day)


def test_a_key_typed_ahead_goes_to_what_was_opened_over_a_screen(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "comma", "down", "down", "down", "down")
        over = pilot.app.screen
        for key in ("enter", "escape"):
            over.focused.post_message(Key(key, None))  # both before the first has opened anything
        await settle(pilot)
        assert pilot.app.screen is over, "the list of choices was opened, and left again"
        await pilot.pause(twice.SECONDS)
        await press(pilot, "escape")
        assert pilot.app.screen is screen

    live(library_of(tmp_path), day)


def test_what_is_typed_searches_and_the_arrows_move_in_what_is_found(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "colon", *"mark")
        rows = pilot.app.screen.rows
        first = rows.current
        await press(pilot, "down", "down", "up")
        assert rows.current is not first
        await press(pilot, "pagedown", "home", "x")
        assert pilot.app.screen.focused.value == "xmark", "Home is for what is typed"

    live(library_of(tmp_path), day)


def test_a_screen_is_left_with_what_stands_over_it(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "comma")
        over = pilot.app.screen
        await press(pilot, "question_mark")
        assert pilot.app.screen is not over
        over.dismiss(None)
        await settle(pilot)
        assert pilot.app.screen is screen

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


def test_what_is_noted_is_done_again_to_the_next_article(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        screen.focus_pane("headlines")
        await press(pilot, "g", "plus", "q", "enter", "j", "full_stop", "j", "b", "j", "full_stop")
        rows = await screen.ask(screen.library.headlines, screen.headlines_pane.selection)
        assert [screen.library.tags_of(row.id) for row in rows[:3]] == [("q",), ("q",), ()]
        assert await screen.ask(screen.library.later) == (rows[2].id, rows[3].id)

    live(library_of(tmp_path), day)


def test_keys_of_ones_own_work_on_a_screen_and_show_at_its_foot_and_in_its_help(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "I")
        over = pilot.app.screen
        assert isinstance(over, HealthScreen)
        foot = str(over.query_one(Foot).render())
        assert "z Sort" in foot and "Enter Go there" in foot and "U Undo" in foot
        before = over._sort
        await press(pilot, "z")
        assert over._sort != before
        await press(pilot, "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        rows = pilot.app.screen.rows
        shown = {line.name: rows._keys[line.name] for line in rows.lines if isinstance(line, Action)}
        assert shown["sort"] == "z" and shown["undo"] == "U" and shown["search"] == "/"
        await press(pilot, "escape")
        assert pilot.app.screen is over

    settings = parse('[ui]\nkeymap = "newsboat"\n[keys.health]\nsort = "z"\n', "config.toml")
    live(library_of(tmp_path, settings), day)


@pytest.mark.parametrize("over", SCREENS)
@pytest.mark.parametrize("name", MAPS)
def test_every_screen_can_be_left_and_all_it_can_do_has_a_key_in_every_keymap(name: str, over: str) -> None:
    keymap = build(name)
    for action in SCREENS[over].actions:
        if action.group is Group.HERE or action.name in ("up", "down"):
            assert keymap.keys_of(action.name, over), action.name
    assert keymap.action(over, ("escape",)) == "close"


def test_a_key_of_ones_own_that_takes_another_away_is_told_with_the_screen() -> None:
    set_language("en")
    keymap = build("default", {"health": {"sort": "r"}})
    assert keymap.action("health", ("r",)) == "sort" and keymap.action("feeds", ("r",)) == "refresh_feed"
    assert "r is now “Sort” and no longer “The feeds' health: Refresh”" in keymap.clash_sentence()
    with pytest.raises(SettingsError, match="did you mean sort"):
        build("default", {"health": {"srot": "r"}})


@pytest.mark.parametrize("size", [(40, 12), (60, 24), (80, 24)])
def test_what_a_setting_means_is_set_as_texts_are_and_a_cut_is_marked(tmp_path: Path, size: tuple[int, int]) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "comma")
        meaning = pilot.app.screen.query_one("#meaning", Said)
        cut = 0
        for _row in range(12):
            shown = [strip.text.rstrip() for strip in meaning.render_lines(meaning.size.region)] if meaning.size else []
            assert not [line for line in shown if line[:1] in "，。；：、）”"]
            told = "".join("".join(meaning.text.split()))
            if shown and "".join("".join(shown).split()) != told:
                assert shown[-1].endswith("..")
                cut += 1
            await press(pilot, "down")
        assert size[0] > 40 or cut or not meaning.size

    with library_of(tmp_path) as library:
        set_language("zh_CN")
        live(library, day, size)
