"""Settings in the reader: looked through, changed in place, taken over while it runs."""

from __future__ import annotations

import os
from typing import Any

from haowai_tui.config import known_setting, load
from haowai_tui.library import Library
from haowai_tui.tui import prepare_environment
from pilot import live, press, settle

prepare_environment()

from textual.widgets import Input, Static  # noqa: E402

from haowai_tui.tui.app import HaowaiApp  # noqa: E402
from haowai_tui.tui.screens.dialogs import PromptScreen  # noqa: E402
from haowai_tui.tui.screens.reader import ReaderScreen  # noqa: E402
from haowai_tui.tui.screens.settings import SettingList, SettingsScreen, value_text  # noqa: E402


async def go_to(pilot: Any, key: str) -> SettingList:
    """Open the settings and put the cursor on one of them."""
    await press(pilot, "comma")
    assert isinstance(pilot.app.screen, SettingsScreen)
    listed = pilot.app.screen.query_one(SettingList)
    listed.move_to(next(i for i, line in enumerate(listed.lines) if getattr(line, "key", "") == key))
    await settle(pilot)
    return listed


def meaning(pilot: Any) -> str:
    return str(pilot.app.screen.query_one("#meaning", Static).content)


def test_a_switch_is_thrown_and_goes_into_the_file_beside_its_comments(library: Library) -> None:
    path = library.paths.config
    path.write_text("# mine\n[ui]\nmeasure = 60 # narrow\n", "utf-8")
    library.reload_settings()

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await go_to(pilot, "ui.indent")
        assert "Indent Chinese paragraphs" in meaning(pilot) and "Default: false" in meaning(pilot)
        await press(pilot, "enter")
        assert path.read_text("utf-8") == "# mine\n[ui]\nmeasure = 60 # narrow\nindent = true\n"
        # It shows at once in the article behind.
        assert screen.article_pane.options.indent
        await press(pilot, "u")
        assert not screen.article_pane.options.indent and "indent" not in path.read_text("utf-8")

    live(library, day)


def test_a_choice_is_made_from_what_is_allowed_and_the_theme_changes_at_once(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        listed = await go_to(pilot, "ui.theme")
        dark = pilot.app.theme
        await press(pilot, "enter", "j", "enter")
        assert load(library.paths.config).ui.theme == "light"
        assert pilot.app.theme != dark
        assert listed.value_text(listed.current) == "light"  # type: ignore[arg-type]
        await press(pilot, "d")
        assert load(library.paths.config).ui.theme == "auto" and pilot.app.theme == dark

    live(library, day)


def test_quick_clicks_open_one_window_and_not_one_over_the_other(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        listed = await go_to(pilot, "ui.measure")
        for _click in range(4):
            listed.post_message(SettingList.Chosen(listed, listed.cursor))
        await settle(pilot)
        assert isinstance(pilot.app.screen, PromptScreen)
        assert sum(isinstance(shown, PromptScreen) for shown in pilot.app.screen_stack) == 1

    live(library, day)


def test_a_number_that_is_not_allowed_is_asked_for_again(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await go_to(pilot, "ui.measure")
        await press(pilot, "enter")
        pilot.app.screen.query_one(Input).value = "5"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, PromptScreen)
        assert "from 20 to 400" in str(pilot.app.screen.query_one("#said", Static).content)
        pilot.app.screen.query_one(Input).value = "50"
        await press(pilot, "enter")
        assert screen.article_pane.options.measure == 50

    live(library, day)


def test_settings_are_found_by_their_meaning_too(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "comma", "slash", *"colour")
        assert pilot.app.screen.query_one(SettingList).current.key == "ui.theme"

    live(library, day)


def test_a_file_changed_by_an_editor_is_taken_over_while_the_reader_runs(library: Library) -> None:
    path = library.paths.config

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        path.write_text('[ui]\nmeasure = 44\nspacing = "space"\n', "utf-8")
        screen.look_at_settings()
        await settle(pilot)
        assert screen.article_pane.options.measure == 44
        assert "read again" in screen.status.message
        path.write_text("[ui]\nmeasure = 45\nspacing = 'wide'\n", "utf-8")
        screen.look_at_settings()
        await settle(pilot)
        assert screen.article_pane.options.measure == 44
        assert "line 3" in screen.status.message and "stay as they were" in screen.status.message

    live(library, day)


def test_a_broken_file_is_not_written_over(library: Library) -> None:
    path = library.paths.config

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await go_to(pilot, "ui.indent")
        path.write_text("[ui]\nmeasure = \n", "utf-8")
        await press(pilot, "enter")
        assert "line 2" in str(pilot.app.screen.query_one("#said", Static).content)
        assert path.read_text("utf-8") == "[ui]\nmeasure = \n"

    live(library, day)


def test_what_services_are_given_is_counted_and_not_shown(library: Library) -> None:
    path = library.paths.config
    path.write_text('[[share.savers]]\nname = "x"\nkind = "y"\ntoken = "hunter2"\n', "utf-8")
    library.reload_settings()

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        listed = await go_to(pilot, "share.savers")
        assert listed.current is not None and value_text(listed.current, listed.value(listed.current)) == "1 entry"

    live(library, day)


def test_enter_on_a_table_opens_the_editor_where_it_is_written(library: Library, monkeypatch) -> None:
    library.paths.config.write_text('[ui]\nmeasure = 60\n\n[keys]\ntop = "t"\n[share]\n', "utf-8")
    library.reload_settings()
    lines: list[int] = []
    monkeypatch.setattr(HaowaiApp, "edit_settings", lambda _app, line=0: lines.append(line))

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        for key in ("keys", "share.savers", "sources"):
            await go_to(pilot, key)
            await press(pilot, "enter", "escape")
        await go_to(pilot, "ui.measure")
        await press(pilot, "e")
        assert lines == [4, 6, 0, 2]

    live(library, day)


def test_the_groups_of_settings_have_names_in_words(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        listed = await go_to(pilot, "net.timeout")
        groups = [line for line in listed.lines if isinstance(line, str)]
        assert "Network" in groups and not any("[" in group for group in groups)
        assert meaning(pilot).startswith("net.timeout  ")
        await press(pilot, "slash", *"network")
        assert listed.lines[:2] == ["Network", known_setting("net.timeout")]

    live(library, day)


def test_without_a_terminal_to_give_away_the_editor_is_a_sentence(library: Library, monkeypatch) -> None:
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    assert os.environ["EDITOR"] == "true"

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "comma", "e")
        assert "cannot be given" in screen.status.message

    live(library, day)
