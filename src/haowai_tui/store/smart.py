"""Saved queries, and how often rules have applied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from haowai_tui.model.packed import safe
from haowai_tui.store.database import Database
from haowai_tui.store.rows import milliseconds


class Smart:
    """Smart feeds and the counters of rules in the store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def save_query(self, name: str, query: str) -> bool:
        """Keep a query under a name. False when it replaced another of that name."""
        with self._db.writing(durable=True) as connection:
            known = connection.execute("SELECT 1 FROM smart_feeds WHERE name = ?", (safe(name),)).fetchone()
            connection.execute(
                "INSERT INTO smart_feeds (name, query) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET query = excluded.query",
                (safe(name), safe(query)),
            )
        return known is None

    def rename_query(self, name: str, new: str) -> bool:
        """Give a saved query another name. False when there is none of that name."""
        with self._db.writing(durable=True) as connection:
            statement = "UPDATE smart_feeds SET name = ? WHERE name = ?"
            return connection.execute(statement, (safe(new), safe(name))).rowcount > 0

    def remove_query(self, name: str) -> bool:
        """Forget a saved query. False when there is none of that name."""
        with self._db.writing(durable=True) as connection:
            return connection.execute("DELETE FROM smart_feeds WHERE name = ?", (safe(name),)).rowcount > 0

    def saved_queries(self) -> list[tuple[str, str]]:
        """The saved queries as (name, query), in the order in which they were saved."""
        with self._db.reading() as connection:
            return connection.execute("SELECT name, query FROM smart_feeds ORDER BY id").fetchall()

    def count_hits(self, hits: Sequence[tuple[str, int]], *, now: datetime | None = None) -> None:
        """Add to the counters of rules, each known by its key."""
        if not hits:
            return
        stamp = milliseconds(now or datetime.now(UTC))
        statement = (
            "INSERT INTO rule_hits VALUES (?, ?, ?)"
            " ON CONFLICT (rule) DO UPDATE SET hits = hits + excluded.hits, last = excluded.last"
        )
        with self._db.writing(durable=False) as connection:
            connection.executemany(statement, [(key, count, stamp) for key, count in hits])

    def hits(self) -> dict[str, tuple[int, datetime | None]]:
        """How many articles each rule has applied to, and when last, by its key."""
        from haowai_tui.model.times import decode_time

        with self._db.reading() as connection:
            rows = connection.execute("SELECT rule, hits, last FROM rule_hits").fetchall()
        return {row[0]: (row[1], decode_time(row[2])) for row in rows}

    def revision(self) -> tuple[int, int]:
        """Numbers of which one changes whenever anything has been stored, by this process or another."""
        return self._db.data_version(), self._db.commits
