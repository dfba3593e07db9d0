"""The full-text index. It keeps no text of its own: leaving it takes the words an article entered it with."""

from __future__ import annotations

from typing import Any

from haowai_tui.model import Entry, blocks_text
from haowai_tui.model.codec import entry_fields
from haowai_tui.store.rows import Connection, unpack
from haowai_tui.text.tokens import index_text

_IN = "INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)"
_OUT = "INSERT INTO search (search, rowid, title, body) VALUES ('delete', ?, ?, ?)"
_BODIES = "SELECT article_id, body FROM bodies WHERE article_id IN (SELECT id FROM articles WHERE feed_id = ?)"


def words_of(entry: Entry) -> tuple[str, str]:
    """What the index holds for an entry: its headline, and everything else that is read."""
    body = [entry.byline, *entry.key_points, blocks_text(entry.blocks), *entry.authors, *entry.categories]
    return index_text(entry.title), index_text("\n".join(body))


def _stored_words(blob: bytes) -> tuple[str, str]:
    fields: dict[str, Any] = entry_fields(unpack(blob))
    return words_of(Entry(**fields))


def add(connection: Connection, article_id: int, entry: Entry) -> None:
    """Enter an article."""
    connection.execute(_IN, (article_id, *words_of(entry)))


def drop(connection: Connection, article_id: int, blob: bytes) -> None:
    """Take an article out; `blob` is its stored body."""
    connection.execute(_OUT, (article_id, *_stored_words(blob)))


def drop_feed(connection: Connection, feed_id: int) -> None:
    """Take all articles of a feed out."""
    for article_id, blob in connection.execute(_BODIES, (feed_id,)).fetchall():
        drop(connection, article_id, blob)


def index_feed(connection: Connection, feed_id: int) -> None:
    """Enter all articles of a feed."""
    for article_id, blob in connection.execute(_BODIES, (feed_id,)).fetchall():
        connection.execute(_IN, (article_id, *_stored_words(blob)))
