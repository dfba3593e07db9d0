"""Whether a database is what it should be. SQLite itself notices damage only where it happens to read."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from haowai_tui.store.keeping import is_derived
from haowai_tui.store.rows import Connection

_LARGE = ("articles", "remembered", "undo_steps", "outbox", "to_restore")
_STEPS_BETWEEN = 20_000
_HEADER = 100
_SMALLEST_PAGE = 512
_LAYOUTS = (1, 2)
"""What the header says of how the file is written: with a journal, or with a log beside it."""


_opening = threading.Lock()
_open: Counter[tuple[int, int]] = Counter()
"""The files that this process has open, and how often."""


def enter(path: Path) -> tuple[int, int] | None:
    """Note that this process opens the file, before SQLite does, and look into its header; None where that is not
    sound. What is given is for `leave`.

    To close a file lets go of all locks that the process has on it, SQLite's too (see fcntl(2)). Another process that
    closes it then takes itself for the last, and takes away the log into which this one writes. So a file is looked
    into only while nothing here has it open."""
    found = path.stat()
    place = found.st_dev, found.st_ino
    with _opening:
        if not _open[place] and not header_is_sound(path):
            return None
        _open[place] += 1
    return place


def leave(place: tuple[int, int]) -> None:
    """Note that a file which was entered is closed."""
    with _opening:
        _open[place] -= 1


def header_is_sound(path: Path) -> bool:
    """Whether SQLite would write to the file: with another layout in its header it reads it, and refuses to change
    it as if the disk were read-only. And whether the file ends where a page does: SQLite reads the rest of a page that
    was cut off as nothing, and an index of nothing as an empty list. While there is a log, that has the page."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
    if len(header) < _HEADER:
        return True
    page = int.from_bytes(header[16:18], "big")
    size, log = path.stat().st_size, path.with_name(f"{path.name}-wal")
    cut = page >= _SMALLEST_PAGE and size % page > 0 and not (log.exists() and log.stat().st_size > 0)
    return not cut and header[18] in _LAYOUTS and header[19] in _LAYOUTS


def doings_are_sound(connection: Connection) -> bool:
    """Look over the tables of the reader's doings that are small: a page of one that stands in the place of another's
    would be read as feeds without names. Takes a millisecond or two."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = [name for name in names if not (is_derived(name) or name in _LARGE or name.startswith("sqlite_"))]
    return all(_answer(connection, f'quick_check("{name}")') == "ok" for name in kept)


def all_is_sound(path: Path, enough: Callable[[], bool]) -> bool:
    """Look over the whole file until `enough`, which is asked often; what was not looked at counts as sound. Raises
    `sqlite3.Error` for a file that cannot be read at all."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.set_progress_handler(enough, _STEPS_BETWEEN)
        try:
            return _answer(connection, "integrity_check(1)") == "ok"
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                return True
            raise


def _answer(connection: Connection, pragma: str) -> str:
    return str(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
