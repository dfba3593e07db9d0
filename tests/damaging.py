"""Databases that something has happened to, and a reader's doings that must come through it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from haowai_tui.config import Paths, Settings
from haowai_tui.library import Library
from haowai_tui.model import Entry, FeedData, Paragraph, Selection, Span
from haowai_tui.store import Store

PAGE = 8192
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def paths_in(home: Path) -> Paths:
    return Paths(home / "config.toml", home / "data", home / "cache")


def entries(count: int) -> tuple[Entry, ...]:
    text = "渡口在周一重新开放，沿岸的步道也一并修好。The ferry runs again. " * 20
    return tuple(
        Entry(
            guid=str(n),
            title=f"港口新闻 harbour {n}",
            link=f"https://example.org/{n}",
            published=NOW - timedelta(minutes=n),
            blocks=(Paragraph((Span(f"{n} {text}"),)),),
        )
        for n in range(count)
    )


def live_a_little(home: Path, articles: int = 120) -> None:
    """A reader's first week: two feeds, and something of everything that a reader can do; then a backup."""
    paths = paths_in(home)
    with Store.open(paths.store) as store:
        for number in (1, 2):
            feed = store.add_feed(f"https://example.org/{number}.xml", source="feed", title=f"晨报 {number}")
            store.store_feed(feed.id, FeedData(title=f"晨报 {number}", entries=entries(articles)), now=NOW)
    with Library.open(paths, Settings()) as library:
        library.set_starred((1, 2, 130), True)
        library.mark_read(Selection(feeds=(2,)))
        library.change_tags((3,), add=("渡轮",))
        library.set_note(4, "要问问船长")
        library.add_later((5, 6))
        library.save_query("海边", "ferry")
        library.rename_feed(1, "我的晨报")
        assert library.keep_safe()


def doings(library: Library) -> dict[str, object]:
    """What the reader did, as the library tells it."""
    return {
        "feeds": sorted((feed.address, feed.own_title) for feed in library.feeds()),
        "starred": sorted(row.title for row in library.headlines(Selection(starred=True))),
        "tags": library.tags(),
        "note": library.article(4).note,
        "later": [row.title for row in library.later_rows()],
        "smart": [(feed.name, feed.query) for feed in library.smart_feeds()],
        "journal": [(done.kind, done.number) for done in library.undoable()],
    }


def _pages(data: bytearray) -> int:
    return max(1, len(data) // PAGE)


def truncated(data: bytearray, rng: random.Random) -> bytes:
    return bytes(data[: rng.randrange(1, len(data))])


def zeroed_page(data: bytearray, rng: random.Random) -> bytes:
    start = rng.randrange(_pages(data)) * PAGE
    data[start : start + PAGE] = bytes(PAGE)
    return bytes(data)


def zeroed_many(data: bytearray, rng: random.Random) -> bytes:
    for page in rng.sample(range(_pages(data)), max(1, _pages(data) // 3)):
        data[page * PAGE : page * PAGE + PAGE] = bytes(PAGE)
    return bytes(data)


def flipped(data: bytearray, rng: random.Random) -> bytes:
    for _ in range(rng.choice((1, 8, 64, 512))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def flipped_header(data: bytearray, rng: random.Random) -> bytes:
    for _ in range(3):
        data[rng.randrange(100)] = rng.randrange(256)
    return bytes(data)


def garbage_page(data: bytearray, rng: random.Random) -> bytes:
    start = rng.randrange(_pages(data)) * PAGE
    data[start : start + PAGE] = rng.randbytes(PAGE)
    return bytes(data)


def shuffled_pages(data: bytearray, rng: random.Random) -> bytes:
    first, second = (rng.randrange(_pages(data)) * PAGE for _ in range(2))
    data[first : first + PAGE], data[second : second + PAGE] = (
        data[second : second + PAGE],
        data[first : first + PAGE],
    )
    return bytes(data)


def emptied(_data: bytearray, _rng: random.Random) -> bytes:
    return b""


def wrong_version(data: bytearray, rng: random.Random) -> bytes:
    data[60:64] = rng.choice((0, 1, 3, 9999, 2**31 - 1)).to_bytes(4, "big")
    return bytes(data)


def no_database(_data: bytearray, rng: random.Random) -> bytes:
    return rng.choice((b"this is no database at all " * 300, rng.randbytes(50_000), b"<html>404</html>", bytes(9000)))


MUTATIONS: tuple[Callable[[bytearray, random.Random], bytes], ...] = (
    truncated,
    zeroed_page,
    zeroed_many,
    flipped,
    flipped_header,
    garbage_page,
    shuffled_pages,
    emptied,
    wrong_version,
    no_database,
)


def damage(database: Path, number: int) -> str:
    """Damage a database in the way of this number, always the same; returns what was done to it."""
    mutate = MUTATIONS[number % len(MUTATIONS)]
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.write_bytes(mutate(bytearray(database.read_bytes()), random.Random(number)))
    return mutate.__name__
