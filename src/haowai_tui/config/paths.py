"""The folders that hold everything."""

from __future__ import annotations

import os
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
    home = (os.environ if environ is None else environ).get("HAOWAI_HOME", "")
    if home:
        # Without `expanduser`'s error for ~someone where there is no such user: then it is a name like any other.
        root = Path(os.path.expanduser(home))  # noqa: PTH111
        return Paths(root / "config.toml", root / "data", root / "cache")
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("haowai", appauthor=False)
    return Paths(dirs.user_config_path / "config.toml", dirs.user_data_path, dirs.user_cache_path)
