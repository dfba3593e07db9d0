"""Changing `config.toml` as its reader would: what they wrote around a setting, and its order, stays.

tomlkit is imported where a change is made: reading settings does without it.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from haowai_tui.config.lines import statements
from haowai_tui.config.plain import plain, toml
from haowai_tui.config.reading import parse
from haowai_tui.config.setting import Setting
from haowai_tui.config.settings import Settings
from haowai_tui.errors import SettingsError
from haowai_tui.locale import gettext as _


def with_value(written: str, setting: Setting, value: object) -> str:
    """The text of a valid settings file with a setting set. `value` is as the setting has it (see `checked`)."""
    import tomlkit

    document = tomlkit.parse(written)
    table: Any = document
    if setting.section:
        if setting.section not in document:
            if written.strip():
                document.add(tomlkit.nl())
            document.add(setting.section, tomlkit.table())
        table = document[setting.section]
    if setting.name not in table and (end := _end_of_table(written, setting.section)) is not None:
        # tomlkit would put it behind the comment that stands before the next table.
        return _inserted(written, end, f"{setting.name} = {toml(value)}")
    table[setting.name] = plain(value)
    return tomlkit.dumps(document)


def _end_of_table(written: str, section: str) -> int | None:
    """The line, from 0, behind the last setting in `[section]`; None when the file has no such heading."""
    end: int | None = None
    inside = False
    for statement in statements(written):
        if statement.heads:
            inside = statement.key == (section,)
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
    import tomlkit

    document = tomlkit.parse(written)
    table: Any = document.get(setting.section, {}) if setting.section else document
    if setting.name not in table:
        return written
    del table[setting.name]
    return tomlkit.dumps(document)


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
