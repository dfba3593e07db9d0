"""Articles whose whole text was fetched from their page. The feed's own text is kept beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.model.packed import pack, safe
from haowai_tui.store.database import Database
from haowai_tui.store.rows import Connection, ids_json

if TYPE_CHECKING:
    from haowai_tui.model import Block, Entry


class Wanting(Struct, frozen=True, kw_only=True):
    """An article whose whole text is to be fetched."""

    id: int
    feed_id: int
    title: str
    link: str
    source: str


class FullTexts:
    """Whole texts in the store, and which feeds want them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def set_full_text(self, article_id: int, blocks: Sequence[Block]) -> None:
        """Let an article show `blocks`, the whole text from its page. Nothing happens when it is gone."""
        from haowai_tui.model.codec import entry_of
        from haowai_tui.store.former import forget_former, keep_former

        with self._db.writing(durable=False) as connection:
            row = connection.execute("SELECT body FROM bodies WHERE article_id = ?", (article_id,)).fetchone()
            if row is None:
                return
            known = own_body(connection, article_id)
            own = known or row[0]
            entry = replace(entry_of(own), blocks=tuple(blocks))
            if known is None:
                # What the feed gave is no former text of what its page says.
                forget_former(connection, article_id)
            else:
                keep_former(connection, article_id, row[0], entry, datetime.now(UTC))
            _show(connection, article_id, row[0], entry)
            connection.execute(
                "INSERT OR REPLACE INTO full_texts (article_id, own, note) VALUES (?, ?, '')", (article_id, own)
            )

    def note_no_full_text(self, article_id: int, note: str) -> None:
        """No article was found in the page; `note` is one sentence that says so. A text found before stays."""
        with self._db.writing(durable=False) as connection:
            connection.execute(
                "INSERT INTO full_texts (article_id, note) SELECT id, ? FROM articles WHERE id = ?"
                " ON CONFLICT (article_id) DO UPDATE SET note = excluded.note WHERE own IS NULL",
                (safe(note), article_id),
            )

    def full_text_of(self, article_id: int) -> tuple[bool, str]:
        """Whether the article shows its whole text, and what was noted about it."""
        with self._db.reading() as connection:
            row = connection.execute(
                "SELECT own IS NOT NULL, note FROM full_texts WHERE article_id = ?", (article_id,)
            ).fetchone()
        return (bool(row[0]), str(row[1])) if row else (False, "")

    def wanting(
        self, feed_ids: Sequence[int] | None, *, ids: Sequence[int] | None = None, limit: int = 100
    ) -> list[Wanting]:
        """The newest articles with a link whose page was not asked for yet: of the feeds that want whole texts (and
        are among `feed_ids` if given), or those with the given `ids`."""
        where = ["a.link <> ''", "a.id NOT IN (SELECT article_id FROM full_texts)"]
        values: list[Any] = []
        if ids is None:
            where.append("a.feed_id IN (SELECT feed_id FROM feed_options WHERE full_text = 1)")
        else:
            where.append("a.id IN (SELECT value FROM json_each(?))")
            values.append(ids_json(list(ids)))
        if feed_ids is not None:
            where.append("a.feed_id IN (SELECT value FROM json_each(?))")
            values.append(ids_json(list(feed_ids)))
        statement = (
            "SELECT a.id, a.feed_id, a.title, a.link, f.source FROM articles a JOIN feeds f ON f.id = a.feed_id"
            f" WHERE {' AND '.join(where)} ORDER BY a.sort DESC, a.id DESC LIMIT ?"
        )
        with self._db.reading() as connection:
            rows = connection.execute(statement, (*values, limit)).fetchall()
        return [Wanting(id=row[0], feed_id=row[1], title=row[2], link=row[3], source=row[4]) for row in rows]

    def full_text_feeds(self) -> frozenset[int]:
        """The feeds that want whole texts."""
        with self._db.reading() as connection:
            rows = connection.execute("SELECT feed_id FROM feed_options WHERE full_text = 1")
            return frozenset(row[0] for row in rows)

    def set_full_text_feed(self, feed_id: int, wanted: bool) -> None:
        """Let a feed want whole texts, or not."""
        with self._db.writing(durable=True) as connection:
            connection.execute(
                "INSERT INTO feed_options (feed_id, full_text) SELECT id, ? FROM feeds WHERE id = ?"
                " ON CONFLICT (feed_id) DO UPDATE SET full_text = excluded.full_text",
                (int(wanted), feed_id),
            )


def own_body(connection: Connection, article_id: int) -> bytes | None:
    """The feed's own entry of an article that shows its whole text, or None."""
    row = connection.execute("SELECT own FROM full_texts WHERE article_id = ?", (article_id,)).fetchone()
    return row[0] if row and row[0] is not None else None


def keep_full_text(connection: Connection, article_id: int, shown: bytes, own: bytes) -> None:
    """The publisher has edited the feed's own entry, now `own`: the whole text in `shown` stays under it."""
    from haowai_tui.model.codec import entry_of

    _show(connection, article_id, shown, whole_entry(shown, entry_of(own)))
    connection.execute("UPDATE full_texts SET own = ? WHERE article_id = ?", (own, article_id))


def whole_entry(shown: bytes, own: Entry) -> Entry:
    """The feed's entry `own` with the whole text that an article shows."""
    from haowai_tui.model.codec import entry_of

    return replace(own, blocks=entry_of(shown).blocks)


def _show(connection: Connection, article_id: int, shown: bytes, entry: Entry) -> None:
    from haowai_tui.model.codec import encode_entry
    from haowai_tui.store import index

    index.drop(connection, article_id, shown)
    index.add(connection, article_id, entry)
    connection.execute("UPDATE bodies SET body = ? WHERE article_id = ?", (pack(encode_entry(entry)), article_id))
