"""Everything that was ever shown, and everything the reader did, in one SQLite file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from haowai_tui.errors import StoreDamagedError
from haowai_tui.store.accounts import Accounts
from haowai_tui.store.articles import Articles, Stored
from haowai_tui.store.daily import Waits
from haowai_tui.store.database import Database
from haowai_tui.store.expiring import Expiring
from haowai_tui.store.feeds import Feeds
from haowai_tui.store.former import Former
from haowai_tui.store.full_texts import FullTexts, Wanting
from haowai_tui.store.health import Health
from haowai_tui.store.notes import Notes
from haowai_tui.store.outbox import Outbox
from haowai_tui.store.ranking import BEST, Ranking
from haowai_tui.store.rescue import Rescued, emptied
from haowai_tui.store.scores import Marked, Scores
from haowai_tui.store.smart import Smart
from haowai_tui.store.state import Counts, State
from haowai_tui.store.stories import DigestRow, Stories
from haowai_tui.store.synced import Arrival, Synced
from haowai_tui.store.undo import Journal

__all__ = [
    "BEST",
    "Arrival",
    "Counts",
    "DigestRow",
    "Marked",
    "Rescued",
    "Store",
    "StoreHealth",
    "Stored",
    "Wanting",
]


class StoreHealth(Struct, frozen=True, kw_only=True):
    """What `haowai doctor` says of the store. `integrity` is "ok" or what SQLite found wrong."""

    path: Path
    bytes: int
    schema: int
    feeds: int
    articles: int
    integrity: str


class Store(
    Feeds,
    Articles,
    Expiring,
    Ranking,
    State,
    Stories,
    Notes,
    Smart,
    FullTexts,
    Scores,
    Health,
    Former,
    Waits,
    Journal,
    Accounts,
    Outbox,
    Synced,
):
    """The database at a path. Safe to use from several threads; several processes may hold one each."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._backed_up = 0
        self.rescued: Rescued | None = None
        """What became of the database that was here and could not be read, or None."""

    @classmethod
    def open(cls, path: Path, *, damaged: bool = False) -> Store:
        """Open or make the database at `path` and bring its schema up to date. Raises `StoreError`.

        One that cannot be read is set aside, and what the reader did is brought back; so is, with `damaged`, one in
        which that was found later.
        """
        from haowai_tui.store.rescue import is_marked, rescue

        rescued = None
        damaged = damaged or is_marked(path)
        if damaged or emptied(path):
            there = path.stat() if path.exists() else None
            rescued = rescue(path, lambda: emptied(path) or there is None or path.stat().st_ino == there.st_ino)
        try:
            database = Database(path)
        except StoreDamagedError:
            rescued = rescue(path, lambda: not _opens(path))
            database = Database(path)
        store = cls(database)
        store.rescued = rescued
        return store

    @property
    def read_only(self) -> bool:
        """Whether the disk took nothing when it was last tried."""
        return self._db.read_only

    def back_up(self) -> Path:
        """Write a backup of what the reader did. Raises `StoreError`."""
        from haowai_tui.store import backups, keeping

        before = self._db.durable_commits
        with self._db.reading() as connection:
            connection.execute("BEGIN")
            try:
                state = keeping.read_state(connection)
            finally:
                connection.execute("COMMIT")
            written = backups.write(backups.folder_of(self._db.path), state)
        self._backed_up = before
        return written

    def look_over(self, enough: Callable[[], bool]) -> None:
        """Look the file over until `enough`, which is asked often. Raises `StoreDamagedError` for one that is damaged;
        whoever opens it next sets it aside."""
        from haowai_tui.store.database import damaged_at, store_errors
        from haowai_tui.store.rescue import mark_unsound
        from haowai_tui.store.soundness import all_is_sound

        if self._db.read_only:
            return
        try:
            with store_errors(self._db.path):
                if not all_is_sound(self._db.path, enough):
                    raise damaged_at(self._db.path)
        except StoreDamagedError:
            mark_unsound(self._db.path)
            raise

    def restore_part(self) -> bool:
        """Put back a part of what the reader did, after a rescue that had much of it; False when nothing waits."""
        from haowai_tui.store.restoring import restore_part

        if self._db.read_only:
            return False
        # A part is moved whole or not at all: nothing of it is lost that is not on the disk yet.
        with self._db.writing(durable=False) as connection:
            return restore_part(connection)

    def doings(self) -> int:
        """A number that changes when anything the reader did has been stored by this process."""
        return self._db.durable_commits

    def changed_since_backup(self) -> bool:
        """Whether the reader has done anything in this process that no backup of this process has."""
        return self._db.durable_commits != self._backed_up

    def seconds_since_backup(self) -> float:
        """How long ago any process wrote the last backup; infinity for never."""
        from haowai_tui.store import backups

        return backups.seconds_since(backups.folder_of(self._db.path))

    def backup_bytes(self) -> int:
        """The size of the last backup, 0 for none."""
        from haowai_tui.store import backups

        return backups.size_of_last(backups.folder_of(self._db.path))

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


def _opens(path: Path) -> bool:
    try:
        Database(path).close()
    except StoreDamagedError:
        return False
    return True
