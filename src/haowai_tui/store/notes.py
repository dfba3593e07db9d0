"""What the reader adds to articles: tags, notes, and the queue of what to read later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from haowai_tui.model.packed import safe
from haowai_tui.store.database import Database
from haowai_tui.store.rows import Connection, ids_json
from haowai_tui.text.fold import fold

_AMONG = "article_id IN (SELECT value FROM json_each(?))"
_EXISTING = "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?))"
_STEP = 1024


class Notes:
    """Tags, notes and the read-later queue in the store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def change_tags(self, ids: Sequence[int], add: Iterable[str] = (), remove: Iterable[str] = ()) -> tuple[int, ...]:
        """Give articles tags and take others away. Returns the ids of those that changed."""
        changed: set[int] = set()
        with self._db.writing(durable=True) as connection:
            known = [row[0] for row in connection.execute(_EXISTING, (ids_json(list(ids)),))]
            for tag in remove:
                statement = f"DELETE FROM tags WHERE folded = ? AND {_AMONG} RETURNING article_id"
                changed |= {row[0] for row in connection.execute(statement, (safe(fold(tag)), ids_json(known)))}
            for tag in add:
                for article_id in known:
                    row = (safe(fold(tag)), article_id, safe(tag))
                    if connection.execute("INSERT OR IGNORE INTO tags VALUES (?, ?, ?)", row).rowcount:
                        changed.add(article_id)
        return tuple(sorted(changed))

    def tags_of(self, article_id: int) -> tuple[str, ...]:
        """The tags of an article, by name."""
        statement = "SELECT name FROM tags WHERE article_id = ? ORDER BY folded"
        with self._db.reading() as connection:
            return tuple(row[0] for row in connection.execute(statement, (article_id,)))

    def tags(self) -> list[tuple[str, int]]:
        """All tags with how many articles have each."""
        statement = "SELECT min(name), count(*) FROM tags GROUP BY folded ORDER BY folded"
        with self._db.reading() as connection:
            return [(row[0], row[1]) for row in connection.execute(statement)]

    def set_note(self, article_id: int, text: str) -> str:
        """Keep a note on an article; an empty one takes it away. Returns the note before."""
        with self._db.writing(durable=True) as connection:
            row = connection.execute("SELECT text FROM notes WHERE article_id = ?", (article_id,)).fetchone()
            if text:
                connection.execute(
                    "INSERT INTO notes SELECT id, ? FROM articles WHERE id = ?"
                    " ON CONFLICT (article_id) DO UPDATE SET text = excluded.text",
                    (safe(text), article_id),
                )
            else:
                connection.execute("DELETE FROM notes WHERE article_id = ?", (article_id,))
        return str(row[0]) if row else ""

    def note_of(self, article_id: int) -> str:
        """The note on an article, or empty."""
        with self._db.reading() as connection:
            row = connection.execute("SELECT text FROM notes WHERE article_id = ?", (article_id,)).fetchone()
        return str(row[0]) if row else ""

    def add_later(self, ids: Sequence[int], *, first: bool = False) -> tuple[int, ...]:
        """Put articles at the end of the read-later queue, or first in it, in this order. Those that are in it move.
        Returns the ids of those that were not in it."""
        with self._db.writing(durable=True) as connection:
            known = {row[0] for row in connection.execute(_EXISTING, (ids_json(list(ids)),))}
            wanted = [article_id for article_id in dict.fromkeys(ids) if article_id in known]
            queued = {row[0] for row in connection.execute("SELECT article_id FROM later")}
            place = _end(connection, first)
            if first:
                place -= _STEP * (len(wanted) - 1)
            for number, article_id in enumerate(wanted):
                connection.execute(
                    "INSERT INTO later VALUES (?, ?) ON CONFLICT (article_id) DO UPDATE SET place = excluded.place",
                    (article_id, place + number * _STEP),
                )
        return tuple(article_id for article_id in wanted if article_id not in queued)

    def move_later(self, article_id: int, rows: int) -> bool:
        """Move an article of the read-later queue by so many places, later when they are more than 0. False when it is
        not in the queue or cannot go further."""
        with self._db.writing(durable=True) as connection:
            queue = connection.execute("SELECT article_id, place FROM later ORDER BY place, article_id").fetchall()
            old = next((number for number, row in enumerate(queue) if row[0] == article_id), None)
            if old is None:
                return False
            new = max(0, min(old + rows, len(queue) - 1))
            order = [row[0] for row in queue]
            order.insert(new, order.pop(old))
            places = [row[1] for row in queue]
            if len(set(places)) < len(places):
                places = [number * _STEP for number in range(len(queue))]
            moved = [row for row, before in zip(zip(order, places, strict=True), queue, strict=True) if row != before]
            connection.executemany("UPDATE later SET place = ? WHERE article_id = ?", [(p, i) for i, p in moved])
        return new != old

    def drop_later(self, ids: Sequence[int]) -> tuple[int, ...]:
        """Take articles out of the read-later queue. Returns the ids of those that were in it."""
        with self._db.writing(durable=True) as connection:
            rows = connection.execute(f"DELETE FROM later WHERE {_AMONG} RETURNING article_id", (ids_json(list(ids)),))
            return tuple(row[0] for row in rows.fetchall())

    def later(self) -> tuple[int, ...]:
        """The ids of the read-later queue in its order."""
        with self._db.reading() as connection:
            return tuple(
                row[0] for row in connection.execute("SELECT article_id FROM later ORDER BY place, article_id")
            )


def _end(connection: Connection, first: bool) -> int:
    edge = "min(place)" if first else "max(place)"
    row = connection.execute(f"SELECT {edge} FROM later").fetchone()
    return (0 if row[0] is None else int(row[0])) + (-_STEP if first else _STEP)
