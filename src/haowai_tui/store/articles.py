"""Articles arriving: what is new, what was edited, what is the same; and what to forget."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from haowai_tui.errors import NotFoundError
from haowai_tui.locale import gettext as _
from haowai_tui.model.packed import safe
from haowai_tui.model.times import LONGEST_WAIT, MADE
from haowai_tui.store.database import Database
from haowai_tui.store.rows import ARTICLE_SQL, Connection, article_of, ids_json, milliseconds

if TYPE_CHECKING:
    from haowai_tui.model import Article, Entry, FeedData, Validators
    from haowai_tui.store.index import Changes
    from haowai_tui.text.prepared import Prepared


class Stored(Struct, frozen=True, kw_only=True):
    """What storing a feed did: the ids of new and of edited articles, and how many were as before."""

    new: tuple[int, ...] = ()
    updated: tuple[int, ...] = ()
    unchanged: int = 0


_AHEAD = timedelta(days=1)
"""How far a date may lie ahead of the clock: zones are forgotten."""

_SAME_TIME = timedelta(days=3)
"""How far the time that a list prints may be from the article's own."""


class Articles:
    """The articles in the store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def store_feed(self, feed_id: int, data: FeedData, *, now: datetime) -> Stored:
        """Store what fetching a feed gave, in one transaction. Read and starred marks stay as they are."""
        return self.store_feeds([(feed_id, data)], now=now)[0]

    def store_feeds(self, fetched: Sequence[tuple[int, FeedData]], *, now: datetime) -> list[Stored]:
        """The same for several feeds, all in one transaction: when one cannot be stored, none is."""
        if all(data.not_modified for _feed_id, data in fetched):
            with self._db.writing(durable=False) as connection:
                for feed_id, data in fetched:
                    _note_success(connection, feed_id, data.validators, data.next_due, now)
            return [Stored()] * len(fetched)
        from haowai_tui.store.index import arriving

        with self._db.writing(durable=False) as connection, arriving(connection) as changes:
            return [_store_feed(connection, changes, feed_id, data, now) for feed_id, data in fetched]

    def store_entry(self, feed_id: int, entry: Entry, *, now: datetime) -> int:
        """Store one entry with a feed, apart from the feed's own list. Returns the article's id."""
        from haowai_tui.store.index import arriving
        from haowai_tui.text.prepared import prepare

        prepared = prepare(entry)
        with self._db.writing(durable=False) as connection, arriving(connection) as changes:
            return store_one(connection, changes, feed_id, prepared.identity, prepared, now)[0]

    def adopt_entries(self, feed_id: int, entries: Sequence[Entry], *, now: datetime) -> tuple[list[int], int]:
        """Store entries that came from elsewhere with a feed, in one transaction; those that are stored stay as they
        are, known by their identity or else by their link. Returns the article of each entry, and how many are new."""
        from haowai_tui.store.index import arriving
        from haowai_tui.text.prepared import identity, prepare

        places: list[int] = []
        new = 0
        by_link = "SELECT id FROM articles WHERE feed_id = ? AND link = ? AND link <> ''"
        by_identity = "SELECT id FROM articles WHERE feed_id = ? AND identity = ?"
        with self._db.writing(durable=False) as connection, arriving(connection) as changes:
            for entry in entries:
                key = identity(entry)
                row = connection.execute(by_identity, (feed_id, key)).fetchone()
                row = row or connection.execute(by_link, (feed_id, safe(entry.link))).fetchone()
                new += row is None
                if row is None:
                    row = store_one(connection, changes, feed_id, key, prepare(entry), now)
                places.append(row[0])
        return places, new

    def note_failure(self, feed_id: int, sentence: str, *, now: datetime, next_due: datetime | None = None) -> None:
        """Fetching the feed failed: `sentence` says why, `next_due` when to try again."""
        with self._db.writing(durable=False) as connection:
            connection.execute(
                "UPDATE feeds SET error = ?, failures = failures + 1, last_attempt = ?, next_due = ? WHERE id = ?",
                (safe(sentence), milliseconds(now), _due(next_due, now), feed_id),
            )

    def article(self, article_id: int) -> Article:
        """The whole article. Raises `NotFoundError`."""
        with self._db.reading() as connection:
            row = connection.execute(ARTICLE_SQL, (article_id,)).fetchone()
        if row is None:
            raise NotFoundError(_("There is no article {number}.").format(number=article_id))
        return article_of(row)

    def bytes_of(self, ids: Sequence[int]) -> int:
        """The bytes that the bodies of these articles take."""
        statement = (
            "SELECT coalesce(sum(length(body)), 0) FROM bodies WHERE article_id IN (SELECT value FROM json_each(?))"
        )
        with self._db.reading() as connection:
            return int(connection.execute(statement, (ids_json(list(ids)),)).fetchone()[0])

    def fingerprints(self, feed_id: int, *, limit: int = 1000) -> frozenset[bytes]:
        """The fingerprints of a feed's newest articles, but for muted ones: what has one of these is stored and was not
        edited."""
        statement = "SELECT digest FROM articles WHERE feed_id = ? AND muted = 0 ORDER BY sort DESC, id DESC LIMIT ?"
        with self._db.reading() as connection:
            return frozenset(row[0] for row in connection.execute(statement, (feed_id, limit)))

    def links(self, feed_id: int, *, limit: int = 2000) -> frozenset[str]:
        """The links of a feed's newest articles."""
        statement = "SELECT link FROM articles WHERE feed_id = ? AND link <> '' ORDER BY sort DESC, id DESC LIMIT ?"
        with self._db.reading() as connection:
            return frozenset(row[0] for row in connection.execute(statement, (feed_id, limit)))

    def find_article(
        self, *, link: str = "", title: str = "", feed_id: int | None = None, when: datetime | None = None
    ) -> int | None:
        """The id of an article by its link, or by its headline or (ending in ...) the beginning of one.

        A headline alone may be used again: with `when` the article is one of three days around it.
        """
        with self._db.reading() as connection:
            if link:
                row = connection.execute(
                    "SELECT id FROM articles WHERE link = ? AND link <> ''", (safe(link),)
                ).fetchone()
                if row:
                    return int(row[0])
            cut = title.rstrip(".…").rstrip()
            if len(cut) < 4:
                return None
            clause = "title = ?" if cut == title else "title >= ? AND title < ?"
            values: list[Any] = [safe(cut)] if cut == title else [safe(cut), safe(cut) + "\U0010ffff"]
            if when is not None:
                clause += " AND sort BETWEEN ? AND ?"
                values += [milliseconds(when - _SAME_TIME), milliseconds(when + _SAME_TIME)]
            row = connection.execute(
                f"SELECT id FROM articles WHERE {clause} ORDER BY feed_id = ? DESC, sort DESC LIMIT 1",
                (*values, feed_id),
            ).fetchone()
        return int(row[0]) if row else None


def _note_success(
    connection: Connection, feed_id: int, validators: Validators, next_due: datetime | None, now: datetime
) -> None:
    connection.execute(
        "UPDATE feeds SET etag = ?, last_modified = ?, last_success = ?, last_attempt = ?, next_due = ?, error = '',"
        " failures = 0 WHERE id = ?",
        (
            safe(validators.etag),
            safe(validators.last_modified),
            milliseconds(now),
            milliseconds(now),
            _due(next_due, now),
            feed_id,
        ),
    )


def _due(next_due: datetime | None, now: datetime) -> int | None:
    """When a feed is to be asked again: no source can have it left alone for longer than any is."""
    return milliseconds(min(next_due, now + LONGEST_WAIT)) if next_due else None


def place_in_time(connection: Connection, dated: int | None, now: datetime) -> int | None:
    """What an entry is put in order by: when it was published. One that is dated days ahead would stand above all that
    is new until then, so it has no place of its own, as one without a date. That is the clock's word against the
    entry's: a clock that is behind the newest article there is, or behind this program, is wrong itself."""
    ahead = milliseconds(now + _AHEAD)
    if dated is None:
        return None
    if dated > ahead and now >= MADE:
        newest = connection.execute("SELECT sort FROM articles ORDER BY sort DESC LIMIT 1").fetchone()
        if newest is None or newest[0] <= ahead:
            return None
    return max(0, dated)


def _store_feed(connection: Connection, changes: Changes, feed_id: int, data: FeedData, now: datetime) -> Stored:
    from haowai_tui.store.first import nothing_is_known, store_first
    from haowai_tui.store.remembered import has_forgotten
    from haowai_tui.text.prepared import prepared_of

    if data.not_modified:
        _note_success(connection, feed_id, data.validators, data.next_due, now)
        return Stored()
    connection.execute(
        "UPDATE feeds SET title = coalesce(nullif(?1, ''), title), link = coalesce(nullif(?2, ''), link),"
        " language = coalesce(nullif(?3, ''), language),"
        # What another program called it is no name of the reader's where the feed calls itself so.
        " own_title = iif(last_success IS NULL AND own_title = ?1, '', own_title) WHERE id = ?4",
        (safe(data.title), safe(data.link), safe(data.language), feed_id),
    )
    _note_success(connection, feed_id, data.validators, data.next_due, now)
    by_identity: dict[str, Prepared] = {}
    for one in prepared_of(data.entries):
        by_identity.setdefault(one.identity, one)
    entries = list(by_identity.values())
    ids: dict[str, list[int]] = {"new": [], "updated": [], "unchanged": []}
    if nothing_is_known(connection, feed_id):
        ids["new"], entries = store_first(connection, changes, feed_id, entries, now)
    forgets = has_forgotten(connection, feed_id)
    for one in entries:
        article_id, what = store_one(connection, changes, feed_id, one.identity, one, now, forgets=forgets)
        ids[what].append(article_id)
    return Stored(new=tuple(ids["new"]), updated=tuple(ids["updated"]), unchanged=len(ids["unchanged"]))


def store_one(
    connection: Connection,
    changes: Changes,
    feed_id: int,
    key: str,
    prepared: Prepared,
    now: datetime,
    *,
    forgets: bool = False,
) -> tuple[int, str]:
    """Store an entry that is known by `key` in its feed; what that changes in the index is left to `changes`. Returns
    the article's id, and whether it is new, was updated or is unchanged. Where the feed `forgets`, one that was
    forgotten to make room stays so: it has the id 0 and is unchanged."""
    from haowai_tui.store.full_texts import own_body
    from haowai_tui.store.remembered import is_forgotten
    from haowai_tui.text.prepared import is_edited

    row = connection.execute(
        "SELECT id, digest FROM articles WHERE feed_id = ? AND identity = ?", (feed_id, key)
    ).fetchone() or _renamed(connection, feed_id, key, prepared)
    if row is None and forgets and is_forgotten(connection, feed_id, key, prepared, now):
        return 0, "unchanged"
    if row is None:
        article_id = _insert(connection, feed_id, key, prepared, now)
        changes.add(article_id, prepared)
        return article_id, "new"
    article_id, old_mark = row
    old = connection.execute("SELECT body FROM bodies WHERE article_id = ?", (article_id,)).fetchone()
    own = own_body(connection, article_id)
    if old is not None and (own or old[0]) == prepared.body:
        return article_id, "unchanged"
    edited = is_edited(old_mark, prepared.fingerprint)
    _update_texts(connection, changes, article_id, prepared, old and old[0], own, old_mark, now)
    connection.execute(
        "UPDATE articles SET digest = ?, title = ?, byline = ?, link = ?, sort = coalesce(?, sort) WHERE id = ?",
        (
            prepared.fingerprint,
            prepared.title,
            prepared.byline,
            prepared.link,
            place_in_time(connection, prepared.published, now),
            article_id,
        ),
    )
    if own is None:
        # No REPLACE: it would fire no trigger for the row that it takes away.
        connection.execute(
            "INSERT INTO bodies VALUES (?, ?) ON CONFLICT (article_id) DO UPDATE SET body = excluded.body",
            (article_id, prepared.body),
        )
    return article_id, "updated" if edited else "unchanged"


def _update_texts(
    connection: Connection,
    changes: Changes,
    article_id: int,
    prepared: Prepared,
    old: bytes | None,
    own: bytes | None,
    old_mark: bytes,
    now: datetime,
) -> None:
    """An article that shows the body `old` is no longer as its feed has it: keep what it said, and let the index know.
    `own` is the feed's own body where the article shows its whole text."""
    from haowai_tui.store.former import keep_former
    from haowai_tui.store.full_texts import keep_full_text, whole_entry
    from haowai_tui.text.prepared import is_edited

    # An article that was brought back without its text has an empty mark: getting the text is no change of it.
    if old is not None and is_edited(old_mark, prepared.fingerprint):
        entry = prepared.entry()
        keep_former(connection, article_id, old, entry if own is None else whole_entry(old, entry), now)
    if own is not None and old is not None:
        keep_full_text(connection, article_id, old, prepared.body)
    elif old is not None and old_mark != prepared.fingerprint:
        changes.drop(article_id, old)
        changes.add(article_id, prepared)


def _renamed(connection: Connection, feed_id: int, key: str, prepared: Prepared) -> tuple[int, bytes] | None:
    """The article that is stored under another identity than `key`, and is known by `key` from now on: of the same link
    where one of the two identities is that link; of the same link, headline and time; or where its publisher writes no
    times of the same text. Publishers give articles new identifiers, some at every fetch, and other readers keep them
    in another form. With it comes the mark of what it said before, which a new identifier alone does not change."""
    from msgspec.structs import replace

    from haowai_tui.model.codec import entry_of
    from haowai_tui.store.full_texts import own_body

    if not prepared.link:
        return None
    # The index of links has none that are empty, and is used only when the statement says so.
    statement = (
        "SELECT id, digest, body, identity = ? FROM articles INDEXED BY articles_link JOIN bodies ON article_id = id"
        " WHERE link = ? AND link <> '' AND feed_id = ?"
        " AND (identity = ? OR (title = ? AND sort = coalesce(?, sort))) LIMIT 20"
    )
    by_link = {"l:" + prepared.link: "g:" + prepared.link, "g:" + prepared.link: "l:" + prepared.link}.get(key, "")
    dated = None if prepared.published is None else max(0, prepared.published)
    values = (by_link, prepared.link, feed_id, by_link, prepared.title, dated)
    for article_id, mark, body, known_by_link in connection.execute(statement, values):
        stored, new = entry_of(own_body(connection, article_id) or body), prepared.entry()
        says_the_same = replace(stored, guid=new.guid) == new
        if says_the_same or known_by_link or dated is not None or _of_the_same_text(stored, new):
            connection.execute("UPDATE articles SET identity = ? WHERE id = ?", (key, article_id))
            return article_id, prepared.fingerprint if says_the_same else mark
    return None


def _of_the_same_text(one: Entry, other: Entry) -> bool:
    """Whether two entries of one headline differ at the most in what is beside their text. Where a publisher writes no
    time, another reader kept the time at which it saw the entry."""
    from haowai_tui.model import blocks_text

    files = [[file.url for file in entry.enclosures] for entry in (one, other)]
    return files[0] == files[1] and blocks_text(one.blocks) == blocks_text(other.blocks)


def _insert(connection: Connection, feed_id: int, key: str, prepared: Prepared, now: datetime) -> int:
    from haowai_tui.store.remembered import recall

    known_id, read_at = recall(connection, feed_id, key)
    place = place_in_time(connection, prepared.published, now)
    cursor = connection.execute(
        "INSERT INTO articles (id, read, read_at, feed_id, identity, digest, title, byline, link, sort, received)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            known_id,
            int(read_at is not None),
            read_at,
            feed_id,
            key,
            prepared.fingerprint,
            prepared.title,
            prepared.byline,
            prepared.link,
            milliseconds(now) if place is None else place,
            milliseconds(now),
        ),
    )
    article_id = cursor.lastrowid
    assert article_id is not None
    connection.execute("INSERT INTO bodies VALUES (?, ?)", (article_id, prepared.body))
    return article_id
