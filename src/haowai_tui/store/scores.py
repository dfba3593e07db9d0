"""What rules say of articles: muted, highlighted, scored. And which of two that say the same is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from haowai_tui.store.database import Database
from haowai_tui.store.rows import ids_json

_AMONG = "id IN (SELECT value FROM json_each(?))"
MOST_SCORE = 1_000_000
"""The most points that an article can have, and below 0 the fewest."""


class Marked(Struct, frozen=True):
    """A rule's marks on an article."""

    muted: bool
    highlighted: bool
    score: int


class Scores:
    """Rules' marks in the store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def set_muted(self, ids: Sequence[int], muted: bool) -> tuple[int, ...]:
        """Take articles out of lists and counts, or put them back. Returns the ids of those that were not so before."""
        return self._mark("muted", ids, muted)

    def set_highlighted(self, ids: Sequence[int], highlighted: bool) -> tuple[int, ...]:
        """Highlight articles or no longer. Returns the ids of those that were not so before."""
        return self._mark("highlighted", ids, highlighted)

    def _mark(self, column: str, ids: Sequence[int], value: bool) -> tuple[int, ...]:
        statement = f"UPDATE articles SET {column} = ? WHERE {_AMONG} AND {column} <> ? RETURNING id"
        with self._db.writing(durable=True) as connection:
            rows = connection.execute(statement, (int(value), ids_json(list(ids)), int(value))).fetchall()
        return tuple(row[0] for row in rows)

    def add_score(self, ids: Sequence[int], points: int) -> tuple[int, ...]:
        """Give articles points, or take some away. Returns the ids of those that there are."""
        score = f"max(-{MOST_SCORE}, min({MOST_SCORE}, score + ?))"
        statement = f"UPDATE articles SET score = {score} WHERE {_AMONG} RETURNING id"
        with self._db.writing(durable=True) as connection:
            rows = connection.execute(statement, (points, ids_json(list(ids)))).fetchall()
        return tuple(row[0] for row in rows)

    def set_scores(self, scores: Mapping[int, int], among: range) -> tuple[int, ...]:
        """Give articles these points, and 0 to every other whose id is `among` those, but for muted ones. Returns the
        ids of those that had others before."""
        import json

        wanted = json.dumps(list(scores.items()))
        given = "SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS points FROM json_each(?)"
        with self._db.writing(durable=True) as connection:
            lost = connection.execute(
                "UPDATE articles SET score = 0 WHERE id >= ? AND id < ? AND score <> 0 AND muted = 0"
                f" AND id NOT IN (SELECT id FROM ({given})) RETURNING id",
                (among.start, among.stop, wanted),
            ).fetchall()
            got = connection.execute(
                f"UPDATE articles SET score = given.points FROM ({given}) AS given"
                " WHERE articles.id = given.id AND score <> given.points RETURNING articles.id",
                (wanted,),
            ).fetchall()
        return tuple(row[0] for row in (*lost, *got))

    def scored(self, step: int) -> list[int]:
        """Where articles have points that are not muted: by which ranges of `step` ids, from 0."""
        # Two questions: either is answered from the index of what has points, both at once from all of it.
        where = "SELECT id / ?1 FROM articles WHERE muted = 0 AND score"
        with self._db.reading() as connection:
            return [row[0] for row in connection.execute(f"{where} > 0 UNION {where} < 0", (step,))]

    def marked(self, article_id: int) -> Marked:
        """The rules' marks on an article; none on one that is not there."""
        statement = "SELECT muted, highlighted, score FROM articles WHERE id = ?"
        with self._db.reading() as connection:
            row = connection.execute(statement, (article_id,)).fetchone() or (0, 0, 0)
        return Marked(bool(row[0]), bool(row[1]), row[2])

    def set_rank(self, feed_id: int, rank: int) -> None:
        """Rank a feed among those that say the same; 0 is every feed's rank at first."""
        with self._db.writing(durable=True) as connection:
            connection.execute(
                "INSERT INTO feed_options (feed_id, rank) SELECT id, ? FROM feeds WHERE id = ?"
                " ON CONFLICT (feed_id) DO UPDATE SET rank = excluded.rank",
                (rank, feed_id),
            )

    def ranks(self) -> dict[int, int]:
        """The ranks of the feeds that have another than 0."""
        with self._db.reading() as connection:
            return dict(connection.execute("SELECT feed_id, rank FROM feed_options WHERE rank <> 0"))

    def same_links(self, ids: Sequence[int]) -> list[tuple[int, ...]]:
        """The groups of articles, not muted, that link to one address, of which at least one is among `ids`."""
        statement = (
            "SELECT b.link, b.id FROM (SELECT DISTINCT link FROM articles WHERE link <> '' AND"
            f" {_AMONG}) a JOIN articles b ON b.link = a.link WHERE b.muted = 0 ORDER BY b.link, b.id"
        )
        groups: dict[str, list[int]] = {}
        with self._db.reading() as connection:
            for link, article_id in connection.execute(statement, (ids_json(list(ids)),)):
                groups.setdefault(link, []).append(article_id)
        return [tuple(group) for group in groups.values() if len(group) > 1]
