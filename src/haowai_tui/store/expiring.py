"""Forgetting articles that were read, to make room."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime, timedelta

from haowai_tui.store.database import Database
from haowai_tui.store.rows import Connection, ids_json, milliseconds

_FORGETTABLE = (
    "a.read = 1 AND a.starred = 0 AND "
    + " AND ".join(f"a.id NOT IN (SELECT article_id FROM {table})" for table in ("tags", "notes", "later"))
    + (
        # What the sync server has not heard of yet.
        " AND a.id NOT IN (SELECT s.article_id FROM outbox o JOIN synced s ON s.account_id = o.account_id"
        " AND s.remote = o.item)"
    )
)
_AT_ONCE = 500
"""So many articles go in one transaction: whoever else writes waits for no more."""


class Expiring:
    """Forgetting articles that were read."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def expire(self, *, max_age_days: int = 0, max_bytes: int = 0, now: datetime) -> int:
        """Forget read articles that are older than `max_age_days`, and the oldest read ones until the bodies take
        at most `max_bytes`; 0 is no limit. Starred and unread articles stay, and what the reader
        has tagged, noted or put off till later. A feed that still has them does not bring them again. Returns how many
        went."""
        from haowai_tui.store.remembered import let_go

        gone = 0
        if max_age_days:
            before = milliseconds(now - timedelta(days=max_age_days))
            gone += self._expire("sort < ?", (before,), now)
        if max_bytes:
            with self._db.reading() as connection:
                size = connection.execute("SELECT coalesce(sum(length(body)), 0) FROM bodies").fetchone()[0]
                last, over = None, size - max_bytes
                rows = connection.execute(
                    "SELECT a.sort, length(b.body) FROM articles a JOIN bodies b ON b.article_id = a.id"
                    f" WHERE {_FORGETTABLE} ORDER BY a.sort"
                )
                while over > 0 and (row := rows.fetchone()) is not None:
                    last, over = row[0], over - row[1]
            if last is not None:
                gone += self._expire("sort <= ?", (last,), now)
        if gone:
            with self._db.writing(durable=False) as connection:
                let_go(connection, now)
        return gone

    def _expire(self, condition: str, values: Sequence[int], now: datetime) -> int:
        # Once, and while others write: each part would go through all that stays to find the next.
        statement = f"SELECT a.id FROM articles a WHERE {_FORGETTABLE} AND a.{condition}"
        with self._db.reading() as connection:
            ids = array("q", (row[0] for row in connection.execute(statement, values)))
        gone = 0
        for start in range(0, len(ids), _AT_ONCE):
            with self._db.writing(durable=False) as connection:
                gone += _forget(connection, ids[start : start + _AT_ONCE], now)
        return gone


def _forget(connection: Connection, ids: Sequence[int], now: datetime) -> int:
    """Forget those of so many articles that are still to be forgotten. Returns how many."""
    from haowai_tui.store import index
    from haowai_tui.store.remembered import note_forgotten

    rows = connection.execute(
        "SELECT a.id, b.body, f.account_id IS NULL, a.feed_id, a.identity, a.link, a.title, a.sort FROM articles a"
        " JOIN bodies b ON b.article_id = a.id JOIN feeds f ON f.id = a.feed_id"
        f" WHERE {_FORGETTABLE} AND a.id IN (SELECT value FROM json_each(?))",
        (ids_json(list(ids)),),
    ).fetchall()
    index.leave(connection, [(row[0], row[1]) for row in rows])
    # A server has its own word on what of it is read.
    note_forgotten(connection, [names for _id, _body, ours, *names in rows if ours], now)
    connection.executemany("DELETE FROM articles WHERE id = ?", [(row[0],) for row in rows])
    return len(rows)
