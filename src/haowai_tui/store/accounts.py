"""Accounts on sync servers: what they are called, where they are, how they are doing. Never a password."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from haowai_tui.errors import NotFoundError
from haowai_tui.locale import gettext as _
from haowai_tui.model.packed import safe
from haowai_tui.store.database import Database
from haowai_tui.store.rows import FEED_COLUMNS, Connection, feed_of, milliseconds

if TYPE_CHECKING:
    from haowai_tui.model import Feed
    from haowai_tui.model.sync import SyncAccount, SyncState

_COLUMNS = (
    "id, name, kind, address, login, secret, since, last_sync, error,"
    " (SELECT count(*) FROM outbox WHERE account_id = accounts.id)"
)


class Accounts:
    """The accounts in the store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put_account(
        self, name: str, *, kind: str, address: str, login: str, secret: Mapping[str, object]
    ) -> SyncAccount:
        """Add an account, or give the one of that name a new kind, address and login."""
        values = (safe(name), kind, safe(address), safe(login), json.dumps(secret))
        with self._db.writing(durable=True) as connection:
            connection.execute(
                "INSERT INTO accounts (name, kind, address, login, secret) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, address = excluded.address,"
                " login = excluded.login, secret = excluded.secret, error = ''",
                values,
            )
        return self.account(name)

    def accounts(self) -> list[SyncAccount]:
        """All accounts, in the order in which they were added."""
        with self._db.reading() as connection:
            return [_account_of(row) for row in connection.execute(f"SELECT {_COLUMNS} FROM accounts ORDER BY id")]

    def account(self, name: str) -> SyncAccount:
        """The account of that name. Raises `NotFoundError`."""
        with self._db.reading() as connection:
            row = connection.execute(f"SELECT {_COLUMNS} FROM accounts WHERE name = ?", (safe(name),)).fetchone()
        if row is None:
            text = _("There is no account {name}; haowai account list shows them.")
            raise NotFoundError(text.format(name=name))
        return _account_of(row)

    def sync_state(self) -> SyncState:
        """How all accounts are doing."""
        from haowai_tui.model.sync import SyncState
        from haowai_tui.model.times import decode_time

        statement = (
            "SELECT count(*), (SELECT count(*) FROM outbox), max(last_sync),"
            " coalesce((SELECT error FROM accounts WHERE error <> '' ORDER BY id LIMIT 1), '') FROM accounts"
        )
        with self._db.reading() as connection:
            accounts, pending, last, error = connection.execute(statement).fetchone()
        return SyncState(accounts, pending, decode_time(last), error)

    def note_synced(self, account_id: int, *, now: datetime) -> None:
        """A sync went well."""
        with self._db.writing(durable=False) as connection:
            connection.execute(
                "UPDATE accounts SET last_sync = ?, error = '' WHERE id = ?", (milliseconds(now), account_id)
            )

    def note_reached(self, account_id: int) -> None:
        """The server answered as it should, though it was not asked for everything."""
        with self._db.writing(durable=False) as connection:
            connection.execute("UPDATE accounts SET error = '' WHERE id = ? AND error <> ''", (account_id,))

    def note_sync_failure(self, account_id: int, sentence: str) -> None:
        """A sync failed: `sentence` says why."""
        with self._db.writing(durable=False) as connection:
            connection.execute("UPDATE accounts SET error = ? WHERE id = ?", (safe(sentence), account_id))

    def set_since(self, account_id: int, since: str) -> None:
        """Remember how far an account's adapter is."""
        with self._db.writing(durable=False) as connection:
            connection.execute("UPDATE accounts SET since = ? WHERE id = ?", (since, account_id))

    def remove_account(self, account_id: int, *, keep_feeds: bool) -> None:
        """Forget an account; its feeds stay as feeds without one, or else are `leaving` from then on. Nothing is sent
        for it: on the server everything stays."""
        from haowai_tui.model.sync import plain_address
        from haowai_tui.store.removing import let_leave

        with self._db.writing(durable=True) as connection:
            connection.execute("INSERT INTO sync_under_way VALUES (?)", (account_id,))
            rows = connection.execute("SELECT id, address FROM feeds WHERE account_id = ?", (account_id,)).fetchall()
            leaving: list[int] = []
            for feed_id, address in rows:
                if keep_feeds and not _taken(connection, plain_address(address)):
                    connection.execute(
                        "UPDATE feeds SET account_id = NULL, remote = '', address = ? WHERE id = ?",
                        (plain_address(address), feed_id),
                    )
                    connection.execute(
                        "DELETE FROM synced WHERE article_id IN (SELECT id FROM articles WHERE feed_id = ?)", (feed_id,)
                    )
                else:
                    leaving.append(feed_id)
            # Of no account any more: a server would be told of what goes later.
            among = json.dumps(leaving)
            connection.execute(
                "UPDATE feeds SET account_id = NULL, remote = '' WHERE id IN (SELECT value FROM json_each(?))", (among,)
            )
            let_leave(connection, leaving, 0)
            connection.execute("DELETE FROM accounts WHERE id = ?", (account_id,))
            connection.execute("DELETE FROM sync_under_way")

    def add_synced_feed(
        self, account_id: int, address: str, *, title: str = "", own_title: str = "", category: Sequence[str] = ()
    ) -> Feed:
        """Subscribe to a feed in an account; the server is told at the next sync. One that is there is given."""
        from haowai_tui.model.sync import stored_address

        stored = safe(stored_address(account_id, address))
        path = json.dumps([safe(part) for part in category], ensure_ascii=False)
        with self._db.writing(durable=True) as connection:
            connection.execute(
                "INSERT INTO feeds (address, source, title, own_title, category, account_id)"
                " VALUES (?, 'feed', ?, ?, ?, ?) ON CONFLICT (address) DO NOTHING",
                (stored, safe(title or address), safe(own_title), path, account_id),
            )
            row = connection.execute(f"SELECT {FEED_COLUMNS} FROM feeds WHERE address = ?", (stored,)).fetchone()
            feed = feed_of(row)
            for what, value, none in (("title", safe(own_title), ""), ("category", path, "[]")):
                # Told after the subscription itself, which carries neither.
                if value != none:
                    connection.execute(
                        "INSERT OR IGNORE INTO outbox (account_id, what, item, value, base, at)"
                        " SELECT ?, ?, ?, ?, ?, at FROM outbox"
                        " WHERE account_id = ? AND what = 'subscribed' AND item = ?",
                        (account_id, what, str(feed.id), value, none, account_id, stored),
                    )
        return feed


def _taken(connection: Connection, address: str) -> bool:
    return connection.execute("SELECT 1 FROM feeds WHERE address = ?", (address,)).fetchone() is not None


def _account_of(row: tuple[Any, ...]) -> SyncAccount:
    from haowai_tui.model.sync import SyncAccount
    from haowai_tui.model.times import decode_time

    return SyncAccount(
        id=row[0],
        name=row[1],
        kind=row[2],
        address=row[3],
        login=row[4],
        secret=json.loads(row[5]),
        since=row[6],
        last_sync=decode_time(row[7]),
        error=row[8],
        pending=row[9],
    )
