"""The folders that hold everything, where platformdirs would put them. It is not asked: what it brings along takes a
fifth of the time to the first ink."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Paths(NamedTuple):
    """Where things lie: the settings file, the data folder (the store, the log) and the cache folder."""

    config: Path
    data: Path
    cache: Path

    @property
    def store(self) -> Path:
        """The database file."""
        return self.data / "haowai.db"


def paths(environ: Mapping[str, str] | None = None) -> Paths:
    """The paths of this user: all under `HAOWAI_HOME` when that is set, else where the platform puts them."""
    environ = os.environ if environ is None else environ
    home = environ.get("HAOWAI_HOME", "")
    if home:
        # Without `expanduser`'s error for ~someone where there is no such user: then it is a name like any other.
        root = Path(os.path.expanduser(home))  # noqa: PTH111
        return Paths(root / "config.toml", root / "data", root / "cache")
    config, data, cache = (_folder(environ, *places) for places in _FOLDERS)
    return Paths(config / "config.toml", data, cache)


_FOLDERS = (
    ("XDG_CONFIG_HOME", "~/.config", "~/Library/Application Support"),
    ("XDG_DATA_HOME", "~/.local/share", "~/Library/Application Support"),
    ("XDG_CACHE_HOME", "~/.cache", "~/Library/Caches"),
)
"""For settings, data and cache: the variable of the XDG Base Directory Specification, its default, and macOS's."""


def _folder(environ: Mapping[str, str], variable: str, usual: str, mac: str) -> Path:
    asked = environ.get(variable, "")
    if not os.path.isabs(asked):  # noqa: PTH117 - the specification has relative ones ignored
        asked = os.path.expanduser(mac if sys.platform == "darwin" else usual)  # noqa: PTH111
    return Path(asked) / "haowai"
