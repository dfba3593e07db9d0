"""What articles said before their publishers changed them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from haowai_tui.store.database import Database
from haowai_tui.store.rows import Connection, milliseconds

if TYPE_CHECKING:
    from haowai_tui.model import Entry

MOST = 2_000
"""Former texts that are kept; those of the longest past changes go."""
_LONGEST = 256_000
"""Bytes, packed: what is larger is data that changes, and no article that is edited."""


class Former:
    """The former texts in the store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def former(self, article_id: int) -> tuple[Entry, datetime] | None:
        """What an article said when the reader last knew it, and when it was changed since; None when it was not."""
        from haowai_tui.model.codec import entry_of
        from haowai_tui.model.times import decode_time

        with self._db.reading() as connection:
            row = connection.execute("SELECT body, at FROM former_texts WHERE article_id = ?", (article_id,)).fetchone()
        when = decode_time(row[1]) if row else None
        return (entry_of(row[0]), when) if row and when else None

    def look_at_change(self, article_id: int) -> None:
        """The reader has been shown how an article was changed: lists do not mark it any more."""
        with self._db.writing(durable=True) as connection:
            connection.execute("UPDATE former_texts SET looked_at = 1 WHERE article_id = ?", (article_id,))
            connection.execute("UPDATE articles SET changed = 0 WHERE id = ? AND changed = 1", (article_id,))


def keep_former(connection: Connection, article_id: int, before: bytes, after: Entry, now: datetime) -> None:
    """An article said what `before` holds and says what `after` says from now on: keep the former text, if there is a
    difference to a reader. Of several changes that the reader has not seen, the text before the first is kept; when
    they are taken back, there is nothing to show."""
    from haowai_tui.model.codec import entry_of

    kept = connection.execute("SELECT body, looked_at FROM former_texts WHERE article_id = ?", (article_id,)).fetchone()
    unseen = kept is not None and not kept[1]
    known = kept[0] if unseen else before
    changed = len(known) <= _LONGEST and _differ(entry_of(known), after)
    if changed:
        connection.execute(
            "INSERT INTO former_texts (article_id, body, at) VALUES (?, ?, ?) ON CONFLICT (article_id)"
            " DO UPDATE SET body = excluded.body, at = excluded.at, looked_at = 0",
            (article_id, known, milliseconds(now)),
        )
        connection.execute(
            "UPDATE articles SET changed = 0 WHERE id IN"
            " (SELECT article_id FROM former_texts ORDER BY at DESC, article_id DESC LIMIT -1 OFFSET ?)",
            (MOST,),
        )
        connection.execute(
            "DELETE FROM former_texts WHERE article_id IN"
            " (SELECT article_id FROM former_texts ORDER BY at DESC, article_id DESC LIMIT -1 OFFSET ?)",
            (MOST,),
        )
    elif unseen:
        connection.execute("DELETE FROM former_texts WHERE article_id = ?", (article_id,))
    if changed or unseen:
        # Lists mark what the reader knew otherwise.
        connection.execute(
            "UPDATE articles SET changed = ? AND (read = 1 OR id IN (SELECT article_id FROM positions)) WHERE id = ?",
            (int(changed), article_id),
        )


def forget_former(connection: Connection, article_id: int) -> None:
    """There is nothing to hold the article's text against."""
    connection.execute("DELETE FROM former_texts WHERE article_id = ?", (article_id,))
    connection.execute("UPDATE articles SET changed = 0 WHERE id = ? AND changed = 1", (article_id,))


def _differ(one: Entry, other: Entry) -> bool:
    from haowai_tui.model import blocks_text
    from haowai_tui.text.edits import said

    return said(one.title) != said(other.title) or said(blocks_text(one.blocks)) != said(blocks_text(other.blocks))
