"""Sites read through the library, over real sockets: the news client's, and pages without feeds."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import clientsite
from haowai_tui.config import Settings, paths
from haowai_tui.errors import HaowaiError, NoFeedError, SettingsError
from haowai_tui.library import Library
from haowai_tui.model import Heading, Image, Selection
from servers import Answer, Server, serve

STORIES = 200
PER_PAGE = 40


def site(*, charset: str = "utf-8", column: str = "lists") -> dict[str, Answer]:
    """Two hundred articles in all markups, listed over five pages, newest first; some parts missing, some broken."""
    kind = {"Content-Type": f"text/html; charset={charset}"}
    routes: dict[str, Answer] = {}
    for number in range(1, STORIES + 1):
        shape = clientsite.SHAPES[number % len(clientsite.SHAPES)]
        body = clientsite.page(clientsite.story(number), shape, charset)
        if number == 13:
            body = b"<html><body>" + b"<div>" * 3000 + "坏掉的一页".encode(charset)
        routes[clientsite.link(number)] = Answer(body, headers=kind)
    routes[clientsite.link(17)] = Answer(status=500)
    for page in range(5):
        numbers = list(range(1 + page * PER_PAGE, 1 + (page + 1) * PER_PAGE))
        following = f"/col/1_{page + 2}.html" if page < 4 else ""
        path = "/" if not page else f"/col/1_{page + 1}.html"
        answer = clientsite.column(numbers, next_page=following, shape=column, charset=charset)
        routes[path] = Answer(answer, headers=kind)
    return routes


def opened(home: Path, sources: dict[str, dict[str, object]] | None = None) -> Library:
    return Library.open(paths({"HAOWAI_HOME": str(home)}), Settings(sources=sources or {}))


def refresh(library: Library) -> list[object]:
    async def run() -> list[object]:
        return [event async for event in library.refresh(force=True)]

    return asyncio.run(run())


@pytest.mark.parametrize(("charset", "column"), [("utf-8", "lists"), ("gbk", "table"), ("utf-8", "divs")])
def test_a_site_of_the_client_is_read_whole_over_several_refreshes(tmp_path: Path, charset: str, column: str) -> None:
    settings: dict[str, dict[str, object]] = {"haowai": {"pages": 5, "articles": 100}}
    with serve(site(charset=charset, column=column)) as server, opened(tmp_path, settings) as library:
        added = asyncio.run(library.add(f"haowai:{server.url}/"))
        assert added.feed.source == "haowai" and not added.feed.error
        assert added.feed.address == f"haowai+{server.url}/"
        refresh(library)
        refresh(library)
        # One page answers with an error and is tried again each time; the broken one gives what its list says.
        assert library.count(Selection()) == STORIES - 1
        asked = server.requests.total()
        refresh(library)
        assert server.requests.total() - asked <= 3, "what is stored is not fetched again"
        row = next(row for row in library.headlines(Selection(), limit=300) if row.title == clientsite.title(21))
        article = library.article(row.id)
        assert (article.comments, len(article.key_points)) == (0, 1)
        assert sum(isinstance(block, Heading) for block in article.blocks) == 5
        assert sum(isinstance(block, Image) for block in article.blocks) == 4
    with opened(tmp_path) as library:
        # Offline now: teasers of stored stories lead to them, by link or by the beginning of their headline.
        related, hot = library.teasers(article)
        assert len(related) == 6 and all(teaser.article_id for teaser in related if "017" not in teaser.title)
        assert len(hot) == 10
        found = library.article(related[0].article_id or 0)
        assert found.title.startswith(related[0].title.rstrip("."))


def test_a_story_that_is_not_stored_is_fetched_when_its_teaser_is_opened(tmp_path: Path) -> None:
    with serve(site()) as server, opened(tmp_path, {"haowai": {"pages": 1, "articles": 3}}) as library:
        asyncio.run(library.add(f"haowai:{server.url}/"))
        article = library.article(library.headlines(Selection())[0].id)
        teaser = library.teasers(article)[1][9]
        assert teaser.article_id is None and teaser.link
        fetched = asyncio.run(library.open_teaser(teaser, article))
        assert fetched.title == teaser.title and fetched.feed_id == article.feed_id and not fetched.read
        before = server.requests.total()
        assert asyncio.run(library.open_teaser(teaser, article)).id == fetched.id
        assert server.requests.total() == before
        refresh(library)
        assert library.count(Selection()) == len({row.link for row in library.headlines(Selection(), limit=300)})


def test_a_column_without_stories_says_so_in_the_feeds_row(tmp_path: Path) -> None:
    with serve({"/": Answer(b"<html><body><p>hello</p></body></html>")}) as server, opened(tmp_path) as library:
        feed = asyncio.run(library.add(f"haowai:{server.url}/")).feed
        assert "No list of stories" in feed.error


RECIPE = {"list": "div.it", "title": "h3", "time": "em", "next_page": "p > a", "body": "div.b"}


def blog() -> dict[str, Answer]:
    routes = {"/": Answer(clientsite.column([1, 2, 3], shape="divs"))}
    for number in (1, 2, 3):
        text = f"<p>第{number}篇：早班船六点离岸，船上坐了四十二个人，多是去南岸上班的人，他们互相认得。</p>" * 3
        beside = "<div class='c'><p>无关的话，长长的一段，写在这里。</p></div>"
        page = f"<html><body><div class='b'>{text}</div>{beside}</body></html>"
        routes[clientsite.link(number)] = Answer(page.encode())
    return routes


def test_a_page_without_a_feed_is_read_from_its_address_alone(tmp_path: Path) -> None:
    with serve(blog()) as server, opened(tmp_path) as library:
        feed = asyncio.run(library.add(f"page:{server.url}/")).feed
        assert not feed.error and feed.total == 3
        article = library.article(library.headlines(Selection(), limit=1)[0].id)
        assert article.title == clientsite.title(1) and article.published is not None and len(article.blocks) == 3


FRONT = "<html><head><title>晚报</title></head><body><ul>{items}</ul></body></html>"


def listing(*links: str) -> Answer:
    items = "".join(
        f'<li><a href="{link}">第{n}号消息：老港口重新开放的经过</a><span>2026-11-0{n + 1}</span></li>'
        for n, link in enumerate(links)
    )
    return Answer(FRONT.format(items=items).encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def test_a_list_that_is_printed_anew_for_every_visitor_brings_nothing_twice(tmp_path: Path) -> None:
    story = clientsite.page(clientsite.story(1), "divs")
    marks = (
        "?utm_source=front&utm_medium={}",
        "?id={n}&spm=1.2.{}",
        ";jsessionid={}?id={n}",
        "?fbclid={}",
        "?id={n}#{}",
    )

    def front(visit: int) -> Answer:
        return listing(*(f"/{n}.html" + mark.format(visit, n=n) for n, mark in enumerate(marks)))

    routes = {f"/{n}.html{query}": Answer(story) for n in range(5) for query in ("", f"?id={n}")}
    with serve({**routes, "/list": front(1)}) as server, opened(tmp_path) as library:
        asyncio.run(library.add(f"{server.url}/list", source="page"))
        assert library.count(Selection()) == 5
        server.routes["/list"] = front(2)
        refresh(library)
        assert library.count(Selection()) == 5


@pytest.mark.parametrize("door", ["/passport/login?to={}", "/gone"])
def test_a_page_that_several_stories_lead_to_is_the_text_of_none_of_them(tmp_path: Path, door: str) -> None:
    page = Answer(clientsite.page(clientsite.story(1), "divs"))
    away = {f"/{n}.html": Answer(status=302, headers={"Location": door.format(n)}) for n in range(4)}
    doors = {door.format(n): page for n in range(4)}
    with serve({**away, **doors, "/list": listing(*away)}) as server, opened(tmp_path) as library:
        asyncio.run(library.add(f"{server.url}/list", source="page"))
        rows = library.headlines(Selection())
        assert sorted(row.title for row in rows) == [f"第{n}号消息：老港口重新开放的经过" for n in range(4)]
        assert not any(library.article(row.id).blocks for row in rows)
        if "login" in door:
            with pytest.raises(HaowaiError, match="wants its readers to sign in"):
                asyncio.run(library.fetch_full_text(rows[0].id))


def test_a_recipe_says_where_things_are_and_fails_by_name_when_they_have_gone(tmp_path: Path) -> None:
    with serve(blog()) as server:
        settings: dict[str, dict[str, object]] = {"page": {server.url: RECIPE}}
        with opened(tmp_path, settings) as library:
            assert asyncio.run(library.add(f"page:{server.url}/")).new == 3
            parts = {part.name: part for part in asyncio.run(library.examine(f"page:{server.url}/"))}
            assert parts["list: div.it"].count == 3 and parts["body: div.b"].count == 1
            assert parts["title: h3"].example == clientsite.title(1)
            server.routes["/"] = Answer(clientsite.column([4, 5, 6], shape="lists"))
            refresh(library)
            assert "div.it" in library.feeds()[0].error
            found = asyncio.run(library.examine(f"page:{server.url}/"))
            assert next(part.name for part in found if part.needed and not part.count) == "list: div.it"


def test_a_recipe_that_is_none_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with serve(blog()) as server:
        for table, part in (({"lists": "li"}, "lists"), ({"list": "li[["}, "list")):
            with opened(tmp_path, {"page": {server.url: table}}) as library, pytest.raises(SettingsError, match=part):
                asyncio.run(library.examine(f"page:{server.url}/"))


def test_a_site_is_tested_by_the_feed_that_it_would_be_subscribed_to(tmp_path: Path) -> None:
    page = (
        '<html><head><link rel="alternate" type="application/rss+xml" href="/{}.xml"></head><body>Hello</body></html>'
    )
    feed = "<rss version='2.0'><channel><title>Harbour</title><item><title>One</title></item></channel></rss>"
    routes = {"/": Answer(page.format("feed").encode()), "/feed.xml": Answer(feed.encode())}
    with serve(routes) as server, opened(tmp_path) as library:
        parts = {part.name: part for part in asyncio.run(library.examine(server.url))}
        assert parts["feed"].example == f"Harbour {server.url}/feed.xml"
        assert (parts["articles"].count, parts["articles"].example) == (1, "One")
        server.routes["/"] = Answer(page.format("gone").encode())
        del server.routes["/feed.xml"]
        with pytest.raises(NoFeedError, match="look there for a link"):
            asyncio.run(library.examine(server.url))
        assert library.feeds() == []


NEWS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(server: Server) -> bytes:
    urls = "".join(
        f"<url><loc>{server.url}{clientsite.link(n)}</loc><n:news><n:publication_date>2026-03-0{n}T10:00:00+08:00"
        f"</n:publication_date><n:title>{clientsite.title(n)}</n:title></n:news></url>"
        for n in (1, 2, 3)
    )
    head = '<?xml version="1.0"?>'
    return f'{head}<urlset xmlns="{NEWS}" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'.encode()


def test_a_news_sitemap_is_read_where_there_is_one(tmp_path: Path) -> None:
    with serve(blog()) as server, opened(tmp_path) as library:
        server.routes["/"] = Answer(b"<html><body><div id='app'></div></body></html>")
        server.routes["/robots.txt"] = Answer(f"User-agent: *\nSitemap: {server.url}/news.xml\n".encode())
        server.routes["/news.xml"] = Answer(sitemap(server))
        feed = asyncio.run(library.add(f"page:{server.url}/")).feed
        assert not feed.error and feed.total == 3
        assert library.headlines(Selection())[0].title == clientsite.title(3)


def test_an_rsshub_route_goes_to_the_instance_in_the_settings(tmp_path: Path) -> None:
    from servers import rss

    with serve({"/ferry/times": Answer(rss("Ferry"))}) as server:
        with opened(tmp_path / "without") as library, pytest.raises(HaowaiError, match="RSSHub"):
            asyncio.run(library.add("rsshub://ferry/times"))
        with opened(tmp_path / "with", {"feed": {"rsshub": server.url}}) as library:
            feed = asyncio.run(library.add("rsshub://ferry/times")).feed
            assert feed.address == "rsshub://ferry/times" and feed.title == "Ferry" and feed.total == 3
            refresh(library)
            assert not library.feeds()[0].error


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"page": 3}, "pages"),
        ({"pages": "three"}, "whole number"),
        ({"pages": 0}, "from 1 to 50"),
        ({"pages": True}, "whole"),
    ],
)
def test_a_sources_settings_are_held_against_what_it_declares(
    tmp_path: Path, table: dict[str, object], said: str
) -> None:
    with serve(site()) as server, opened(tmp_path, {"haowai": table}) as library:
        with pytest.raises(SettingsError, match=said):
            asyncio.run(library.examine(f"haowai:{server.url}/"))
        assert said in asyncio.run(library.add(f"haowai:{server.url}/")).feed.error
