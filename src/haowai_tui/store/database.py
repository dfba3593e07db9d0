"""Connections to the one SQLite file: opening, migrating, reading from many threads, writing from one at a time."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from haowai_tui.errors import (
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreVersionError,
)
from haowai_tui.locale import gettext as _
from haowai_tui.store import index
from haowai_tui.text.fold import fold

_BUSY_SECONDS = 10.0


_REBUILDS = ("0004_find.sql",)
"""The migrations after which the full-text index holds other words than before."""


def _migrations() -> list[tuple[str, str]]:
    folder = resources.files("haowai_tui.store") / "schema"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    return [(name, (folder / name).read_text("utf-8")) for name in names]


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
        raise _damaged(path) from error
    except OSError as error:
        raise _full(path, error.strerror or str(error)) from error


def _damaged(path: Path) -> StoreDamagedError:
    return StoreDamagedError(
        _("The database {path} cannot be read; move it aside and haowai starts a new one.").format(path=path)
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
        return _full(path, text)
    if any(word in text for word in ("no such table", "no such column", "malformed")):
        return _damaged(path)
    return StoreError(_("The database could not answer: {detail}.").format(detail=text))


class Database:
    """The file at `path`: one connection for writing behind a lock, one for reading in each thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []
        self.commits = 0
        with store_errors(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not path.exists():
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._writer = self._connect()
            try:
                self._prepare()
            except BaseException:
                self._writer.close()
                raise

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.create_function("folded", 1, fold, deterministic=True)
        return connection

    def _prepare(self) -> None:
        connection = self._writer
        version = self.schema_version()
        migrations = _migrations()
        if version > len(migrations):
            raise StoreVersionError(
                _("The database {path} was made by a newer haowai; please update haowai.").format(path=self.path)
            )
        if version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise _damaged(self.path)
        connection.execute("PRAGMA journal_mode = WAL")
        if version < len(migrations):
            if version:
                self._backup(version)
            self._migrate(migrations)

    def _migrate(self, migrations: list[tuple[str, str]]) -> None:
        connection = self._writer
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have migrated while this one waited.
            for number, (name, script) in enumerate(migrations, start=1):
                if number > self.schema_version():
                    for statement in _statements(script):
                        connection.execute(statement)
                    if name in _REBUILDS:
                        index.rebuild(connection)
                    connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    def _backup(self, version: int) -> None:
        target = self.path.with_name(f"{self.path.name}.v{version}.backup")
        target.unlink(missing_ok=True)
        self._writer.execute("VACUUM INTO ?", (str(target),))
        target.chmod(0o600)

    def schema_version(self) -> int:
        """The number of the newest migration that has run."""
        return int(self._writer.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection for reading."""
        with store_errors(self.path):
            connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
            if connection is None:
                connection = self._connect()
                connection.execute("PRAGMA query_only = ON")
                self._local.connection = connection
                with self._lock:
                    self._readers.append(connection)
            yield connection

    @contextmanager
    def writing(self, *, durable: bool) -> Iterator[sqlite3.Connection]:
        """A write transaction. `durable`: it is on the disk, not only in the system's cache, on return.

        It begins IMMEDIATE: a transaction that reads first and writes later fails at once when another process wrote
        between, whatever the timeout.
        """
        with self._lock, store_errors(self.path):
            connection = self._writer
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
                self.commits += 1
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def data_version(self) -> int:
        """A number that changes when anything but this `Database`'s writer has committed."""
        with self._lock, store_errors(self.path):
            return int(self._writer.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for connection in (*self._readers, self._writer):
                connection.close()
            self._readers.clear()


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
