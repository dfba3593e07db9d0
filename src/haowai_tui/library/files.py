"""Files that the reader gets: whole or not at all, and never where a name from outside would put them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from haowai_tui.errors import UnwrittenError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.reasons import reason_of


def unwritten(path: Path, error: OSError) -> UnwrittenError:
    """What is told of a file that could not be written."""
    return UnwrittenError(_("{path} cannot be written: {reason}.").format(path=path, reason=reason_of(error)))


def write_whole(path: Path, pieces: Iterable[bytes], *, follow: bool = True) -> int:
    """Write a file; returns its bytes. One that was there is only replaced by a complete one. With `follow` a link at
    `path` is followed, as for a path that the reader typed; without, it is replaced itself. Raises `UnwrittenError`."""
    try:
        if follow and path.exists() and not path.is_file():  # /dev/stdout, a pipe
            with path.open("wb") as file:
                return sum(file.write(piece) for piece in pieces)
        return _replace(path.resolve() if follow else path, pieces)
    except OSError as error:
        raise unwritten(path, error) from error


def _replace(target: Path, pieces: Iterable[bytes]) -> int:
    beside = target.with_name(f".haowai-{os.urandom(8).hex()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            size = sum(file.write(piece) for piece in pieces)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        # Whatever stopped it, Ctrl-C too: nothing half-written stays.
        beside.unlink(missing_ok=True)
        raise
    return size


def typed_path(text: str) -> Path:
    """A path as the reader typed it: `~` is their home."""
    path = Path(text)
    try:
        return path.expanduser()
    except RuntimeError:  # ~someone, and there is no such user
        return path


def free_name(folder: Path, name: str) -> Path:
    """A path in `folder` that is not taken: `name`, or with a number before its ending."""
    path = folder / name
    number = 2
    while path.exists() or path.is_symlink():
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        number += 1
    return path
