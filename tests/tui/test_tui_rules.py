"""Rules in the reader: looked over, tried, changed, moved and run."""

from __future__ import annotations

from typing import Any

from haowai_tui.config import Settings, load
from haowai_tui.library import Library
from haowai_tui.model import Selection
from haowai_tui.tui import prepare_environment
from pilot import live, press

prepare_environment()

from textual.widgets import Input, Static  # noqa: E402

from haowai_tui.tui.screens.dialogs import ChooseScreen  # noqa: E402
from haowai_tui.tui.screens.reader import ReaderScreen  # noqa: E402
from haowai_tui.tui.screens.rules import RuleList, RulesScreen  # noqa: E402


async def answer(pilot: Any, text: str) -> None:
    pilot.app.screen.query_one(Input).value = text
    await press(pilot, "enter")


def said(pilot: Any) -> str:
    return str(pilot.app.screen.query_one("#said", Static).content)


def queries(library: Library) -> list[str]:
    return [rule.query for rule in load(library.paths.config).rules]


def rows(pilot: Any) -> str:
    listed = pilot.app.screen.query_one(RuleList)
    return "\n".join(
        "".join(text for text, _style in listed.draw_row(index, line, 90, listed.rich_style))
        for index in range(listed.count)
        for line in (0, 1)
    )


def test_a_rule_is_added_tried_run_and_taken_back(library: Library) -> None:
    starred = Selection(starred=True)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "ampersand", "a")
        await answer(pilot, "ferry")
        await answer(pilot, "shout")
        assert pilot.app.screen.query_one(Input).value == "shout", "it is asked again, with what was typed"
        await answer(pilot, "star tag:water")
        assert queries(library) == ["ferry"]
        matches = library.count(library.parse_query("ferry"))
        assert f"{matches} stored article" in said(pilot)
        assert "never applied" in rows(pilot) and "config.toml:1" in rows(pilot)
        await press(pilot, "t")
        assert isinstance(pilot.app.screen, ChooseScreen) and library.count(starred) == 0
        await press(pilot, "escape", "r")
        assert library.count(starred) == matches and f"{matches} article" in rows(pilot)
        await press(pilot, "u")
        assert library.count(starred) == 0 and queries(library) == ["ferry"]
        await press(pilot, "u")
        assert queries(library) == []

    live(library, day)


def test_rules_are_moved_changed_and_removed(library: Library) -> None:
    library.paths.config.write_text(
        '# first\n[[rules]]\nquery = "a"\ndo = ["read"]\n\n# second\n[[rules]]\nquery = "b"\ndo = ["star"]\n', "utf-8"
    )
    library.reload_settings()

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "ampersand", "J")
        assert queries(library) == ["b", "a"]
        assert pilot.app.screen.query_one(RuleList).cursor == 1
        await press(pilot, "enter")
        await answer(pilot, "c")
        await answer(pilot, "read mute")
        assert queries(library) == ["b", "c"]
        assert "# first" in library.paths.config.read_text("utf-8")
        await press(pilot, "D")
        assert queries(library) == ["b"]
        await press(pilot, "u", "u", "u")
        assert queries(library) == ["a", "b"]
        await press(pilot, "u")
        assert "Nothing that was done here" in said(pilot)

    live(library, day)


def test_a_run_that_changes_nothing_does_not_let_another_action_be_undone(library: Library) -> None:
    library.add_rule("thereisnosuchword", ["star"])
    library.set_starred([1], True)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "ampersand", "r", "u")
        assert "Nothing that was done here" in said(pilot)
        assert library.count(Selection(starred=True)) == 1

    live(library, day)


def test_a_removed_rule_comes_back_from_the_list_as_every_deletion(library: Library) -> None:
    library.add_rule("ferry", ["star"])

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "ampersand", "D", "q", "Z")
        assert isinstance(pilot.app.screen, ChooseScreen)
        await press(pilot, "enter")
        assert queries(library) == ["ferry"] == [rule.query for rule in library.settings.rules]
        await press(pilot, "ampersand", "D", "q", "u")
        assert queries(library) == ["ferry"] and "removing the rule ferry" in screen.status.message

    live(library, day)


def test_a_setting_is_taken_back_from_the_lists_and_shows_at_once(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        library.change_setting("ui.theme", "light")
        pilot.app.settings_taken(Settings())
        light = pilot.app.theme
        await press(pilot, "u")
        assert pilot.app.theme != light and load(library.paths.config).ui.theme == "auto"

    live(library, day)


def test_a_rule_that_cannot_be_understood_is_told_in_its_place(library: Library) -> None:
    library.paths.config.write_text('[[rules]]\nquery = "(a"\ndo = ["read"]\n', "utf-8")
    library.reload_settings()

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "comma", "slash", *"rules", "space", *"order", "enter", "enter")
        assert isinstance(pilot.app.screen, RulesScreen), "the settings lead to the rules"
        assert "! Column" in rows(pilot)
        await press(pilot, "t")
        assert "Column" in said(pilot)

    live(library, day)


def test_an_order_by_score_says_when_no_rule_scores_anything(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "ctrl+o")
        assert screen.by_score and screen.status.message == "No rule scores anything yet, so the newest comes first."
        await press(pilot, "ctrl+o")
        library.add_rule("ferry", ["score:5"])
        await press(pilot, "ctrl+o")
        assert screen.status.message == "What rules score comes first."
        await press(pilot, "U")
        assert screen.status.message == "Showing unread only."

    live(library, day)
