"""What the reader did, put into a new database: the feeds at once, and what hangs on articles part by part, so that
nobody waits for a hundred thousand marks before there is a screen."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from haowai_tui.model import Entry
from haowai_tui.model.codec import encode_entry
from haowai_tui.model.packed import pack
from haowai_tui.model.times import decode_time
from haowai_tui.store.keeping import Row, State, Table, in_order, part_of, plain_rows
from haowai_tui.store.rows import Connection

_AT_ONCE = 500
"""Rows on articles that are put back before anything is shown. One takes half a millisecond at most."""

_PART = 200
"""Rows of a part of the rest: what the reader does meanwhile waits for one part."""


def restore(connection: Connection, states: Iterable[State]) -> None:
    """Put states into a database that is new, within its transaction; what an earlier one of them has, stays. What of
    it hangs on articles, and is much, waits for `restore_part`."""
    found = list(states)
    tables = in_order(table for state in found for table in state.tables)
    late = [table for table in tables if _is_late(table)]
    if sum(len(table.rows) for table in late) <= _AT_ONCE:
        late = []
    for table in tables:
        if not any(table is one for one in late):
            _put_rows(connection, table.name, table.columns, table.rows)
    for table in late:
        if table.name == "undo_steps":
            # New steps are numbered from the last one on.
            _put_rows(connection, table.name, table.columns, table.rows[-1:])
        for start in range(0, len(table.rows), _PART):
            part = [table.name, table.columns, plain_rows(table.rows[start : start + _PART])]
            connection.execute("INSERT INTO to_restore (part) VALUES (?)", (json.dumps(part, ensure_ascii=True),))
    last = max((state.last_id for state in found), default=0)
    whole = all(state.whole for state in found[:1])
    # Ids that were given out are not given to other articles: the journal of undo knows articles by them.
    connection.execute("DELETE FROM sqlite_sequence WHERE name = 'articles'")
    connection.execute("INSERT INTO sqlite_sequence VALUES ('articles', ?)", (last + (0 if whole else 100_000),))


def restore_part(connection: Connection) -> bool:
    """Put the next part of the rest back, within a transaction; False when there is none. Raises
    `sqlite3.DatabaseError` for a part that is not what was written."""
    found = connection.execute("SELECT n, part FROM to_restore ORDER BY n LIMIT 1").fetchone()
    if found is None:
        return False
    late = part_of(found[1])
    if late is None:
        raise sqlite3.DatabaseError("what waits to be put back is not what was written")
    _put_rows(connection, late.name, late.columns, late.rows)
    connection.execute("DELETE FROM to_restore WHERE n = ?", (found[0],))
    return True


def restore_rest(connection: Connection) -> None:
    """Put back all that waits, within a transaction: before articles come in, which may be among it."""
    while restore_part(connection):
        pass


def _is_late(table: Table) -> bool:
    return table.name in ("articles", "remembered", "undo_steps") or "article_id" in table.columns


def _put_rows(connection: Connection, table: str, columns: list[str], rows: Iterable[Row]) -> None:
    known = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    change = _CHANGES.get(table)
    with _unnoticed(connection):
        for row in rows:
            values = {name: value for name, value in zip(columns, row, strict=False) if name in known}
            if values:
                _put(connection, table, change(values) if change else values)


@contextmanager
def _unnoticed(connection: Connection) -> Iterator[None]:
    """What is put back is no action of the reader's, which a server would have to be told and which could be undone;
    an action or a sync that is under way goes on afterwards."""
    acting = connection.execute("DELETE FROM undo_under_way RETURNING action").fetchall()
    syncing = connection.execute("DELETE FROM sync_under_way RETURNING account").fetchall()
    connection.execute("INSERT INTO sync_under_way VALUES (0)")
    yield
    connection.execute("DELETE FROM sync_under_way")
    connection.executemany("INSERT INTO sync_under_way VALUES (?)", syncing)
    connection.executemany("INSERT INTO undo_under_way VALUES (?)", acting)


def _put(connection: Connection, table: str, values: dict[str, Any]) -> None:
    names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
    try:
        done = connection.execute(
            f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({marks})', tuple(values.values())
        ).rowcount
    except sqlite3.IntegrityError:
        return  # it hangs on something that could not be brought back
    if done and table == "articles":
        _give_body(connection, values)


def _give_body(connection: Connection, values: dict[str, Any]) -> None:
    """A headline without a text yet: it is found, shown, and gets its text when it is fetched again."""
    from haowai_tui.store import index

    entry = Entry(
        title=str(values.get("title") or ""),
        byline=str(values.get("byline") or ""),
        link=str(values.get("link") or ""),
        published=decode_time(values.get("sort")),
    )
    number = int(values["id"])
    connection.execute("INSERT OR IGNORE INTO bodies VALUES (?, ?)", (number, pack(encode_entry(entry))))
    index.add(connection, number, entry)


def _feed_anew(row: dict[str, Any]) -> dict[str, Any]:
    # Asked with its validators, a server would say that nothing has changed, and no article would come.
    fresh = {"etag": "", "last_modified": "", "last_success": None, "next_due": None, "unread": 0, "total": 0}
    return {**row, **fresh, "error": "", "failures": 0, "bytes": 0}


def _article_anew(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "digest": b"", "changed": 0}


def _account_anew(row: dict[str, Any]) -> dict[str, Any]:
    # From the beginning, or the server would only tell what is new.
    return {**row, "since": "", "error": ""}


_CHANGES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "accounts": _account_anew,
    "feeds": _feed_anew,
    "articles": _article_anew,
}
