"""The full-text index. It keeps no text of its own: leaving it takes the words an article entered it with."""

from __future__ import annotations

from typing import Any

from haowai_tui.model import Block, Entry, Image, ListBlock, Quote, blocks_text
from haowai_tui.model.codec import entry_fields
from haowai_tui.store.rows import Connection, safe, unpack
from haowai_tui.text import detect_language
from haowai_tui.text.tokens import count_words, index_text

_IN = "INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)"
_OUT = "INSERT INTO search (search, rowid, title, body) VALUES ('delete', ?, ?, ?)"
_FACTS = "INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?, ?)"
_BATCH = "SELECT article_id, body FROM bodies WHERE article_id > ? ORDER BY article_id LIMIT 500"
_BODIES = "SELECT article_id, body FROM bodies WHERE article_id IN (SELECT id FROM articles WHERE feed_id = ?)"


def words_of(entry: Entry) -> tuple[str, str]:
    """What the index holds for an entry: its headline, and everything else that is read."""
    body = [entry.byline, *entry.key_points, blocks_text(entry.blocks), *entry.authors, *entry.categories]
    return index_text(entry.title), index_text("\n".join(body))


def _stored(blob: bytes) -> Entry:
    fields: dict[str, Any] = entry_fields(unpack(blob))
    return Entry(**fields)


def add(connection: Connection, article_id: int, entry: Entry) -> None:
    """Enter an article."""
    connection.execute(_IN, (article_id, *words_of(entry)))
    connection.execute(_FACTS, (article_id, *_facts_of(entry)))


def _facts_of(entry: Entry) -> tuple[str, int, int, int]:
    text = blocks_text(entry.blocks)
    language = safe(entry.language).lower().replace("_", "-") or detect_language(f"{entry.title}\n{text}")
    return language, count_words(text), int(_has_image(entry.blocks)), int(bool(entry.enclosures))


def _has_image(blocks: tuple[Block, ...]) -> bool:
    for block in blocks:
        match block:
            case Image():
                return True
            case Quote(inner) if _has_image(inner):
                return True
            case ListBlock() if any(_has_image(item) for item in block.items):
                return True
    return False


def drop(connection: Connection, article_id: int, blob: bytes) -> None:
    """Take an article out; `blob` is its stored body."""
    connection.execute(_OUT, (article_id, *words_of(_stored(blob))))


def drop_feed(connection: Connection, feed_id: int) -> None:
    """Take all articles of a feed out."""
    for article_id, blob in connection.execute(_BODIES, (feed_id,)).fetchall():
        drop(connection, article_id, blob)


def index_feed(connection: Connection, feed_id: int) -> None:
    """Enter all articles of a feed."""
    for article_id, blob in connection.execute(_BODIES, (feed_id,)).fetchall():
        add(connection, article_id, _stored(blob))


def rebuild(connection: Connection) -> None:
    """Make the whole index again: the words of a text are no longer what they were. Takes long on a large store."""
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    last = 0
    while rows := connection.execute(_BATCH, (last,)).fetchall():
        for article_id, blob in rows:
            add(connection, article_id, _stored(blob))
        last = rows[-1][0]
