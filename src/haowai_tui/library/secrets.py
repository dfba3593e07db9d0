"""Where the passwords of accounts lie: the system's keyring, a file for its owner's eyes only, or a program that prints
them. Never the store, which is copied about, nor the settings, which are shown."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from haowai_tui.config import Paths
from haowai_tui.errors import HaowaiError, SyncAuthError
from haowai_tui.library.programs import found
from haowai_tui.locale import gettext as _
from haowai_tui.locale.reasons import reason_of

log = logging.getLogger("haowai")

_SERVICE = "haowai"
_SECONDS = 60.0

Secret = dict[str, str]
"""The password under `password`, and what else a kind of account is asked for and is nobody's business."""


def keep_secret(paths: Paths, name: str, secret: Mapping[str, str], *, keyring: bool = True) -> dict[str, object]:
    """Keep an account's secret, in the keyring where there is one and it is wanted. Returns where it lies, which is
    no secret. Raises `HaowaiError`."""
    text = json.dumps(dict(secret))
    ring = _keyring() if keyring else None
    if ring is not None:
        try:
            ring.set_password(_SERVICE, name, text)
        except Exception as error:  # noqa: BLE001 - each of its backends raises errors of its own
            log.warning("the keyring did not keep a password (%s); it goes into a file", type(error).__name__)
        else:
            _write(paths, {key: value for key, value in _read(paths).items() if key != name})
            return {"in": "keyring"}
    _write(paths, {**_read(paths), name: dict(secret)})
    return {"in": "file"}


def secret_of(paths: Paths, name: str, place: Mapping[str, object]) -> Secret:
    """An account's secret. Raises `SyncAuthError` when it is not where it was put."""
    where = place.get("in")
    command = place.get("command")
    if isinstance(command, list):
        return {"password": _printed([str(word) for word in command], name)}
    if where == "keyring":
        ring = _keyring()
        try:
            text = ring.get_password(_SERVICE, name) if ring is not None else None
        except Exception as error:
            log.warning("the keyring did not answer (%s)", type(error).__name__)
            raise SyncAuthError(
                _("The keyring did not give the password of {account}; unlock it and try again.").format(account=name)
            ) from error
        kept = json.loads(text) if text else None
    else:
        kept = _read(paths).get(name)
    if not isinstance(kept, dict) or not isinstance(kept.get("password"), str):
        text = _("The password of {account} is not kept here any more; give it again with: haowai account add")
        raise SyncAuthError(text.format(account=name))
    return {str(key): str(value) for key, value in kept.items()}


def forget_secret(paths: Paths, name: str, place: Mapping[str, object]) -> None:
    """Forget an account's secret, wherever it lies."""
    if place.get("in") == "keyring" and (ring := _keyring()) is not None:
        # One that is gone, or locked, is as good as forgotten.
        with contextlib.suppress(Exception):
            ring.delete_password(_SERVICE, name)
    if name in (kept := _read(paths)):
        _write(paths, {key: value for key, value in kept.items() if key != name})


def _keyring() -> Any:
    """The `keyring` package where it is installed and has somewhere to keep things; else None."""
    try:
        import keyring
    except ImportError:
        return None
    try:
        backend = keyring.get_keyring()
        return keyring if getattr(backend, "priority", 0) >= 1 else None
    except Exception as error:  # noqa: BLE001 - each of its backends raises errors of its own
        log.warning("the keyring cannot be used (%s)", type(error).__name__)
        return None


def _printed(command: Sequence[str], name: str) -> str:
    """The first line that the reader's program prints. What it says besides is not passed on: it may hold a secret."""
    try:
        done = subprocess.run(
            found(command), stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        text = _("The program that prints the password of {account} did not run through; try it in a shell.")
        raise SyncAuthError(text.format(account=name)) from error
    line = done.stdout.decode("utf-8", "replace").partition("\n")[0].rstrip("\r")
    if done.returncode or not line:
        text = _("The program that prints the password of {account} printed none (code {code}); try it in a shell.")
        raise SyncAuthError(text.format(account=name, code=done.returncode))
    return line


# The file.


def _path(paths: Paths) -> Path:
    return paths.data / "accounts.json"


def _read(paths: Paths) -> dict[str, Any]:
    path = _path(paths)
    try:
        with path.open(encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o600)  # also where a backup brought it back as another's to read
            kept = json.load(file)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        text = _("The file of passwords {path} cannot be read; move it aside and give them again.")
        raise HaowaiError(text.format(path=path)) from error
    return kept if isinstance(kept, dict) else {}


def _write(paths: Paths, kept: Mapping[str, Any]) -> None:
    path = _path(paths)
    if not kept:
        path.unlink(missing_ok=True)
        return
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor has no path
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        text = _("The file of passwords {path} cannot be written ({reason}).")
        raise HaowaiError(text.format(path=path, reason=reason_of(error))) from error
