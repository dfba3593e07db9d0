"""Subscriptions: adding, changing, removing, and bringing back what was removed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from haowai_tui.errors import NotFoundError
from haowai_tui.locale import gettext as _
from haowai_tui.model import Feed
from haowai_tui.store.database import Database
from haowai_tui.store.index import drop_feed, index_feed
from haowai_tui.store.rows import FEED_COLUMNS, Connection, feed_of, safe

_ARTICLE_COLUMNS = "id, feed_id, identity, digest, title, byline, link, sort, received, read, read_at, starred"


@dataclass(frozen=True, slots=True)
class Removed:
    """A removed feed with all its articles and their states: what bringing it back needs."""

    feed: tuple[Any, ...]
    articles: tuple[tuple[Any, ...], ...]
    bodies: tuple[tuple[Any, ...], ...]
    positions: tuple[tuple[Any, ...], ...]
    tags: tuple[tuple[Any, ...], ...] = ()
    notes: tuple[tuple[Any, ...], ...] = ()
    later: tuple[tuple[Any, ...], ...] = ()
    full_texts: tuple[tuple[Any, ...], ...] = ()
    options: tuple[tuple[Any, ...], ...] = ()


def _require(row: tuple[Any, ...] | None) -> Feed:
    if row is None:
        raise NotFoundError(_("There is no such feed any more."))
    return feed_of(row)


class Feeds:
    """The feeds in the store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add_feed(
        self,
        address: str,
        *,
        source: str,
        title: str = "",
        own_title: str = "",
        category: Sequence[str] = (),
    ) -> Feed:
        """Subscribe to `address`; one that is subscribed to already is given back as it is."""
        path = json.dumps([safe(part) for part in category], ensure_ascii=False)
        with self._db.writing(durable=True) as connection:
            connection.execute(
                "INSERT INTO feeds (address, source, title, own_title, category) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (address) DO NOTHING",
                (safe(address), source, safe(title), safe(own_title), path),
            )
            row = connection.execute(f"SELECT {FEED_COLUMNS} FROM feeds WHERE address = ?", (safe(address),)).fetchone()
        return _require(row)

    def feeds(self) -> list[Feed]:
        """All feeds, in the order in which they were added."""
        with self._db.reading() as connection:
            return [feed_of(row) for row in connection.execute(f"SELECT {FEED_COLUMNS} FROM feeds ORDER BY id")]

    def feed(self, feed_id: int) -> Feed:
        """The feed with this id. Raises `NotFoundError`."""
        with self._db.reading() as connection:
            row = connection.execute(f"SELECT {FEED_COLUMNS} FROM feeds WHERE id = ?", (feed_id,)).fetchone()
        return _require(row)

    def find_feed(self, address: str) -> Feed | None:
        """The feed with this address, or None."""
        with self._db.reading() as connection:
            row = connection.execute(f"SELECT {FEED_COLUMNS} FROM feeds WHERE address = ?", (safe(address),)).fetchone()
        return feed_of(row) if row else None

    def rename_feed(self, feed_id: int, own_title: str) -> None:
        """Give the feed the reader's own name; empty for the publisher's."""
        self._set(feed_id, "own_title", safe(own_title))

    def move_feed(self, feed_id: int, category: Sequence[str]) -> None:
        """Put the feed into a category, outermost first; () for none."""
        self._set(feed_id, "category", json.dumps([safe(part) for part in category], ensure_ascii=False))

    def change_address(self, feed_id: int, address: str) -> None:
        """Give the feed its new address, unless another feed has that."""
        with self._db.writing(durable=True) as connection:
            connection.execute("UPDATE OR IGNORE feeds SET address = ? WHERE id = ?", (safe(address), feed_id))

    def _set(self, feed_id: int, column: str, value: str) -> None:
        with self._db.writing(durable=True) as connection:
            if not connection.execute(f"UPDATE feeds SET {column} = ? WHERE id = ?", (value, feed_id)).rowcount:
                _require(None)

    def remove_feed(self, feed_id: int) -> Removed:
        """Remove the feed and its articles; what is returned brings them back. Raises `NotFoundError`."""
        with self._db.writing(durable=True) as connection:
            feed = connection.execute("SELECT * FROM feeds WHERE id = ?", (feed_id,)).fetchone()
            if feed is None:
                _require(None)
            removed = Removed(
                feed,
                _all(connection, f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE feed_id = ?", feed_id),
                _all(connection, _OF_FEED.format(table="bodies"), feed_id),
                _all(connection, _OF_FEED.format(table="positions"), feed_id),
                _all(connection, _OF_FEED.format(table="tags"), feed_id),
                _all(connection, _OF_FEED.format(table="notes"), feed_id),
                _all(connection, _OF_FEED.format(table="later"), feed_id),
                _all(connection, _OF_FEED.format(table="full_texts"), feed_id),
                _all(connection, "SELECT * FROM feed_options WHERE feed_id = ?", feed_id),
            )
            drop_feed(connection, feed_id)
            # Articles first: deleted by the feed's own deletion, they would find no feed to count down on.
            connection.execute("DELETE FROM articles WHERE feed_id = ?", (feed_id,))
            connection.execute("DELETE FROM feeds WHERE id = ?", (feed_id,))
        return removed

    def restore_feed(self, removed: Removed) -> Feed:
        """Bring a removed feed back as it was. If its address was added again meanwhile, that feed is given."""
        with self._db.writing(durable=True) as connection:
            row = list(removed.feed)
            row[-2:] = [0, 0]  # unread and total: the triggers count the articles as they come back
            marks = ", ".join("?" * len(row))
            done = connection.execute(f"INSERT OR IGNORE INTO feeds VALUES ({marks})", row).rowcount
            if done:
                connection.executemany(
                    f"INSERT INTO articles ({_ARTICLE_COLUMNS}) VALUES ({', '.join('?' * 12)})",
                    removed.articles,
                )
                connection.executemany("INSERT INTO bodies VALUES (?, ?)", removed.bodies)
                connection.executemany("INSERT INTO positions VALUES (?, ?, ?, ?)", removed.positions)
                connection.executemany("INSERT INTO tags VALUES (?, ?, ?)", removed.tags)
                connection.executemany("INSERT INTO notes VALUES (?, ?)", removed.notes)
                connection.executemany("INSERT INTO later VALUES (?, ?)", removed.later)
                connection.executemany("INSERT INTO full_texts VALUES (?, ?, ?)", removed.full_texts)
                connection.executemany("INSERT INTO feed_options VALUES (?, ?)", removed.options)
                index_feed(connection, row[0])
        found = self.find_feed(row[1])
        if found is None:
            raise NotFoundError(_("There is no such feed any more."))
        return found


_OF_FEED = "SELECT * FROM {table} WHERE article_id IN (SELECT id FROM articles WHERE feed_id = ?)"


def _all(connection: Connection, statement: str, feed_id: int) -> tuple[tuple[Any, ...], ...]:
    return tuple(connection.execute(statement, (feed_id,)))
