"""Subscriptions: adding, changing, removing, and bringing back what was removed."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from haowai_tui.errors import NotFoundError
from haowai_tui.locale import gettext as _
from haowai_tui.model.packed import safe
from haowai_tui.store.database import Database
from haowai_tui.store.rows import FEED_COLUMNS, Connection, feed_of

if TYPE_CHECKING:
    from haowai_tui.model import Feed

Row = tuple[Any, ...]
_OF_ARTICLES = ("bodies", "positions", "tags", "notes", "later", "full_texts", "synced", "former_texts")


class Removed(Struct, frozen=True):
    """A removed feed with all its articles and their states: what bringing it back needs. `tables` holds for each
    table of the database the names of its columns, and the rows."""

    tables: dict[str, tuple[list[str], list[Row]]]

    @property
    def address(self) -> str:
        """The feed's address."""
        columns, rows = self.tables["feeds"]
        return str(rows[0][columns.index("address")])


def _require(row: Row | None) -> Feed:
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
        return self.put_feed(address, source=source, title=title, own_title=own_title, category=category)[0]

    def put_feed(
        self,
        address: str,
        *,
        source: str,
        title: str = "",
        own_title: str = "",
        category: Sequence[str] = (),
    ) -> tuple[Feed, bool]:
        """The same, and whether it is new: another process may subscribe to it in the same moment."""
        path = json.dumps([safe(part) for part in category], ensure_ascii=False)
        with self._db.writing(durable=True) as connection:
            added = connection.execute(
                "INSERT INTO feeds (address, source, title, own_title, category) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (address) DO NOTHING",
                (safe(address), source, safe(title), safe(own_title), path),
            ).rowcount
            row = connection.execute(f"SELECT {FEED_COLUMNS} FROM feeds WHERE address = ?", (safe(address),)).fetchone()
        return _require(row), bool(added)

    def feeds(self, ids: Collection[int] | None = None) -> list[Feed]:
        """All feeds, or those of `ids` that there are, in the order in which they were added."""
        query, values = f"SELECT {FEED_COLUMNS} FROM feeds", list[str]()
        if ids is not None:
            query += " WHERE id IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(list(ids)))
        with self._db.reading() as connection:
            return [feed_of(row) for row in connection.execute(f"{query} ORDER BY id", values)]

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
        from haowai_tui.store.index import drop_feed

        with self._db.writing(durable=True) as connection:
            removed = Removed(_taken(connection, feed_id))
            if not removed.tables["feeds"][1]:
                _require(None)
            drop_feed(connection, feed_id)
            # Articles first: deleted by the feed's own deletion, they would find no feed to count down on.
            connection.execute("DELETE FROM articles WHERE feed_id = ?", (feed_id,))
            connection.execute("DELETE FROM feeds WHERE id = ?", (feed_id,))
        return removed

    def restore_feed(self, removed: Removed) -> Feed:
        """Bring a removed feed back as it was. If its address was added again meanwhile, that feed is given; if its
        account is gone, it comes back without one."""
        from haowai_tui.store.index import index_feed

        with self._db.writing(durable=True) as connection:
            if not _has_account(connection, removed):
                removed = _without_account(removed)
            known = connection.execute("SELECT 1 FROM feeds WHERE address = ?", (removed.address,)).fetchone()
            if known is None:
                for table, (columns, rows) in removed.tables.items():
                    _put_back(connection, table, columns, rows)
                index_feed(connection, removed.tables["feeds"][1][0][0])
        found = self.find_feed(removed.address)
        if found is None:
            raise NotFoundError(_("There is no such feed any more."))
        return found


def _taken(connection: Connection, feed_id: int) -> dict[str, tuple[list[str], list[Row]]]:
    """All rows of a feed, in the order in which they can be put back."""
    asked = {
        "feeds": "SELECT * FROM feeds WHERE id = ?",
        "articles": "SELECT * FROM articles WHERE feed_id = ?",
        **{
            table: f"SELECT * FROM {table} WHERE article_id IN (SELECT id FROM articles WHERE feed_id = ?)"
            for table in _OF_ARTICLES
        },
        "feed_options": "SELECT * FROM feed_options WHERE feed_id = ?",
        "remembered": "SELECT * FROM remembered WHERE feed_id = ?",
    }
    tables: dict[str, tuple[list[str], list[Row]]] = {}
    for table, statement in asked.items():
        cursor = connection.execute(statement, (feed_id,))
        tables[table] = [column[0] for column in cursor.description], cursor.fetchall()
    return tables


def _has_account(connection: Connection, removed: Removed) -> bool:
    columns, rows = removed.tables["feeds"]
    account = rows[0][columns.index("account_id")] if "account_id" in columns else None
    known = connection.execute("SELECT 1 FROM accounts WHERE id = ?", (account,)).fetchone()
    return account is None or known is not None


def _without_account(removed: Removed) -> Removed:
    from haowai_tui.model.sync import plain_address

    columns, rows = removed.tables["feeds"]
    alone = {"account_id": None, "remote": "", "mark": 0, "address": plain_address(removed.address)}
    row = tuple(alone.get(name, value) for name, value in zip(columns, rows[0], strict=True))
    tables = {name: table for name, table in removed.tables.items() if name != "synced"}
    return Removed({**tables, "feeds": (columns, [row])})


def _put_back(connection: Connection, table: str, columns: list[str], rows: list[Row]) -> None:
    if table == "feeds":
        # The triggers count the articles and their bytes as they come back.
        kept = [
            0 if name in ("unread", "total", "bytes") else value for name, value in zip(columns, rows[0], strict=True)
        ]
        rows = [tuple(kept)]
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
