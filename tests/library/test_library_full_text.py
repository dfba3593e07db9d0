from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from haowai_tui.config import Settings, paths
from haowai_tui.errors import HaowaiError, NotFoundError
from haowai_tui.library import Library
from haowai_tui.library.events import FullTextDone, FullTextsStarted, OfflineFinished, PictureDone, RefreshFinished
from haowai_tui.model import Image, Selection, blocks_text
from servers import Answer, Server, serve

SENTENCE = "早班船六点离岸，船上坐了四十二个人，多是去南岸上班的人，他们互相认得，也认得船长。"
PNG = b"\x89PNG\r\n\x1a\n" + b"p" * 100


def page(number: int, *, more: str = "", picture: bool = False) -> bytes:
    text = "".join(f"<p>第{number}篇第{part}段：{SENTENCE}</p>" for part in range(4))
    image = '<p><img src="/p.png" alt="船"></p>' if picture else ""
    onward = f'<a href="{more}">下一页</a>' if more else ""
    head = f"<html><head><title>第{number}篇</title></head>"
    return f"{head}<body><div class='content'>{text}{image}</div>{onward}</body></html>".encode()


def feed(server: Server, count: int = 4, *, summary: str = "提要。") -> bytes:
    items = "".join(
        f"<item><title>第{n}篇</title><guid>{n}</guid><link>{server.url}/a/{n}.html</link>"
        f"<description>{summary}</description><pubDate>Thu, 05 Mar 2099 0{n}:00:00 GMT</pubDate></item>"
        for n in range(1, count + 1)
    )
    return f"<rss version='2.0'><channel><title>渡口</title>{items}</channel></rss>".encode()


def routes(server: Server) -> None:
    server.routes.update(
        {
            "/feed": Answer(feed(server)),
            "/a/1.html": Answer(page(1, more="/a/1_2.html", picture=True)),
            "/a/1_2.html": Answer(page(10, more="/a/1_2.html")),
            "/a/2.html": Answer(b"<html><meta charset=gbk><body><div>" + page(2).decode().encode("gbk")),
            "/a/3.html": Answer(b"<html><body><p>gone</p></body></html>"),
            "/a/4.html": Answer(status=503),
            "/p.png": Answer(PNG),
        }
    )


def opened(home: Path) -> Library:
    return Library.open(paths({"HAOWAI_HOME": str(home)}), Settings())


def titled(library: Library, title: str) -> int:
    return next(row.id for row in library.headlines(Selection(), limit=100) if row.title == title)


def refresh(library: Library, *, full_text: bool = False) -> list[object]:
    async def run() -> list[object]:
        return [event async for event in library.refresh(force=True, full_text=full_text)]

    return asyncio.run(run())


def test_the_whole_text_takes_the_summarys_place_and_survives_what_comes_after(tmp_path: Path) -> None:
    with serve({}) as server, opened(tmp_path) as library:
        routes(server)
        asyncio.run(library.add(server.url + "/feed"))
        one = titled(library, "第1篇")
        library.set_read((one,), True)
        article = asyncio.run(library.fetch_full_text(one))
        text = blocks_text(article.blocks)
        # Both pages, and the last page's way to itself is not followed for ever.
        assert "第1篇第3段" in text and "第10篇第0段" in text and article.read
        assert any(isinstance(block, Image) for block in article.blocks)
        assert library.full_text_of(one) == (True, "")
        assert library.count(Selection(terms=("四十二",))) == 1
        # The same feed again, then an edited one: the text, the marks and the number of articles stay.
        refresh(library)
        server.routes["/feed"] = Answer(feed(server, summary="改过的提要。"))
        refresh(library)
        again = library.article(one)
        assert again.blocks == article.blocks and again.read and library.count(Selection()) == 4
        assert library.count(Selection(terms=("四十二",))) == 1 and library.count(Selection(terms=("改过",))) == 3
        # Removing the feed and taking that back keeps it too.
        library.remove_feed(article.feed_id)
        library.undo()
        assert library.article(one).blocks == article.blocks and library.full_text_of(one)[0]
        refresh(library)
        assert library.article(one).blocks == article.blocks


def test_what_cannot_be_had_leaves_the_feeds_text_and_says_so(tmp_path: Path) -> None:
    with serve({}) as server, opened(tmp_path) as library:
        routes(server)
        asyncio.run(library.add(server.url + "/feed"))
        three, four = titled(library, "第3篇"), titled(library, "第4篇")
        for one in (three, four):
            with pytest.raises(HaowaiError):
                asyncio.run(library.fetch_full_text(one))
            assert blocks_text(library.article(one).blocks) == "提要。"
        assert "No article was found" in library.article(three).remark
        assert not library.article(four).remark
        assert "No article was found" in library.full_text_of(three)[1]
        # A server that is down may be up tomorrow.
        assert library.full_text_of(four) == (False, "")


def test_an_article_without_an_address_has_no_page(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.md").write_text("# 便条\n\n明早六点，码头见。", "utf-8")
    with opened(tmp_path) as library:
        asyncio.run(library.add(str(folder)))
        without = titled(library, "便条")
        with pytest.raises(NotFoundError, match="no address"):
            asyncio.run(library.fetch_full_text(without))


def test_a_feed_can_want_whole_texts_at_every_refresh(tmp_path: Path) -> None:
    with serve({}) as server, opened(tmp_path) as library:
        routes(server)
        added = asyncio.run(library.add(server.url + "/feed")).feed
        assert not any(isinstance(event, FullTextDone) for event in refresh(library))
        library.set_full_text_feed(added.id, True)
        assert library.full_text_feeds() == {added.id}
        events = refresh(library)
        assert FullTextsStarted(total=4) in events and isinstance(events[-1], RefreshFinished)
        done = [event for event in events if isinstance(event, FullTextDone)]
        assert sorted(bool(event.sentence) for event in done) == [False, False, True, True]
        asked = server.requests["/a/1.html"], server.requests["/a/3.html"], server.requests["/a/4.html"]
        refresh(library)
        now = server.requests["/a/1.html"], server.requests["/a/3.html"], server.requests["/a/4.html"]
        assert (now[0] - asked[0], now[1] - asked[1], now[2] - asked[2]) == (0, 0, 1)


def test_all_unread_articles_can_be_fetched_whole_once(tmp_path: Path) -> None:
    with serve({}) as server, opened(tmp_path) as library:
        routes(server)
        asyncio.run(library.add(server.url + "/feed"))
        library.set_read((titled(library, "第1篇"),), True)
        done = [event for event in refresh(library, full_text=True) if isinstance(event, FullTextDone)]
        assert {event.title for event in done} == {"第2篇", "第3篇", "第4篇"}


def test_the_offline_edition_holds_texts_and_pictures_of_what_is_unread_or_starred(tmp_path: Path) -> None:
    with serve({}) as server, opened(tmp_path) as library:
        routes(server)
        asyncio.run(library.add(server.url + "/feed"))
        library.set_read((titled(library, "第2篇"),), True)

        async def run() -> list[object]:
            return [event async for event in library.offline(days=3, images=True)]

        events = asyncio.run(run())
        finished = events[-1]
        assert isinstance(finished, OfflineFinished)
        assert (finished.articles, finished.texts, finished.pictures, finished.failed) == (3, 1, 1, 2)
        assert finished.size > len(PNG)
        assert sum(isinstance(event, PictureDone) for event in events) == 1
        assert library.picture_path(server.url + "/p.png") is not None

        async def small() -> None:
            async for _event in library.offline(megabytes=1):
                pass

        asyncio.run(small())
        assert library.count(Selection()) == 4, "what is within the budget stays"
        before = server.requests.total()
        again = asyncio.run(run())[-1]
        assert isinstance(again, OfflineFinished) and (again.texts, again.pictures) == (0, 0)
        # Only the page that the server could not give is asked for again.
        assert server.requests.total() - before == 1


def test_articles_that_show_their_whole_text_are_found_by_that(tmp_path: Path) -> None:
    with serve({}) as server, opened(tmp_path) as library:
        routes(server)
        asyncio.run(library.add(server.url + "/feed"))
        one = titled(library, "第1篇")
        asyncio.run(library.fetch_full_text(one))
        assert [row.id for row in library.headlines(library.parse_query("has:fulltext"))] == [one]
        assert library.count(library.parse_query("-has:fulltext")) == 3


def test_where_a_page_is_made_by_scripts_its_amp_version_is_read(tmp_path: Path) -> None:
    with serve({}) as server, opened(tmp_path) as library:
        routes(server)
        head = f'<head><link rel="amphtml" href="{server.url}/amp/3"></head>'
        shell = f'<html>{head}<body><div id="app"></div></body></html>'
        server.routes["/a/3.html"] = Answer(shell.encode())
        server.routes["/amp/3"] = Answer(page(3))
        asyncio.run(library.add(server.url + "/feed"))
        article = asyncio.run(library.fetch_full_text(titled(library, "第3篇")))
        assert "四十二" in blocks_text(article.blocks)


def test_a_later_page_that_cannot_be_had_does_not_take_the_first_along(tmp_path: Path) -> None:
    with serve({}) as server, opened(tmp_path) as library:
        routes(server)
        server.routes["/a/1_2.html"] = Answer(status=503)
        asyncio.run(library.add(server.url + "/feed"))
        article = asyncio.run(library.fetch_full_text(titled(library, "第1篇")))
        assert "第1篇第3段" in blocks_text(article.blocks)
