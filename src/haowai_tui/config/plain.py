"""Settings as TOML has them, and without what is secret in them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import asdict

_SECRET = re.compile(r"pass|secret|token|credential|cookie|authorization|api_?key", re.IGNORECASE)
_LOGIN = re.compile(r"(?<=://)[^/?#\s\"']*@")

HIDDEN = "***"
"""What stands for a secret wherever settings are shown."""


def plain(value: object) -> object:
    """A value of the settings as plain data: dictionaries and lists."""
    if isinstance(value, Struct):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def shown(value: object, name: str = "") -> object:
    """Plain data with every secret hidden: what is called one, and the names and passwords in addresses."""
    if isinstance(value, Mapping):
        return {key: shown(item, key) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [shown(item, name) for item in value]
    if value and not isinstance(value, bool) and _SECRET.search(name):
        return HIDDEN
    return _LOGIN.sub(HIDDEN + "@", value) if isinstance(value, str) else value


def toml(value: object) -> str:
    """A value as it is written in the file, in one line."""
    import tomlkit

    return tomlkit.item(_inline(plain(value))).as_string()


def _inline(value: object) -> object:
    import tomlkit

    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update({key: _inline(item) for key, item in value.items()})
        return table
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend([_inline(item) for item in value])
        return array
    return value
