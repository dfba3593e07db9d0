"""What the reader did: read, starred, where they were. On the disk before the call returns."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from haowai_tui.store.database import Database
from haowai_tui.store.headlines import conditions
from haowai_tui.store.rows import ids_json, milliseconds

if TYPE_CHECKING:
    from haowai_tui.model import Anchor, Selection

_AMONG = "id IN (SELECT value FROM json_each(?))"
_FETCHED = 5_000


class Counts(Struct, frozen=True, kw_only=True):
    """The numbers beside the smart feeds."""

    total: int
    unread: int
    starred: int
    today_unread: int


class State:
    """The reader's marks in the store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def set_read(self, ids: Sequence[int], read: bool, *, now: datetime | None = None) -> tuple[int, ...]:
        """Mark articles read or unread. Returns the ids of those that were not so before."""
        stamp = milliseconds(now or datetime.now(UTC)) if read else None
        statement = f"UPDATE articles SET read = ?, read_at = ? WHERE {_AMONG} AND read <> ? RETURNING id"
        with self._db.writing(durable=True) as connection:
            rows = connection.execute(statement, (int(read), stamp, ids_json(list(ids)), int(read))).fetchall()
        return tuple(row[0] for row in rows)

    def set_starred(self, ids: Sequence[int], starred: bool) -> tuple[int, ...]:
        """Star or unstar articles. Returns the ids of those that were not so before."""
        statement = f"UPDATE articles SET starred = ? WHERE {_AMONG} AND starred <> ? RETURNING id"
        with self._db.writing(durable=True) as connection:
            rows = connection.execute(statement, (int(starred), ids_json(list(ids)), int(starred))).fetchall()
        return tuple(row[0] for row in rows)

    def unread_of(self, selection: Selection) -> array[int]:
        """The ids of the unread articles of a selection, in no order. An array: of a million they take eight megabytes,
        where a tuple takes forty."""
        where, values = conditions(selection)
        where.append("a.read = 0")
        statement = f"SELECT a.id FROM articles a WHERE {' AND '.join(where)}"
        ids = array("q")
        with self._db.reading() as connection:
            rows = connection.execute(statement, values)
            while some := rows.fetchmany(_FETCHED):
                ids.extend([row[0] for row in some])
        return ids

    def mark_read(self, selection: Selection, *, now: datetime | None = None) -> tuple[int, ...]:
        """Mark every article of a selection read, in one transaction. Returns the ids of those that were unread."""
        with self._db.writing(durable=True):
            return self.set_read(self.unread_of(selection), True, now=now)

    def counts(self, since: datetime) -> Counts:
        """The kept counts, and how many unread articles are from `since` on."""
        with self._db.reading() as connection:
            kept = dict(connection.execute("SELECT name, value FROM counts"))
            today = connection.execute(
                "SELECT count(*) FROM articles WHERE muted = 0 AND read = 0 AND sort >= ?", (milliseconds(since),)
            ).fetchone()[0]
        return Counts(total=kept["total"], unread=kept["unread"], starred=kept["starred"], today_unread=today)

    def get_value(self, key: str) -> str | None:
        """A small text kept under `key`, or None."""
        with self._db.reading() as connection:
            row = connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def set_value(self, key: str, value: str) -> None:
        """Keep a small text under `key`."""
        with self._db.writing(durable=True) as connection:
            connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))

    def set_position(self, article_id: int, anchor: Anchor) -> None:
        """Remember where the reader is in an article."""
        with self._db.writing(durable=True) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO positions (article_id, block, line, mark)"
                " SELECT id, ?, ?, ? FROM articles WHERE id = ?",
                (anchor.block, anchor.offset, anchor.mark, article_id),
            )

    def position_of(self, article_id: int) -> Anchor | None:
        """Where the reader was in an article, or None."""
        from haowai_tui.model import Anchor

        statement = "SELECT block, line, mark FROM positions WHERE article_id = ?"
        with self._db.reading() as connection:
            row = connection.execute(statement, (article_id,)).fetchone()
        return Anchor(*row) if row else None
