"""The articles of a feed of which nothing is known yet, stored many at once.

After each step of SQLite its thread waits for the interpreter, which the event loop has while other feeds are fetched.
A hundred articles take two steps here; stored as the others are, they take five hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec.json import encode

from haowai_tui.store.articles import place_in_time
from haowai_tui.store.index import Changes
from haowai_tui.store.rows import Connection, milliseconds
from haowai_tui.text.prepared import Prepared

_AT_ONCE = 200
"""So many articles are stored in one step."""
_DIGEST = 12
"""Bytes of a fingerprint."""
_ANY = "SELECT 1 FROM articles WHERE feed_id = :feed UNION ALL SELECT 1 FROM remembered WHERE feed_id = :feed LIMIT 1"
_LAST = """
SELECT max((SELECT coalesce(max(id), 0) FROM articles),
           (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'articles'))
"""
# JSON has no bytes: those of all rows are bound one after another.
_ARTICLES = f"""
INSERT INTO articles (id, feed_id, identity, digest, title, byline, link, sort, received)
SELECT :first + key, :feed, json_extract(value, '$[0]'), substr(:digests, 1 + key * {_DIGEST}, {_DIGEST}),
       json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'),
       json_extract(value, '$[4]'), :now
  FROM json_each(:rows)
"""
_BODIES = """
INSERT INTO bodies
SELECT :first + key, substr(:bodies, 1 + json_extract(value, '$[0]'), json_extract(value, '$[1]'))
  FROM json_each(:places)
"""


def nothing_is_known(connection: Connection, feed_id: int) -> bool:
    """Whether whatever a feed brings is new, but for what it brings twice: nobody has to look for each of its entries
    under its identity, its link and among what was read before the database was lost."""
    return connection.execute(_ANY, {"feed": feed_id}).fetchone() is None


def store_first(
    connection: Connection, changes: Changes, feed_id: int, entries: Sequence[Prepared], now: datetime
) -> tuple[list[int], list[Prepared]]:
    """Store those entries of a feed of which nothing is known that are stored without a look at the others. Returns the
    ids of their articles, and the entries that are left."""
    firsts: list[Prepared] = []
    left: list[Prepared] = []
    links: set[str] = set()
    for one in entries:
        (left if one.link in links or not _fits(one) else firsts).append(one)
        if one.link:
            links.add(one.link)
    ids: list[int] = []
    for start in range(0, len(firsts), _AT_ONCE):
        ids += _store(connection, feed_id, firsts[start : start + _AT_ONCE], now)
    for article_id, one in zip(ids, firsts, strict=True):
        changes.add(article_id, one)
    return ids, left


def _fits(prepared: Prepared) -> bool:
    """Whether an entry can go this way: SQLite ends a text of JSON at a NUL."""
    texts = (prepared.identity, prepared.title, prepared.byline, prepared.link)
    return len(prepared.fingerprint) == _DIGEST and not any("\0" in text for text in texts)


def _store(connection: Connection, feed_id: int, entries: Sequence[Prepared], now: datetime) -> Iterable[int]:
    first = 1 + int(connection.execute(_LAST).fetchone()[0])
    arrived = milliseconds(now)
    rows: list[tuple[str | int, ...]] = []
    places: list[tuple[int, int]] = []
    size = 0
    for one in entries:
        sort = place_in_time(connection, one.published, now)
        rows.append((one.identity, one.title, one.byline, one.link, arrived if sort is None else sort))
        places.append((size, len(one.body)))
        size += len(one.body)
    articles = {
        "first": first,
        "feed": feed_id,
        "digests": b"".join(one.fingerprint for one in entries),
        "rows": encode(rows).decode(),
        "now": arrived,
    }
    bodies = {
        "first": first,
        "bodies": b"".join(one.body for one in entries),
        "places": encode(places).decode(),
    }
    connection.execute(_ARTICLES, articles)
    connection.execute(_BODIES, bodies)
    return range(first, first + len(entries))
