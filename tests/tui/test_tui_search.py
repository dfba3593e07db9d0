"""The search box and what it finds."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Entry, FeedData
from haowai_tui.tui import prepare_environment
from pilot import finished, live, press, settle

prepare_environment()

from textual.widgets import Input, Static  # noqa: E402

from haowai_tui.tui import places  # noqa: E402
from haowai_tui.tui.app import HaowaiApp  # noqa: E402
from haowai_tui.tui.screens import showing  # noqa: E402
from haowai_tui.tui.screens.dialogs import PromptScreen  # noqa: E402
from haowai_tui.tui.screens.reader import ReaderScreen  # noqa: E402
from haowai_tui.tui.widgets.search import SearchField, SearchHelp  # noqa: E402
from haowai_tui.tui.widgets.status import StatusLine  # noqa: E402


async def look_for(pilot: Any, text: str) -> None:
    """Open the search box and type `text` into it."""
    await press(pilot, "backslash")
    pilot.app.screen.query_one("#search", Input).value = text
    await pilot.pause(0.2)
    await settle(pilot)


def lines(screen: ReaderScreen) -> list[list[tuple[str, Any]]]:
    """The lines of the headlines pane, as pieces with their styles."""
    pane = screen.headlines_pane
    shown = [pane.render_line(y) for y in range(pane.size.height)]
    return [[(segment.text, segment.style) for segment in strip] for strip in shown]


def marked(screen: ReaderScreen, line: int) -> list[str]:
    """The pieces of a line that stand on the ground of what was looked for."""
    ground = screen.headlines_pane.get_component_rich_style("rows--match", partial=True).bgcolor
    return [text for text, style in lines(screen)[line] if style is not None and style.bgcolor == ground]


def test_the_search_box_stands_above_the_status_line(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await look_for(pilot, "ferry")
        box, status = screen.query_one("#search").region, screen.query_one(StatusLine).region
        assert (box.y + 1, status.y) == (status.y, screen.size.height - 1)
        assert screen.query_one("#columns").region.bottom <= box.y

    live(library, day, size=(80, 24))


@pytest.mark.parametrize(("size", "zoom"), [((80, 24), False), ((120, 40), True)])
def test_what_is_found_shows_while_it_is_typed_also_where_the_article_has_the_screen(
    library: Library, size: tuple[int, int], zoom: bool
) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", *(["z"] if zoom else []))
        article = screen.open_article
        assert screen.pane == "article" and not screen.headlines_pane.region
        await look_for(pilot, "ferry")
        assert screen.headlines_pane.region.height > 10 and screen.article_pane.region.width != size[0]
        assert any("ferry" in "".join(text for text, _style in line) for line in lines(screen))
        await press(pilot, "escape")
        assert screen.pane == "article" and not screen.headlines_pane.region and screen.has_class("zoom") == zoom
        assert screen.open_article == article and screen.place == places.ALL
        await look_for(pilot, "ferry")
        await press(pilot, "enter")
        assert screen.pane == "headlines" and screen.headlines_pane.region and not screen.has_class("zoom")

    live(library, day, size=size)


def test_what_was_looked_for_is_marked_in_headlines_and_texts(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await look_for(pilot, "步道")
        text = ["".join(piece for piece, _style in line) for line in lines(screen)]
        place = next(number for number, line in enumerate(text) if "步道全线贯通" in line)
        assert marked(screen, place) == ["步道"]
        assert "步道" in marked(screen, place + 1)
        assert screen.headlines_pane.row_height == 3

    live(library, day)


def in_article(screen: ReaderScreen) -> set[str]:
    """The pieces of the open article that stand on the ground of what was looked for."""
    pane = screen.article_pane
    ground = pane.get_component_rich_style("article--match", partial=True).bgcolor
    shown = [segment for y in range(pane.size.height) for segment in pane.render_line(y)]
    return {segment.text for segment in shown if segment.style is not None and segment.style.bgcolor == ground}


def test_what_was_looked_for_is_marked_in_the_article_as_long_as_its_list_stands(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await look_for(pilot, "步道")
        await press(pilot, "enter", "enter")
        assert screen.pane == "article" and in_article(screen) == {"步道"}
        # What is searched for in the article itself stands alone.
        await press(pilot, "slash")
        pilot.app.screen.query_one("#search", Input).value = "thereisnosuchword"
        await press(pilot, "enter")
        assert in_article(screen) == set()
        await press(pilot, "escape")
        assert in_article(screen) == {"步道"}
        await press(pilot, "escape")
        assert screen.place == places.ALL and in_article(screen) == set()

    live(library, day)


def test_a_smart_feed_marks_what_it_finds_as_a_search_does(library: Library) -> None:
    library.save_query("水边", "步道 OR bds")

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await screen.show_place("smart:水边")
        assert any("步道" in marked(screen, line) for line in range(12))
        await press(pilot, "enter")
        assert "步道" in in_article(screen)

    live(library, day)


def test_pinyin_marks_what_it_stands_for(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await look_for(pilot, "title:qxgt")
        assert screen.headlines_pane.count > 0
        assert marked(screen, 0) == ["全线贯通"]
        assert screen.headlines_pane.row_height == 2

    live(library, day)


def test_a_list_that_is_no_search_has_no_marks_and_no_snippets(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await look_for(pilot, "步道")
        await press(pilot, "escape")
        assert screen.headlines_pane.row_height == 2
        assert not any(marked(screen, line) for line in range(6))

    live(library, day)


def test_without_colours_what_was_looked_for_is_reversed_and_upright_under_the_cursor(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def run() -> None:
        app = HaowaiApp(library)
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            screen = app.screen
            assert isinstance(screen, ReaderScreen)
            await look_for(pilot, "步道")
            await press(pilot, "enter")
            pane = screen.headlines_pane
            for number, line in enumerate(lines(screen)):
                under_cursor = number // pane.row_height == pane.cursor
                for text, style in line:
                    if text == "步道":
                        assert bool(style.reverse) is not under_cursor

    asyncio.run(run())


def box(screen: ReaderScreen) -> SearchField:
    return screen.query_one("#search", SearchField)


def said(screen: ReaderScreen) -> str:
    return screen.query_one(SearchHelp).text


async def type_into(pilot: Any, text: str) -> None:
    """Type `text` where the cursor stands."""
    for char in text:
        await pilot.press({":": "colon", " ": "space", "(": "left_parenthesis"}.get(char, char))
    await pilot.pause(0.2)
    await settle(pilot)


def test_what_is_wrong_is_said_at_once_with_its_column_and_the_list_stays(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await look_for(pilot, "ferry")
        before = screen.headlines_pane.count
        await look_for(pilot, "ferry is:odd")
        assert "Column 7" in said(screen) and "is:unread" in said(screen)
        assert box(screen).fault.column == 7
        assert screen.headlines_pane.count == before
        await press(pilot, "enter")
        assert screen.search_is_open
        await look_for(pilot, "ferry is:unread")
        assert "Column" not in said(screen) and box(screen).fault.column == 0

    live(library, day, size=(80, 24))


def test_tab_completes_operators_and_names(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await look_for(pilot, "")
        await type_into(pilot, "步道 fe")
        assert said(screen) == "feed:"
        await press(pilot, "tab")
        assert box(screen).value == "步道 feed:"
        names = said(screen).split("  ")
        assert "feed:青萍市晨报" in names and len(names) == 4
        await press(pilot, "tab")
        assert box(screen).value == f"步道 {names[0]}"
        await press(pilot, "tab")
        assert box(screen).value == f"步道 {names[1]}"
        await press(pilot, "shift+tab")
        assert box(screen).value == f"步道 {names[0]}"
        box(screen).value = ""
        await type_into(pilot, "feed:qps")
        await press(pilot, "tab")
        assert box(screen).value == "feed:青萍市晨报 "
        assert screen.headlines_pane.count == library.count(library.parse_query("feed:青萍市晨报"))

    live(library, day)


def test_earlier_searches_come_back_with_up_and_what_was_typed_with_down(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        for text in ("ferry", "步道", "ferry"):
            await look_for(pilot, text)
            await press(pilot, "enter")
            assert not screen.search_is_open and screen.pane == "headlines"
        await press(pilot, "backslash")
        box(screen).value = "water"
        await press(pilot, "up")
        assert box(screen).value == "ferry"
        await press(pilot, "up", "up")
        assert box(screen).value == "步道"
        await press(pilot, "down", "down")
        assert box(screen).value == "water"
        await press(pilot, "escape")
        assert screen.place == places.ALL

    live(library, day)
    assert library.get_value("searches") == '["步道", "ferry"]'


def test_the_best_come_first_when_asked_and_next_time_too(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await look_for(pilot, "渡口")
        newest = screen.headlines_pane.current
        await press(pilot, "ctrl+o")
        assert "best first" in str(screen.headlines_pane.border_title)
        row = screen.headlines_pane.current
        assert row is not None and newest is not None and "渡口" in row.title
        await press(pilot, "enter", "ctrl+o")
        assert screen.search_order == "score"
        await press(pilot, "ctrl+o", "ctrl+o")
        assert screen.search_order == "best"

    live(library, day)

    async def next_day(pilot: Any, screen: ReaderScreen) -> None:
        assert screen.search_order == "best"

    live(library, next_day)


def test_a_search_is_kept_as_a_smart_feed_from_the_box(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await look_for(pilot, "步道 OR ferry")
        await press(pilot, "ctrl+s")
        pilot.app.screen.query_one(Input).value = "水边"
        await press(pilot, "enter")
        assert [(feed.name, feed.query) for feed in library.smart_feeds()] == [("水边", "步道 OR ferry")]
        assert "smart:水边" in [row.key for row in screen.feeds_pane.rows]
        await press(pilot, "escape", "ctrl+s")
        assert isinstance(pilot.app.screen, PromptScreen), "without a search a new smart feed is begun"

    live(library, day)


NAUGHTY = (
    "[bold]x[/bold]", "[/]", "$(reboot)", "';--", "\"", "NEAR(", "title:", "::", "()()", "-", "--", "OR OR", "\\", "*",
    "\u202eabc", "\x1b[31m", "a\u0300" * 40, "𠮷野家", "👩‍👩‍👧", "feed:\"", "words:>9999999999999", "after:99999y",
    "ﷺ", "\ud800", "x" * 3000, "(" * 50, "渡" * 500, "^渡口", "\t", "is:", "has:x", "tag:(", "-(-(a))",
)  # fmt: skip


def test_whatever_stands_in_the_box_the_screen_goes_on(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "backslash")
        for text in NAUGHTY:
            box(screen).value = text
            await pilot.pause(0.2)
            await pilot.press("tab", "up", "down")
            await finished(pilot)
        box(screen).value = "ferry"
        await pilot.pause(0.2)
        await settle(pilot)
        assert screen.headlines_pane.count == library.count(library.parse_query("ferry"))

    live(library, day, size=(80, 24))


def test_what_is_found_is_counted_so_far_and_to_its_end_when_the_reader_goes_there(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    entries = tuple(
        Entry(guid=str(number), title=f"Quayside {number}", published=now - timedelta(minutes=number))
        for number in range(450)
    )
    feed = library._store.add_feed("folder:/quay", source="folder", title="Quay")
    library._store.store_feed(feed.id, FeedData(entries=entries), now=now)
    library.save_query("Quay", "quayside")
    monkeypatch.setattr(showing, "MOST_COUNTED", 200)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        pane = screen.headlines_pane
        assert [(row.unread, row.more) for row in screen.feeds_pane.rows if row.title == "Quay"] == [
            (200, True),
            (450, False),
        ]
        await look_for(pilot, "quayside")
        await press(pilot, "enter")
        assert str(pane.border_title) == "Search: quayside · 200+" and pane.count == 200
        await press(pilot, "G")
        assert str(pane.border_title) == "Search: quayside · 450" and pane.count == 450
        await press(pilot, "G")
        assert pane.current is not None and pane.current.title == "Quayside 449"
        await press(pilot, "A")
        question = pilot.app.screen.query_one(".dialog-title", Static).content
        assert "Mark all 450 articles" in str(question)

    live(library, day)


@pytest.mark.parametrize("gone", [False, True])
def test_a_search_that_was_left_open_leads_back_the_next_time(library: Library, gone: bool) -> None:
    library.save_query("步道", "步道")

    async def evening(pilot: Any, screen: ReaderScreen) -> None:
        await screen.show_place("smart:步道")
        await look_for(pilot, "ferry")
        await press(pilot, "enter")
        await screen.remember()

    async def morning(pilot: Any, screen: ReaderScreen) -> None:
        assert screen.place == "search:ferry"
        await press(pilot, "escape")
        assert screen.place == (places.ALL if gone else "smart:步道")
        await look_for(pilot, "ferry")
        await press(pilot, "escape")
        assert screen.place == (places.ALL if gone else "smart:步道")

    live(library, evening)
    if gone:
        library.remove_query("步道")
    live(library, morning)


def test_a_place_that_an_older_version_remembered_is_no_fault(library: Library) -> None:
    library.set_value("session", '{"key": "search:ferry", "article_id": null, "pane": "headlines", "folded": []}')

    async def morning(pilot: Any, screen: ReaderScreen) -> None:
        assert screen.place == "search:ferry"
        await press(pilot, "escape")
        assert screen.place == places.ALL

    live(library, morning)


def test_what_is_wrong_with_a_query_is_said_whole_in_a_small_window(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "slash", *"is:foo")
        helping = screen.search_help
        fault = helping.text
        drawn = [helping.render_line(y).text.strip() for y in range(helping.size.height)]
        assert len(drawn) == 2 and "".join(drawn).replace(" ", "") == fault.replace(" ", "")
        await press(pilot, *["backspace"] * 6, *"foo")
        assert helping.size.height == 1

    set_language("zh_CN")
    live(library, day, size=(80, 24))
    set_language("en")


def test_the_keys_of_the_search_are_told_whatever_was_said_before(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        screen.say("Something that stays.", stay=True)
        await press(pilot, "slash")
        assert not screen.status.message and any("Ctrl+S" in hint for hint in screen.status.hints)

    live(library, day)
