"""Connections to the one SQLite file: opening, migrating, reading from many threads, writing from one at a time."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from haowai_tui.errors import (
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreVersionError,
)
from haowai_tui.locale import gettext as _
from haowai_tui.locale.reasons import reason_of
from haowai_tui.store.readers import Readers
from haowai_tui.store.soundness import doings_are_sound, enter, leave
from haowai_tui.store.vocabulary import open_words
from haowai_tui.text.fold import fold

_BUSY_SECONDS = 10.0
_COPY_SECONDS = 8 * 86_400
"""So long the copy from before a migration is kept: whatever that spoilt shows in a week."""

_COPIED_WHOLE = 256 * 2**20
"""Bytes of a database up to which all of it is copied before a migration. Of a larger one, whose copy would take longer
than anybody waits for a program to open, it is what the reader did: the rest can be fetched again."""

_PAGE = 8192
"""Bytes of a page of a new database. Of SQLite's own 4,096 the texts of longer articles leave much empty."""

_NOT_ITSELF = (
    "no such table",
    "no such column",
    "malformed",
    "already exists",
    "duplicate column",
    "decode to UTF-8",
    "unsupported file format",
    "invalid fts5",
)
"""What SQLite says where the file is not what the program made."""

_OTHER_WORDS, _SOUNDS, _STARTS, _BODY_FIRST = 3, 7, 10, 14
"""The numbers of the migrations since which the index holds other words than before, sounds, starts of words, and the
same words in less room."""
_LARGE = 50_000
"""Articles from which on an index that only takes more room than it need is not made again: that takes minutes."""


def _migrations() -> list[tuple[int, Path]]:
    """The numbers that the names of the files in `schema/` begin with, and the files, in order of the numbers."""
    folder = Path(__file__).with_name("schema")
    return sorted((int(file.name.partition("_")[0]), file) for file in folder.glob("*.sql"))


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite and the disk raise into the sentences of `errors`: the one place that does."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _operational(error, path) from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise StoreError(_("The database refused a change: {detail}.").format(detail=error)) from error
        raise damaged_at(path) from error
    except UnicodeDecodeError as error:
        # SQLite quotes the file in what it says of it, and that may be anything.
        raise damaged_at(path) from error
    except OSError as error:
        raise _full(path, reason_of(error)) from error


def damaged_at(path: Path) -> StoreDamagedError:
    """The error of a database that is not what it should be."""
    return StoreDamagedError(
        _(
            "The database {path} is damaged; start haowai again to have it set aside and what you did brought back."
        ).format(path=path)
    )


def _full(path: Path, detail: str) -> StoreFullError:
    return StoreFullError(
        _("The database {path} cannot be written ({detail}); free space or check its permissions.").format(
            path=path, detail=detail
        )
    )


def _operational(error: sqlite3.OperationalError, path: Path) -> StoreError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return StoreBusyError(_("Another process keeps the database busy; try again in a moment."))
    if any(word in text for word in ("full", "readonly", "unable to open", "disk I/O")):
        return _full(path, reason_of(text))
    if any(words in text for words in _NOT_ITSELF):
        return damaged_at(path)
    return StoreError(_("The database could not answer: {detail}.").format(detail=reason_of(text)))


class Database:
    """The file at `path`: one connection for writing behind a lock, and those for reading that threads borrow."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._readers = Readers(self._connect_reader)
        self.commits = self.durable_commits = 0
        self._writing_thread = 0
        self._opened = 0
        """How often the file was opened."""
        self._places: list[tuple[int, int]] = []
        """What was entered each time, see `soundness.enter`."""
        self.read_only = False
        """Whether the disk takes nothing: what is there is read, and every change is refused, until it takes some."""
        try:
            self._open()
        except StoreFullError:
            if not self._can_be_read_alone():
                raise
            self.read_only = True
            self._open()

    def _open(self) -> None:
        with store_errors(self.path):
            if not self.read_only:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                if not self.path.exists():
                    os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            self._file = self.path.stat()
            place = enter(self.path)
            if place is None:
                raise damaged_at(self.path)
            with ExitStack() as failed:
                failed.callback(leave, place)
                self._writer = self._connect()
                failed.callback(self._writer.close)
                self._prepare()
                failed.pop_all()
            self._places.append(place)
            self._opened += 1
            self._readers.renew()

    def _open_again(self) -> None:
        """Open the file anew for writing. Raises `StoreFullError` where the disk still takes nothing: then all is as
        it was."""
        before = self._writer
        self.read_only = False
        try:
            self._open()
        except BaseException:
            self.read_only, self._writer = True, before
            raise
        before.close()

    def _can_be_read_alone(self) -> bool:
        """Whether the file is whole without a log beside it: SQLite cannot read a log where it can write nothing."""
        log = self.path.with_name(f"{self.path.name}-wal")
        try:
            return self.path.stat().st_size > 0 and not (log.exists() and log.stat().st_size > 0)
        except OSError:
            return False

    def _connect(self) -> sqlite3.Connection:
        from haowai_tui.text.pinyin import sounds_like

        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?immutable=1" if self.read_only else self.path,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
            uri=self.read_only,
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA temp_store = MEMORY")
        open_words(connection)
        connection.create_function("folded", 1, fold, deterministic=True)
        connection.create_function("sounds_like", 2, sounds_like, deterministic=True)
        return connection

    def _prepare(self) -> None:
        connection = self._writer
        version = self.schema_version()
        migrations = _migrations()
        newest = migrations[-1][0]
        # Without the index of words the one before `_BODY_FIRST` is like that one.
        if version not in (newest, _BODY_FIRST - 1) and _schema(connection) == _newest_schema(migrations):
            # Only the number is wrong.
            connection.execute(f"PRAGMA user_version = {newest}")
            version = newest
        if version > newest:
            raise StoreVersionError(
                _("The database {path} was made by a newer haowai; please update haowai.").format(path=self.path)
            )
        if version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise damaged_at(self.path)
        if version == newest and not doings_are_sound(connection):
            raise damaged_at(self.path)
        if self.read_only:
            if version != newest:
                raise _full(self.path, reason_of(OSError(errno.ENOSPC, "")))
            return
        if not version:
            connection.execute(f"PRAGMA page_size = {_PAGE:d}")
        connection.execute("PRAGMA journal_mode = WAL")
        # A reader's first question makes the files beside; where the disk takes none, that is to show here.
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if version < newest:
            if version:
                self._backup(version)
            self._migrate(migrations)
        else:
            self._forget_copies()

    def _migrate(self, migrations: list[tuple[int, Path]]) -> None:
        from haowai_tui.store import index

        connection = self._writer
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have migrated while this one waited.
            before = self.schema_version()
            stays = before >= _OTHER_WORDS and _is_large(connection)
            for number, file in migrations:
                if number > before:
                    script = "" if number == _BODY_FIRST and stays else file.read_text("utf-8")
                    for statement in _statements(script):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA user_version = {number}")
            if 0 < before < _OTHER_WORDS:
                index.rebuild(connection)
            elif before:
                if before < _SOUNDS:
                    index.hear_all(connection)
                if before < _STARTS:
                    index.start_all(connection)
                if before < _BODY_FIRST and not stays:
                    index.word_all(connection)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    def _backup(self, version: int) -> None:
        if self.path.stat().st_size > _COPIED_WHOLE:
            self._back_up_doings()
            return
        target = self.path.with_name(f"{self.path.name}.v{version}.backup")
        target.unlink(missing_ok=True)
        self._writer.execute("VACUUM INTO ?", (str(target),))
        target.chmod(0o600)
        self._forget_copies(but=target)

    def _back_up_doings(self) -> None:
        from haowai_tui.store import backups, keeping

        with closing(self._connect()) as connection:
            try:
                state = keeping.read_state(connection)
            except sqlite3.OperationalError:
                # An older database lacks tables or columns that are asked for. That takes a look at all of it.
                state = keeping.read_state(connection, tolerant=True)
        backups.write(backups.folder_of(self.path), state)
        self._forget_copies()

    def _forget_copies(self, *, but: Path | None = None) -> None:
        """Remove the copies from before migrations: all but that one or, without it, those that are old."""
        before = time.time() - _COPY_SECONDS
        for copy in self.path.parent.iterdir():
            if not (copy.name.startswith(f"{self.path.name}.v") and copy.name.endswith(".backup")) or copy == but:
                continue
            # One that cannot be removed is in nobody's way.
            with suppress(OSError):
                if but is not None or copy.stat().st_mtime < before:
                    copy.unlink()

    def schema_version(self) -> int:
        """The number of the newest migration that has run."""
        return int(self._writer.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for reading; within this thread's own transaction, one that sees what that has written."""
        if self._writing_thread == threading.get_ident():
            with store_errors(self.path):
                yield self._writer
            return
        with store_errors(self.path), self._readers.lend() as connection:
            yield connection

    def _connect_reader(self) -> sqlite3.Connection:
        connection = self._connect()
        connection.execute("PRAGMA query_only = ON")
        return connection

    @contextmanager
    def writing(self, *, durable: bool) -> Iterator[sqlite3.Connection]:
        """A write transaction. `durable`: it is on the disk, not only in the system's cache, on return. Within another
        one it is a part of that, and as durable.

        It begins IMMEDIATE: a transaction that reads first and writes later fails at once when another process wrote
        between, whatever the timeout.
        """
        with self._lock, store_errors(self.path):
            connection = self._writer
            if connection.in_transaction:
                yield connection
                return
            if self.read_only:
                self._open_again()
                connection = self._writer
            self._look_at_place()
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            self._writing_thread = threading.get_ident()
            try:
                yield connection
                connection.execute("COMMIT")
                self.commits += 1
                self.durable_commits += durable
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            finally:
                self._writing_thread = 0

    def _look_at_place(self) -> None:
        """What is written into a file that another process has set aside would be lost."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            raise damaged_at(self.path) from None
        if (found.st_ino, found.st_dev) != (self._file.st_ino, self._file.st_dev):
            raise damaged_at(self.path)

    def data_version(self) -> int:
        """A number that changes when anything but this `Database`'s writer has committed, and when a disk that took
        nothing takes something again."""
        with self._lock, store_errors(self.path):
            if self.read_only:
                with suppress(StoreFullError):
                    self._open_again()
            return (self._opened << 32) + int(self._writer.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            self._readers.close()
            self._writer.close()
            while self._places:
                leave(self._places.pop())


def _schema(connection: sqlite3.Connection) -> set[str]:
    """What the database is made of, but for the index of words, which has its columns in one order or the other."""
    statement = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'search*'"
    return {row[0] for row in connection.execute(statement)}


def _is_large(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT 1 FROM articles LIMIT 1 OFFSET ?", (_LARGE,)).fetchone())


def _newest_schema(migrations: list[tuple[int, Path]]) -> set[str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        for _number, file in migrations:
            connection.executescript(file.read_text("utf-8"))
        return _schema(connection)


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
