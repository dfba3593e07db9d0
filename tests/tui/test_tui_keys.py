"""A day at the keys: counts, repeating, marks, jumping, the unread alone, newsboat's keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key

from haowai_tui.config import Settings, UiSettings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.tui.actions import ACTIONS, Action
from haowai_tui.tui.keys import PANES, build
from haowai_tui.tui.keys.maps import MAPS
from haowai_tui.tui.screens.help import CommandList, HelpScreen
from haowai_tui.tui.screens.jumping import labels
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press, settle


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    set_language("en")
    # Addresses go to the clipboard and not to a browser.
    monkeypatch.setenv("SSH_CONNECTION", "1")


def opened(home: Path, keymap: str = "default", **keys: object) -> Library:
    return Library.open(paths({"HAOWAI_HOME": str(home)}), Settings(ui=UiSettings(keymap=keymap), keys=keys))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with opened(tmp_path) as library:
        yield library


def test_a_number_before_a_key_does_it_so_many_times(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        pane = screen.headlines_pane
        start = pane.cursor
        await press(pilot, "5", "j")
        assert pane.cursor == start + 5
        await press(pilot, "1", "0")
        assert screen.status.pending == "10"
        await press(pilot, "G")
        assert pane.cursor == 9 and screen.status.pending == ""
        await press(pilot, "3", "k", "2", "J")
        assert pane.cursor == 8
        await press(pilot, "7", "g")
        assert pane.cursor == 6
        await press(pilot, "G")
        assert pane.cursor == pane.count - 1

    live(library, day)


def test_escape_drops_a_number_and_nothing_else(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", "4", "escape")
        assert screen.pane == "article" and screen.status.pending == ""
        await press(pilot, "escape")
        assert screen.pane == "headlines"
        cursor = screen.headlines_pane.cursor
        await press(pilot, "9", "escape", "j")
        assert screen.headlines_pane.cursor == cursor + 1

    live(library, day)


def test_three_unread_further_reads_only_where_it_arrives(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "g", "enter")
        before = library.counts().unread
        await press(pilot, "3", "n")
        assert screen.headlines_pane.cursor == 3
        assert library.counts().unread == before - 1

    live(library, day)


def test_the_last_change_is_done_again_to_other_articles(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "full_stop")
        assert "Nothing has been changed yet" in screen.status.message
        await press(pilot, "s", "j", "full_stop", "j", "full_stop", "full_stop")
        assert library.counts().starred == 3
        await press(pilot, "m", "k", "full_stop")
        assert library.counts().starred == 3
        rows = [screen.headlines_pane.row(screen.headlines_pane.cursor + step) for step in (0, 1)]
        assert all(row is not None and row.read for row in rows)

    live(library, day)


def test_a_mark_leads_back_to_its_article_also_after_a_restart(library: Library) -> None:
    marked: list[int] = []

    async def first(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "apostrophe")
        assert "No article has a mark yet" in screen.status.message
        await press(pilot, "3", "j", "M")
        assert screen.status.pending == "M"
        await press(pilot, "a")
        row = screen.headlines_pane.current
        assert row is not None and "Marked a" in screen.status.message
        marked.append(row.id)
        await press(pilot, "M", "escape", "j", "q")

    async def second(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "G", "enter")
        here = screen.open_article
        await press(pilot, "apostrophe")
        assert screen.status.message.startswith("a ")
        await press(pilot, "a")
        assert screen.open_article is not None and screen.open_article.id == marked[0]
        assert screen.headlines_pane.current is not None and screen.headlines_pane.current.id == marked[0]
        await press(pilot, "apostrophe", "apostrophe")
        assert here is not None and screen.open_article.id == here.id
        await press(pilot, "apostrophe", "z")
        assert "No article has the mark z" in screen.status.message

    live(library, first)
    live(library, second)


def test_what_was_marked_and_is_gone_is_said_to_be(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        library.set_value("marks", '{"a": 999999}')
        await screen.load_marks()
        await press(pilot, "apostrophe", "a")
        assert "no longer stored" in screen.status.message

    live(library, day)


def test_jump_mode_goes_to_a_row_or_a_pane_by_what_is_written_on_it(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "semicolon")
        assert str(screen.article_pane.border_title).startswith("[3] ")
        rows = screen.headlines_pane.labels
        shown = screen.headlines_pane.rows_shown()
        assert list(rows) == shown and shown
        target = shown[-1]
        lines = ["".join(segment.text for segment in strip) for strip in screen._compositor.render_strips()]
        assert any(rows[target] in line for line in lines)
        await press(pilot, *rows[target])
        assert screen.headlines_pane.cursor == target and not screen.headlines_pane.labels
        assert screen.pane == "headlines" and not str(screen.article_pane.border_title).startswith("[")
        await press(pilot, "semicolon", *screen_label(screen, "feeds", 2))
        assert screen.pane == "feeds" and screen.feeds_pane.cursor == 2
        await press(pilot, "semicolon", "3")
        assert screen.pane == "article"
        await press(pilot, "semicolon", "escape")
        assert not screen.headlines_pane.labels and screen.pane == "article"

    def screen_label(screen: ReaderScreen, pane: str, row: int) -> str:
        rows = [(where, index) for where, index in screen._rows_shown()]
        return labels(len(rows))[rows.index((screen.query_one(f"#{pane}"), row))]  # type: ignore[arg-type]

    live(library, day)


@pytest.mark.parametrize("number", [1, 25, 26, 27, 60, 300, 676])
def test_no_label_is_the_beginning_of_another(number: int) -> None:
    names = labels(number)
    assert len(set(names)) == number
    assert not any(a != b and b.startswith(a) for a in names for b in names if len(a) < len(b))


def test_the_unread_alone_are_shown_until_asked_otherwise_also_the_next_time(library: Library) -> None:
    async def first(pilot: Any, screen: ReaderScreen) -> None:
        feeds = sum(row.feed_id is not None for row in screen.feeds_pane.rows)
        await press(pilot, "A", "y", "u", "m")
        total = screen.headlines_pane.count
        await press(pilot, "U")
        assert screen.headlines_pane.count == total - 1
        assert "unread" in str(screen.headlines_pane.border_title)
        # What is read now stays in the list while it is open.
        await press(pilot, "enter", "J")
        await screen.after_change()
        assert screen.headlines_pane.count == total - 1
        await press(pilot, "h", "h")
        feed = library.feeds()[0]
        from haowai_tui.model import Selection

        library.mark_read(Selection(feeds=(feed.id,)))
        await screen.show_feeds()
        assert sum(row.feed_id is not None for row in screen.feeds_pane.rows) == feeds - 1
        await press(pilot, "q")

    async def second(pilot: Any, screen: ReaderScreen) -> None:
        assert screen.unread_only and screen.headlines_pane.count == library.counts().unread
        await press(pilot, "U")
        assert screen.headlines_pane.count == library.counts().total

    live(library, first)
    live(library, second)


def test_a_newsboat_user_is_at_home(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", "q")
        assert screen.pane == "headlines"
        await press(pilot, "q")
        assert screen.pane == "feeds"
        cursor = screen.feeds_pane.cursor
        await press(pilot, "j")
        assert screen.feeds_pane.cursor > cursor
        await press(pilot, "tab", "j")
        first = screen.place
        await press(pilot, "j")
        assert screen.place.startswith("feed:") and screen.place != first and screen.pane == "headlines"
        await press(pilot, "k")
        assert screen.place == first
        await press(pilot, "N")
        row = screen.headlines_pane.current
        assert row is not None and row.read
        await press(pilot, "ctrl+e")
        assert library.counts().starred == 1
        unread = library.counts().unread
        await press(pilot, "l")
        assert screen.unread_only
        await press(pilot, "C", "y")
        assert unread and library.counts().unread == 0
        await press(pilot, "U")
        assert library.counts().unread == unread

    with opened(tmp_path, "newsboat") as library:
        live(library, day)


def test_in_vim_keys_gg_goes_to_the_top_and_what_can_follow_is_told(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "5", "j", "g")
        assert screen.status.pending == "g" and "g To the top" in screen.status.message
        await press(pilot, "g")
        assert screen.headlines_pane.cursor == 0 and screen.status.message == ""

    with opened(tmp_path, "vim") as library:
        live(library, day)


def test_full_width_keys_of_an_input_method_left_on_do_what_they_say(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        cursor = screen.headlines_pane.cursor
        await press(pilot, "ｊ", "ｊ")
        assert screen.headlines_pane.cursor == cursor + 2
        await press(pilot, "及")
        assert "input method" in screen.status.message
        pilot.app.post_message(Key("ideographic_comma", "、"))
        await settle(pilot)
        assert screen.search_is_open
        await press(pilot, *"步道", "escape")
        assert not screen.search_is_open
        pilot.app.post_message(Key("fullwidth_question_mark", "？"))
        await settle(pilot)
        assert isinstance(pilot.app.screen, HelpScreen)

    live(library, day)


def test_ctrl_c_says_how_to_leave_and_ctrl_q_leaves(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "ctrl+c")
        assert screen.status.message == "q quits."
        await press(pilot, "j", "ctrl+q")
        assert not pilot.app.is_running and library.get_value("session")

    live(library, day)


def test_keys_of_ones_own_that_take_others_away_are_told_at_the_start(tmp_path: Path) -> None:
    async def first(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "q")

    async def second(pilot: Any, screen: ReaderScreen) -> None:
        assert "x is now “Star or unstar”" in screen.status.message
        await press(pilot, "x")
        assert library.counts().starred == 1

    with opened(tmp_path, toggle_star="x") as library:
        live(library, first)
        live(library, second)


def test_the_help_shows_what_works_here_and_the_palette_everything(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        async def shown(key: str) -> set[str]:
            await press(pilot, key)
            lines = pilot.app.screen.query_one(CommandList).lines
            await press(pilot, "escape")
            return {line.name for line in lines if isinstance(line, Action)}

        screen.focus_pane("feeds")
        in_feeds = await shown("question_mark")
        assert "send" not in in_feeds and "repeat" not in in_feeds and "go_to_mark" not in in_feeds
        screen.focus_pane("headlines")
        await press(pilot, "s")
        in_headlines = await shown("question_mark")
        assert {"send", "repeat", "rename_feed"} <= in_headlines and "download" not in in_headlines
        assert await shown("colon") == {action.name for action in ACTIONS}

    with opened(tmp_path) as library:
        live(library, day)


def test_the_help_has_the_keys_of_the_keymap_and_finds_by_them(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "question_mark", "slash", *"zz")
        commands = pilot.app.screen.query_one(CommandList)
        assert commands.current is not None and commands.current.name == "zoom"
        await press(pilot, "enter")
        assert screen.has_class("zoom")

    with opened(tmp_path, "vim") as library:
        live(library, day)


def test_a_list_over_the_reader_goes_by_the_keymap_too(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "question_mark")
        commands = pilot.app.screen.query_one(CommandList)
        await press(pilot, "3", "j")
        third = commands.cursor
        await press(pilot, "G")
        assert commands.cursor == commands.count - 1 > third
        await press(pilot, "g", "g")
        assert commands.cursor == 1
        await press(pilot, "q")
        assert pilot.app.screen is screen

    with opened(tmp_path, "vim") as library:
        live(library, day)


def test_a_keymap_chosen_in_the_settings_is_taken_over_at_once(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        library.paths.config.write_text('[ui]\nkeymap = "newsboat"\n[keys]\ntoggle_read = "m"\n', "utf-8")
        screen.look_at_settings()
        await settle(pilot)
        assert "m is now “Mark read or unread”" in screen.status.message
        assert screen.keymap.action("feeds", ("q",)) == "leave" and "Q Quit" in screen.status.hints
        library.paths.config.write_text('[keys]\ntogle_read = "m"\n', "utf-8")
        screen.look_at_settings()
        await settle(pilot)
        assert "did you mean toggle_read" in screen.status.message
        assert screen.keymap.action("feeds", ("q",)) == "leave"

    with opened(tmp_path) as library:
        live(library, day)


@pytest.mark.parametrize("name", MAPS)
def test_every_key_of_every_keymap_works_in_every_pane(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(ReaderScreen, "action_quit", lambda self: done.append("quit"))
    monkeypatch.setattr(ReaderScreen, "action_suspend", lambda self: done.append("suspend"))

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        bound, usual = build(name).bound, {} if name == "default" else build("default").bound
        for pane in PANES:
            # What a key does in the default keymap too has been pressed there. In one order: a mode that one key begins
            # takes the next.
            for keys, action in sorted(bound[pane].items() - usual.get(pane, {}).items()):
                screen.focus_pane(pane)
                done.clear()
                for key in keys:
                    await screen.press(key)
                if action in ("quit", "suspend"):
                    assert done == [action]
                if action in ("jump", "go_to_mark", "set_mark", "choose_text"):
                    await screen.press("escape")
                await pilot.pause()
                while len(pilot.app.screen_stack) > 2:
                    pilot.app.pop_screen()
                if screen.search_is_open:
                    screen.action_cancel()
            await settle(pilot)
        assert pilot.app.is_running

    with opened(tmp_path, name) as library:
        live(library, day, (80, 24))
