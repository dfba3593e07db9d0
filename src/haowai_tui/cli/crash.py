"""Reports of errors that nobody expected: a short file that can be sent to whoever can mend it.

It says what ran and where it failed. It holds no values: neither local variables nor the messages of errors that may
quote what they were given, so no text of an article, no address and no password can be in it.
"""

from __future__ import annotations

import os
import platform
import re
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from haowai_tui import __version__

MOST = 5
"""Reports that are kept."""

_PLAIN_MESSAGES = (
    AttributeError,
    TypeError,
    IndexError,
    NameError,
    RecursionError,
    MemoryError,
    ZeroDivisionError,
    ImportError,
)
"""Errors whose messages name things of the program, never what it was given."""

_LIBRARIES = ("textual", "rich", "httpx", "feedparser", "selectolax", "pillow", "icu4py")
_MOST_FRAMES = 60
_LONGEST_MESSAGE = 200
_NAME = re.compile(r"crash-\d{8}-\d{6}-[0-9a-f]{4}\.txt")


def write_report(error: BaseException, command: str) -> Path | None:
    """Write a report on `error` and return its file; None when it cannot be written. `command` is the subcommand."""
    from haowai_tui.config import paths

    folder = paths().data / "crashes"
    now = datetime.now(UTC)
    target = folder / f"crash-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(f"{line}\n" for line in _lines(error, command, now))
        there = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path != target)
        for path in there[: max(0, len(there) - MOST + 1)]:
            path.unlink(missing_ok=True)
    except OSError:
        return None
    return target


def _lines(error: BaseException, command: str, now: datetime) -> Iterator[str]:
    yield f"haowai {__version__}, {now:%Y-%m-%d %H:%M:%S} UTC"
    yield f"Python {platform.python_version()}, {platform.system()} {platform.release()} {platform.machine()}"
    yield ", ".join(_versions())
    yield f"TERM={os.environ.get('TERM', '')[:40]!r}, command {command or 'reader'}"
    yield ""
    yield from _of(error, set())


def _versions() -> Iterator[str]:
    if "sqlite3" in sys.modules:
        yield f"SQLite {sys.modules['sqlite3'].sqlite_version}"
    for name in _LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            yield f"{name} {metadata.version(name)}"


def _of(error: BaseException, seen: set[int]) -> Iterator[str]:
    """The error and those behind it, the first one first."""
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen and len(seen) < 10:
        yield from _of(before, seen)
        yield ""
    frames = traceback.extract_tb(error.__traceback__)
    if len(frames) > _MOST_FRAMES:
        yield f"  ({len(frames) - _MOST_FRAMES} more before)"
    for frame in frames[-_MOST_FRAMES:]:
        yield f"  {_short(frame.filename)}:{frame.lineno} {frame.name}: {frame.line or ''}"
    yield f"{type(error).__module__}.{type(error).__qualname__}{_message(error)}"
    for inner in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        if id(inner) not in seen and len(seen) < 10:
            yield from _of(inner, seen)


def _short(filename: str) -> str:
    """A file's path from its package on: what lies before names the reader's home."""
    parts = Path(filename).parts
    for mark in ("site-packages", "src", "haowai_tui"):
        if mark in parts:
            return "/".join(parts[parts.index(mark) + (mark != "haowai_tui") :])
    return "/".join(parts[-2:])


def _message(error: BaseException) -> str:
    if not isinstance(error, _PLAIN_MESSAGES):
        return ""
    text = str(error)
    return f": {text[:_LONGEST_MESSAGE]}" if text.isprintable() else ""
