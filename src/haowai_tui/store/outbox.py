"""What waits to be sent to sync servers. The schema's triggers write it, in the transaction of each action."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from haowai_tui.store.database import Database
from haowai_tui.store.rows import ids_json, milliseconds

if TYPE_CHECKING:
    from haowai_tui.model.sync import Pending

_AMONG = "IN (SELECT value FROM json_each(?))"


class Outbox:
    """The outbox in the store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def pending(self, account_id: int) -> list[Pending]:
        """What waits for an account, in the order in which it was begun."""
        statement = "SELECT id, what, item, value, base, at, tried, remote FROM outbox WHERE account_id = ? ORDER BY id"
        with self._db.reading() as connection:
            return [_pending_of(row) for row in connection.execute(statement, (account_id,))]

    def last_sendable(self) -> datetime | None:
        """When the last of the actions was taken that can be sent without asking first; None when none waits."""
        from haowai_tui.model.times import decode_time

        statement = "SELECT max(at) FROM outbox WHERE tried OR value <> base OR what NOT IN ('read', 'starred')"
        with self._db.reading() as connection:
            return decode_time(connection.execute(statement).fetchone()[0])

    def note_tried(self, actions: Sequence[Pending]) -> None:
        """These are about to be sent. On the disk when it returns: after a crash it is not known whether the server
        has got them, so they are sent again."""
        with self._db.writing(durable=True) as connection:
            ids = ids_json([action.id for action in actions])
            connection.execute(f"UPDATE outbox SET tried = 1 WHERE id {_AMONG}", (ids,))

    def note_sent(self, actions: Sequence[Pending]) -> None:
        """The server has these, or needs them no more. What the reader has changed again since then still waits."""
        with self._db.writing(durable=True) as connection:
            for action in actions:
                values = (action.id, action.value, milliseconds(action.at))
                gone = connection.execute("DELETE FROM outbox WHERE id = ? AND value = ? AND at = ?", values).rowcount
                if not gone:
                    connection.execute("UPDATE outbox SET base = ?, tried = 0 WHERE id = ?", (action.value, action.id))

    def rebase(self, action: Pending, base: str) -> None:
        """The server has another value than was known when the reader acted."""
        with self._db.writing(durable=True) as connection:
            connection.execute("UPDATE outbox SET base = ? WHERE id = ?", (base, action.id))

    def forget_dead_flags(self, account_id: int) -> None:
        """Forget what waits for articles that went with their feed."""
        with self._db.writing(durable=True) as connection:
            connection.execute(
                "DELETE FROM outbox WHERE account_id = ? AND what IN ('read', 'starred')"
                " AND item NOT IN (SELECT remote FROM synced WHERE account_id = outbox.account_id)",
                (account_id,),
            )


def _pending_of(row: tuple[Any, ...]) -> Pending:
    from haowai_tui.model.sync import Pending
    from haowai_tui.model.times import decode_time

    return Pending(
        id=row[0],
        what=row[1],
        item=row[2],
        value=row[3],
        base=row[4],
        at=decode_time(row[5]) or datetime.fromtimestamp(0, UTC),
        tried=bool(row[6]),
        remote=row[7],
    )
