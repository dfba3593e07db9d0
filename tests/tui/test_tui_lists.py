"""The lists over the reader: their columns, and narrowing them down by typing."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Selection
from haowai_tui.text import cell_width
from haowai_tui.tui.actions import ACTIONS, Group
from haowai_tui.tui.screens.completing import CategoryScreen
from haowai_tui.tui.screens.dialogs import ChooseScreen
from haowai_tui.tui.screens.over import Foot
from haowai_tui.tui.screens.reader import ReaderScreen
from haowai_tui.tui.widgets.headlines import HeadlinesPane
from pilot import finished, live, press, settle


@pytest.fixture
def sample(tmp_path: Path) -> Any:
    set_language("en")
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        library.install_sample()
        yield library


def drawn(pilot: Any) -> list[str]:
    rows = pilot.app.screen.rows
    lines = [rows.render_line(y) for y in range(rows.scrollable_content_region.height)]
    return [text for line in lines if (text := "".join(part.text for part in line).rstrip())]


CHOICES = [("EPUB", "one"), ("纯文本，哪里都能读", "two"), ("Märkdown", "three"), ("Alone", ""), ("W" * 90, "four")]


@pytest.mark.parametrize("width", [30, 60, 120])
def test_what_is_said_of_a_choice_stands_in_a_column(sample: Library, width: int) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        pilot.app.push_screen(ChooseScreen("Choose", CHOICES))
        await settle(pilot)
        lines = drawn(pilot)
        assert len(lines) == len(CHOICES) and "Alone" in lines[3]
        said = [lines[number].rindex(CHOICES[number][1]) for number in (0, 1, 2, 4)]
        places = {cell_width(lines[row][:at]) for row, at in zip((0, 1, 2, 4), said, strict=True)}
        assert len(places) == 1

    live(sample, day, size=(width, 30))


def test_what_can_be_chosen_is_told_apart_where_much_is_said_of_it(sample: Library) -> None:
    choices = [("The article, for book readers", "x" * 90), ("The article, for all browsers", "y" * 90)]

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        pilot.app.push_screen(ChooseScreen("Choose", choices))
        await settle(pilot)
        for line, (name, said) in zip(drawn(pilot), choices, strict=True):
            assert name in line and said[:6] in line

    live(sample, day, size=(60, 20))


def test_every_list_is_narrowed_down_by_typing_in_the_same_way(sample: Library) -> None:
    for number, word in enumerate(("港口", "harbour", "weather", "ferry", "tide", "press", "paper")):
        sample.change_tags((sample.headlines(Selection())[number].id,), add=(word,), remove=())
    searched = {
        "question_mark": ("quit", "Quit"),
        "colon": ("quit", "Quit"),
        "comma": ("measure", "measure"),
        "V": ("ferry", "ferry"),
        "X": ("ledger", "Ledger"),
        "I": ("ledger", "Ledger"),
        "L": ("night", "Newspaper at night"),
        "at": ("gk", "港口"),
        "Z": ("weather", "weather"),
        "x": ("json", "JSON"),
    }

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        for key, (word, wanted) in searched.items():
            await press(pilot, key)
            top = pilot.app.screen
            assert top is not screen, key
            whole = top.rows.count
            if key != "colon":
                # Of a few lines the foot does not say so, but it works.
                foot = str(top.query_one(Foot).render())
                assert ("/ Search" in foot) == (len(top.rows.entries) > 6), (key, foot)
                await press(pilot, "slash")
            foot = str(top.query_one(Foot).render())
            assert "Enter" in foot and "Esc" in foot and "Del" not in foot and "? Keys" not in foot
            await press(pilot, *word)
            lines = drawn(pilot)
            assert 0 < top.rows.count < whole and any(wanted in line for line in lines), (key, lines)
            assert top.rows.current is not None
            await press(pilot, "escape")
            if key != "colon":
                assert pilot.app.screen is top and top.rows.count == whole and top.focused is top.rows, key
                await press(pilot, "escape")
            assert pilot.app.screen is screen, key

    live(sample, day)


@pytest.mark.parametrize("key", ["I", "ampersand", "X"])
def test_a_list_says_that_it_has_nothing_only_when_it_is_known(
    sample: Library, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        answers = pilot.app.ask
        asked = asyncio.Event()

        async def slow(*args: Any, **kwargs: Any) -> Any:
            await asked.wait()
            return await answers(*args, **kwargs)

        monkeypatch.setattr(pilot.app, "ask", slow)
        await pilot.press(key)
        await pilot.pause(0.1)
        if pilot.app.screen is not screen:
            assert pilot.app.screen.rows.empty_text() == ""
        asked.set()
        await settle(pilot)
        assert pilot.app.screen.rows.empty_text() or pilot.app.screen.rows.count

    live(sample, day)


def test_enter_takes_what_was_found_and_a_word_that_nothing_has_takes_nothing(sample: Library) -> None:
    sample.change_tags((sample.headlines(Selection())[0].id,), add=("harbour",), remove=())
    sample.change_tags((sample.headlines(Selection())[1].id,), add=("weather",), remove=())

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "at", "slash", *"zzz", "enter")
        top = pilot.app.screen
        assert top is not screen and "Nothing here has that." in drawn(pilot)[0]
        await press(pilot, *["backspace"] * 3, *"weath", "enter")
        assert pilot.app.screen is screen and screen.place == 'search:tag:"weather"'

    live(sample, day)


def test_a_category_is_completed_from_those_that_there_are(sample: Library) -> None:
    feed = sample.feeds()[0]

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        screen.focus_pane("feeds")
        screen.feeds_pane.move_to(next(i for i, row in enumerate(screen.feeds_pane.rows) if row.feed_id == feed.id))
        await press(pilot, "c")
        assert isinstance(pilot.app.screen, CategoryScreen)
        # Enter on what stands there changes nothing.
        await press(pilot, "enter")
        assert sample.feeds()[0].category == feed.category
        await press(pilot, "c", *"zw", "tab")
        assert pilot.app.screen.query_one("Field").value == "中文"
        await press(pilot, "enter")
        moved = next(one for one in sample.feeds() if one.id == feed.id)
        assert moved.category == ("中文",)
        # The arrows choose from all of them, and Enter takes the one they stand on.
        await press(pilot, "c", "down", "enter")
        again = next(one for one in sample.feeds() if one.id == feed.id)
        assert again.category and again.category != ("中文",)

    live(sample, day)


def test_no_key_does_nothing_without_saying_why(tmp_path: Path) -> None:
    """With no feed at all, where least can be done."""

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        quiet = {"quit", "suspend", "redraw", "cancel", "back"}
        actions = [a.name for a in ACTIONS if a.group is not Group.MOVE and a.name not in quiet]
        silent = []
        for pane, names in (("headlines", actions), ("article", ("open", "read_on", "browser", "toggle_read", "send"))):
            for name in names:
                screen.focus_pane(pane)
                screen.say("")
                await pilot.pause()

                def seen() -> tuple[object, ...]:
                    top = pilot.app.screen
                    return top, screen.pane, pilot.app.theme, screen.place, screen.classes, screen.search_is_open

                before = seen()
                await screen.do(name)
                await finished(pilot)
                await pilot.pause()
                if seen() == before and not screen.status.message and not screen.status.pending:
                    silent.append((pane, name))
                if pilot.app.screen is not screen or screen.search_is_open:
                    await press(pilot, "escape")
                assert pilot.app.screen is screen, name
                screen.set_class(False, "zoom")
        assert silent == []

    set_language("en")
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        library.set_value("launched", "1")
        live(library, day)


@pytest.mark.parametrize("width", [40, 100])
def test_the_time_of_an_article_stays_in_its_place_beside_a_name_that_is_read_from_the_right(
    sample: Library, width: int
) -> None:
    for feed in sample.feeds():
        sample.rename_feed(feed.id, "جريدة الميناء")

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await settle(pilot)
        rows = screen.query_one(HeadlinesPane)
        lines = [rows.render_line(y).text for y in range(4)]
        wide = any("ءانيملا ةديرج" in line and "▪" in line for line in lines)
        for line in lines:
            if "ءانيملا ةديرج" in line:
                time = re.search(r"\d", line)
                assert time is not None and (time.start() > line.index("ءانيملا")) == wide, line

    live(sample, day, size=(width, 24))
