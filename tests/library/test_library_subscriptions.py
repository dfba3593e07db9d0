from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.errors import AddressError, ParseError, StatusError, UsageError
from haowai_tui.library import Library
from haowai_tui.library.jsonform import feed_json
from haowai_tui.library.opml import read_opml, write_opml
from haowai_tui.library.query import parse_query
from haowai_tui.model import Anchor, Feed, Selection
from servers import Answer, rss, serve

OpenLibrary = Callable[[], Library]


def opml(body: str) -> bytes:
    return f"<?xml version='1.0' encoding='utf-8'?><opml version='2.0'><body>{body}</body></opml>".encode()


def refresh(library: Library) -> None:
    async def run() -> None:
        async for _event in library.refresh():
            pass

    asyncio.run(run())


def test_a_removed_feed_comes_back_with_its_articles_and_their_marks(library: Library) -> None:
    with serve({"/f": Answer(rss("晨报", 5))}) as server:
        feed = asyncio.run(library.add(server.url + "/f", category=("新闻",), title="我的晨报")).feed
    rows = library.headlines(Selection())
    library.set_read([rows[0].id, rows[1].id], True)
    library.set_starred([rows[2].id], True)
    library.set_position(rows[0].id, Anchor(0, 2))
    library.remove_feed(feed.id)
    assert library.feeds() == [] and library.counts().total == 0
    library.undo()
    [back] = library.feeds()
    assert (back.id, back.title, back.category, back.unread, back.total) == (feed.id, "我的晨报", ("新闻",), 3, 5)
    assert library.headlines(Selection())[0].read and library.article(rows[2].id).starred
    assert library.position_of(rows[0].id) == Anchor(0, 2) and library.count(Selection(terms=("新闻",))) == 5


def test_where_the_reader_was_is_there_the_next_time(open_library: OpenLibrary) -> None:
    library = open_library()
    library.install_sample()
    article = library.headlines(Selection())[3].id
    library.set_position(article, Anchor(4, 1, 9))
    library.set_value("session", '{"key": "all"}')
    library.close()
    again = open_library()
    assert (again.get_value("session"), again.position_of(article)) == ('{"key": "all"}', Anchor(4, 1, 9))
    assert not again.is_first_launch()


def test_the_name_that_a_reader_gave_survives_export_import_and_refresh(library: Library) -> None:
    with serve({"/f": Answer(rss("晨报"))}) as server:
        feed = asyncio.run(library.add(server.url + "/f")).feed
        library.rename_feed(feed.id, "我的\x1b[2J晨报")
        document = library.export_opml()
        library.remove_feed(feed.id)
        library.import_opml(document)
        refresh(library)
        (back,) = library.feeds()
        assert back.title == back.own_title and back.title.startswith("我的") and "\x1b" not in back.title
        assert library.export_opml() == document
        library.rename_feed(back.id, "")
        assert library.feeds()[0].title == "晨报"


def test_a_password_in_an_address_is_kept_from_every_eye(library: Library, tmp_path: Path) -> None:
    address = "http://me:hunter2@127.0.0.1:9/feed.xml"
    added = asyncio.run(library.add(address))
    refresh(library)
    shown = repr((added, library.feeds(), library.find_feeds(address), library.find_feeds("feed.xml")))
    shown += repr([feed_json(feed) for feed in library.feeds()]) + library.export_opml().decode()
    assert "hunter2" not in shown and added.feed.title == "http://127.0.0.1:9/feed.xml"
    assert len(library.find_feeds(address)) == 1
    again = library.import_opml(library.export_opml())
    assert (len(again.added), again.existing) == (0, 1)
    others = [path for path in tmp_path.rglob("*") if path.is_file() and not path.name.startswith("haowai.db")]
    assert not any(b"hunter2" in path.read_bytes() for path in others)
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "data").iterdir())


def test_a_password_is_sent_to_the_server_that_it_is_for(library: Library) -> None:
    sent: list[str | None] = []

    def answer(handler: object) -> None:
        sent.append(handler.headers.get("Authorization"))  # type: ignore[attr-defined]
        body = rss("内部")
        handler.send_response(200)  # type: ignore[attr-defined]
        handler.send_header("Content-Length", str(len(body)))  # type: ignore[attr-defined]
        handler.end_headers()  # type: ignore[attr-defined]
        handler.wfile.write(body)  # type: ignore[attr-defined]

    with serve({"/f": answer}) as server:
        asyncio.run(library.add(server.url.replace("//", "//me:hunter2@") + "/f"))
        sent.clear()
        refresh(library)
    assert sent == ["Basic bWU6aHVudGVyMg=="]


def test_a_feed_that_asks_for_a_password_is_given_it_by_adding_it_again(library: Library) -> None:
    """The sentence in its row says to put them into the address: what was marked in the feed stays with it."""
    wanted = ""

    def answer(handler: object) -> None:
        refused = wanted and handler.headers.get("Authorization") != wanted  # type: ignore[attr-defined]
        body = b"" if refused else rss("内部", 3)
        handler.send_response(401 if refused else 200)  # type: ignore[attr-defined]
        handler.send_header("Content-Length", str(len(body)))  # type: ignore[attr-defined]
        handler.end_headers()  # type: ignore[attr-defined]
        handler.wfile.write(body)  # type: ignore[attr-defined]

    with serve({"/f": answer}) as server:
        feed = asyncio.run(library.add(server.url + "/f")).feed
        library.set_starred([library.headlines(Selection())[0].id], True)
        wanted = "Basic bWU6aHVudGVyMg=="
        refresh(library)
        assert "name:password@127.0.0.1" in library.feeds()[0].error
        with pytest.raises(StatusError):
            asyncio.run(library.add(server.url.replace("//", "//me:wrong@") + "/f"))
        typed = server.url.replace("//", "//me:hunter2@") + "/f"
        again = asyncio.run(library.add(typed))
        assert again.signed_in and again.feed.id == feed.id and not again.feed.error
        assert asyncio.run(library.add(typed)).existed and asyncio.run(library.add(server.url + "/f")).existed
        refresh(library)
    (kept,) = library.feeds()
    assert (kept.total, kept.error, library.counts().starred) == (3, "", 1)


def test_a_feed_is_the_same_whatever_stands_behind_its_address(library: Library) -> None:
    with serve({"/f": Answer(rss("晨报", 5))}) as server:
        first = asyncio.run(library.add(server.url + "/f")).feed
        assert asyncio.run(library.add(server.url + "/f#top")).feed.id == first.id
    done = library.import_opml(opml(f"<outline xmlUrl='{server.url}/f#latest'/>"))
    assert not done.added and [feed.id for feed in library.feeds()] == [first.id]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "ftp://example.org/feed", "http://"])
def test_what_is_no_web_address_is_not_subscribed_to(library: Library, address: str) -> None:
    with pytest.raises(AddressError):
        asyncio.run(library.add(address))
    assert library.feeds() == []


def test_a_list_from_elsewhere_cannot_make_the_reader_open_files(library: Library) -> None:
    body = "".join(
        f"<outline xmlUrl='{address}'/>"
        for address in ("/etc/passwd", "/etc", "~", "file:///etc/passwd", "javascript:alert(1)", "data:text/xml,x")
    )
    done = library.import_opml(opml(body + "<outline xmlUrl='https://example.org/ok.xml'/>"))
    assert [feed.address for feed in done.added] == ["https://example.org/ok.xml"]
    assert len(done.refused) == 6 and all(done.refused)


def test_a_folder_comes_back_from_the_reader_s_own_export(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "my  clips"
    folder.mkdir()
    (folder / "a.txt").write_text("一\n\n正文", "utf-8")
    feed = asyncio.run(library.add(str(folder))).feed
    document = library.export_opml()
    library.remove_feed(feed.id)
    (back,) = library.import_opml(document).added
    assert (back.source, back.address) == ("folder", str(folder))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "big5"])
def test_an_opml_file_is_read_in_its_own_encoding(encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?><opml><body><outline text='中文新聞' xmlUrl='http://a.b/'/></body></opml>"
    assert [outline.title for outline in read_opml(text.encode(encoding))] == ["中文新聞"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("padding", [0, 200_000])
def test_an_opml_file_that_declares_entities_is_refused(encoding: str, padding: int) -> None:
    text = (
        f"<?xml version='1.0'?><!--{' ' * padding}--><!DOCTYPE opml [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>"
        "<!ENTITY c SYSTEM 'file:///etc/passwd'>]><opml><body><outline text='&b;&c;' xmlUrl='http://a.b/'/></body></opml>"
    )
    with pytest.raises(ParseError):
        read_opml(text.encode(encoding))


@pytest.mark.parametrize("name", ["", " text='x'"])
def test_an_opml_file_nested_without_end_loses_no_feed(name: str) -> None:
    deep = f"<outline{name}>" * 20_000 + "<outline xmlUrl='http://a.b/'/>" + "</outline>" * 20_000
    (outline,) = read_opml(opml(deep))
    assert len(outline.category) <= 40


def test_feeds_within_a_feed_are_not_lost() -> None:
    body = "<outline text='a' XMLURL='http://a.b/'><outline text='c' xmlurl='http://a.b/c'/></outline>"
    assert [outline.address for outline in read_opml(opml(body))] == ["http://a.b/", "http://a.b/c"]


@given(st.binary(max_size=400))
def test_bytes_are_opml_or_a_sentence(data: bytes) -> None:
    for document in (data, b"<opml><body>" + data + b"</body></opml>"):
        try:
            read_opml(document)
        except ParseError as error:
            assert str(error)


words = st.text(st.characters(exclude_categories=("C", "Z", "M")), min_size=1, max_size=12)


@given(
    st.lists(
        st.tuples(words, words | st.just(""), st.lists(words, max_size=4)), max_size=8, unique_by=lambda one: one[0]
    )
)
def test_what_is_written_as_opml_reads_as_it_was(parts: list[tuple[str, str, list[str]]]) -> None:
    from haowai_tui.text import clean

    feeds = [
        Feed(
            id=number,
            address=f"https://example.org/{number}",
            source="feed",
            title=clean(own) or clean(title) or "t",
            own_title=clean(own),
            category=tuple(filter(None, map(clean, category))),
        )
        for number, (title, own, category) in enumerate(parts)
    ]
    read = {outline.address: outline for outline in read_opml(write_opml(feeds))}
    assert len(read) == len(feeds)
    for feed in feeds:
        outline = read[feed.address]
        assert (outline.own_title, outline.title, outline.category, outline.source) == (
            feed.own_title,
            feed.title,
            feed.category,
            "feed",
        )


@given(st.text(max_size=60) | st.from_regex(r"(is|feed|after):[^\s]{0,12}( after:\d{1,6}[hdwmy])?", fullmatch=True))
def test_any_query_is_a_selection_or_a_sentence(text: str) -> None:
    feed = Feed(id=7, address="https://example.org/f", source="feed", title="晨报")
    try:
        found = parse_query(text, [feed], now=datetime(2026, 11, 23, tzinfo=UTC))
    except UsageError as error:
        assert str(error)
    else:
        assert found.since is None or found.since.tzinfo is not None


def test_a_query_of_absurd_numbers_is_answered(library: Library) -> None:
    library.install_sample()
    assert library.count(library.parse_query("after:99999y")) == library.counts().total
    assert library.count(library.parse_query("feed:" + "9" * 5000)) == 0
    assert library.find_feeds("9" * 5000) == []


def test_the_library_answers_from_any_thread(library: Library) -> None:
    library.install_sample()
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(library.count(Selection()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(answers) == 8 and len(set(answers)) == 1


@pytest.mark.parametrize(
    "document",
    [
        "<opml version='1.0'><body><outline text='Ferry &amp; port' xmlUrl='http://a.example/?a=1&b=2'/></body></opml>",
        "<opml xmlns='http://opml.org/spec2'><body><outline text='Ferry &amp; port'"
        " xmlUrl='http://a.example/?a=1&amp;b=2'/></body></opml>",
        "<OPML><BODY><OUTLINE TEXT='Ferry &#38; port' XMLURL='http://a.example/?a=1&amp;b=2'/></BODY></OPML>",
    ],
    ids=["bare ampersands", "a namespace", "capitals"],
)
def test_opml_is_read_as_programs_write_it(document: str) -> None:
    (outline,) = read_opml(document.encode())
    assert (outline.title, outline.address) == ("Ferry & port", "http://a.example/?a=1&b=2")


def test_a_web_page_is_no_opml() -> None:
    with pytest.raises(ParseError):
        read_opml(b"<html><body><p>News</p></body></html>")


def test_a_feed_that_was_kept_with_its_host_in_capitals_is_not_added_again(library: Library) -> None:
    kept = library._store.add_feed("HTTPS://News.Example:443/Feed", source="feed", title="News")
    outline = b'<outline text="News" xmlUrl="https://News.Example/Feed"/>'
    done = library.import_opml(b'<opml version="2.0"><body>' + outline + b"</body></opml>")
    assert (done.added, done.existing) == ((), 1)
    added = asyncio.run(library.add("https://news.example/Feed"))
    assert added.existed and added.feed.id == kept.id
