from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar

import pytest

from haowai_tui.errors import DamagedFeedError, NoFeedError, ParseError, StatusError
from haowai_tui.model import Candidate, FeedData, Validators
from haowai_tui.net import Client
from haowai_tui.sources.contract import Context, Request
from haowai_tui.sources.feed import TRIES, FeedSource, web_address
from haowai_tui.sources.workers import ParserPool
from haowai_tui.testing import check_source

CASES = Path(__file__).parents[1] / "data" / "feeds"
RSS = (CASES / "rss-2.0.xml").read_bytes()
ATOM = (CASES / "atom.xml").read_bytes()
JSON_FEED = (CASES / "json-feed-1.1.json").read_bytes()
T = TypeVar("T")


class Site:
    """A web site on a real socket: pages by path, and the paths that were asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                status, headers, body = site.pages.get(self.path, (404, {}, b"nothing"))
                if "ETag" in headers and self.headers.get("If-None-Match") == headers["ETag"]:
                    status, body = 304, b""
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                """Silent: what a test server was asked is in `asked`."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def put(self, path: str, body: bytes | str, media_type: str = "application/xml", **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.pages[path] = (200, {"Content-Type": media_type, **headers}, data)

    def move(self, path: str, target: str, status: int = 301) -> None:
        self.pages[path] = (status, {"Location": target}, b"")


@pytest.fixture
def site() -> Iterator[Site]:
    one = Site()
    yield one
    one.server.shutdown()
    one.server.server_close()


def with_context(work: Callable[[FeedSource, Context], object]) -> object:
    async def run() -> object:
        async with Client() as client, ParserPool(workers=2) as workers:
            return await work(FeedSource(), Context(client=client, workers=workers))  # type: ignore[misc]

    return asyncio.run(run())


def fetch(address: str, validators: Validators | None = None) -> FeedData:
    data = with_context(
        lambda source, context: source.fetch(Request(address=address, validators=validators or Validators()), context)
    )
    assert isinstance(data, FeedData)
    return data


def discover(address: str) -> tuple[Candidate, ...]:
    found = with_context(lambda source, context: source.discover(address, context))
    assert isinstance(found, tuple)
    return found


def test_the_feed_source_keeps_the_contract(site: Site) -> None:
    site.put("/feed", RSS, ETag='"a"')
    data = check_source(FeedSource(), f"{site.url}/feed")
    assert data.title == "河边日报"


def test_an_unchanged_feed_is_not_modified(site: Site) -> None:
    site.put("/feed", RSS, ETag='"a"')
    first = fetch(f"{site.url}/feed")
    assert first.validators.etag == '"a"'
    again = fetch(f"{site.url}/feed", first.validators)
    assert again.not_modified
    assert again.validators.etag == '"a"'


def test_a_feed_that_moved_for_good_says_where(site: Site) -> None:
    site.put("/new", RSS)
    site.move("/old", "/new")
    site.move("/for-now", "/new", 302)
    assert fetch(f"{site.url}/old").moved_to == f"{site.url}/new"
    assert fetch(f"{site.url}/for-now").moved_to == ""


def test_relative_links_are_joined_to_where_the_feed_came_from(site: Site) -> None:
    site.put(
        "/news/feed", "<rss version='2.0'><channel><item><title>a</title><link>a.html</link></item></channel></rss>"
    )
    assert fetch(f"{site.url}/news/feed").entries[0].link == f"{site.url}/news/a.html"


def test_a_page_where_a_feed_was_expected_is_said_to_be_one(site: Site) -> None:
    site.put("/", "<!DOCTYPE html><html><body>Hello</body></html>", "text/html")
    with pytest.raises(NoFeedError):
        fetch(f"{site.url}/")


def test_what_is_neither_page_nor_feed_cannot_be_read(site: Site) -> None:
    site.put("/x", b"<inventory/>")
    with pytest.raises(ParseError):
        fetch(f"{site.url}/x")


def test_a_feed_served_as_a_page_is_still_a_feed(site: Site) -> None:
    site.put("/feed", RSS, "text/html; charset=utf-8")
    assert len(fetch(f"{site.url}/feed").entries) == 1


def test_a_missing_feed_is_the_server_s_error(site: Site) -> None:
    with pytest.raises(StatusError):
        fetch(f"{site.url}/feed")


def test_the_address_of_a_feed_is_its_own_candidate(site: Site) -> None:
    site.put("/feed", ATOM)
    assert discover(f"{site.url}/feed") == (Candidate(address=f"{site.url}/feed", title="Lamp Notes"),)


def test_feeds_named_in_a_page_s_head_come_before_those_in_its_text(site: Site) -> None:
    page = """<html><head>
        <link rel="alternate" type="application/rss+xml" href="/comments/feed" title="Comments">
        <link rel="alternate" type="application/atom+xml" href="atom" title="All">
        <link rel="alternate" hreflang="en" type="text/html" href="/en">
        </head><body><a href="/out.rss">RSS</a><a href="javascript:x()">RSS</a><a href="/broken.xml">订阅</a></body>"""
    site.put("/blog/", page, "text/html")
    site.put("/blog/atom", ATOM)
    site.put("/out.rss", JSON_FEED)
    site.put("/comments/feed", RSS)
    site.put("/broken.xml", b"<nothing/>")
    found = discover(f"{site.url}/blog/")
    assert [one.address.removeprefix(site.url) for one in found] == ["/blog/atom", "/out.rss", "/comments/feed"]
    assert [one.title for one in found] == ["Lamp Notes", "Kiln Diary", "河边日报"]


def test_a_site_that_names_no_feed_is_asked_at_the_usual_places(site: Site) -> None:
    site.put("/", "<html><body>Hello</body></html>", "text/html")
    site.put("/index.xml", RSS)
    assert [one.address for one in discover(site.url)] == [f"{site.url}/index.xml"]


def test_a_site_without_feeds_has_none_and_is_not_asked_for_ever(site: Site) -> None:
    links = "".join(f'<a href="/{number}.rss">RSS</a>' for number in range(40))
    site.put("/", f"<html><body>{links}</body></html>", "text/html")
    assert discover(site.url) == ()
    assert len(site.asked) <= TRIES + 1


CUT = RSS.partition(b"<item")[0]


@pytest.mark.parametrize("damaged", [CUT, b'{"version": "https://jsonfeed.org/version/1.1", "items": ['])
def test_a_damaged_feed_is_told_as_that_and_not_as_none(site: Site, damaged: bytes) -> None:
    site.put("/feed.xml", damaged, "application/octet-stream")
    with pytest.raises(DamagedFeedError, match=r"^The feed is (damaged|broken)"):
        discover(f"{site.url}/feed.xml")
    assert len(site.asked) == 1
    site.put("/", '<html><link rel="alternate" type="application/rss+xml" href="feed.xml"></html>', "text/html")
    with pytest.raises(DamagedFeedError, match=r"^The feed is (damaged|broken)") as raised:
        discover(site.url)
    assert raised.value.address == f"{site.url}/feed.xml"
    site.put("/index.xml", ATOM)
    assert [one.address for one in discover(site.url)] == [f"{site.url}/index.xml"]


def test_what_is_no_feed_is_told_as_what_it_is(site: Site) -> None:
    site.put("/list", b'<?xml version="1.0"?><!-- mine --><opml version="2.0"><body/></opml>', "text/xml")
    with pytest.raises(NoFeedError, match="haowai import"):
        discover(f"{site.url}/list")
    site.put("/empty", b" \n", "text/xml")
    with pytest.raises(ParseError, match="nothing at all"):
        discover(f"{site.url}/empty")


def test_a_page_that_sends_its_visitors_on_leads_to_the_feed(site: Site) -> None:
    site.put("/", """<meta http-equiv="Refresh" content="0; URL='/news/all'"><p>Moved.</p>""", "text/html")
    site.put("/news/all", ATOM)
    assert [one.address for one in discover(site.url)] == [f"{site.url}/news/all"]


def test_a_page_cannot_lead_to_a_private_place_the_reader_did_not_name(site: Site) -> None:
    other = Site()
    try:
        other.put("/feed", RSS)
        page = f'<html><link rel="alternate" type="application/rss+xml" href="{other.url}/feed"></html>'
        site.put("/", page, "text/html")
        assert discover(site.url) == ()
        assert other.asked == []
    finally:
        other.server.shutdown()
        other.server.server_close()


@pytest.mark.parametrize(
    ("typed", "fetched"),
    [
        (" https://a.example/rss ", "https://a.example/rss"),
        ("a.example/rss", "https://a.example/rss"),
        ("feed:https://a.example/rss", "https://a.example/rss"),
        ("feed://a.example/rss", "https://a.example/rss"),
        ("localhost:8000/rss", "http://localhost:8000/rss"),
        ("192.168.1.7", "http://192.168.1.7"),
    ],
)
def test_addresses_are_understood_as_people_type_them(typed: str, fetched: str) -> None:
    assert web_address(typed) == fetched


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("HTTPS://News.Example/Feed?A=B", "https://news.example/Feed?A=B"),
        ("Http://news.example:80/feed?", "http://news.example/feed?"),
        ("https://news.example:443", "https://news.example"),
        ("https://news.example:8443/x", "https://news.example:8443/x"),
        ("http://Me:Pass:W@news.example/", "http://Me:Pass:W@news.example/"),
        ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x"),
        ("feed:HTTP://news.example/x", "http://news.example/x"),
        ("localhost:8080/x", "http://localhost:8080/x"),
        ("news:8080/x", "https://news:8080/x"),
        ("mailto:anna@news.example", "mailto:anna@news.example"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_an_address_is_the_same_however_its_host_is_written(typed: str, kept: str) -> None:
    assert web_address(typed) == kept
