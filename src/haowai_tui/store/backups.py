"""Backups of what the reader did: small files beside the database, the last three days on which anything was done."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from haowai_tui.lazy import pattern

if TYPE_CHECKING:
    from haowai_tui.store.keeping import State

MOST = 3
"""Backups that are kept: today's, which is written again as the day goes on, and those of two days before."""

LARGEST = 256 * 1024 * 1024
"""Bytes that a backup may unpack to."""

_NAME = pattern(r"state-(\d{6})\.gz")


def folder_of(database: Path) -> Path:
    """The folder of the backups of a database."""
    return database.with_name("backups")


def backups(folder: Path) -> list[Path]:
    """The backups, the newest first. Their numbers order them: a clock may have been wrong."""
    try:
        return sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), reverse=True)
    except OSError:
        return []


def seconds_since(folder: Path) -> float:
    """How long ago the last backup was written; infinity when there is none, or when a clock has gone back since."""
    for path in backups(folder)[:1]:
        with suppress(OSError):
            age = time.time() - path.stat().st_mtime
            return age if age >= 0 else float("inf")
    return float("inf")


def size_of_last(folder: Path) -> int:
    """The bytes of the last backup: what writing another costs."""
    for path in backups(folder)[:1]:
        with suppress(OSError):
            return path.stat().st_size
    return 0


def write(folder: Path, state: State) -> Path:
    """Write a backup: durably, whole or not at all, for its owner's eyes only. Raises `OSError`."""
    import gzip
    import secrets

    from haowai_tui.store.keeping import encode_state

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    there = backups(folder)
    number = int(_NAME.fullmatch(there[0].name)[1]) if there else 0  # type: ignore[index]
    if not there or date.fromtimestamp(there[0].stat().st_mtime) != date.today():
        number += 1
    target = folder / f"state-{number:06d}.gz"
    beside = folder / f".state-{secrets.token_hex(8)}"
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with gzip.GzipFile("", "wb", 3, file) as packed:
                for part in encode_state(state):
                    packed.write(json.dumps(part, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(folder)
    for path in backups(folder)[MOST:]:
        path.unlink(missing_ok=True)
    _sweep(folder)
    return target


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Remove what a process that was killed while it wrote has left."""
    for path in folder.glob(".state-*"):
        with suppress(OSError):
            if abs(time.time() - path.stat().st_mtime) > 3600:
                path.unlink()


def newest(folder: Path) -> Iterator[State]:
    """What the backups hold that can be read, the newest first."""
    import gzip
    import zlib

    from haowai_tui.store.keeping import decode_state

    for path in backups(folder):
        try:
            with gzip.open(path) as packed:
                data = packed.read(LARGEST + 1)
            if len(data) > LARGEST:
                continue
            yield decode_state([json.loads(line) for line in data.splitlines()])
        except (OSError, EOFError, zlib.error, ValueError, TypeError, KeyError, IndexError):
            continue  # damaged like the database: an older one may be whole
