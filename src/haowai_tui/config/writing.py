"""Changing `config.toml` as its reader would: what they wrote around a setting, and its order, stays.

tomlkit is imported where a change is made: reading settings does without it.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from haowai_tui.config.inner import changed_table
from haowai_tui.config.lines import statements
from haowai_tui.config.plain import plain, toml
from haowai_tui.config.reading import parse
from haowai_tui.config.setting import Setting
from haowai_tui.config.settings import Settings
from haowai_tui.errors import SettingsError
from haowai_tui.locale import gettext as _

Place = tuple[str, ...]
"""The names of the tables in which a setting stands, outermost first, and its own."""


def with_value(written: str, setting: Setting, value: object) -> str:
    """The text of a valid settings file with a setting set. `value` is as the setting has it (see `checked`)."""
    return with_value_at(written, _place(setting), value)


def _place(setting: Setting) -> Place:
    return (setting.section, setting.name) if setting.section else (setting.name,)


def with_value_at(written: str, place: Place, value: object) -> str:
    """The text of a valid settings file with a value at a place in its tables. Raises `SettingsError` for a file in
    which it can only be written by hand."""
    wanted = changed_table(tomllib.loads(written), place, plain(value))
    # What is there is in its table or behind all others where that can be, so that comments stay where they are.
    for write_it in (_in_table, _in_new_table, _assigned):
        if (changed := write_it(written, place, value)) is not None and _says(changed, wanted):
            return changed
    raise _by_hand(place)


def _in_table(written: str, place: Place, value: object) -> str | None:
    # tomlkit would put it behind the comment that stands before the next table.
    end = _end_of_table(written, place[:-1])
    return None if end is None else _inserted(written, end, f"{_name(place[-1])} = {toml(value)}")


def _in_new_table(written: str, place: Place, value: object) -> str | None:
    if len(place) == 1:
        return None
    heading = ".".join(map(_name, place[:-1]))
    gap = "" if not written.strip() else "\n" if written.endswith("\n") else "\n\n"
    return f"{written}{gap}[{heading}]\n{_name(place[-1])} = {toml(value)}\n"


def _assigned(written: str, place: Place, value: object) -> str | None:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    document = tomlkit.parse(written)
    table: Any = document
    try:
        for part in place[:-1]:
            if part not in table:
                table[part] = tomlkit.inline_table()
            table = table[part]
        table[place[-1]] = plain(value)
    except TOMLKitError:
        return None
    return tomlkit.dumps(document)


def _says(changed: str, wanted: Mapping[str, object]) -> bool:
    try:
        return tomllib.loads(changed) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _by_hand(place: Place) -> SettingsError:
    return SettingsError(_("{key} is written into the file; haowai config edit opens it.").format(key=".".join(place)))


def _name(name: str) -> str:
    """A name as it stands in a key."""
    import tomlkit

    return tomlkit.key(name).as_string()


def _end_of_table(written: str, tables: Place) -> int | None:
    """The line, from 0, behind the last setting in a table; None when the file has no such heading."""
    end: int | None = None
    inside = False
    for statement in statements(written):
        if statement.heads:
            inside = statement.key == tables
        if inside:
            end = statement.end
    return end


def _inserted(written: str, at: int, line: str) -> str:
    lines = written.split("\n")
    if at == len(lines):
        lines.append("")
    ending = "\r" if lines[at - 1].endswith("\r") else ""
    before = lines[at - 1]
    indent = before[: len(before) - len(before.lstrip())]
    lines.insert(at, indent + line + ending)
    return "\n".join(lines)


def without(written: str, setting: Setting) -> str:
    """The text of a valid settings file in which a setting is left to its default."""
    return without_at(written, _place(setting))


def without_at(written: str, place: Place) -> str:
    """The text of a valid settings file without a value at a place in its tables. Raises `SettingsError` for a file
    from which it can only be taken by hand."""
    import tomlkit

    data = tomllib.loads(written)
    wanted = changed_table(data, place, None)
    if data == wanted:
        return written
    document = tomlkit.parse(written)
    table: Any = document
    for part in place[:-1]:
        table = table[part]
    del table[place[-1]]
    changed = tomlkit.dumps(document)
    if not _says(changed, wanted):
        raise _by_hand(place)
    return changed


def write(path: Path, text: str) -> Settings:
    """Put `text` into the settings file, whole or not at all, and for its owner alone; returns what it says. Raises
    `SettingsError`, and then the file is as it was."""
    settings = parse(text, str(path))
    # A link stays a link: what it points to, in a repository of dotfiles perhaps, is what is written.
    real = path.resolve()
    try:
        real.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A new file is made readable to its owner alone; it may come to hold passwords.
        number, name = tempfile.mkstemp(prefix=real.name + ".", dir=real.parent)
        try:
            with os.fdopen(number, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(real)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(name).unlink()
            raise
    except (OSError, UnicodeEncodeError) as error:
        raise SettingsError(
            _("{path} cannot be written; check that it is a text file of yours.").format(path=path)
        ) from error
    return settings
