"""Where a setting stands in the file: TOML's readers do not tell."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

Key = tuple[str | int, ...]
"""A place in the settings: names of tables and keys, and numbers, from 0, of tables in lists."""


class Statement(Struct, frozen=True):
    """A table's heading or a key with its value: its place, its first line and the one after its last, from 0."""

    key: Key
    first: int
    end: int
    heads: bool


def statements(text: str) -> Iterator[Statement]:
    """The statements of a valid TOML document, in their order."""
    lists: dict[Key, int] = {}
    table: Key = ()
    lines = [line + "\n" for line in text.split("\n")]
    first = 0
    for number, line in enumerate(lines):
        said = "".join(lines[first : number + 1])
        if not said.strip() or said.lstrip().startswith("#"):
            first = number + 1
            continue
        try:
            data = tomllib.loads(said)
        except tomllib.TOMLDecodeError:
            continue  # The value goes on in the next line.
        heads = line.lstrip().startswith("[") and first == number
        if heads:
            table = _counted(data, lists)
            yield Statement(table, first, number + 1, True)
        else:
            yield Statement(table + _path(said), first, number + 1, False)
        first = number + 1


def line_of(text: str, key: Key) -> int | None:
    """The line, from 1, in which `key` stands in a valid TOML document, or the nearest that holds it; None when
    nothing does."""
    best: tuple[int, int] | None = None
    for statement in statements(text):
        common = _common(statement.key, key)
        whole = common == len(statement.key) or common == len(key)
        if whole and common and (best is None or common > best[0]):
            best = common, statement.first + 1
    return best[1] if best else None


def _common(one: Key, other: Key) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _counted(data: dict[str, Any], lists: dict[Key, int]) -> Key:
    """The place that a heading names: `data` is what it makes alone."""
    key: Key = ()
    value: Any = data
    while isinstance(value, dict) and value:
        name, value = next(iter(value.items()))
        key += (name,)
        if isinstance(value, list):
            lists[key] = lists.get(key, -1) + 1
            key += (lists[key],)
            break
        if key in lists and value:
            key += (lists[key],)
    return key


def _path(said: str) -> Key:
    """The names of the dotted key that a statement gives a value to."""
    end = said.find("=")
    while end >= 0:
        try:
            value: Any = tomllib.loads(said[:end] + "= 0")
        except tomllib.TOMLDecodeError:
            end = said.find("=", end + 1)  # That one stands in a quoted name.
            continue
        key: Key = ()
        while isinstance(value, dict):
            name, value = next(iter(value.items()))
            key += (name,)
        return key
    return ()
