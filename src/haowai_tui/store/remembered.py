"""Articles that were read before the database was lost: they come back read, under the id they had."""

from __future__ import annotations

from haowai_tui.model.packed import safe
from haowai_tui.store.rows import Connection


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
    return (None if taken else int(row[0])), int(row[1])
