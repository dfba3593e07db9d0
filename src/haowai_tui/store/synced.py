"""Writing down what a sync server says. None of it is an action of the reader's, so none of it is sent back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from haowai_tui.model.packed import safe
from haowai_tui.store.database import Database
from haowai_tui.store.rows import Connection, ids_json, milliseconds

if TYPE_CHECKING:
    from haowai_tui.model import Entry
    from haowai_tui.model.sync import SyncedFeed
    from haowai_tui.store.index import Changes

_AMONG = "IN (SELECT value FROM json_each(?))"
_NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
_FLAGS = ("read", "starred")

_NOT_PENDING = (
    "NOT EXISTS (SELECT 1 FROM synced s JOIN outbox o ON o.account_id = s.account_id AND o.item = s.remote"
    " AND o.what = '{flag}' WHERE s.article_id = articles.id)"
)


class Arrival(Struct, frozen=True, kw_only=True):
    """An article from a server, ready to be stored in a feed: `entry` is parsed and cleaned."""

    feed_id: int
    remote: str
    entry: Entry
    read: bool
    starred: bool
    mark: int = 0


class Synced:
    """What the store knows of the servers' feeds and articles."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @contextmanager
    def _saying(self, account_id: int) -> Iterator[Connection]:
        with self._db.writing(durable=False) as connection:
            connection.execute("INSERT INTO sync_under_way VALUES (?)", (account_id,))
            yield connection
            connection.execute("DELETE FROM sync_under_way")

    # Feeds.

    def synced_feeds(self, account_id: int) -> list[SyncedFeed]:
        """The feeds of an account."""
        from haowai_tui.model.sync import SyncedFeed, plain_address

        statement = (
            "SELECT id, remote, address, title, own_title, category, mark FROM feeds WHERE account_id = ? ORDER BY id"
        )
        with self._db.reading() as connection:
            return [
                SyncedFeed(
                    id=row[0],
                    remote=row[1],
                    address=plain_address(row[2]),
                    title=row[3],
                    own_title=row[4],
                    category=tuple(json.loads(row[5])),
                    mark=row[6],
                )
                for row in connection.execute(statement, (account_id,))
            ]

    def put_synced_feed(
        self, account_id: int, *, remote: str, address: str, title: str, category: Sequence[str], link: str
    ) -> int:
        """Store a subscription that the server has; one that is here by its id or address is brought up to date, save
        for what the reader has changed and the server has not heard of yet. Returns the feed's id."""
        from haowai_tui.model.sync import stored_address

        stored, path = safe(stored_address(account_id, address)), json.dumps(list(category), ensure_ascii=False)
        with self._saying(account_id) as connection:
            row = connection.execute(
                "SELECT id FROM feeds WHERE account_id = ? AND (remote = ? OR address = ?) ORDER BY remote = ? DESC",
                (account_id, remote, stored, remote),
            ).fetchone()
            if row is None:
                cursor = connection.execute(
                    "INSERT INTO feeds (address, source, title, category, link, account_id, remote)"
                    " VALUES (?, 'feed', ?, ?, ?, ?, ?)",
                    (stored, safe(title or address), safe(path), safe(link), account_id, remote),
                )
                return int(cursor.lastrowid or 0)
            feed_id = int(row[0])
            _adopt_remote(connection, feed_id, remote)
            connection.execute("UPDATE OR IGNORE feeds SET address = ? WHERE id = ?", (stored, feed_id))
            connection.execute("UPDATE feeds SET link = ?, error = '' WHERE id = ?", (safe(link), feed_id))
            waits = f"EXISTS (SELECT 1 FROM outbox WHERE account_id = ? AND what = '{{}}' AND item = '{feed_id}')"
            connection.execute(
                "UPDATE feeds SET title = iif(own_title = '', ?1, title), own_title = iif(own_title = '', '', ?1)"
                f" WHERE id = ?2 AND NOT {waits.format('title').replace('?', '?3')}",
                (safe(title or address), feed_id, account_id),
            )
            connection.execute(
                f"UPDATE feeds SET category = ?1 WHERE id = ?2 AND NOT {waits.format('category').replace('?', '?3')}",
                (safe(path), feed_id, account_id),
            )
        return feed_id

    def keeping_feed(self, account_id: int, *, title: str) -> int:
        """The feed for articles of an account whose own feed it does not have: one of this store, which the server
        knows nothing of. It is made when there is none. Returns its id."""
        from haowai_tui.model.sync import stored_address

        address = stored_address(account_id, "kept")
        with self._saying(account_id) as connection:
            connection.execute(
                "INSERT INTO feeds (address, source, title, account_id) SELECT ?1, 'feed', ?2, ?3"
                " WHERE NOT EXISTS (SELECT 1 FROM feeds WHERE address = ?1)",
                (address, safe(title), account_id),
            )
            return int(connection.execute("SELECT id FROM feeds WHERE address = ?", (address,)).fetchone()[0])

    def set_remote(self, feed_id: int, remote: str) -> None:
        """The server knows a feed by this id from now on."""
        with self._db.writing(durable=True) as connection:
            _adopt_remote(connection, feed_id, remote)

    @contextmanager
    def removing_quietly(self, account_id: int) -> Iterator[None]:
        """What is removed within, or brought back, is so on the server, and is not sent there."""
        with self._saying(account_id):
            yield

    # Articles.

    def missing(self, account_id: int, ids: Sequence[str]) -> list[str]:
        """Those of `ids` that no stored article has, in their order."""
        statement = (
            "SELECT value FROM json_each(?2) WHERE value NOT IN (SELECT remote FROM synced WHERE account_id = ?1)"
        )
        with self._db.reading() as connection:
            return [row[0] for row in connection.execute(statement, (account_id, json.dumps(list(ids))))]

    def remote_flags(self, account_id: int, flag: str) -> dict[str, tuple[int, bool]]:
        """Each synced article's own id and one of its flags (`read`, `starred`), by the server's id."""
        statement = (
            f"SELECT s.remote, a.id, a.{_known(flag)} FROM synced s JOIN articles a ON a.id = s.article_id"
            " WHERE s.account_id = ?"
        )
        with self._db.reading() as connection:
            return {row[0]: (row[1], bool(row[2])) for row in connection.execute(statement, (account_id,))}

    def unread_remotes(self, account_id: int, feed_id: int) -> set[str]:
        """The server's ids of a feed's articles that are unread here."""
        statement = (
            "SELECT s.remote FROM articles a JOIN synced s ON s.article_id = a.id"
            " WHERE s.account_id = ? AND a.feed_id = ? AND a.read = 0"
        )
        with self._db.reading() as connection:
            return {row[0] for row in connection.execute(statement, (account_id, feed_id))}

    def remotes_of(self, account_id: int, feed_id: int) -> set[str]:
        """The server's ids of a feed's articles."""
        statement = (
            "SELECT s.remote FROM articles a JOIN synced s ON s.article_id = a.id"
            " WHERE s.account_id = ? AND a.feed_id = ?"
        )
        with self._db.reading() as connection:
            return {row[0] for row in connection.execute(statement, (account_id, feed_id))}

    def feeds_of_remotes(self, account_id: int, ids: Sequence[str]) -> dict[str, int]:
        """The feed of each article that the server knows by one of `ids`."""
        statement = (
            "SELECT s.remote, a.feed_id FROM synced s JOIN articles a ON a.id = s.article_id"
            f" WHERE s.account_id = ? AND s.remote {_AMONG}"
        )
        with self._db.reading() as connection:
            return dict(connection.execute(statement, (account_id, json.dumps(list(ids)))))

    def say_flags(self, account_id: int, flag: str, wanted: Mapping[int, bool], *, now: datetime) -> int:
        """Set a flag of articles as the server has it, but not where an action of the reader's still waits. Returns how
        many changed."""
        changed = 0
        with self._saying(account_id) as connection:
            for value in (True, False):
                ids = ids_json([article for article, one in wanted.items() if one is value])
                if ids != "[]":
                    changed += _set_flag(connection, flag, value, ids, now)
        return changed

    def store_arrivals(self, account_id: int, arrivals: Sequence[Arrival], *, now: datetime) -> tuple[list[int], int]:
        """Store articles with their flags, in one transaction. Returns the ids of the new ones, and how many of the
        others were edited."""
        from haowai_tui.store.index import arriving

        new: list[int] = []
        edited = 0
        with self._saying(account_id) as connection, arriving(connection) as changes:
            for arrival in arrivals:
                article_id, what = _store_arrival(connection, changes, account_id, arrival, now)
                if what == "new":
                    new.append(article_id)
                edited += what == "updated"
            marks: dict[int, int] = {}
            for arrival in arrivals:
                marks[arrival.feed_id] = max(marks.get(arrival.feed_id, 0), arrival.mark)
            connection.executemany(
                "UPDATE feeds SET mark = max(mark, ?), last_success = ?, last_attempt = ?, error = '' WHERE id = ?",
                [(mark, milliseconds(now), milliseconds(now), feed_id) for feed_id, mark in marks.items()],
            )
        return new, edited


def _known(flag: str) -> str:
    assert flag in _FLAGS
    return flag


def _adopt_remote(connection: Connection, feed_id: int, remote: str) -> None:
    """A feed's id on the server. With a new one its articles have new ids too, which they get as they come again."""
    before = connection.execute("SELECT remote FROM feeds WHERE id = ?", (feed_id,)).fetchone()[0]
    if before != remote:
        connection.execute("UPDATE feeds SET remote = ?, mark = 0 WHERE id = ?", (remote, feed_id))
        connection.execute(
            "DELETE FROM synced WHERE article_id IN (SELECT id FROM articles WHERE feed_id = ?)", (feed_id,)
        )


def _set_flag(connection: Connection, flag: str, value: bool, ids: str, now: datetime) -> int:
    when = f", read_at = {milliseconds(now) if value else 'NULL'}" if flag == "read" else ""
    return connection.execute(
        f"UPDATE articles SET {_known(flag)} = ?{when} WHERE id {_AMONG} AND {flag} <> ?"
        f" AND {_NOT_PENDING.format(flag=flag)}",
        (int(value), ids, int(value)),
    ).rowcount


def _store_arrival(
    connection: Connection, changes: Changes, account_id: int, arrival: Arrival, now: datetime
) -> tuple[int, str]:
    from haowai_tui.store.articles import store_one
    from haowai_tui.text.prepared import prepare

    remote = safe(arrival.remote)
    known = connection.execute(
        "SELECT a.id, a.identity, a.feed_id FROM synced s JOIN articles a ON a.id = s.article_id"
        " WHERE s.account_id = ? AND s.remote = ?",
        (account_id, remote),
    ).fetchone()
    if known is not None:
        store_one(connection, changes, known[2], known[1], prepare(arrival.entry), now)
        flags = {"read": arrival.read, "starred": arrival.starred}
        for flag, value in flags.items():
            _set_flag(connection, flag, value, ids_json([known[0]]), now)
        return known[0], "known"
    again = connection.execute(
        "SELECT id FROM articles WHERE feed_id = ? AND link = ? AND link <> ''"
        " AND NOT EXISTS (SELECT 1 FROM synced WHERE article_id = articles.id) ORDER BY id",
        (arrival.feed_id, safe(arrival.entry.link)),
    ).fetchone()
    if again is not None:
        _link_again(connection, account_id, again[0], arrival)
        return again[0], "known"
    article_id, what = store_one(connection, changes, arrival.feed_id, f"s:{remote}", prepare(arrival.entry), now)
    connection.execute(
        "UPDATE articles SET read = ?, starred = ? WHERE id = ?",
        (int(arrival.read), int(arrival.starred), article_id),
    )
    connection.execute("INSERT INTO synced VALUES (?, ?, ?)", (account_id, remote, article_id))
    return article_id, what


def _link_again(connection: Connection, account_id: int, article_id: int, arrival: Arrival) -> None:
    """An article that is here from before the server knew it by this id. What the reader set on it is sent there."""
    connection.execute("INSERT INTO synced VALUES (?, ?, ?)", (account_id, safe(arrival.remote), article_id))
    row = connection.execute("SELECT read, starred FROM articles WHERE id = ?", (article_id,)).fetchone()
    for flag, here, there in zip(_FLAGS, row, (arrival.read, arrival.starred), strict=True):
        if here and not there:
            connection.execute(
                "INSERT OR IGNORE INTO outbox (account_id, what, item, value, base, at)"
                f" VALUES (?, ?, ?, 1, 0, {_NOW})",
                (account_id, flag, safe(arrival.remote)),
            )
        elif there and not here:
            connection.execute(f"UPDATE articles SET {flag} = 1 WHERE id = ?", (article_id,))
