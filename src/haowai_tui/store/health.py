"""What is kept of how feeds fare: their figures, all from indexes and kept counts."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from haowai_tui.store.database import Database
from haowai_tui.store.rows import milliseconds

if TYPE_CHECKING:
    from haowai_tui.model.health import FeedFigures

_DAY = 86_400_000
_DAYS_KEPT = 400
"""For so many days it is kept how much of a feed bears the time of each: longer than any figure looks back."""

# Each of these goes to one feed's stretch of an index or of a table of kept counts; the cross join keeps SQLite from
# walking all of that first.
_FIGURES = """
SELECT f.id, f.bytes, f.opened, f.last_opened,
       (SELECT a.sort FROM articles a WHERE a.feed_id = f.id AND a.muted = 0 ORDER BY a.sort DESC, a.id DESC LIMIT 1),
       (SELECT a.received FROM articles a WHERE a.feed_id = f.id AND a.muted = 0 ORDER BY a.sort, a.id LIMIT 1)
  FROM feeds f
"""
_VOLUMES = """
SELECT v.feed_id, v.day, v.articles FROM feeds f CROSS JOIN volumes v WHERE v.feed_id = f.id AND v.day > :before
"""
_OLD_VOLUMES = "SELECT v.feed_id, v.day FROM feeds f CROSS JOIN volumes v WHERE v.feed_id = f.id AND v.day < ?"
# SQLite would walk all articles by feed, to save sorting the few that are starred.
_STARRED = """
SELECT feed_id, count(*) FROM articles INDEXED BY articles_starred WHERE muted = 0 AND starred = 1 GROUP BY feed_id
"""


class Health:
    """The figures of the feeds in the store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def figures(self, *, now: datetime, weeks: int) -> dict[int, FeedFigures]:
        """The figures of every feed at `now` by its id, with so many weeks of its volume."""
        from haowai_tui.model.health import FeedFigures
        from haowai_tui.model.times import decode_time

        today = milliseconds(now) // _DAY
        counts: defaultdict[int, list[int]] = defaultdict(lambda: [0] * weeks)
        with self._db.reading() as connection:
            for feed_id, day, count in connection.execute(_VOLUMES, {"before": today - weeks * 7}):
                # What bears a time that is yet to come is new.
                counts[feed_id][weeks - 1 - max(0, today - day) // 7] += count
            starred = dict(connection.execute(_STARRED).fetchall())
            rows = connection.execute(_FIGURES).fetchall()
        return {
            feed_id: FeedFigures(
                feed_id=feed_id,
                weeks=tuple(counts[feed_id]),
                newest=decode_time(newest),
                since=decode_time(since),
                bytes=size,
                opened=opened,
                last_opened=decode_time(last),
                starred=starred.get(feed_id, 0),
            )
            for feed_id, size, opened, last, newest, since in rows
        }

    def forget_volumes(self, *, now: datetime) -> None:
        """Forget how much came on days that no figure looks at any more."""
        old = (milliseconds(now) // _DAY - _DAYS_KEPT,)
        with self._db.reading() as connection:
            if not connection.execute(f"{_OLD_VOLUMES} LIMIT 1", old).fetchone():
                return
        with self._db.writing(durable=False) as connection:
            connection.execute(f"DELETE FROM volumes WHERE (feed_id, day) IN ({_OLD_VOLUMES})", old)

    def note_opened(self, article_id: int, *, now: datetime | None = None) -> None:
        """The reader opened an article."""
        with self._db.writing(durable=False) as connection:
            connection.execute(
                "UPDATE feeds SET opened = opened + 1, last_opened = ?"
                " WHERE id = (SELECT feed_id FROM articles WHERE id = ?)",
                (milliseconds(now or datetime.now(UTC)), article_id),
            )
