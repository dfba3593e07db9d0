"""Tags, notes, the read-later list and smart feeds, by the keys of the reader."""

from __future__ import annotations

from typing import Any

import pytest

from haowai_tui.library import Library
from haowai_tui.tui import prepare_environment
from pilot import live, press, settle

prepare_environment()

from textual.widgets import Input, TextArea  # noqa: E402

from haowai_tui.tui.screens.completing import KnownList, TagScreen  # noqa: E402
from haowai_tui.tui.screens.dialogs import ChooseScreen, ConfirmScreen, PromptScreen  # noqa: E402
from haowai_tui.tui.screens.note import NoteScreen  # noqa: E402
from haowai_tui.tui.screens.reader import ReaderScreen  # noqa: E402


def shown(screen: ReaderScreen) -> str:
    return "\n".join("".join(run.text for run in line.runs) for line in screen.article_pane.lines[:14])


async def answer(pilot: Any, text: str) -> None:
    pilot.app.screen.query_one(Input).value = text
    await press(pilot, "enter")


def test_an_article_is_tagged_with_known_tags_completed_and_u_takes_it_back(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        article_id = screen.headlines_pane.current.id
        library.change_tags([article_id + 1 if article_id == 1 else 1], add=["weather", "harbour"])
        await press(pilot, "enter", "plus")
        assert isinstance(pilot.app.screen, TagScreen)
        await press(pilot, *"har")
        assert pilot.app.screen.query_one(KnownList).current == "harbour"
        await press(pilot, "tab", *"港口", "enter")
        assert library.tags_of(article_id) == ("harbour", "港口")
        assert "+harbour +港口" in shown(screen)
        await press(pilot, "plus")
        await answer(pilot, "港口")
        assert library.tags_of(article_id) == ("港口",)
        await press(pilot, "u", "u")
        assert library.tags_of(article_id) == () and "+harbour" not in shown(screen)

    live(library, day)


@pytest.mark.parametrize("mark", [", ", "，", "、", ";", "；", ",", " ，"])
def test_tags_may_have_commas_between_them(library: Library, mark: str) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        article_id = screen.headlines_pane.current.id
        library.change_tags([article_id + 1], add=["harbour"])
        library.change_tags([article_id], add=["a,b"])
        await press(pilot, "plus")
        # The pilot has no keys for fullwidth marks, which an input method sends as text.
        field = pilot.app.screen.query_one(Input)
        field.insert_text_at_cursor(f"科技{mark}har")
        await settle(pilot)
        assert pilot.app.screen.query_one(KnownList).lines == [("harbour", 1)]
        await press(pilot, "tab")
        field.insert_text_at_cursor(f"数据{mark}")
        await press(pilot, "enter")
        assert set(library.tags_of(article_id)) == {"科技", "harbour", "数据", "a,b"}

    live(library, day)


def test_what_cannot_be_a_tag_is_a_sentence(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "plus")
        await answer(pilot, 'quo"te')
        assert "cannot be a tag" in screen.status.message

    live(library, day)


def test_articles_with_a_tag_are_listed(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "at")
        assert "No article has a tag" in screen.status.message
        library.change_tags([1, 2], add=["harbour"])
        await press(pilot, "at", "enter")
        assert screen.headlines_pane.count == 2
        await press(pilot, "escape")
        assert not screen.place.startswith("search:")

    live(library, day)


def test_a_note_is_written_shown_and_taken_back(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", "w")
        assert isinstance(pilot.app.screen, NoteScreen)
        await press(pilot, *"ask", "enter", *"周一")
        # Leaving is no reason to lose what was typed.
        await press(pilot, "escape")
        article_id = screen.open_article.id
        assert library.note_of(article_id) == "ask\n周一"
        assert "Note" in shown(screen) and "周一" in shown(screen)
        await press(pilot, "w")
        pilot.app.screen.query_one(TextArea).text = ""
        await press(pilot, "ctrl+s")
        assert library.note_of(article_id) == ""
        await press(pilot, "u")
        assert library.note_of(article_id) == "ask\n周一" and "周一" in shown(screen)

    live(library, day)


def test_tags_notes_and_the_queue_are_repeated_on_other_articles(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        first, second, third = (row.id for row in library.headlines(screen.headlines_pane.selection, limit=3))
        library.change_tags([first], add=["old"])
        library.change_tags([second], add=["old", "kept"])
        library.set_note(second, "own")
        await press(pilot, "plus")
        await answer(pilot, "harbour")
        await press(pilot, "j", "full_stop")
        assert library.tags_of(first) == ("harbour",) and set(library.tags_of(second)) == {"harbour", "kept"}
        await press(pilot, "k", "w", *"ask", "escape", "j", "full_stop", "full_stop", "j", "full_stop")
        assert [library.note_of(item) for item in (first, second, third)] == ["ask", "own\n\nask", "ask"]
        await press(pilot, "b", "k", "full_stop", "full_stop")
        assert library.later() == (third, second)

    live(library, day)


def test_what_is_so_already_is_said_and_is_nothing_to_undo(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        first, second, third = (screen.headlines_pane.row(place).id for place in range(3))
        library.add_later([second, third])
        library.set_starred([second], True)
        library.change_tags([second], add=["harbour"])
        library.set_note(second, "ask")
        library.set_read([second], True)
        known = library.undoable()
        for keys, said in (
            (["b"], "in the read-later list already"),
            (["s"], "has a star already"),
            (["m"], "read already"),
            (["plus", *"harbour", "enter"], "nothing to change"),
            (["w", *"ask", "escape"], "says that already"),
        ):
            await press(pilot, *keys, "j", "full_stop")
            assert said in screen.status.message
            await press(pilot, "u", "k")
            assert library.undoable() == known, keys
        assert library.later() == (second, third) and first not in library.later()

    live(library, day)


def test_what_is_to_be_read_later_has_a_list_in_an_order_of_its_own(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        ids = [row.id for row in library.headlines(screen.headlines_pane.selection, limit=3)]
        for _ in ids:
            await press(pilot, "b", "j")
        assert library.later() == tuple(ids)
        await screen.show_place("later")
        await settle(pilot)
        assert screen.headlines_pane.count == 3
        assert [row.unread for row in screen.feeds_pane.rows if row.key == "later"] == [3]
        screen.focus_pane("headlines")
        await press(pilot, "right_curly_bracket")
        assert library.later() == (ids[1], ids[0], ids[2])
        assert screen.headlines_pane.current.id == ids[0] and screen.headlines_pane.cursor == 1
        await press(pilot, "left_curly_bracket", "left_curly_bracket")
        assert library.later() == tuple(ids)
        await press(pilot, "b")
        assert library.later() == tuple(ids[1:]) and screen.headlines_pane.count == 2
        await press(pilot, "u", "u")
        assert library.later() == (ids[1], ids[0], ids[2]) and screen.headlines_pane.count == 3

    live(library, day)


def test_keys_that_come_fast_are_each_done(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        ids = [row.id for row in library.headlines(screen.headlines_pane.selection, limit=3)]
        await pilot.press("b", "j", "b", "j", "b")
        await settle(pilot)
        assert set(library.later()) == set(ids)

    live(library, day)


def test_a_search_is_kept_as_a_smart_feed_renamed_changed_and_removed(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "backslash", *"ferry", "ctrl+s")
        assert isinstance(pilot.app.screen, PromptScreen)
        await answer(pilot, "Water")
        assert [feed.query for feed in library.smart_feeds()] == ["ferry"]
        await screen.show_place("smart:Water")
        await press(pilot, "escape")
        assert screen.headlines_pane.count
        await press(pilot, "ctrl+s")
        assert pilot.app.screen.query_one(Input).value == "ferry"
        await answer(pilot, "(ferry")
        # What cannot be understood is asked for again, with what was typed.
        assert pilot.app.screen.query_one(Input).value == "(ferry"
        await answer(pilot, "ferry OR 步道")
        assert [feed.query for feed in library.smart_feeds()] == ["ferry OR 步道"]
        screen.focus_pane("feeds")
        await press(pilot, "e")
        await answer(pilot, "水边")
        assert [feed.name for feed in library.smart_feeds()] == ["水边"] and screen.place == "smart:水边"
        screen.focus_pane("feeds")
        await press(pilot, "D")
        assert library.smart_feeds() == [] and screen.place == "all"
        await press(pilot, "u", "u")
        assert [feed.name for feed in library.smart_feeds()] == ["Water"]

    live(library, day)


def test_to_undo_a_subscription_is_asked_first_and_elsewhere_not_done(library: Library) -> None:
    outline = b'<outline type="rss" text="Gazette" xmlUrl="https://example.org/feed.xml"/>'
    (feed,) = library.import_opml(b"<opml version='2.0'><body>" + outline + b"</body></opml>").added

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "u")
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await press(pilot, "n")
        assert feed.id in [known.id for known in library.feeds()]
        await press(pilot, "I", "u")
        assert "asks first" in str(pilot.app.screen.query_one("#said").render())
        assert feed.id in [known.id for known in library.feeds()]
        await press(pilot, "escape", "s", "u")
        assert isinstance(pilot.app.screen, ReaderScreen) and "Undone: starring" in screen.status.message
        await press(pilot, "u", "y")
        assert feed.id not in [known.id for known in library.feeds()]

    live(library, day)


def test_all_that_can_be_undone_is_listed_and_undone_down_to_a_line(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "s", "b", "plus")
        await answer(pilot, "x")
        await press(pilot, "Z")
        assert isinstance(pilot.app.screen, ChooseScreen)
        await press(pilot, "j", "enter")
        assert library.later() == () and library.tags() == []
        assert [done.kind for done in library.undoable()] == ["star"]
        assert "2 actions undone" in screen.status.message

    live(library, day)
