"""Settings that stand within a table of the file: what `[sources.NAME]` says of a source, `[keys]` of an action."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from msgspec import Struct

from haowai_tui.config.settings import Settings

TABLES = ("sources", "keys")
"""The tables whose names within are not haowai's own: what is installed says what there may be."""


class Inner(Struct, frozen=True):
    """A setting within a table: the names that lead to it, the table's first."""

    place: tuple[str, ...]

    @property
    def key(self) -> str:
        """How people name it: `sources.page.articles`."""
        return ".".join(self.place)


def inner_setting(key: str) -> Inner | None:
    """What `key` names within one of the tables, None when it names no such thing."""
    table, dot, _rest = key.partition(".")
    if table not in TABLES or not dot:
        return None
    place = _dotted(key) or tuple(key.split("."))
    return Inner(place) if all(place) and len(place) > 1 else None


def _dotted(key: str) -> tuple[str, ...]:
    """The names of a dotted key of TOML, in which a name with dots stands in quotes; none for what is no such key."""
    try:
        value: object = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    names: list[str] = []
    while isinstance(value, dict) and len(value) == 1:
        name, value = next(iter(value.items()))
        names.append(name)
    return tuple(names) if value == 0 else ()


def written_value(settings: Settings, inner: Inner) -> object | None:
    """What the file says there, None when it says nothing."""
    table, *names = inner.place
    value: object = getattr(settings, table)
    for name in names:
        if not isinstance(value, Mapping) or name not in value:
            return None
        value = value[name]
    return value


def changed_table(table: Mapping[str, object], names: tuple[str, ...], value: object) -> dict[str, object]:
    """A copy of a table with a value, None for none, at the place that `names` lead to."""
    first, rest = names[0], names[1:]
    below = table.get(first)
    if rest:
        if value is None and not isinstance(below, Mapping):
            return dict(table)
        return {**table, first: changed_table(below if isinstance(below, Mapping) else {}, rest, value)}
    kept = {name: item for name, item in table.items() if name != first}
    return kept if value is None else {**table, first: value}
