from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Selection
from haowai_tui.tui import prepare_environment
from pilot import live, press, settle
from servers import Answer, rss, serve

prepare_environment()

from haowai_tui.tui.actions import ACTIONS, Group  # noqa: E402
from haowai_tui.tui.screens.reader import ReaderScreen  # noqa: E402


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


@pytest.fixture
def library(tmp_path: Path):  # type: ignore[no-untyped-def]
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as opened:
        yield opened


def test_the_first_launch_opens_the_sample_edition(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        assert screen.headlines_pane.count >= 40
        assert screen.open_article is not None and not screen.open_article.read
        assert "sample edition" in screen.status.message
        assert [screen.query_one(f"#{name}").region.width > 0 for name in screen.pane_order] == [True] * 4

    live(library, day)


@pytest.mark.parametrize(("width", "shown"), [(80, 1), (100, 3), (120, 4), (200, 4), (60, 1)])
def test_panes_are_shown_as_there_is_room_for_them(library: Library, width: int, shown: int) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        assert sum(screen.query_one(f"#{name}").region.area > 0 for name in screen.pane_order) == shown

    live(library, day, (width, 24))


def test_space_reads_on_to_the_next_unread_article_and_marks_it_on_disk(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter")
        first = screen.open_article
        assert first is not None and library.article(first.id).read
        for _ in range(40):
            await press(pilot, "space")
            if screen.open_article is not None and screen.open_article.id != first.id:
                break
        assert screen.open_article is not None and screen.open_article.id != first.id
        assert library.article(screen.open_article.id).read
        assert screen.pane == "article"

    live(library, day)


def test_moving_previews_without_marking(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "j", "j")
        assert screen.open_article is not None
        assert screen.headlines_pane.current is not None
        assert screen.open_article.id == screen.headlines_pane.current.id
        assert library.count(Selection(unread=False)) == 0

    live(library, day)


def test_marks_stars_and_undo(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "m", "s")
        row = screen.headlines_pane.current
        assert row is not None and row.read and row.starred
        assert library.counts().starred == 1
        await press(pilot, "u", "u")
        assert library.counts().starred == 0 and library.count(Selection(unread=False)) == 0
        await press(pilot, "A")
        assert library.counts().unread == 0
        await press(pilot, "u")
        assert library.counts().unread == library.counts().total

    live(library, day)


def test_in_the_feeds_pane_the_feed_under_the_cursor_is_marked_read_and_not_the_list_beside_it(
    library: Library,
) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "h", "G")
        row = screen.feeds_pane.current
        assert row is not None and row.feed_id is not None and row.unread
        total = library.counts().unread
        await press(pilot, "A")
        unread = {feed.id: feed.unread for feed in library.feeds()}
        assert unread[row.feed_id] == 0 and library.counts().unread == total - row.unread
        # The list beside it, of all articles, shows which those are.
        shown = [screen.headlines_pane.row(place) for place in range(screen.headlines_pane.count)]
        assert {headline.feed_id for headline in shown if headline and headline.read} == {row.feed_id}
        await press(pilot, "u")
        assert library.counts().unread == total
        for _step in range(20):
            await press(pilot, "k")
            category = screen.feeds_pane.current
            if category is not None and category.category is not None and category.unread:
                await press(pilot, "A")
                assert library.counts().unread == total - category.unread
                await press(pilot, "u")
                return
        raise AssertionError("there is no category")

    live(library, day)


def test_of_many_articles_the_question_says_which_list_is_marked_read(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haowai_tui.tui.screens.marking._ASK_FROM", 1)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "h", "G")
        row = screen.feeds_pane.current
        assert row is not None
        total = library.counts().unread
        await press(pilot, "A")
        title = pilot.app.screen.query_one(".dialog-title").render()
        assert row.title in str(title)
        await press(pilot, "y")
        assert library.counts().unread == total - row.unread

    live(library, day)


def test_the_unread_list_keeps_its_rows_while_it_is_read(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "h", "g", "j", "enter")
        assert screen.place == "unread"
        before = screen.headlines_pane.count
        await press(pilot, "enter", "J", "J")
        assert screen.headlines_pane.count == before
        assert library.counts().unread == before - 3

    live(library, day)


def test_search_finds_chinese_as_it_is_typed_and_escape_goes_back(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "slash", *"步道")
        await pilot.pause(0.2)
        await settle(pilot)
        assert screen.place == "search:步道" and 0 < screen.headlines_pane.count < 20
        await press(pilot, "enter")
        assert screen.pane == "headlines"
        await press(pilot, "escape")
        assert screen.place == "all"

    live(library, day)


def test_a_related_story_opens_and_backspace_returns(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        for _ in range(40):
            if screen.side_pane.current is not None and screen.side_pane.current.article_id is not None:
                break
            await press(pilot, "j")
        assert screen.open_article is not None and screen.side_pane.current is not None
        origin, target = screen.open_article.id, screen.side_pane.current.article_id
        await press(pilot, "H")
        screen.side_pane.move_to(1)
        await press(pilot, "enter")
        assert screen.open_article.id == target
        await press(pilot, "backspace")
        assert screen.open_article.id == origin

    live(library, day)


def test_what_is_hot_stands_beside_every_article(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        hot = {story.headline.id for story in library.hot()}
        printing = 0
        # The first ones are of one feed, and some of them print a hot list of their own.
        for _ in range(4):
            article = screen.open_article
            assert article is not None
            printing += bool(library.teasers(article)[1])
            assert hot and hot <= {item.teaser.article_id for item in screen.side_pane._items if item.teaser}
            await press(pilot, "j")
        assert 0 < printing < 4

    live(library, day)


def test_a_feed_is_added_renamed_moved_removed_and_brought_back(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        with serve({"/f.xml": Answer(rss("晨报", 5))}) as server:
            await press(pilot, "a", *f"{server.url}/f.xml", "enter")
            await press(pilot, *"News / Local", "enter")
        assert library.feeds()[-1].category == ("号外",) or any(
            f.category == ("News", "Local") for f in library.feeds()
        )
        assert screen.headlines_pane.count == 5 and screen.place.startswith("feed:")
        await press(pilot, "e")
        await press(pilot, "ctrl+u", *"Mine", "enter")
        feed = library.find_feeds("Mine")[0]
        await press(pilot, "c", "ctrl+u", "enter")
        assert library.feed(feed.id).category == ()
        await press(pilot, "D", "y")
        assert library.find_feeds("Mine") == []
        await press(pilot, "u")
        assert library.find_feeds("Mine")[0].total == 5

    live(library, day)


def test_a_refresh_brings_new_articles_and_says_how_many(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "R")
        assert "7 new articles" in screen.status.message
        assert screen.refresh_work is None and screen.status.progress == ""

    library.install_sample()
    with serve({"/f.xml": Answer(rss("晨报", 7))}) as server:
        library.import_opml(f'<opml><body><outline xmlUrl="{server.url}/f.xml"/></body></opml>'.encode())
        live(library, day)


def test_the_reader_comes_back_to_where_they_were(library: Library) -> None:
    place: list[object] = []

    async def first(pilot: Any, screen: ReaderScreen) -> None:
        screen.start(screen.show_place("search:纸厂的卡车"), group="place")
        await settle(pilot)
        await press(pilot, "enter", "ctrl+d", "ctrl+d", "ctrl+d")
        assert screen.open_article is not None and screen.article_pane.scroll_offset.y > 20
        place.extend([screen.place, screen.open_article.id, screen.article_pane.place()])
        await press(pilot, "q")

    async def second(pilot: Any, screen: ReaderScreen) -> None:
        assert screen.open_article is not None
        assert [screen.place, screen.open_article.id, screen.article_pane.place()] == place
        assert screen.pane == "article"

    live(library, first)
    live(library, second)


def test_what_another_process_marks_is_shown_at_once(library: Library, tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as other:
            other.set_starred((1, 2), True)
        await pilot.pause(2.3)
        await settle(pilot)
        starred = next(row for row in screen.feeds_pane.rows if row.key == "starred")
        assert starred.unread == 2

    live(library, day)


def test_a_list_of_a_hundred_thousand_rows_asks_for_what_it_shows(library: Library) -> None:
    from datetime import UTC, datetime

    from haowai_tui.model import Headline

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        pane = screen.headlines_pane
        row = Headline(id=1, feed_id=1, feed_title="f", title="t", when=datetime.now(UTC), read=False, starred=False)
        pane.open(Selection(), count=100_000, offset=0, rows=[row] * 100)
        await press(pilot, "G")
        assert pane.cursor == 99_999
        assert len(pane._pages) < 10

    live(library, day)


def test_hostile_text_reaches_no_cell_and_runs_nothing(library: Library) -> None:
    title = "a \x1b[2J \x9b31m \u202e [@click=app.quit]b[/] [/] [red]c[/blue]"
    body = (
        rss("\x1b]0;pwned\x07报", 1)
        .decode()
        .replace("新闻 0", title.replace("\x1b", "&#27;").replace("\x9b", "&#155;"))
    )

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        lines = ["".join(s.text for s in strip) for strip in screen._compositor.render_strips()]
        text = "\n".join(lines)
        assert "[@click=app.quit]b[/]" in text.replace("\n", "")[:100_000] or "[@click" in text
        assert not [c for c in text if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or c == "\u202e"]
        await press(pilot, "enter", "question_mark", "escape")

    with serve({"/f.xml": Answer(body.encode())}) as server:
        library.set_value("launched", "1")
        asyncio.run(library.add(server.url + "/f.xml"))
        live(library, day, (200, 60))


def test_every_action_of_the_table_has_a_method_and_every_key_one_meaning() -> None:
    keys = [key for action in ACTIONS for key in action.keys]
    assert len(keys) == len(set(keys))
    for action in ACTIONS:
        assert callable(getattr(ReaderScreen, f"action_{action.name}")), action.name
    assert {action.group for action in ACTIONS} == set(Group) - {Group.HERE}
