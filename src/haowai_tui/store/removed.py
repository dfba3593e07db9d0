"""A feed that was removed, or some articles of one: what bringing them back needs, packed and put back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, msgpack

from haowai_tui.store.rows import Connection, ids_json

Row = tuple[Any, ...]
Tables = dict[str, tuple[list[str], list[Row]]]

OF_ARTICLES = ("bodies", "positions", "tags", "notes", "later", "full_texts", "synced", "former_texts")
OF_FEEDS = ("feed_options", "remembered")

_PACKED = b"\1"
"""What a pack begins with; one of an earlier program, which was JSON, begins otherwise."""
_LITTLE = 1
"""Most of it are texts that are deflated already: more pains take three times as long and save nothing."""


class Removed(Struct, frozen=True):
    """A removed feed, or articles of one with their states. `tables` holds for each table of the database the names of
    its columns, and the rows."""

    tables: Tables

    @property
    def address(self) -> str:
        """The feed's address."""
        columns, rows = self.tables["feeds"]
        return str(rows[0][columns.index("address")])

    @property
    def account(self) -> int | None:
        """The account that the feed is read in, or None."""
        columns, rows = self.tables["feeds"]
        found: int | None = rows[0][columns.index("account_id")] if "account_id" in columns else None
        return found


def pack(removed: Removed) -> bytes:
    """`removed` as bytes."""
    return _PACKED + zlib.compress(msgpack.encode(removed.tables), _LITTLE)


def unpack(blob: bytes) -> Removed:
    """What `pack` gave, or that of an earlier program."""
    if blob.startswith(_PACKED):
        return Removed(msgpack.decode(zlib.decompress(blob[1:]), type=Tables))
    data = json.loads(zlib.decompress(blob))
    return Removed(
        {table: (columns, [tuple(map(_value, row)) for row in rows]) for table, (columns, rows) in data.items()}
    )


def _value(plain: Any) -> Any:
    import base64

    return base64.b85decode(plain["b85"]) if isinstance(plain, dict) else plain


def taken_feed(connection: Connection, feed_id: int) -> Tables:
    """The rows of a feed but for its articles, in the order in which they can be put back."""
    asked = {"feeds": "id", **dict.fromkeys(OF_FEEDS, "feed_id")}
    return {
        table: _asked(connection, f"SELECT * FROM {table} WHERE {column} = ?", feed_id)
        for table, column in asked.items()
    }


def taken_articles(connection: Connection, ids: Sequence[int]) -> Tables:
    """The rows of articles, in the order in which they can be put back."""
    asked = {"articles": "id", **dict.fromkeys(OF_ARTICLES, "article_id")}
    among = ids_json(list(ids))
    return {
        table: _asked(connection, f"SELECT * FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", among)
        for table, column in asked.items()
    }


def _asked(connection: Connection, statement: str, value: object) -> tuple[list[str], list[Row]]:
    cursor = connection.execute(statement, (value,))
    return [column[0] for column in cursor.description], cursor.fetchall()


def put(connection: Connection, table: str, columns: list[str], rows: Sequence[Row], *, instead: bool = False) -> int:
    """Insert rows, `instead` of those that they clash with. Returns the id of the last one."""
    if not rows:
        return 0
    marks = ", ".join("?" * len(columns))
    verb = "INSERT OR REPLACE" if instead else "INSERT"
    connection.executemany(f"{verb} INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
    return int(connection.execute("SELECT last_insert_rowid()").fetchone()[0])


def changed(columns: list[str], rows: Sequence[Row], values: Mapping[str, object]) -> list[Row]:
    """`rows` with other values in some columns."""
    return [tuple(values.get(name, value) for name, value in zip(columns, row, strict=True)) for row in rows]


def stand(connection: Connection, removed: Removed) -> int:
    """Bring the feed of `removed` back without its articles, unless its address was added again meanwhile; if its
    account is gone, without one. Returns its id, which may be another than it had."""
    if not _has_account(connection, removed):
        removed = _without_account(removed)
    known = connection.execute("SELECT id FROM feeds WHERE address = ?", (removed.address,)).fetchone()
    if known is not None:
        return int(known[0])
    columns, rows = removed.tables["feeds"]
    # The triggers count the articles and their bytes as they come back.
    values: dict[str, object] = {"unread": 0, "total": 0, "bytes": 0}
    if connection.execute("SELECT 1 FROM feeds WHERE id = ?", (rows[0][columns.index("id")],)).fetchone():
        # The number has been given to another feed.
        values["id"] = None
    feed_id = put(connection, "feeds", columns, changed(columns, rows, values))
    for table in OF_FEEDS:
        columns, rows = removed.tables.get(table, ([], []))
        put(connection, table, columns, changed(columns, rows, {"feed_id": feed_id}))
    return feed_id


def _has_account(connection: Connection, removed: Removed) -> bool:
    account = removed.account
    return account is None or bool(connection.execute("SELECT 1 FROM accounts WHERE id = ?", (account,)).fetchone())


def _without_account(removed: Removed) -> Removed:
    from haowai_tui.model.sync import plain_address

    columns, rows = removed.tables["feeds"]
    alone = {"account_id": None, "remote": "", "mark": 0, "address": plain_address(removed.address)}
    return Removed({**removed.tables, "feeds": (columns, changed(columns, rows, alone))})


def put_articles(connection: Connection, feed_id: int, tables: Tables) -> None:
    """Bring articles back into a feed with all that hangs on them. One that has come again meanwhile is that article
    again, with what was marked since."""
    from haowai_tui.model.codec import entry_of
    from haowai_tui.store import index
    from haowai_tui.text.prepared import words_of

    columns, rows = tables["articles"]
    again = _come_again(connection, feed_id, columns, rows)
    put(connection, "articles", columns, changed(columns, rows, {"feed_id": feed_id}))
    if again:
        _become(connection, again)
    for table in OF_ARTICLES:
        columns, rows = tables.get(table, ([], []))
        if table == "synced":
            place = columns.index("account_id") if rows else 0
            known = {row[0] for row in connection.execute("SELECT id FROM accounts")}
            rows = [row for row in rows if row[place] in known]
        put(connection, table, columns, rows, instead=True)
    index.enter(connection, [(row[0], words_of(entry_of(row[1]))) for row in tables["bodies"][1]])


def _come_again(connection: Connection, feed_id: int, columns: list[str], rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Make room for `rows` of articles, which a feed has again. Returns the id that each has there, and in `rows`."""
    place, number = columns.index("identity"), columns.index("id")
    ids = {row[place]: row[number] for row in rows}
    found = connection.execute(
        "SELECT id, identity FROM articles WHERE feed_id = ? AND identity IN (SELECT value FROM json_each(?))",
        (feed_id, json.dumps(list(ids))),
    ).fetchall()
    connection.executemany(
        "UPDATE articles SET identity = ? WHERE id = ?", [(f"again {there}", there) for there, _identity in found]
    )
    return [(there, ids[identity]) for there, identity in found]


def _become(connection: Connection, again: Sequence[tuple[int, int]]) -> None:
    """Let articles that came again go, and what was marked in them be marked in those that they are."""
    from haowai_tui.store import index

    for there, here in again:
        connection.execute(
            "UPDATE articles SET read = max(articles.read, a.read), read_at = coalesce(articles.read_at, a.read_at),"
            " starred = max(articles.starred, a.starred) FROM articles a WHERE a.id = ? AND articles.id = ?",
            (there, here),
        )
        for table in ("tags", "notes", "later", "positions"):
            connection.execute(f"UPDATE {table} SET article_id = ? WHERE article_id = ?", (here, there))
    among = ids_json([there for there, _here in again])
    index.leave(
        connection,
        connection.execute(
            "SELECT article_id, body FROM bodies WHERE article_id IN (SELECT value FROM json_each(?))", (among,)
        ).fetchall(),
    )
    connection.execute("DELETE FROM articles WHERE id IN (SELECT value FROM json_each(?))", (among,))
