"""Articles that were read and are no longer there. Those of a database that was lost come back read, under the id they
had; those that were forgotten to make room do not come back while their feed has them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from haowai_tui.model.packed import safe
from haowai_tui.store.rows import Connection, milliseconds

_NO_ID = 0
"""What stands for the id of an article that was forgotten. When its feed had it last stands for when it was read."""
_SEEN_AGAIN = timedelta(days=30)
"""So long it is not noted again that a feed still has an article."""
_LET_GO = timedelta(days=180)
"""So long after a feed had an article last it is thought to have it no more."""


def mark_of(identity: str) -> str:
    """What is kept of an article's identity: 64 bits of a hash, enough within one feed."""
    import hashlib

    return hashlib.blake2b(safe(identity).encode(), digest_size=8).hexdigest()


def recall(connection: Connection, feed_id: int, identity: str) -> tuple[int | None, int | None]:
    """The id and the time of reading of an article that arrives again, and forget them; (None, None) for a new one."""
    key = (feed_id, mark_of(identity))
    where = "FROM remembered WHERE feed_id = ? AND mark = ?"
    # Nearly always there is none, and looking is cheaper than deleting.
    row = connection.execute(f"SELECT article_id, read_at {where}", key).fetchone()
    if row is None:
        return None, None
    connection.execute(f"DELETE {where}", key)
    taken = connection.execute("SELECT 1 FROM articles WHERE id = ?", (row[0],)).fetchone()
    return (None if taken or row[0] == _NO_ID else int(row[0])), int(row[1])


def note_forgotten(connection: Connection, articles: Iterable[tuple[int, str]], now: datetime) -> None:
    """Articles, by feed and identity, are forgotten to make room: they are not to come back as new ones."""
    rows = [(feed_id, mark_of(identity), _NO_ID, milliseconds(now)) for feed_id, identity in articles]
    connection.executemany("INSERT OR REPLACE INTO remembered VALUES (?, ?, ?, ?)", rows)


def has_forgotten(connection: Connection, feed_id: int) -> bool:
    """Whether anything of a feed was forgotten."""
    statement = "SELECT 1 FROM remembered WHERE feed_id = ? AND article_id = ? LIMIT 1"
    return connection.execute(statement, (feed_id, _NO_ID)).fetchone() is not None


def is_forgotten(connection: Connection, feed_id: int, identity: str, now: datetime) -> bool:
    """Whether an article that a feed has was forgotten. That it has it is noted."""
    key = (feed_id, mark_of(identity), _NO_ID)
    where = "WHERE feed_id = ? AND mark = ? AND article_id = ?"
    row = connection.execute(f"SELECT read_at FROM remembered {where}", key).fetchone()
    if row is None:
        return False
    if row[0] < milliseconds(now - _SEEN_AGAIN):
        connection.execute(f"UPDATE remembered SET read_at = ? {where}", (milliseconds(now), *key))
    return True


def let_go(connection: Connection, now: datetime) -> None:
    """Keep nothing more of forgotten articles that their feeds have not had for long."""
    statement = "DELETE FROM remembered WHERE article_id = ? AND read_at < ?"
    connection.execute(statement, (_NO_ID, milliseconds(now - _LET_GO)))
