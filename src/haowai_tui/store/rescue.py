"""When the database cannot be read: it is set aside, and a new one begins with what the reader did.

That is read out of the damaged file as far as it can be, and for the rest out of the last backup.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from haowai_tui.errors import StoreError
from haowai_tui.store.database import Database, store_errors

if TYPE_CHECKING:
    from haowai_tui.store import keeping

log = logging.getLogger("haowai")

_SALVAGE_SECONDS = 1.0
"""So long the damaged file is read for what it still gives: the reader waits for it."""

_MARK = ".unsound"
"""The ending of the file beside a database that says that it was found damaged while it was in use."""

_BESIDE = ("", "-wal", "-shm")


class Rescued(Struct, frozen=True, kw_only=True):
    """What became of a damaged database. `kept` is where it lies now, None when it was gone. `as_of` is the time of
    the backup that had to be taken, None when the file itself still gave everything; `found` says that there was
    anything to bring back."""

    kept: Path | None
    as_of: datetime | None
    found: bool


def emptied(path: Path) -> bool:
    """Whether a database is gone or empty that was one before: there are backups of it."""
    from haowai_tui.store import backups

    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    return size == 0 and bool(backups.backups(backups.folder_of(path)))


def mark_unsound(path: Path) -> None:
    """Let whoever opens the database next set it aside: it can be opened, but not all of it can be trusted."""
    with suppress(OSError):  # on a full disk nothing could be set aside either
        os.close(os.open(_mark(path), os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))


def is_marked(path: Path) -> bool:
    """Whether the database was found damaged while it was in use."""
    return _mark(path).exists() and path.exists()


def rescue(path: Path, still_damaged: Callable[[], bool]) -> Rescued | None:
    """Set the database at `path` aside and make a new one with what the reader did.

    None when another process has done it meanwhile, which `still_damaged` is asked under the lock. Raises `StoreError`.
    """
    from haowai_tui.store import backups

    with store_errors(path), _alone(path.parent):
        if not still_damaged():
            return None
        if not path.exists() and _beside(path).exists():
            # Stopped between the last two steps below: the new one is whole.
            _beside(path).replace(path)
            return Rescued(kept=None, as_of=None, found=True)
        salvaged = _salvage(path)
        states = [] if salvaged is None else [salvaged]
        backup = None
        if salvaged is None or not salvaged.whole:
            backup = next(backups.newest(backups.folder_of(path)), None)
            states += [] if backup is None else [backup]
        _make_anew(_beside(path), states)
        kept = _set_aside(path)
        _beside(path).replace(path)
        _mark(path).unlink(missing_ok=True)
    found = any(table.rows for state in states for table in state.tables if table.name == "feeds")
    log.error("the database was damaged; it is kept as %s", kept.name if kept else "nothing")
    return Rescued(kept=kept, as_of=backup.at if backup else None, found=found)


def _mark(path: Path) -> Path:
    return path.with_name(path.name + _MARK)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time: two that find the same damage must not set each other's new file aside."""
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _set_aside(path: Path) -> Path | None:
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    kept = path.with_name(f"{path.name}.damaged-{stamp}")
    number = 1
    while any(kept.with_name(kept.name + ending).exists() for ending in _BESIDE):
        number += 1
        kept = path.with_name(f"{path.name}.damaged-{stamp}-{number}")
    was_there = path.exists()
    # The database last: stopped between two of these, the next start finds it damaged still.
    for ending in reversed(_BESIDE):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(kept.with_name(kept.name + ending))
    return kept if was_there else None


def _salvage(path: Path) -> keeping.State | None:
    """What the damaged file still gives, or None. It is read only, and nothing of it changes."""
    from haowai_tui.store import keeping

    if not path.exists() or path.stat().st_size == 0:
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.1)) as connection:
            connection.execute("PRAGMA query_only = ON")
            state = keeping.read_state(connection, tolerant=True, seconds=_SALVAGE_SECONDS)
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    return state if any(table.rows for table in state.tables) else None


def _make_anew(path: Path, states: list[keeping.State]) -> None:
    from haowai_tui.store.restoring import restore

    for ending in _BESIDE:
        path.with_name(path.name + ending).unlink(missing_ok=True)
    fresh = Database(path)
    try:
        try:
            with fresh.writing(durable=True) as connection:
                restore(connection, states)
        except (StoreError, ValueError, TypeError, KeyError):
            # Rows of a damaged file can be anything; those of the backup are not.
            log.exception("what the damaged database gave could not be stored")
            with fresh.writing(durable=True) as connection:
                restore(connection, states[1:])
    finally:
        fresh.close()
