"""What waits to be read, counted and chosen by feed and by story."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from haowai_tui.store.database import Database
from haowai_tui.store.rows import HEADLINE_COLUMNS, headline_of, ids_json, milliseconds

if TYPE_CHECKING:
    from haowai_tui.model import Headline

_NEWEST_OF_FEEDS = """
SELECT (SELECT a.id FROM articles a WHERE a.feed_id = f.id AND a.muted = 0 AND a.read = 0 AND a.sort >= ?
         ORDER BY a.sort DESC, a.id DESC LIMIT 1)
  FROM feeds f WHERE f.unread > 0
"""
# Few are newer, mostly: they are counted, and what is older is the rest of the kept count.
_OLDER = """
SELECT f.id, f.unread - (SELECT count(*) FROM articles a
                          WHERE a.feed_id = f.id AND a.muted = 0 AND a.read = 0 AND a.sort >= ?)
  FROM feeds f WHERE f.unread > 0
"""
_TOLD = """
SELECT s.story, a.id
  FROM (SELECT id, sort FROM articles WHERE muted = 0 AND read = 0 ORDER BY sort DESC, id DESC LIMIT ?) a
  JOIN stories s ON s.article_id = a.id
 ORDER BY a.sort DESC, a.id DESC
"""


class Waits:
    """The unread articles in the store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def newest_of_feeds(self, since: datetime) -> dict[int, Headline]:
        """The newest unread article, from `since` on, of each feed that has one, by the feed's id."""
        statement = (
            f"SELECT {HEADLINE_COLUMNS} FROM articles a JOIN feeds f ON f.id = a.feed_id"
            " WHERE a.id IN (SELECT value FROM json_each(?))"
        )
        with self._db.reading() as connection:
            found = connection.execute(_NEWEST_OF_FEEDS, (milliseconds(since),)).fetchall()
            ids = [row[0] for row in found if row[0] is not None]
            rows = [headline_of(row) for row in connection.execute(statement, (ids_json(ids),))]
        return {row.feed_id: row for row in rows}

    def unread_before(self, when: datetime) -> dict[int, int]:
        """How many unread articles from before a time each feed has that has unread ones."""
        with self._db.reading() as connection:
            return dict(connection.execute(_OLDER, (milliseconds(when),)).fetchall())

    def told_again(self, newest: int) -> list[list[int]]:
        """Among the `newest` unread articles, those that are of one story, the newest of each first."""
        told: defaultdict[int, list[int]] = defaultdict(list)
        with self._db.reading() as connection:
            for story, article_id in connection.execute(_TOLD, (newest,)):
                told[story].append(article_id)
        return [ids for ids in told.values() if len(ids) > 1]

    def read_since(self, when: datetime) -> int:
        """How many articles were marked read from a time on, and are so."""
        with self._db.reading() as connection:
            row = connection.execute(
                "SELECT count(*) FROM articles WHERE read_at >= ?", (milliseconds(when),)
            ).fetchone()
        return int(row[0])
