"""Everything that was ever shown, and everything the reader did, in one SQLite file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from haowai_tui.store.articles import Articles, Stored
from haowai_tui.store.database import Database
from haowai_tui.store.feeds import Feeds, Removed
from haowai_tui.store.full_texts import FullTexts, Wanting
from haowai_tui.store.headlines import Headlines
from haowai_tui.store.notes import Notes
from haowai_tui.store.smart import Smart
from haowai_tui.store.state import Counts, State
from haowai_tui.store.stories import DigestRow, Stories

__all__ = ["Counts", "DigestRow", "Removed", "Store", "StoreHealth", "Stored", "Wanting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreHealth:
    """What `haowai doctor` says of the store. `integrity` is "ok" or what SQLite found wrong."""

    path: Path
    bytes: int
    schema: int
    feeds: int
    articles: int
    integrity: str


class Store(Feeds, Articles, Headlines, State, Stories, Notes, Smart, FullTexts):
    """The database at a path. Safe to use from several threads; several processes may hold one each."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open or make the database at `path` and bring its schema up to date. Raises `StoreError`."""
        return cls(Database(path))

    def data_version(self) -> int:
        """A number that changes when another process has stored something."""
        return self._db.data_version()

    def check(self) -> StoreHealth:
        """Look the whole file over. Slow on a large one."""
        with self._db.reading() as connection:
            integrity = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
            feeds = int(connection.execute("SELECT count(*) FROM feeds").fetchone()[0])
            articles = int(connection.execute("SELECT value FROM counts WHERE name = 'total'").fetchone()[0])
            pages = int(connection.execute("PRAGMA page_count").fetchone()[0])
            size = int(connection.execute("PRAGMA page_size").fetchone()[0])
        return StoreHealth(
            path=self._db.path,
            bytes=pages * size,
            schema=self._db.schema_version(),
            feeds=feeds,
            articles=articles,
            integrity=integrity,
        )

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()
