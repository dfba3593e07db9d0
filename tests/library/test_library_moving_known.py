"""What newsboat kept is known again in what the feeds bring, also where they name no time, no identifier or no link."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Selection
from servers import Answer, serve

SCHEMA = """
CREATE TABLE rss_item (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid VARCHAR(64) NOT NULL,
  title VARCHAR(1024) NOT NULL, author VARCHAR(1024) NOT NULL, url VARCHAR(1024) NOT NULL,
  feedurl VARCHAR(1024) NOT NULL, pubDate INTEGER NOT NULL, content VARCHAR(65535) NOT NULL,
  unread INTEGER(1) NOT NULL, enclosure_url VARCHAR(1024), enclosure_type VARCHAR(1024),
  enqueued INTEGER(1) NOT NULL DEFAULT 0, flags VARCHAR(52), deleted INTEGER(1) NOT NULL DEFAULT 0);
"""
SEEN = 1777888800
"""When newsboat saw what has no date of its own: 2026-05-04 10:00."""


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def cache(path: Path, feed: str, *items: tuple[str, str, str, str]) -> Path:
    """A cache of newsboat with articles that were read: identifier, headline, link, text."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(SCHEMA)
        connection.executemany(
            "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread)"
            f" VALUES (?, ?, '', ?, '{feed}', {SEEN}, ?, 0)",
            items,
        )
    return path


def refresh(library: Library) -> None:
    async def run() -> None:
        async for _event in library.refresh():
            pass

    asyncio.run(run())


@pytest.mark.parametrize(
    ("item", "kept"),
    [
        pytest.param(
            "<title>One</title><link>http://example.org/1</link><description>as it was</description>",
            ("http://example.org/1", "One", "http://example.org/1", "as it was"),
            id="no time and no identifier",
        ),
        pytest.param(
            "<title>One, edited</title><link>http://example.org/1</link><description>as it is</description>",
            ("http://example.org/1", "One", "http://example.org/1", "as it was"),
            id="no time and no identifier, and edited since",
        ),
        pytest.param(
            "<title>One</title><link>http://example.org/1</link><guid>1</guid><description>as it was</description>",
            ("1", "One", "http://example.org/1", "as it was"),
            id="no time, and an identifier that is made absolute",
        ),
        pytest.param(
            "<title>One</title><pubDate>Mon, 04 May 2026 10:00:00 GMT</pubDate><description>x</description>",
            ("One", "One", "", "x"),
            id="no link and no identifier",
        ),
        pytest.param(
            "<guid>note-1</guid><pubDate>Mon, 04 May 2026 10:00:00 GMT</pubDate><description>A note.</description>",
            ("note-1", "", "note-1", "A note."),
            id="an identifier alone, which stands for a link",
        ),
    ],
)
def test_an_article_that_was_read_is_known_again(
    library: Library, tmp_path: Path, item: str, kept: tuple[str, str, str, str]
) -> None:
    feed = f"<rss version='2.0'><channel><title>Harbour</title><item>{item}</item></channel></rss>"
    with serve({"/feed.xml": Answer(feed.encode())}) as server:
        address = f"{server.url}/feed.xml"
        library.move_in_bytes(f"{address}\n".encode())
        assert library.move_in(cache(tmp_path / "cache.db", address, kept)).articles == 1
        refresh(library)
    rows = library.headlines(Selection())
    assert [row.read for row in rows] == [True], [row.title for row in rows]


def test_an_article_without_a_headline_is_called_by_its_opening(library: Library, tmp_path: Path) -> None:
    address = "https://one.example.org/feed.xml"
    library.move_in_bytes(f"{address}\n".encode())
    library.move_in(
        cache(tmp_path / "cache.db", address, ("https://one.example.org/1", "", "", "<p>A short note.</p>"))
    )
    assert [row.title for row in library.headlines(Selection())] == ["A short note."]


def test_what_a_filter_let_through_goes_to_the_feed_itself(library: Library, tmp_path: Path) -> None:
    file = cache(
        tmp_path / "cache.db",
        "filter:~/bin/clean -x:https://one.example.org/feed.xml",
        ("tag:1", "One", "http://example.org/1", "x"),
    )
    assert library.move_in(file).left == (
        "1 article that exec: or filter: gave was left out; where you add the filtered feed itself, import this again.",
    )
    library.move_in_bytes(b"https://one.example.org/feed.xml\n")
    moved = library.move_in(file)
    assert (moved.articles, moved.read, moved.left) == (1, 1, ())
