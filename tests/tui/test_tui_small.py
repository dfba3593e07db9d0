"""A window as small as a phone's keyboard leaves of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.geometry import Size

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.tui.screens.dialogs import ConfirmScreen, PromptScreen
from haowai_tui.tui.screens.over import Foot
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press, settle

DIALOGS = {
    "question_mark": "help", "V": "front page", "I": "health", "X": "catch up", "ampersand": "rules", "Y": "accounts",
    "comma": "settings", "L": "colours", "a": "add", "colon": "commands", "S": "send", "x": "export", "w": "note",
    "plus": "tags", "t": "outline",
}  # fmt: skip


@pytest.fixture
def sample(tmp_path: Path) -> Any:
    set_language("en")
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        yield library


@pytest.mark.parametrize("key", DIALOGS, ids=DIALOGS.values())
def test_every_dialog_can_be_used_in_five_lines(key: str, sample: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", key)
        dialog = pilot.app.screen
        assert dialog is not screen and dialog.focused is not None
        place = dialog.find_widget(dialog.focused)
        assert place.region.intersection(place.clip).height >= 1
        await press(pilot, "escape")
        assert pilot.app.screen is screen

    live(sample, day, size=(20, 5))


def test_an_article_that_stands_alone_does_so_in_a_window_of_any_size(sample: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "z")
        for size in ((20, 5), (90, 24), (200, 60)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert screen.article_pane.region.width == size[0]
            assert not screen.headlines_pane.region.width

    live(sample, day)


def test_a_foot_is_broken_between_its_keys() -> None:
    foot = Foot()
    foot.hints = ("a Add", "J K Down, up", "r Run all")
    assert [foot.get_content_height(Size(), Size(), width) for width in (80, 22, 12, 3)] == [1, 2, 3, 3]


def test_what_went_wrong_is_seen_in_five_lines(sample: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        def shown() -> str:
            top = pilot.app.screen
            return "\n".join("".join(part.text for part in strip) for strip in top._compositor.render_strips())

        # In a line that is asked for.
        prompt = PromptScreen("A number", hint="From 1 to 9.", value="x", check=lambda _line: "That is no number.")
        pilot.app.push_screen(prompt)
        await settle(pilot)
        assert "From 1" not in shown()
        await press(pilot, "enter")
        assert "That is no number." in shown() and "x" in shown()
        await press(pilot, "escape")
        # In a question, which has its answers under it.
        pilot.app.push_screen(ConfirmScreen("Nobody is there. All the same?"))
        await settle(pilot)
        assert "All the same?" in shown() and "y Yes" in shown()
        await press(pilot, "escape")
        # On a screen with a list.
        await press(pilot, "ampersand")
        pilot.app.screen.say("The file cannot be read.", problem=True)
        await settle(pilot)
        assert "The file cannot be" in shown() and "read." in shown()
        await press(pilot, "escape")
        # And under the reader's own lists.
        screen.say("The name of this host cannot be found.")
        await settle(pilot)
        assert "host cannot be" in shown() and "found." in shown() and screen.status.size.height == 3
        screen.say("")
        await settle(pilot)
        assert screen.status.size.height == 1

    live(sample, day, size=(20, 5))


def test_half_a_screen_is_not_spent_on_empty_lines(sample: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "comma")
        top = pilot.app.screen
        rows, foot = top.rows, top.query_one(Foot)
        assert rows.page >= 5 and rows.scroll_offset.y == 0 and not rows.selectable(0)
        assert foot.region.bottom <= 15 and foot.size.height == len(foot._lines(foot.content_size.width))
        await press(pilot, "G", "g")
        assert rows.scroll_offset.y == 0

    live(sample, day, size=(60, 16))
