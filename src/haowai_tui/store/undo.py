"""The journal of what the reader did: each action with how every row it changed was before."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from haowai_tui.model.packed import safe
from haowai_tui.store.database import Database
from haowai_tui.store.rows import Connection, milliseconds
from haowai_tui.text.fold import fold

if TYPE_CHECKING:
    from haowai_tui.model.undo import Done
    from haowai_tui.store.removed import Removed

MOST = 50
"""Actions that are kept."""

AT_ONCE = 5_000
"""So many articles are changed in one transaction where an action has many."""
_PACKS_AT_ONCE = 50
"""So many steps are forgotten in one transaction of those that hold the articles of a removed feed, dozens each."""
_FORGOTTEN = ""
"""The kind of an action that is not to be taken back any more, and has steps that are still to be deleted."""

Row = tuple[Any, ...]
T = TypeVar("T")

# How the row of a step is brought back. :item is the article or feed, :value what was there. What belongs to an
# article that has been forgotten since is left out.
_SET = {
    "read": "UPDATE articles SET read = :value IS NOT NULL, read_at = :value WHERE id = :item",
    "starred": "UPDATE articles SET starred = :value WHERE id = :item",
    "muted": "UPDATE articles SET muted = :value WHERE id = :item",
    "highlighted": "UPDATE articles SET highlighted = :value WHERE id = :item",
    "score": "UPDATE articles SET score = :value WHERE id = :item",
    "tag": "INSERT OR IGNORE INTO tags SELECT folded(:name), id, :value FROM articles WHERE id = :item",
    "note": "INSERT OR REPLACE INTO notes SELECT id, :value FROM articles WHERE id = :item",
    "later": "INSERT OR REPLACE INTO later SELECT id, :value FROM articles WHERE id = :item",
    "own_title": "UPDATE feeds SET own_title = :value WHERE id = :item",
    "category": "UPDATE feeds SET category = :value WHERE id = :item",
    "query": "INSERT OR REPLACE INTO smart_feeds (id, name, query) VALUES (:item, :name, :value)",
}
_GONE = {
    "tag": "DELETE FROM tags WHERE article_id = :item AND folded = :name",
    "note": "DELETE FROM notes WHERE article_id = :item",
    "later": "DELETE FROM later WHERE article_id = :item",
    "query": "DELETE FROM smart_feeds WHERE id = :item",
}

_BACK = {
    what: (
        f"UPDATE articles SET {changes} FROM (SELECT item, value, min(id) FROM undo_steps"
        f" WHERE action = ? AND id >= ? AND what = '{what}' GROUP BY item) AS was WHERE articles.id = was.item"
    )
    for what, changes in {
        "read": "read = was.value IS NOT NULL, read_at = was.value",
        "starred": "starred = was.value",
        "muted": "muted = was.value",
        "highlighted": "highlighted = was.value",
        "score": "score = was.value",
    }.items()
}
"""How what steps have of many articles is brought back at once. Of two steps about the same the earlier one counts."""
_OF_MARKS = f"action = ? AND what IN ({', '.join(map(repr, _BACK))})"


class Journal:
    """The last actions in the store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @contextmanager
    def action(self, kind: str, about: str = "") -> Iterator[None]:
        """Everything that is stored within is one action that `undo` takes back, and one transaction. An action within
        an action is a part of it; one that changes nothing is not kept."""
        with self._db.writing(durable=True) as connection:
            if connection.execute("SELECT 1 FROM undo_under_way").fetchone():
                yield
                return
            action = begin(connection, kind, about)
            connection.execute("INSERT INTO undo_under_way VALUES (?)", (action,))
            yield
            connection.execute("DELETE FROM undo_under_way")
            _close(connection, action)

    def in_parts(self, kind: str, parts: Iterable[Callable[[], T]], *, overlapping: bool = False) -> Iterator[T]:
        """Do the `parts` of one action one by one, and give what each gives: each is a transaction of its own, so that
        whoever else writes, or asks, waits for no more than a part. The action is there with the first, and what has
        been done of it can be taken back at any time; once it has been, the rest is not done. Where parts are
        `overlapping`, an article may be changed by several, and is counted as one at the end."""
        action = last = 0
        for part in parts:
            with self._db.writing(durable=True) as connection:
                if not action:
                    action = begin(connection, kind)
                elif not connection.execute("SELECT 1 FROM undo_actions WHERE id = ?", (action,)).fetchone():
                    return
                connection.execute("INSERT INTO undo_under_way VALUES (?)", (action,))
                done = part()
                connection.execute("DELETE FROM undo_under_way")
                last = _close(connection, action, last)
                action = action if last else 0
            yield done
        if overlapping and action:
            with self._db.writing(durable=True) as connection:
                connection.execute(
                    "UPDATE undo_actions SET number ="
                    " (SELECT count(DISTINCT item) FROM undo_steps WHERE action = undo_actions.id) WHERE id = ?",
                    (action,),
                )

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything that is stored within is one transaction."""
        with self._db.writing(durable=True):
            yield

    def note_feed(self, feed_id: int, removed: Removed | None) -> None:
        """Keep what a removed feed was, or with None that one was added, as a step of the action under way."""
        from haowai_tui.store.removed import pack

        with self._db.writing(durable=True) as connection:
            connection.execute(
                "INSERT INTO undo_steps (action, what, item, value) SELECT action, 'feed', ?, ? FROM undo_under_way",
                (feed_id, pack(removed) if removed else None),
            )

    def note_settings(self, patch: str) -> None:
        """Keep how the settings file is brought back, as a step of the action under way."""
        with self._db.writing(durable=True) as connection:
            connection.execute(
                "INSERT INTO undo_steps (action, what, item, value)"
                " SELECT action, 'settings', 0, ? FROM undo_under_way",
                (zlib.compress(patch.encode("utf-8"), 6),),
            )

    def settings_of(self, done: Done) -> list[str]:
        """How an action changed the settings file, the last change first."""
        statement = "SELECT value FROM undo_steps WHERE action = ? AND what = 'settings' ORDER BY id DESC"
        with self._db.reading() as connection:
            return [zlib.decompress(row[0]).decode("utf-8") for row in connection.execute(statement, (done.id,))]

    def actions(self) -> list[Done]:
        """What can be undone, newest first."""
        statement = "SELECT id, at, kind, about, number FROM undo_actions WHERE kind <> ? ORDER BY id DESC"
        with self._db.reading() as connection:
            return [_done(row) for row in connection.execute(statement, (_FORGOTTEN,))]

    def feeds_of(self, done: Done) -> list[tuple[int, Removed | None]]:
        """The feeds that an action removed, and with None those that it added, by id."""
        from haowai_tui.store.removed import unpack

        statement = "SELECT item, value FROM undo_steps WHERE action = ? AND what = 'feed' ORDER BY id DESC"
        with self._db.reading() as connection:
            return [(row[0], unpack(row[1]) if row[1] else None) for row in connection.execute(statement, (done.id,))]

    def marked_in(self, done: Done) -> int:
        """How many articles are read, starred, tagged, noted or put aside in the feeds that an action added: they go
        with those."""
        statement = (
            "SELECT count(*) FROM articles a WHERE a.feed_id IN"
            " (SELECT item FROM undo_steps WHERE action = ? AND what = 'feed' AND value IS NULL)"
            " AND (a.read OR a.starred OR EXISTS (SELECT 1 FROM tags t WHERE t.article_id = a.id)"
            " OR EXISTS (SELECT 1 FROM notes n WHERE n.article_id = a.id)"
            " OR EXISTS (SELECT 1 FROM later l WHERE l.article_id = a.id))"
        )
        with self._db.reading() as connection:
            return int(connection.execute(statement, (done.id,)).fetchone()[0])

    def take_back_marks(self, done: Done) -> Iterator[int]:
        """Bring what an action changed of articles' marks back, part by part, the last first, each a transaction of its
        own. Gives how many steps a part was. What is left of the action can be taken back at any time."""
        from haowai_tui.store.restoring import restore_rest

        last = f"SELECT id FROM undo_steps WHERE {_OF_MARKS} ORDER BY id DESC LIMIT {AT_ONCE}"
        while True:
            with self._db.writing(durable=True) as connection:
                restore_rest(connection)
                low, count = connection.execute(f"SELECT min(id), count(*) FROM ({last})", (done.id,)).fetchone()
                if not count:
                    return
                for statement in _BACK.values():
                    connection.execute(statement, (done.id, low))
                connection.execute(f"DELETE FROM undo_steps WHERE {_OF_MARKS} AND id >= ?", (done.id, low))
                connection.execute("UPDATE undo_actions SET number = max(0, number - ?) WHERE id = ?", (count, done.id))
            yield count

    def take_back(self, done: Done) -> None:
        """Bring every row but feeds back to how it was before an action, and forget the action."""
        from haowai_tui.store.restoring import restore_rest

        with self._db.writing(durable=True) as connection:
            restore_rest(connection)
            steps = connection.execute(
                "SELECT what, item, name, value FROM undo_steps"
                " WHERE action = ? AND what NOT IN ('feed', 'articles', 'settings') ORDER BY id DESC",
                (done.id,),
            ).fetchall()
            for what, item, name, value in steps:
                there = value is not None or what == "read"
                statement = _SET[what] if there else _GONE[what]
                known = fold(name) if what == "tag" else name
                connection.execute(statement, {"item": item, "name": known, "value": value})
            connection.execute("DELETE FROM undo_actions WHERE id = ?", (done.id,))


def begin(connection: Connection, kind: str, about: str = "") -> int:
    """Note an action. Returns its id."""
    stamp = milliseconds(datetime.now(UTC))
    statement = "INSERT INTO undo_actions (at, kind, about) VALUES (?, ?, ?)"
    return connection.execute(statement, (stamp, kind, safe(about))).lastrowid or 0


def _close(connection: Connection, action: int, after: int = 0) -> int:
    """Note how much an action has changed, of which the steps up to `after` have been counted, and forget the oldest.
    Returns its last step; 0 for an action that has changed nothing, which is none."""
    number, last = connection.execute(
        "SELECT count(DISTINCT item), coalesce(max(id), ?2) FROM undo_steps WHERE action = ?1 AND id > ?2",
        (action, after),
    ).fetchone()
    if not last:
        connection.execute("DELETE FROM undo_actions WHERE id = ?", (action,))
        return 0
    connection.execute("UPDATE undo_actions SET number = number + ? WHERE id = ?", (number, action))
    forget_oldest(connection)
    return int(last)


def forget_oldest(connection: Connection) -> None:
    """Forget the actions beyond `MOST`. A million steps take a second to delete, and whatever the reader does next
    would take that long: an action is called forgotten at once, and its steps go in parts."""
    connection.execute(
        "UPDATE undo_actions SET kind = ?1 WHERE kind <> ?1"
        " AND id NOT IN (SELECT id FROM undo_actions WHERE kind <> ?1 ORDER BY id DESC LIMIT ?2)",
        (_FORGOTTEN, MOST),
    )
    forgotten = "SELECT id FROM undo_actions WHERE kind = ?"
    for what, most in (("<> 'articles'", 2 * AT_ONCE), ("= 'articles'", _PACKS_AT_ONCE)):
        connection.execute(
            "DELETE FROM undo_steps WHERE id IN"
            f" (SELECT id FROM undo_steps WHERE action IN ({forgotten}) AND what {what} LIMIT {most})",
            (_FORGOTTEN,),
        )
    connection.execute(
        f"DELETE FROM undo_actions WHERE id IN ({forgotten})"
        " AND NOT EXISTS (SELECT 1 FROM undo_steps s WHERE s.action = undo_actions.id)",
        (_FORGOTTEN,),
    )


def _done(row: Row) -> Done:
    from haowai_tui.model.times import decode_time
    from haowai_tui.model.undo import Done

    return Done(id=row[0], at=decode_time(row[1]) or datetime.now(UTC), kind=row[2], about=row[3], number=row[4])
