"""Subscriptions: adding, changing and removing."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from haowai_tui.errors import NotFoundError
from haowai_tui.locale import gettext as _
from haowai_tui.model.packed import safe
from haowai_tui.store.database import Database
from haowai_tui.store.rows import FEED_COLUMNS, feed_of

if TYPE_CHECKING:
    from haowai_tui.model import Feed
    from haowai_tui.store.removed import Removed
    from haowai_tui.store.removing import Removals

Row = tuple[Any, ...]

LEAVING = "leaving"
"""Under this the settings of the store keep which feeds leave: by id the action that they leave with, and the address.
A feed of another address has been given the number since."""


def require(row: Row | None) -> Feed:
    """The feed in a row. Raises `NotFoundError` where there is none."""
    if row is None:
        raise NotFoundError(_("There is no such feed any more."))
    return feed_of(row)


class Feeds:
    """The feeds in the store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add_feed(
        self,
        address: str,
        *,
        source: str,
        title: str = "",
        own_title: str = "",
        category: Sequence[str] = (),
    ) -> Feed:
        """Subscribe to `address`; one that is subscribed to already is given back as it is."""
        return self.put_feed(address, source=source, title=title, own_title=own_title, category=category)[0]

    def put_feed(
        self,
        address: str,
        *,
        source: str,
        title: str = "",
        own_title: str = "",
        category: Sequence[str] = (),
    ) -> tuple[Feed, bool]:
        """The same, and whether it is new: another process may subscribe to it in the same moment."""
        path = json.dumps([safe(part) for part in category], ensure_ascii=False)
        with self._db.writing(durable=True) as connection:
            added = connection.execute(
                "INSERT INTO feeds (address, source, title, own_title, category) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (address) DO NOTHING",
                (safe(address), source, safe(title), safe(own_title), path),
            ).rowcount
            row = connection.execute(f"SELECT {FEED_COLUMNS} FROM feeds WHERE address = ?", (safe(address),)).fetchone()
        return require(row), bool(added)

    def feeds(self, ids: Collection[int] | None = None) -> list[Feed]:
        """All feeds, or those of `ids` that there are, in the order in which they were added."""
        query, values = f"SELECT {FEED_COLUMNS} FROM feeds", list[str]()
        if ids is not None:
            query += " WHERE id IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(list(ids)))
        with self._db.reading() as connection:
            return [feed_of(row) for row in connection.execute(f"{query} ORDER BY id", values)]

    def feed(self, feed_id: int) -> Feed:
        """The feed with this id. Raises `NotFoundError`."""
        with self._db.reading() as connection:
            row = connection.execute(f"SELECT {FEED_COLUMNS} FROM feeds WHERE id = ?", (feed_id,)).fetchone()
        return require(row)

    def find_feed(self, address: str) -> Feed | None:
        """The feed with this address, or None."""
        with self._db.reading() as connection:
            row = connection.execute(f"SELECT {FEED_COLUMNS} FROM feeds WHERE address = ?", (safe(address),)).fetchone()
        return feed_of(row) if row else None

    def rename_feed(self, feed_id: int, own_title: str) -> None:
        """Give the feed the reader's own name; empty for the publisher's."""
        self._set(feed_id, "own_title", safe(own_title))

    def move_feed(self, feed_id: int, category: Sequence[str]) -> None:
        """Put the feed into a category, outermost first; () for none."""
        self._set(feed_id, "category", json.dumps([safe(part) for part in category], ensure_ascii=False))

    def change_address(self, feed_id: int, address: str) -> None:
        """Give the feed its new address, unless another feed has that, or it is being removed."""
        from haowai_tui.store.removing import is_leaving

        with self._db.writing(durable=True) as connection:
            if is_leaving(connection, feed_id):
                return
            connection.execute("UPDATE OR IGNORE feeds SET address = ? WHERE id = ?", (safe(address), feed_id))

    def _set(self, feed_id: int, column: str, value: str) -> None:
        with self._db.writing(durable=True) as connection:
            if not connection.execute(f"UPDATE feeds SET {column} = ? WHERE id = ?", (value, feed_id)).rowcount:
                require(None)

    # Removing.

    @property
    def removals(self) -> Removals:
        """Removing feeds, and bringing them back, part by part."""
        from haowai_tui.store.removing import Removals

        return Removals(self._db)

    def leaving(self) -> dict[int, int]:
        """The feeds that are being removed, each with the action that it goes with."""
        with self._db.reading() as connection:
            if connection.execute("SELECT 1 FROM settings WHERE key = ?", (LEAVING,)).fetchone() is None:
                return {}
        return self.removals.leaving()

    def remove_feed(self, feed_id: int) -> Removed:
        """Remove a feed and its articles at once; what is returned brings them back. Raises `NotFoundError`."""
        return self.removals.remove_feed(feed_id)

    def restore_feed(self, removed: Removed) -> Feed:
        """Bring a removed feed back as it was, see `Removals.bring_back`. Returns it; its id may be another than it
        had."""
        return self.removals.restore_feed(removed)
