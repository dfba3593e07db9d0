"""What is kept for finding the articles of one event: their digests, links and stories."""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from haowai_tui.model.packed import safe
from haowai_tui.store.database import Database
from haowai_tui.store.rows import (
    ARTICLES_SQL,
    HEADLINE_COLUMNS,
    Connection,
    article_of,
    headline_of,
    ids_json,
)

if TYPE_CHECKING:
    from haowai_tui.model import Article, Headline

_SAMPLE = 20_000
"""Of up to so many articles all are sampled for the frequencies of terms; of twice as many every second, and so on."""
_HABITS_READ, _HABITS_STARRED = 2_000, 500
_AMONG = "IN (SELECT value FROM json_each(?))"
_OLD = "article_id > ? AND (SELECT sort FROM articles WHERE id = article_id) < ?"
_LOOK_AGAIN = 60.0
_FEW = 200


def _newest(condition: str, limit: str) -> str:
    """The newest articles of a kind, muted or not: for those of each an index has them in order."""
    part = (
        "SELECT * FROM (SELECT id, sort FROM articles WHERE muted = {muted} AND {condition}"
        " ORDER BY sort DESC, id DESC LIMIT {limit})"
    )
    parts = " UNION ALL ".join(part.format(muted=muted, condition=condition, limit=limit) for muted in (0, 1))
    return f"SELECT id, sort FROM ({parts}) ORDER BY sort DESC, id DESC LIMIT {limit}"


_NEWEST_UNTIL = _newest("sort <= ?1", "1")
_MANY_UNCOMPARED = _newest("EXISTS (SELECT 1 FROM uncompared WHERE article_id = articles.id)", "?1")
_FEW_UNCOMPARED = (
    "SELECT id, sort FROM uncompared CROSS JOIN articles ON id = article_id ORDER BY sort DESC, id DESC LIMIT ?1"
)


class DigestRow(Struct, frozen=True, kw_only=True):
    """What an article is compared by (see the table `digests`). `marks` are what it is looked up by; they are kept but
    not given back."""

    article_id: int
    days: float
    source: str
    comments: int
    terms: Mapping[str, float]
    sketch: bytes
    marks: tuple[int, ...] = ()


class Stories:
    """Digests, links and stories in the store."""

    _passed = 0
    """The highest id of those that `pass_over` has looked at."""
    _looked_at_all = -math.inf
    """When it began anew, by the clock of `time.monotonic`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def newest_until(self, days: float) -> float:
        """The time of the newest article from before `days` (both in days since 1970); `days` where there is none."""
        with self._db.reading() as connection:
            row = connection.execute(_NEWEST_UNTIL, (round(days * 86_400_000),)).fetchone()
        return row[1] / 86_400_000 if row else days

    def pass_over(self, before_days: float) -> None:
        """Compare no article from before `before_days` (days since 1970) with others: its time is over. For a minute
        only new ones are looked at: among thousands that wait, looking at all takes longer than comparing a few."""
        before = round(before_days * 86_400_000)
        if time.monotonic() > self._looked_at_all + _LOOK_AGAIN:
            self._passed, self._looked_at_all = 0, time.monotonic()
        with self._db.reading() as connection:
            (newest,) = connection.execute("SELECT coalesce(max(article_id), 0) FROM uncompared").fetchone()
            if newest <= self._passed:
                return
            asked = (self._passed, before)
            old = connection.execute(f"SELECT 1 FROM uncompared WHERE {_OLD} LIMIT 1", asked).fetchone()
        if old:
            with self._db.writing(durable=False) as connection:
                connection.execute(f"DELETE FROM uncompared WHERE {_OLD}", asked)
        self._passed = newest

    def uncompared(self, limit: int) -> list[Article]:
        """Articles that came or changed and are not compared with the others yet, the newest first."""
        with self._db.reading() as connection:
            (count,) = connection.execute("SELECT count(*) FROM (SELECT 1 FROM uncompared LIMIT ?)", (_FEW,)).fetchone()
            # Few are looked up and put in order. Among many the newest are soon found, from the newest of all on.
            rows = connection.execute(_FEW_UNCOMPARED if count < _FEW else _MANY_UNCOMPARED, (limit,)).fetchall()
        place = {row[0]: number for number, row in enumerate(rows)}
        return sorted(self.articles(list(place)), key=lambda article: place[article.id])

    def is_all_compared(self) -> bool:
        """Whether no article waits to be compared."""
        with self._db.reading() as connection:
            return connection.execute("SELECT 1 FROM uncompared LIMIT 1").fetchone() is None

    def articles(self, ids: Sequence[int]) -> list[Article]:
        """The whole articles of `ids` that are stored, by id."""
        with self._db.reading() as connection:
            return [article_of(row) for row in connection.execute(ARTICLES_SQL, (ids_json(list(ids)),))]

    def rows_of(self, ids: Sequence[int]) -> dict[int, Headline]:
        """The rows of `ids` that are stored."""
        statement = f"SELECT {HEADLINE_COLUMNS} FROM articles a JOIN feeds f ON f.id = a.feed_id WHERE a.id {_AMONG}"
        with self._db.reading() as connection:
            rows = [headline_of(row) for row in connection.execute(statement, (ids_json(list(ids)),))]
        return {row.id: row for row in rows}

    def keep_digests(self, digests: Sequence[DigestRow], terms: Mapping[int, Iterable[str]]) -> None:
        """Keep what articles are compared by; an older digest and its links go. `terms` are all terms of each article,
        for counting how frequent they are."""
        with self._db.writing(durable=False) as connection:
            known = {row[0] for row in connection.execute(f"SELECT id FROM articles WHERE id {_AMONG}", _ids(digests))}
            digests = [digest for digest in digests if digest.article_id in known]
            # By the foreign keys, the marks and links go with it.
            before = {
                row[0]
                for row in connection.execute(
                    f"DELETE FROM digests WHERE article_id {_AMONG} RETURNING article_id", _ids(digests)
                )
            }
            connection.executemany("INSERT INTO digests VALUES (?, ?, ?, ?, ?, ?)", [_packed(item) for item in digests])
            connection.executemany(
                "INSERT OR IGNORE INTO marks VALUES (?, ?)",
                [(mark, digest.article_id) for digest in digests for mark in digest.marks],
            )
            fresh = [digest.article_id for digest in digests if digest.article_id not in before]
            _count(connection, fresh, terms)

    def count_terms(self, terms: Mapping[int, Iterable[str]]) -> None:
        """Count in how many of these articles, each a part of the sample, terms occur."""
        with self._db.writing(durable=False) as connection:
            _add_to_sample(connection, list(terms), terms)

    def frequencies(self, terms: Iterable[str]) -> tuple[int, dict[str, int]]:
        """The size of the sample of articles, and in how many of it each term occurs that occurs at all."""
        asked = json.dumps(list(terms), ensure_ascii=False)
        with self._db.reading() as connection:
            total = connection.execute("SELECT value FROM counts WHERE name = 'sampled'").fetchone()[0]
            rows = connection.execute(
                "SELECT j.value, f.articles FROM json_each(?) j CROSS JOIN frequencies f ON f.term = j.value", (asked,)
            ).fetchall()
        return int(total), dict(rows)

    def with_term(self, phrases: Sequence[str], *, newest: int, since_id: int = 0) -> list[int]:
        """The ids of the `newest` articles that have one of the phrases, from `since_id` on."""
        expression = " OR ".join('"' + phrase.replace('"', "") + '"' for phrase in phrases)
        with self._db.reading() as connection:
            rows = connection.execute(
                "SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?",
                (expression, since_id, newest),
            ).fetchall()
        return [row[0] for row in rows]

    def with_marks(self, marks: Sequence[int], *, newest: int) -> Counter[int]:
        """For the `newest` articles that have each mark, how many of the marks they have."""
        found: Counter[int] = Counter()
        with self._db.reading() as connection:
            for mark in marks:
                found.update(
                    row[0]
                    for row in connection.execute(
                        "SELECT article_id FROM marks WHERE mark = ? ORDER BY article_id DESC LIMIT ?", (mark, newest)
                    )
                )
        return found

    def digests(self, ids: Sequence[int]) -> list[DigestRow]:
        """The digests of `ids` that are kept, by id."""
        statement = f"SELECT * FROM digests WHERE article_id {_AMONG} ORDER BY article_id"
        with self._db.reading() as connection:
            return [_digest_of(row) for row in connection.execute(statement, (ids_json(list(ids)),))]

    def oldest_digest(self) -> int:
        """The lowest id of which a digest is kept; 0 when there is none."""
        with self._db.reading() as connection:
            return int(connection.execute("SELECT coalesce(min(article_id), 0) FROM digests").fetchone()[0])

    def keep_links(self, links: Mapping[tuple[int, int], float]) -> None:
        """Keep links between articles that have digests; the lower id comes first."""
        rows = [(first, second, odds, ids_json([first, second])) for (first, second), odds in links.items()]
        with self._db.writing(durable=False) as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO links SELECT ?1, ?2, ?3"
                " WHERE (SELECT count(*) FROM digests WHERE article_id IN (SELECT value FROM json_each(?4))) = 2",
                rows,
            )

    def links_among(
        self, ids: Sequence[int], *, most: int
    ) -> tuple[set[int], dict[tuple[int, int], float], frozenset[int]]:
        """What hangs together with `ids` by links, the links between, and those of it beyond which there may be more:
        of all that hangs together at most `most` articles beside these, the nearest first and of those the newest."""
        found: set[int] = set(ids)
        links: dict[tuple[int, int], float] = {}
        edge, rim = set(ids), set[int]()
        together = _Together()
        with self._db.reading() as connection:
            while edge:
                asked = ids_json(sorted(edge))
                rows = connection.execute(
                    f"SELECT first, second, odds FROM links WHERE first {_AMONG}"
                    f" UNION SELECT first, second, odds FROM links WHERE second {_AMONG}",
                    (asked, asked),
                ).fetchall()
                links.update({(first, second): odds for first, second, odds in rows})
                for first, second, _odds in rows:
                    together.join(first, second)
                room = Counter(dict.fromkeys(map(together.root, found), most))
                room.subtract(together.root(one) for one in found.difference(ids))
                reached = {article for row in rows for article in row[:2]} - found
                edge = set()
                for article in sorted(reached, reverse=True):
                    if room[root := together.root(article)] > 0:
                        room[root] -= 1
                        edge.add(article)
                found |= edge
                left = reached - edge
                rim.update(one for row in rows if left.intersection(row[:2]) for one in row[:2])
        inside = {pair: odds for pair, odds in links.items() if pair[0] in found and pair[1] in found}
        return found, inside, frozenset(rim & found)

    def keep_stories(self, story: Mapping[int, int], compared: Sequence[int]) -> None:
        """Keep which articles are of which story, one of a single article being none, and that `compared` are so."""
        members = Counter(story.values())
        several = [(article, known) for article, known in story.items() if members[known] > 1]
        with self._db.writing(durable=False) as connection:
            connection.execute(
                f"DELETE FROM stories WHERE article_id {_AMONG}",
                (ids_json([article for article, known in story.items() if members[known] == 1]),),
            )
            connection.executemany(
                "INSERT INTO stories (article_id, story) SELECT id, ?2 FROM articles WHERE id = ?1"
                " ON CONFLICT (article_id) DO UPDATE SET story = excluded.story",
                several,
            )
            connection.execute(f"DELETE FROM uncompared WHERE article_id {_AMONG}", (ids_json(list(compared)),))

    def stories_of(self, ids: Sequence[int]) -> dict[int, int]:
        """The stories of those of `ids` that are of one."""
        statement = f"SELECT article_id, story FROM stories WHERE article_id {_AMONG}"
        with self._db.reading() as connection:
            return dict(connection.execute(statement, (ids_json(list(ids)),)).fetchall())

    def members(self, stories: Sequence[int]) -> dict[int, list[tuple[int, bool]]]:
        """The articles of each of `stories`, and whether the reader has looked at them there."""
        found: dict[int, list[tuple[int, bool]]] = {}
        statement = f"SELECT story, article_id, looked_at FROM stories WHERE story {_AMONG} ORDER BY article_id"
        with self._db.reading() as connection:
            for story, article_id, looked_at in connection.execute(statement, (ids_json(list(stories)),)):
                found.setdefault(story, []).append((article_id, bool(looked_at)))
        return found

    def look_at(self, story: int) -> None:
        """The reader looks at the coverage of a story."""
        with self._db.writing(durable=True) as connection:
            connection.execute("UPDATE stories SET looked_at = 1 WHERE story = ?", (story,))

    def stories_since(self, days: float) -> list[int]:
        """The stories that were told from `days` on by at least two sources."""
        statement = (
            "SELECT s.story FROM stories s JOIN digests d USING (article_id) WHERE s.story IN (SELECT s2.story FROM"
            " digests d2 JOIN stories s2 USING (article_id) WHERE d2.days >= ?)"
            " GROUP BY s.story HAVING count(DISTINCT d.source) > 1"
        )
        with self._db.reading() as connection:
            return [row[0] for row in connection.execute(statement, (days,))]

    def taken_in(self) -> dict[int, float]:
        """How much of each feed the reader took in lately: what was read last, and three times what was starred."""
        statement = (
            "SELECT feed_id, sum(weight) FROM ("
            "SELECT * FROM (SELECT feed_id, 1.0 AS weight FROM articles WHERE read_at IS NOT NULL"
            " ORDER BY read_at DESC LIMIT ?)"
            " UNION ALL SELECT * FROM (SELECT feed_id, 3.0 FROM articles WHERE starred = 1"
            " ORDER BY sort DESC, id DESC LIMIT ?)) GROUP BY feed_id"
        )
        with self._db.reading() as connection:
            return dict(connection.execute(statement, (_HABITS_READ, _HABITS_STARRED)))

    def forget_digests(self, before_days: float) -> None:
        """Forget what articles older than this are compared by. Their stories stay."""
        with self._db.writing(durable=False) as connection:
            connection.execute("DELETE FROM digests WHERE days < ?", (before_days,))


class _Together:
    """Which articles hang together: each has another to look at, and the last of them stands for all."""

    def __init__(self) -> None:
        self._next: dict[int, int] = {}

    def root(self, article: int) -> int:
        """The one that stands for all that `article` hangs together with."""
        while (following := self._next.get(article, article)) != article:
            self._next[article] = article = self._next.get(following, following)
        return article

    def join(self, one: int, other: int) -> None:
        """These hang together."""
        self._next[self.root(one)] = self.root(other)


def _ids(digests: Sequence[DigestRow]) -> tuple[str]:
    return (ids_json([digest.article_id for digest in digests]),)


def _count(connection: Connection, ids: Sequence[int], terms: Mapping[int, Iterable[str]]) -> None:
    total = connection.execute("SELECT value FROM counts WHERE name = 'total'").fetchone()[0]
    every = 1 + total // _SAMPLE
    _add_to_sample(connection, [article for article in ids if article % every == 0], terms)


def _add_to_sample(connection: Connection, sample: Sequence[int], terms: Mapping[int, Iterable[str]]) -> None:
    counted = Counter(safe(term) for article in sample for term in set(terms.get(article, ())))
    connection.executemany(
        "INSERT INTO frequencies VALUES (?, ?)"
        " ON CONFLICT (term) DO UPDATE SET articles = articles + excluded.articles",
        counted.items(),
    )
    connection.execute("UPDATE counts SET value = value + ? WHERE name = 'sampled'", (len(sample),))


def _packed(digest: DigestRow) -> tuple[Any, ...]:
    import zlib

    terms = json.dumps({safe(term): round(weight, 2) for term, weight in digest.terms.items()}, ensure_ascii=False)
    return (
        digest.article_id,
        digest.days,
        safe(digest.source),
        digest.comments,
        zlib.compress(terms.encode(), 1),
        digest.sketch,
    )


def _digest_of(row: tuple[Any, ...]) -> DigestRow:
    import zlib

    article_id, days, source, comments, terms, sketch = row
    return DigestRow(
        article_id=article_id,
        days=days,
        source=source,
        comments=comments,
        terms=json.loads(zlib.decompress(terms)),
        sketch=sketch,
    )
