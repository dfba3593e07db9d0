"""A site of the news client, read through the app over a real socket."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

import clientsite
from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Selection
from haowai_tui.tui.screens.dialogs import PromptScreen
from haowai_tui.tui.screens.over import Said
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press, settle
from servers import Answer, serve


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def site() -> dict[str, Answer]:
    shapes = clientsite.SHAPES
    routes = {
        clientsite.link(n): Answer(clientsite.page(clientsite.story(n, 30), shapes[n % len(shapes)], "gbk"))
        for n in range(1, 31)
    }
    return {**routes, "/": Answer(clientsite.column(list(range(1, 9)), charset="gbk"))}


async def until(pilot: Any, what: Any) -> None:
    for _ in range(100):
        await settle(pilot)
        if what():
            return
    raise AssertionError("it did not come")


def test_a_site_is_added_read_and_walked_through_and_read_on_when_it_is_gone(tmp_path: Path) -> None:
    where = paths({"HAOWAI_HOME": str(tmp_path)})
    with serve(site()) as server, Library.open(where, Settings()) as library:
        library.set_value("launched", "1")

        async def day(pilot: Any, screen: ReaderScreen) -> None:
            await press(pilot, "a", *f"haowai:{server.url}/", "enter", "enter")
            await until(pilot, lambda: screen.headlines_pane.count == 8)
            await press(pilot, "g", "enter")
            article = screen.open_article
            assert article is not None and article.title == clientsite.title(1)
            assert article.byline == "号外记者站" and article.comments == 0 and len(article.key_points) == 1
            # A story beside it that the column does not list is fetched when it is opened, and back again.
            teasers = library.teasers(article)[1]
            new = next(teaser for teaser in teasers if teaser.article_id is None)
            screen.fetch_teaser(new)
            await until(pilot, lambda: screen.open_article is not None and screen.open_article.title == new.title)
            await press(pilot, "backspace")
            await until(pilot, lambda: screen.open_article is not None and screen.open_article.id == article.id)
            assert library.count(Selection()) == 9

        live(library, day)
        server.shutdown()
        server.server_close()

        async def offline(pilot: Any, screen: ReaderScreen) -> None:
            await press(pilot, "g", "enter")
            assert screen.open_article is not None
            gone = next(t for t in library.teasers(screen.open_article)[1] if t.article_id is None)
            title = screen.open_article.title
            screen.fetch_teaser(gone)
            await until(pilot, lambda: "Fetching" not in screen.status.message and screen.status.message != "")
            assert screen.open_article.title == title, "what cannot be fetched is a sentence, not another screen"

        live(library, offline)


def test_the_whole_text_takes_the_summarys_place_on_the_screen(tmp_path: Path) -> None:
    text = "<p>早班船六点离岸，船上坐了四十二个人，多是去南岸上班的人，他们互相认得。</p>" * 4
    with serve({}) as server, Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        item = f"<item><title>渡口</title><link>{server.url}/a</link><description>提要。</description></item>"
        server.routes["/feed"] = Answer(f"<rss version='2.0'><channel><title>F</title>{item}</channel></rss>".encode())
        server.routes["/a"] = Answer(f"<html><body><div class='content'>{text}</div></body></html>".encode())
        asyncio.run(library.add(server.url + "/feed"))

        async def day(pilot: Any, screen: ReaderScreen) -> None:
            await press(pilot, "enter", "F")
            await until(pilot, lambda: "四十二" in "".join(line.text for line in screen.article_pane.lines))
            assert "whole text" in screen.status.message
            server.routes["/a"] = Answer(status=500)
            await press(pilot, "F")
            await until(pilot, lambda: "500" in screen.status.message)
            assert "四十二" in "".join(line.text for line in screen.article_pane.lines)

        live(library, day)


def test_a_site_without_a_feed_can_be_read_by_its_page(tmp_path: Path) -> None:
    where = paths({"HAOWAI_HOME": str(tmp_path)})
    with serve(site()) as server, Library.open(where, Settings()) as library:
        library.set_value("launched", "1")

        async def day(pilot: Any, screen: ReaderScreen) -> None:
            await press(pilot, "a", *f"{server.url}/", "enter")
            await until(pilot, lambda: len(pilot.app.screen_stack) > 2)
            await press(pilot, "y", "enter")
            await until(pilot, lambda: screen.headlines_pane.count == 8)
            assert library.feeds()[0].source == "page"
            # Nor does a long name push the number out of sight.
            library.rename_feed(library.feeds()[0].id, "A name that is a good deal longer than the pane is wide")
            await press(pilot, "U", "U")
            assert str(screen.headlines_pane.border_title).endswith(".. · 8")

        live(library, day)


def test_what_is_no_address_is_asked_for_again_with_what_was_typed(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "a", *"no site", "enter")
        asked = pilot.app.screen
        assert isinstance(asked, PromptScreen) and asked.query_one(Input).value == "no site"
        assert "is not a web address" in asked.query_one(Said).text
        await press(pilot, "escape")
        assert pilot.app.screen is screen and not library.find_feeds("site")

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        live(library, day)
