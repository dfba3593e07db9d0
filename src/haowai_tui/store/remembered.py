"""Articles that were read and are no longer there. Those of a database that was lost come back read, under the id they
had; those that were forgotten to make room do not come back while their feed has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from haowai_tui.model.packed import safe
from haowai_tui.store.rows import Connection, milliseconds

if TYPE_CHECKING:
    from haowai_tui.text.prepared import Prepared

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


def note_forgotten(connection: Connection, articles: Iterable[Sequence[Any]], now: datetime) -> None:
    """Articles, by feed, identity, link, headline and time, are forgotten to make room: they are not to come back as
    new ones, nor under another identity, which some feeds give them at every fetch."""
    marks = {
        (feed_id, mark_of(name))
        for feed_id, identity, *known in articles
        for name in (identity, _other_name(*known))
        if name
    }
    rows = [(feed_id, mark, _NO_ID, milliseconds(now)) for feed_id, mark in sorted(marks)]
    connection.executemany("INSERT OR REPLACE INTO remembered VALUES (?, ?, ?, ?)", rows)


def has_forgotten(connection: Connection, feed_id: int) -> bool:
    """Whether anything of a feed was forgotten."""
    statement = "SELECT 1 FROM remembered WHERE feed_id = ? AND article_id = ? LIMIT 1"
    return connection.execute(statement, (feed_id, _NO_ID)).fetchone() is not None


def _other_name(link: str, title: str, when: int) -> str:
    """What an article is known by that comes with another identity; empty where there is nothing."""
    return f"{link}\n{title}\n{when}" if link else ""


def is_forgotten(connection: Connection, feed_id: int, identity: str, prepared: Prepared, now: datetime) -> bool:
    """Whether an article that a feed has was forgotten. That it has it is noted."""
    names = [identity]
    if prepared.published is not None:
        names.append(_other_name(prepared.link, prepared.title, max(0, prepared.published)))
    where = "WHERE feed_id = ? AND mark = ? AND article_id = ?"
    for name in filter(None, names):
        key = (feed_id, mark_of(name), _NO_ID)
        row = connection.execute(f"SELECT read_at FROM remembered {where}", key).fetchone()
        if row is None:
            continue
        if row[0] < milliseconds(now - _SEEN_AGAIN):
            connection.execute(f"UPDATE remembered SET read_at = ? {where}", (milliseconds(now), *key))
        return True
    return False


def let_go(connection: Connection, now: datetime) -> None:
    """Keep nothing more of forgotten articles that their feeds have not had for long."""
    statement = "DELETE FROM remembered WHERE article_id = ? AND read_at < ?"
    connection.execute(statement, (_NO_ID, milliseconds(now - _LET_GO)))
