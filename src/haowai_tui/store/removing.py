"""Feeds that leave, and come back, with many articles: part by part. From the first part on such a feed is `leaving`:
that is on the disk, so that whoever opens the store after a crash goes on with it, or undoes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from haowai_tui.store.database import Database
from haowai_tui.store.feeds import LEAVING, require
from haowai_tui.store.removed import Removed, pack, put_articles, stand, taken_articles, taken_feed, unpack
from haowai_tui.store.rows import FEED_COLUMNS, Connection, feed_of

if TYPE_CHECKING:
    from haowai_tui.model import Feed
    from haowai_tui.model.undo import Done

AT_ONCE = 100
"""So many articles leave, or come back, in one transaction: their words leave the index one by one, and that takes half
a millisecond each."""
_BYTES_AT_ONCE = 500_000
"""Bytes of packed texts after which no further one is in a part."""


class Removals:
    """Removing feeds with all their articles."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def leaving(self) -> dict[int, int]:
        """The feeds that are being removed, each with the action that it goes with."""
        with self._db.reading() as connection:
            return {feed_id: action for feed_id, (action, _address) in _leaving(connection).items()}

    def remove_feeds(self, feed_ids: Sequence[int], about: str = "", *, at_once: int = 0) -> Iterator[int]:
        """Remove feeds, part by part, as one action that brings them back: each part is a transaction, in which
        articles leave the store and go into the journal. Gives how many articles each part had. With the first all of
        the feeds are `leaving`; `stay` ends that, and then what is not done yet is not done any more."""
        from haowai_tui.store.undo import begin, forget_oldest

        with self._db.writing(durable=True) as connection:
            action = begin(connection, "remove_feed", about)
            for feed_id in feed_ids:
                value = pack(Removed(taken_feed(connection, feed_id)))
                _note(connection, action, "feed", feed_id, value)
            connection.execute("UPDATE undo_actions SET number = ? WHERE id = ?", (len(feed_ids), action))
            forget_oldest(connection)
            let_leave(connection, feed_ids, action)
            done = _part(connection, action, at_once)
        yield done
        yield from self.go_on_removing(action, at_once=at_once)

    def remove_unkept(self, feed_ids: Sequence[int], action: int, *, at_once: int = 0) -> Iterator[int]:
        """Remove feeds that an action added, part by part; nothing brings their articles back."""
        with self._db.writing(durable=True) as connection:
            let_leave(connection, feed_ids, action)
            done = _part(connection, action, at_once)
        yield done
        yield from self.go_on_removing(action, at_once=at_once)

    def go_on_removing(self, action: int, *, at_once: int = 0) -> Iterator[int]:
        """Remove what is left of the feeds that leave with an action, part by part."""
        while action in self.leaving().values():
            with self._db.writing(durable=True) as connection:
                done = _part(connection, action, at_once)
            yield done

    def finish_leaving(self) -> None:
        """Remove all that is left of feeds that leave: who subscribes to one of them now is to have it anew."""
        for action in sorted(set(self.leaving().values())):
            for _part in self.go_on_removing(action):
                pass
            self.forget_removal(action)

    def stay(self, feed_ids: Sequence[int]) -> list[int]:
        """Let feeds that are leaving stay, with the articles that they have still. Returns the actions that they were
        to go with, of which each brings back what has left."""
        with self._db.writing(durable=True) as connection:
            leaving = _leaving(connection)
            staying = {feed_id: leaving.pop(feed_id) for feed_id in feed_ids if feed_id in leaving}
            _keep(connection, leaving)
        return sorted({action for action, _address in staying.values()})

    def stay_unkept(self) -> None:
        """Let feeds stay that are leaving because it is undone that they were added."""
        with self._db.writing(durable=True) as connection:
            leaving = _leaving(connection)
            _keep(connection, {one: with_ for one, with_ in leaving.items() if _is_kept(connection, with_[0], one)})

    def forget_removal(self, action: int) -> None:
        """Forget an action that only added feeds, when all of them are gone."""
        with self._db.writing(durable=True) as connection:
            connection.execute(
                "DELETE FROM undo_actions WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM undo_steps s WHERE s.action = ?1"
                " AND NOT (s.what = 'feed' AND s.value IS NULL AND s.item NOT IN (SELECT id FROM feeds)))",
                (action,),
            )

    def articles_in(self, feed_ids: Sequence[int]) -> int:
        """How many articles feeds have, muted ones too."""
        statement = "SELECT count(*) FROM articles WHERE feed_id IN (SELECT value FROM json_each(?))"
        with self._db.reading() as connection:
            return int(connection.execute(statement, (json.dumps(list(feed_ids)),)).fetchone()[0])

    def articles_kept_of(self, done: Done) -> int:
        """How many articles an action brings back with the feeds that it removed, apart from those that are in one
        piece with their feed."""
        statement = "SELECT coalesce(sum(CAST(name AS INTEGER)), 0) FROM undo_steps WHERE action = ? AND what = ?"
        with self._db.reading() as connection:
            return int(connection.execute(statement, (done.id, "articles")).fetchone()[0])

    def bring_back(self, done: Done) -> Iterator[int]:
        """Bring the feeds that an action removed back as they were, part by part, those articles first that left last.
        Gives how many articles each part had; the rest can be brought back at any time. A feed that still leaves stays.
        If its address was added again meanwhile, the articles come into that feed; if its account is gone, it comes
        back without one."""
        from haowai_tui.store.restoring import restore_rest

        with self._db.writing(durable=True) as connection:
            restore_rest(connection)
            removed = _removed_in(connection, done.id)
            leaving = _leaving(connection)
            _keep(connection, {feed_id: one for feed_id, one in leaving.items() if one[0] != done.id})
            for one in removed.values():
                _restore(connection, one)
        statement = (
            "SELECT id, item, value, name FROM undo_steps WHERE action = ? AND what = 'articles'"
            " ORDER BY id DESC LIMIT 1"
        )
        while True:
            with self._db.writing(durable=True) as connection:
                row = connection.execute(statement, (done.id,)).fetchone()
                if row is None:
                    return
                step, item, value, count = row
                if item in removed:
                    put_articles(connection, stand(connection, removed[item]), unpack(value).tables)
                connection.execute("DELETE FROM undo_steps WHERE id = ?", (step,))
            yield int(count)

    def remove_feed(self, feed_id: int) -> Removed:
        """Remove a feed and its articles at once; what is returned brings them back. Raises `NotFoundError`."""
        with self._db.writing(durable=True) as connection:
            found = taken_feed(connection, feed_id)
            require(next(iter(found["feeds"][1]), None))
            ids = [row[0] for row in connection.execute("SELECT id FROM articles WHERE feed_id = ?", (feed_id,))]
            feed, *rest = found.items()
            removed = Removed(dict([feed, *taken_articles(connection, ids).items(), *rest]))
            drop_feed(connection, feed_id)
        return removed

    def restore_feed(self, removed: Removed) -> Feed:
        """Bring a removed feed back as it was, see `bring_back`. Returns it; its id may be another than it had."""
        with self._db.writing(durable=True) as connection:
            feed_id = _restore(connection, removed)
            found = connection.execute(f"SELECT {FEED_COLUMNS} FROM feeds WHERE id = ?", (feed_id,))
            return feed_of(found.fetchone())


def drop_feed(connection: Connection, feed_id: int) -> None:
    """Remove a feed with all its articles, within a transaction."""
    while rows := _next_of(connection, feed_id, AT_ONCE):
        _drop_articles(connection, rows)
    _drop_rows(connection, [feed_id])


def _restore(connection: Connection, removed: Removed) -> int:
    feed_id = stand(connection, removed)
    if "articles" in removed.tables:
        put_articles(connection, feed_id, removed.tables)
    return feed_id


def _removed_in(connection: Connection, action: int) -> dict[int, Removed]:
    statement = (
        "SELECT item, value FROM undo_steps WHERE action = ? AND what = 'feed' AND value IS NOT NULL ORDER BY id"
    )
    return {row[0]: unpack(row[1]) for row in connection.execute(statement, (action,))}


def _note(connection: Connection, action: int, what: str, item: int, value: bytes, name: str = "") -> None:
    connection.execute(
        "INSERT INTO undo_steps (action, what, item, name, value) VALUES (?, ?, ?, ?, ?)",
        (action, what, item, name, value),
    )


def _leaving(connection: Connection) -> dict[int, tuple[int, str]]:
    row = connection.execute("SELECT value FROM settings WHERE key = ?", (LEAVING,)).fetchone()
    if row is None:
        return {}
    found = {int(feed_id): (int(action), str(address)) for feed_id, (action, address) in json.loads(row[0]).items()}
    there = connection.execute(
        "SELECT id, address FROM feeds WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(found)),)
    )
    return {feed_id: found[feed_id] for feed_id, address in there if found[feed_id][1] == address}


def is_leaving(connection: Connection, feed_id: int) -> bool:
    """Whether a feed is being removed."""
    return feed_id in _leaving(connection)


def _keep(connection: Connection, leaving: dict[int, tuple[int, str]]) -> None:
    if leaving:
        value = json.dumps(leaving, ensure_ascii=True)
        connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (LEAVING, value))
    else:
        connection.execute("DELETE FROM settings WHERE key = ?", (LEAVING,))


def let_leave(connection: Connection, feed_ids: Sequence[int], action: int) -> None:
    """Let feeds be `leaving` from now on with an action, or with 0 for none."""
    from haowai_tui.store.restoring import restore_rest

    restore_rest(connection)
    statement = "SELECT id, address FROM feeds WHERE id IN (SELECT value FROM json_each(?))"
    rows = connection.execute(statement, (json.dumps(list(feed_ids)),)).fetchall()
    _keep(connection, {**_leaving(connection), **{feed_id: (action, address) for feed_id, address in rows}})


def _part(connection: Connection, action: int, at_once: int) -> int:
    """Let the next articles go of the feeds that leave with an action, the oldest first: what a feed still has where it
    is published stays known as long as possible. With the last of its articles the feed itself goes. Returns how many
    articles those were."""
    at_once = at_once or AT_ONCE
    leaving = _leaving(connection)
    empty: list[int] = []
    count = 0
    for feed_id in sorted(feed_id for feed_id, (one, _address) in leaving.items() if one == action):
        rows = _next_of(connection, feed_id, at_once - count)
        if rows:
            if _is_kept(connection, action, feed_id):
                tables = taken_articles(connection, [row[0] for row in rows])
                _note(connection, action, "articles", feed_id, pack(Removed(tables)), str(len(rows)))
            _drop_articles(connection, rows)
            count += len(rows)
        if connection.execute("SELECT 1 FROM articles WHERE feed_id = ?", (feed_id,)).fetchone():
            break
        empty.append(feed_id)
    _drop_rows(connection, empty)
    return count


def _is_kept(connection: Connection, action: int, feed_id: int) -> bool:
    """Whether an action is to bring a feed back: it is none that added it, and has not been forgotten."""
    statement = "SELECT 1 FROM undo_steps WHERE action = ? AND what = 'feed' AND item = ? AND value IS NOT NULL"
    return connection.execute(statement, (action, feed_id)).fetchone() is not None


def _next_of(connection: Connection, feed_id: int, most: int) -> list[tuple[int, bytes]]:
    """The oldest articles of a feed with their bodies, as many as go in one part."""
    rows: list[tuple[int, bytes]] = []
    size = 0
    for muted in (0, 1):
        for number, body in connection.execute(
            "SELECT a.id, coalesce(b.body, x'') FROM articles a LEFT JOIN bodies b ON b.article_id = a.id"
            f" WHERE a.feed_id = ? AND a.muted = {muted} ORDER BY a.sort, a.id LIMIT ?",
            (feed_id, most - len(rows)),
        ):
            rows.append((number, body))
            size += len(body)
            if size >= _BYTES_AT_ONCE:
                return rows
    return rows


def _drop_articles(connection: Connection, rows: Sequence[tuple[int, bytes]]) -> None:
    from haowai_tui.store import index

    among = json.dumps([number for number, _body in rows])
    connection.execute("DELETE FROM articles WHERE id IN (SELECT value FROM json_each(?))", (among,))
    # Last in a transaction, see `index.Changes`.
    index.leave(connection, [(number, body) for number, body in rows if body])


def _drop_rows(connection: Connection, feed_ids: Sequence[int]) -> None:
    """Remove feeds that have no articles any more."""
    if feed_ids:
        among = json.dumps(list(feed_ids))
        connection.execute("DELETE FROM feeds WHERE id IN (SELECT value FROM json_each(?))", (among,))
        _keep(connection, _leaving(connection))
