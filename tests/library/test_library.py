from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from clocks import Clock
from haowai_tui.errors import NoFeedError, UsageError
from haowai_tui.library import Library
from haowai_tui.library.events import FeedDone, FeedFailed, FeedSkipped, RefreshEvent, RefreshFinished, RefreshStarted
from haowai_tui.library.jsonform import article_json
from haowai_tui.library.refresh import wait_after
from haowai_tui.model import Article, Selection
from servers import Answer, Server, rss, serve

OpenLibrary = Callable[[], Library]


def refreshed(library: Library, *, force: bool = False) -> list[RefreshEvent]:
    async def run() -> list[RefreshEvent]:
        return [event async for event in library.refresh(force=force)]

    return asyncio.run(run())


def added(library: Library, address: str, **options: object) -> int:
    return asyncio.run(library.add(address, **options)).feed.id  # type: ignore[arg-type]


def test_a_site_s_address_finds_its_feed(library: Library) -> None:
    page = Answer(b"<link rel=alternate type=application/rss+xml href=/f.xml>", headers={"Content-Type": "text/html"})
    with serve({"/": page, "/f.xml": Answer(rss("晨报"))}) as server:
        done = asyncio.run(library.add(server.url + "/", category=("新闻", "本地")))
        assert done.feed.title == "晨报" and done.new == 3 and done.feed.category == ("新闻", "本地")
        assert done.feed.address == server.url + "/f.xml"
        assert asyncio.run(library.add(server.url + "/f.xml")).existed


def test_a_page_without_a_feed_says_so(library: Library) -> None:
    page = Answer(b"<html><p>hello</p></html>", headers={"Content-Type": "text/html"})
    with serve({"/": page}) as server, pytest.raises(NoFeedError):
        asyncio.run(library.add(server.url + "/"))
    assert library.feeds() == []


def fifty() -> dict[str, Answer]:
    broken = [
        Answer(status=404),
        Answer(status=500),
        Answer(b""),
        Answer(b"\x00\x01\x02" * 50),
        Answer(b"<html><body>moved</body></html>", headers={"Content-Type": "text/html"}),
        Answer(b"{}", headers={"Content-Type": "application/json"}),
        Answer(rss("x"), headers={"Content-Encoding": "br"}),
        Answer(status=302, headers={"Location": "/bad7"}),
        Answer(status=302, headers={"Location": "file:///etc/passwd"}),
        Answer(status=410),
    ]
    routes = {f"/good{n}": Answer(rss(f"报 {n}", 4), etag=f'"{n}"', packed=n % 3 == 0) for n in range(40)}
    return routes | {f"/bad{n}": answer for n, answer in enumerate(broken)}


def subscribe(library: Library, server: Server) -> None:
    outlines = "".join(f'<outline text="{path}" xmlUrl="{server.url}{path}"/>' for path in server.routes)
    library.import_opml(f"<opml version='2.0'><body>{outlines}</body></opml>".encode())


def test_fifty_feeds_of_which_ten_are_broken(open_library: OpenLibrary) -> None:
    library = open_library()
    with serve(fifty()) as server:
        subscribe(library, server)
        events = refreshed(library)
        assert isinstance(events[0], RefreshStarted) and events[0].total == 50
        done = [event for event in events if isinstance(event, FeedDone)]
        failed = [event for event in events if isinstance(event, FeedFailed)]
        assert (len(done), len(failed)) == (40, 10) and all(event.sentence for event in failed)
        assert events[-1] == RefreshFinished(done=40, failed=10, skipped=0, new=160)
        before = server.requests.copy()
        again = refreshed(library)
        assert all(event.unchanged for event in again if isinstance(event, FeedDone))
        assert server.statuses[304] == 40
        assert len([event for event in again if isinstance(event, FeedSkipped)]) == 10
        assert {path for path in server.requests if server.requests[path] > before[path]} == {
            f"/good{n}" for n in range(40)
        }
        refreshed(library, force=True)
        assert server.requests["/bad0"] == 2
    # The server is gone: everything reads on.
    offline = refreshed(library)
    assert isinstance(offline[-1], RefreshFinished) and offline[-1].done == 0
    library.set_read((1, 2), True)
    library.set_starred((3,), True)
    library.close()
    again_open = open_library()
    assert again_open.counts().unread == 158 and again_open.article(3).starred
    assert again_open.article(1).blocks and again_open.count(Selection(terms=("新闻",))) == 160


def test_stopping_a_refresh_keeps_every_feed_that_was_finished(library: Library) -> None:
    gate = Event()
    routes = {f"/good{n}": Answer(rss("报")) for n in range(4)} | {"/slow": Answer(rss("慢"), wait=gate)}

    async def some() -> None:
        stream = library.refresh()
        done = 0
        async for event in stream:
            done += isinstance(event, FeedDone)
            if done == 3:
                break
        await stream.aclose()

    with serve(routes) as server:
        subscribe(library, server)
        asyncio.run(some())
        gate.set()
    assert sum(feed.total > 0 for feed in library.feeds()) >= 3


def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(library: Library) -> None:
    moved = Answer(status=301, headers={"Location": "/new"})
    with serve({"/old": moved, "/new": Answer(rss("报"))}) as server:
        subscribe(library, server)
        library.remove_feed(next(feed.id for feed in library.feeds() if feed.address.endswith("/new")))
        refreshed(library)
        assert [feed.address for feed in library.feeds()] == [server.url + "/new"]


def test_without_a_network_a_feed_is_subscribed_to_all_the_same(library: Library) -> None:
    done = asyncio.run(library.add("http://127.0.0.1:9/feed.xml", category=("新闻",)))
    assert done.feed.error and done.feed.category == ("新闻",) and library.feeds()


def test_a_failed_feed_waits_longer_each_time() -> None:
    minutes = [wait_after(failures).total_seconds() / 60 for failures in (1, 2, 3, 20)]
    assert minutes == [10, 20, 40, 1440]


def test_three_hundred_feeds_in_nested_folders_go_out_as_they_came_in(
    open_library: OpenLibrary, tmp_path: Path
) -> None:
    body = ""
    for folder in range(10):
        inner = "".join(
            f'<outline text="订阅 {folder}-{n} &amp; co" xmlUrl="https://example.org/{folder}/{n}.xml"/>'
            for n in range(15)
        )
        deep = inner.replace(f"/{folder}/", f"/deep{folder}/")
        body += f'<outline text="类别 {folder}">{inner}<outline text="下层/一">{deep}</outline></outline>'
    library = open_library()
    done = library.import_opml(f"<?xml version='1.0'?><opml version='2.0'><body>{body}</body></opml>".encode())
    assert len(done.added) == 300 and not done.refused
    document = library.export_opml()
    assert len(library.import_opml(document).added) == 0
    for feed in library.feeds():
        library.remove_feed(feed.id)
    library.import_opml(document)
    assert library.export_opml() == document
    assert ("类别 3", "下层/一") in {feed.category for feed in library.feeds()}


def test_a_password_in_an_address_is_used_and_stays_out_of_the_export(library: Library) -> None:
    with serve({"/f": Answer(rss("报"))}) as server:
        added(library, server.url.replace("//", "//me:hunter2@") + "/f")
        assert b"hunter2" not in library.export_opml()


def test_the_sample_edition_opens_without_a_network(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assert library.is_first_launch()
    library.install_sample()
    assert not library.is_first_launch()
    assert len(library.feeds()) >= 3 and library.counts().total >= 40
    rows = library.headlines(Selection(), limit=200)
    articles = [library.article(row.id) for row in rows]
    kinds = {block["type"] for article in articles for block in article_json(article)["blocks"]}
    assert kinds == {"paragraph", "heading", "image", "list", "quote", "code", "table", "rule"}
    assert any(t.article_id for article in articles for t in library.teasers(article)[0])


def test_the_sample_edition_is_of_the_day_before_it_is_first_opened(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    clock.ahead = timedelta(days=1500)
    library.install_sample()
    rows = library.headlines(Selection(), limit=200)
    age = datetime.now(UTC) + clock.ahead - rows[0].when
    assert timedelta(days=1) <= age < timedelta(days=2)
    assert library.hot_selection().ids

    async def refresh() -> None:
        async for _event in library.refresh(force=True):
            pass

    # A month later it is as it was.
    clock.ahead += timedelta(days=30)
    asyncio.run(refresh())
    assert library.headlines(Selection(), limit=200) == rows


def test_the_json_of_an_article_has_the_keys_that_scripts_rely_on(library: Library) -> None:
    library.install_sample()
    data = article_json(library.article(1))
    assert set(data) == set(
        "id title byline source feed link published comments key_points key_points_extracted blocks enclosures related"
        " hot read starred tags note later changed".split()
    )
    assert all({"type", "text"} <= set(block) for block in data["blocks"])
    assert all(set(teaser) == {"title", "snippet", "published", "link"} for teaser in data["related"] + data["hot"])


def test_a_query_means_what_it_says(library: Library) -> None:
    library.install_sample()
    assert library.count(library.parse_query("is:starred")) == 0
    assert library.count(library.parse_query("feed:晨报 步道")) >= 1
    assert library.parse_query('"river ferry" http://x').terms == ("river ferry", "http://x")
    with pytest.raises(UsageError, match="6"):
        library.parse_query("步道 上 is:odd")


def test_a_folder_of_files_is_a_feed(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    folder.mkdir()
    (folder / "a.md").write_text("# 标题\n\n正文", "utf-8")
    added(library, str(folder))
    (article,) = [library.article(row.id) for row in library.headlines(Selection())]
    assert isinstance(article, Article) and article.title == "标题"
    (folder / "b.txt").write_text("第二篇\n\n正文", "utf-8")
    refreshed(library)
    assert library.counts().total == 2
