"""Moving in from newsboat, newsraft and what writes OPML."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from haowai_tui.errors import ParseError, UsageError
from haowai_tui.library import Library
from haowai_tui.library.moving.newsboat_cache import items_by_feed
from haowai_tui.library.moving.newsboat_filter import UntranslatableError, to_query
from haowai_tui.library.moving.newsboat_urls import read_urls
from haowai_tui.locale import set_language
from haowai_tui.model import Selection
from servers import Answer, serve

URLS = r"""
# comment
https://one.example.org/feed.xml news "~My \"own\" name" daily
https://two.example.org/feed.xml "!kept out of sight"
http://three.example.org/rss news # a comment behind
"query:Unread here:unread = \"yes\" and tags # \"news\""
"query:Long ones:content =~ \"a.*b\""
"exec:~/bin/make-feed --all" scripts
filter:~/bin/clean:https://four.example.org/feed
file:///home/me/feed.xml
"""

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title><link>http://example.org/</link>
<item><title>One</title><link>http://example.org/1</link><guid>http://example.org/1</guid>
<pubDate>Mon, 04 May 2026 08:00:00 GMT</pubDate>
<description>&lt;p&gt;The &lt;b&gt;ferry&lt;/b&gt;&lt;/p&gt;</description></item>
<item><title>Two</title><link>http://example.org/2</link><pubDate>Mon, 04 May 2026 09:00:00 GMT</pubDate></item>
<item><title>Three</title><link>http://example.org/3</link><guid isPermaLink="false">tag:3</guid>
<enclosure url="http://example.org/a.mp3" type="audio/mpeg" length="3"/></item>
</channel></rss>"""

SCHEMA = """
CREATE TABLE rss_feed (rssurl VARCHAR(1024) PRIMARY KEY NOT NULL, url VARCHAR(1024) NOT NULL,
  title VARCHAR(1024) NOT NULL);
CREATE TABLE rss_item (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid VARCHAR(64) NOT NULL,
  title VARCHAR(1024) NOT NULL, author VARCHAR(1024) NOT NULL, url VARCHAR(1024) NOT NULL,
  feedurl VARCHAR(1024) NOT NULL, pubDate INTEGER NOT NULL, content VARCHAR(65535) NOT NULL,
  unread INTEGER(1) NOT NULL, enclosure_url VARCHAR(1024), enclosure_type VARCHAR(1024),
  enqueued INTEGER(1) NOT NULL DEFAULT 0, flags VARCHAR(52), deleted INTEGER(1) NOT NULL DEFAULT 0,
  base VARCHAR(128) NOT NULL DEFAULT "");
"""


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def cache(path: Path, feed: str) -> Path:
    """A cache as newsboat makes it of `RSS`: the first read, the third flagged twice and read, one more deleted."""
    rows = [
        ("http://example.org/1", "One", "http://example.org/1", 1777881600, "<p>The <b>ferry</b></p>", 0, "", 0),
        ("http://example.org/2Mon, 04 May 2026 09:00:00 GMT", "Two", "http://example.org/2", 1777885200, "", 1, "", 0),
        ("tag:3", "Three", "http://example.org/3", 1777888800, "x", 0, "aS", 0),
        ("tag:4", "Gone", "http://example.org/4", 1777888800, "x", 0, "", 1),
    ]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(SCHEMA)
        connection.executemany(
            "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread, flags, deleted)"
            f" VALUES (?, ?, 'Mei', ?, '{feed}', ?, ?, ?, ?, ?)",
            rows,
        )
    return path


def test_newsboats_urls_are_taken_over_with_names_tags_and_queries(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "urls"
    file.write_text(URLS, "utf-8")
    moved = library.move_in(file)
    feeds = {feed.address: feed for feed in library.feeds()}
    assert set(feeds) == {
        "https://one.example.org/feed.xml",
        "https://two.example.org/feed.xml",
        "http://three.example.org/rss",
    }
    assert feeds["https://one.example.org/feed.xml"].own_title == 'My "own" name'
    assert feeds["https://one.example.org/feed.xml"].category == ("news",)
    assert feeds["https://two.example.org/feed.xml"].category == ("Hidden",)
    assert [(smart.name, smart.query) for smart in library.smart_feeds()] == [
        ("Unread here", 'is:unread category:"news"')
    ]
    assert moved.said == ("3 feeds added, 0 there already.", "1 smart feed.")
    left = "\n".join([*moved.left, *moved.imported.refused])
    for part in ("exec:~/bin/make-feed", "https://four.example.org/feed", "a.*b", "hidden feed", "several tags"):
        assert part in left, part
    assert len(moved.left) + len(moved.imported.refused) == 6


def test_moving_in_twice_adds_nothing(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "urls"
    file.write_text(URLS, "utf-8")
    library.move_in(file)
    again = library.move_in(file)
    assert (len(again.imported.added), again.imported.existing) == (0, 3)
    assert len(library.smart_feeds()) == 1


def test_moving_in_can_be_undone(library: Library) -> None:
    library.move_in_bytes(b"https://one.example.org/feed.xml\nhttps://two.example.org/feed.xml\n")
    assert len(library.feeds()) == 2
    while library.undo():
        pass
    assert library.feeds() == []


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ('unread = "yes"', "is:unread"),
        ('unread != "yes"', "-is:unread"),
        ('title =~ "harbour"', 'title:"harbour"'),
        ('title =~ "Linux|FreeBSD" and unread = "yes"', '(title:"Linux" OR title:"FreeBSD") is:unread'),
        ('title =~ "(a|b)"', 'title:"a" OR title:"b"'),
        ('( author =~ "Mei" or author =~ "Lin" ) and title !~ "ad"', '(author:"Mei" OR author:"Lin") -title:"ad"'),
        ('content =~ "ferry" or feedtitle = "Harbour"', '"ferry" OR feed:"Harbour"'),
        ('tags # "news"', '(category:"news" OR feed:7)'.strip("()")),
        ('tags !# "daily"', "-feed:8"),
        ('tags !# "news"', '-(category:"news" OR feed:7)'),
        ("age < 7", "after:7d"),
        ("age between 0:10", "after:11d"),
        ("age between 2:10", "after:11d before:2d"),
        ("age > 3 and flags != \"\"", "before:4d is:starred"),
        ('flags =~ "a"', "tag:flag-a"),
        ('flags # "S"', "tag:flag-ss"),
        ('enclosure_url != ""', "has:enclosure"),
        ('rssurl = "https://one.example.org/feed.xml"', 'feed:"https://one.example.org/feed.xml"'),
        ('unread = "yes" and ( age < 2 or title =~ "x" )', 'is:unread (after:2d OR title:"x")'),
        ('(title =~ "a") and (title =~ "b" or unread = "no")', '(title:"a") (title:"b" OR is:read)'),
    ],
)  # fmt: skip
def test_a_filter_says_the_same_as_a_query(library: Library, text: str, query: str) -> None:
    tags = {"news": ['category:"news"', "feed:7"], "daily": ["feed:8"]}
    assert to_query(text, tags) == query
    library.parse_query(query)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('title =~ "^Linux"', "^Linux"),
        ("unread_count > 0", "unread_count"),
        ('tags # "nosuch"', "nosuch"),
        ("date > 5", "date"),
        ('unread = "yes" )', ")"),
        ("@@", "@@"),
        pytest.param("(" * 5_000 + 'unread = "yes"' + ")" * 5_000, "((((", id="deep"),
    ],
)
def test_what_a_query_cannot_say_is_named(text: str, part: str) -> None:
    with pytest.raises(UntranslatableError, match=r".*") as caught:
        to_query(text, {})
    assert part in str(caught.value)


@pytest.mark.parametrize("asked", ["", ":", ":title", ':unread = "yes" and'])
def test_a_query_feed_that_breaks_off_is_told_as_that(library: Library, asked: str) -> None:
    moved = library.move_in_bytes(f"https://one.example.org/feed.xml\nquery:Odd{asked}\n".encode())
    assert moved.left == ("The query feed Odd was left out: what it asks for breaks off.",)


@pytest.mark.parametrize("line", ['"', '"\\', "query:", "query:x", "!", "~x", "exec:", "filter:", "#", "\x00", '"" ""'])
def test_odd_lines_of_urls_are_no_trouble(line: str) -> None:
    read_urls(line + "\nhttps://one.example.org/feed.xml")


def test_newsraft_sections_become_categories(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "feeds"
    file.write_text(
        "# mine\nhttps://one.example.org/feed.xml\n@ Replies [20]\n"
        'https://two.example.org/feed.xml "Forum" [10] {100}\n$(cat ~/x.xml) "Local"\n',
        "utf-8",
    )
    moved = library.move_in(file)
    assert [(feed.address, feed.own_title, feed.category) for feed in library.feeds()] == [
        ("https://two.example.org/feed.xml", "Forum", ("Replies",)),
        ("https://one.example.org/feed.xml", "", ()),
    ]
    assert moved.kind == "newsraft's feeds"
    assert len(moved.left) == 2
    assert "2 lines" in moved.left[1]


@pytest.mark.parametrize("nonsense", ["$ 60", "!!! what", '-- "Name"', "... [20]", "https:// 5"])
def test_a_line_of_nonsense_is_refused_by_its_number_and_the_rest_is_taken(
    library: Library, tmp_path: Path, nonsense: str
) -> None:
    file = tmp_path / "feeds"
    file.write_text(f"@ Replies\n\n{nonsense}\nhttps://two.example.org/feed.xml\n", "utf-8")
    moved = library.move_in(file)
    assert [feed.address for feed in library.feeds()] == ["https://two.example.org/feed.xml"]
    (said,) = moved.imported.refused
    assert said.startswith("Line 3: ")
    assert "is not a web address" in said


def test_opml_with_categories_of_miniflux_is_known(library: Library) -> None:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head><title>Miniflux</title></head><body>'
        '<outline text="All"><outline title="Blog" text="Blog" xmlUrl="https://one.example.org/feed.xml"'
        ' htmlUrl="https://one.example.org/"></outline></outline></body></opml>'
    )
    assert library.move_in_bytes(text.encode()).kind == "OPML"
    assert library.feeds()[0].category == ("All",)


def test_a_name_that_was_given_in_another_reader_stays_and_a_publishers_title_is_its_own(library: Library) -> None:
    with serve({"/mine.xml": Answer(RSS), "/theirs.xml": Answer(RSS)}) as server:
        text = (
            '<opml version="1.0"><body><outline text="港口" title="港口" type="rss" xmlUrl="{url}/mine.xml"/>'
            '<outline text="Harbour" title="Harbour" type="rss" xmlUrl="{url}/theirs.xml"/></body></opml>'
        )
        library.move_in_bytes(text.format(url=server.url).encode())
        assert [feed.title for feed in library.feeds()] == ["Harbour", "港口"]
        refresh(library)
    feeds = {feed.address.rpartition("/")[2]: (feed.title, feed.own_title) for feed in library.feeds()}
    assert feeds == {"mine.xml": ("港口", "港口"), "theirs.xml": ("Harbour", "")}


def test_a_page_that_freshrss_scrapes_is_read_as_a_page(library: Library) -> None:
    text = (
        '<opml xmlns:frss="https://freshrss.org/opml" version="2.0"><body><outline text="City">'
        '<outline text="Scraped" type="HTML+XPath" xmlUrl="https://one.example.org/news" frss:xPathItem="//div"/>'
        '<outline text="Feed" type="rss" xmlUrl="https://one.example.org/feed.xml"/></outline></body></opml>'
    )
    library.move_in_bytes(text.encode())
    assert [(feed.title, feed.source, feed.category) for feed in library.feeds()] == [
        ("Feed", "feed", ("City",)),
        ("Scraped", "page", ("City",)),
    ]


def test_a_list_that_points_to_other_lists_says_what_was_not_taken_over(library: Library) -> None:
    text = (
        '<opml version="2.0" xmlns:frss="https://freshrss.org/opml"><body>'
        '<outline text="Shared" frss:opmlUrl="https://anna:geheim@lists.example.org/shared?token=1"/>'
        '<outline text="城市" type="include" url="https://lists.example.org/city"/>'
        '<outline text="More" type="link" url="https://lists.example.org/more.OPML"/>'
        '<outline text="A page" type="link" url="https://lists.example.org/page.html"/>'
        '<outline text="Feed" type="rss" xmlUrl="https://one.example.org/feed.xml"/></body></opml>'
    )
    moved = library.move_in_bytes(text.encode())
    assert len(moved.imported.added) == 1
    shared, city, more = moved.left
    assert "“Shared” takes its feeds from a list at https://" in shared and "geheim" not in shared
    assert "“城市”" in city and "lists.example.org/city" in city and "more.OPML" in more


def test_a_page_is_called_by_its_address_until_it_says_its_name(library: Library) -> None:
    library.move_in_bytes(
        b'<opml version="2.0"><body><outline text="" type="HTML+XPath" xmlUrl="https://one.example.org/news"/></body></opml>'
    )
    assert [(feed.title, feed.address) for feed in library.feeds()] == [
        ("https://one.example.org/news", "page+https://one.example.org/news")
    ]


def test_a_cache_brings_articles_with_what_was_read_and_flagged(library: Library, tmp_path: Path) -> None:
    file = cache(tmp_path / "cache.db", "https://one.example.org/feed.xml")
    before = file.read_bytes()
    assert library.move_in(file).left == (
        "4 articles were left out: their feeds are not subscribed to here; import urls first.",
    )
    library.move_in_bytes(b"https://one.example.org/feed.xml news\n")
    moved = library.move_in(file)
    assert (moved.articles, moved.read, moved.starred, moved.muted, moved.left) == (4, 3, 1, 1, ())
    assert moved.said[-1] == "1 article that was deleted there is muted here."
    rows = {row.title: row for row in library.headlines(Selection())}
    assert {title: (row.read, row.starred) for title, row in rows.items()} == {
        "One": (True, False),
        "Two": (False, False),
        "Three": (True, True),
    }
    assert library.tags_of(rows["Three"].id) == ("flag-a", "flag-ss")
    assert library.article(rows["One"].id).byline == "Mei"
    assert file.read_bytes() == before
    again = library.move_in(file)
    assert (again.articles, again.read, again.starred, again.muted) == (0, 0, 0, 0)


def test_what_was_read_in_newsboat_is_still_read_after_the_feed_is_fetched(library: Library, tmp_path: Path) -> None:
    with serve({"/feed.xml": Answer(RSS)}) as server:
        feed = f"{server.url}/feed.xml"
        library.move_in_bytes(f"{feed}\n".encode())
        library.move_in(cache(tmp_path / "cache.db", feed))
        refresh(library)
    rows = library.headlines(Selection())
    assert sorted((row.title, row.read) for row in rows) == [("One", True), ("Three", True), ("Two", False)]


def test_what_was_deleted_in_newsboat_does_not_come_back_when_the_feed_is_fetched(
    library: Library, tmp_path: Path
) -> None:
    item = b"<item><title>Gone</title><link>http://example.org/4</link><guid>tag:4</guid></item></channel>"
    with serve({"/feed.xml": Answer(RSS.replace(b"</channel>", item))}) as server:
        feed = f"{server.url}/feed.xml"
        library.move_in_bytes(f"{feed}\n".encode())
        library.move_in(cache(tmp_path / "cache.db", feed))
        refresh(library)
    assert "Gone" not in [row.title for row in library.headlines(Selection())]
    [gone] = library.headlines(library.parse_query("is:muted"))
    assert gone.title == "Gone" and gone.read


def refresh(library: Library) -> None:
    async def run() -> None:
        async for _event in library.refresh():
            pass

    asyncio.run(run())


def test_a_cache_that_newsboat_itself_made_is_read(library: Library, tmp_path: Path) -> None:
    """With newsboat at hand the cache is its own; without, it is the one made from its schema."""
    with serve({"/feed.xml": Answer(RSS)}) as server:
        feed = f"{server.url}/feed.xml"
        file = tmp_path / "cache.db"
        newsboat = shutil.which("newsboat")
        if newsboat:
            (tmp_path / "urls").write_text(f"{feed}\n")
            (tmp_path / "config").write_text("")
            command = [newsboat, "-u", "urls", "-C", "config", "-c", "cache.db", "-x", "reload"]
            environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "xterm"}
            subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=60)
            with closing(sqlite3.connect(file)) as connection, connection:
                connection.execute("UPDATE rss_item SET unread = 0 WHERE title IN ('One', 'Three')")
        else:
            cache(file, feed)
        library.move_in_bytes(f"{feed}\n".encode())
        library.move_in(file)
        refresh(library)
    rows = library.headlines(Selection())
    assert sorted((row.title, row.read) for row in rows) == [("One", True), ("Three", True), ("Two", False)]


def test_what_is_no_list_and_no_cache_says_so(library: Library, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE t (x)")
    damaged = tmp_path / "cache.db"
    damaged.write_bytes(cache(tmp_path / "good.db", "x").read_bytes()[:5000])
    for path in (other, damaged):
        with pytest.raises(ParseError):
            library.move_in(path)
    with pytest.raises(ParseError):
        library.move_in_bytes(b"nothing of the kind")
    with pytest.raises(UsageError):
        library.move_in(tmp_path / "nosuch")


def test_a_cache_with_odd_values_is_read(tmp_path: Path) -> None:
    file = cache(tmp_path / "cache.db", "x")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE rss_item SET pubDate = -1, content = x'ff00', title = x'1b5d', flags = '1\u00e9z'")
    [(_address, items)] = list(items_by_feed(file))
    assert [item.entry.published for item in items] == [None] * 4
    assert all("\x1b" not in item.entry.title and item.flags == "z" for item in items)
