"""Settings from `config.toml`. A mistake in it is one sentence that names the line and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from haowai_tui.config.kinds import allowed, taken
from haowai_tui.config.setting import Setting, settings_of
from haowai_tui.config.settings import SECTIONS, Settings, describe
from haowai_tui.errors import SettingsError
from haowai_tui.lazy import pattern
from haowai_tui.locale import gettext as _

if TYPE_CHECKING:
    from haowai_tui.config.lines import Key

_AT = pattern(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class _Mistake(Exception):
    """What is wrong, and where in the settings it is."""

    def __init__(self, text: str, key: Key) -> None:
        super().__init__(text)
        self.key = key


def load(path: Path) -> Settings:
    """The settings in the file at `path`; the defaults when there is none. Raises `SettingsError`."""
    return parse(read(path), str(path))


def located(error: SettingsError, path: Path) -> SettingsError:
    """`error` with the file and the line in it that `error.place` names."""
    from haowai_tui.config.lines import line_of

    if not error.place:
        return error
    where = _line(str(path), line_of(read(path), error.place))
    return SettingsError(_("{where}: {mistake}").format(where=where, mistake=error))


def read(path: Path) -> str:
    """The text of the settings file; empty when there is none. Raises `SettingsError`."""
    try:
        # As bytes: the ends of its lines stay as they are when it is written again.
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            _("{path} cannot be read; check that it is a text file of yours.").format(path=path)
        ) from error


@lru_cache(maxsize=1)
def parse(written: str, where: str) -> Settings:
    """The settings that a file's text holds; `where` names the file in errors. Raises `SettingsError`.

    The last are kept: a command asks for its language and again for its library."""
    try:
        return _settings(_data(written, where))
    except _Mistake as mistake:
        from haowai_tui.config.lines import line_of

        place = _line(where, line_of(written, mistake.key))
        raise SettingsError(_("{where}: {mistake}").format(where=place, mistake=mistake)) from mistake


def _data(written: str, where: str) -> dict[str, Any]:
    if not written:
        # Most readers have no settings of their own; a short command need not import what reads them.
        return {}
    import tomllib

    from haowai_tui.locale.toml_faults import toml_fault

    try:
        return tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        last = len(written.rstrip().splitlines()) or None
        line = int(at[1]) if at and at[1] else last if at else None
        detail = toml_fault(_AT.sub("", str(error)))
        raise SettingsError(
            _("{where} is not valid TOML: {detail}.").format(where=_line(where, line), detail=detail)
        ) from error


def known_setting(key: str) -> Setting:
    """The setting that people name `key`: `ui.theme`. Raises `SettingsError` that suggests one."""
    every = {setting.key: setting for setting in describe()}
    if key not in every:
        raise SettingsError(_unknown(key, every))
    return every[key]


def checked(setting: Setting, value: object) -> object:
    """A value in TOML as this setting has it. Raises `SettingsError` that tells what is allowed."""
    try:
        return taken(setting, value)
    except ValueError:
        raise SettingsError(_("{key} is {allowed}.").format(key=setting.key, allowed=allowed(setting))) from None


def _line(where: str, number: int | None) -> str:
    return _("{where}, line {number}").format(where=where, number=number) if number else where


def _settings(data: Mapping[str, Any]) -> Settings:
    top = {setting.name: setting for setting in settings_of(Settings)}
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name in SECTIONS:
            values[name] = _section(name, value)
        elif name in top:
            values[name] = _value(top[name], value)
        else:
            raise _Mistake(_unknown(name, [*SECTIONS, *top]), (name,))
    return Settings(**values)


def _section(name: str, table: object) -> Any:
    if not isinstance(table, dict):
        raise _Mistake(_("{name} is a table: [{name}].").format(name=name), (name,))
    kind, title = SECTIONS[name]
    known = {setting.name: setting for setting in settings_of(kind, name, title)}
    for key in table:
        if key not in known:
            raise _Mistake(_unknown(f"{name}.{key}", [setting.key for setting in known.values()]), (name, key))
    return kind(**{key: _value(known[key], value) for key, value in table.items()})


def _value(setting: Setting, value: object) -> object:
    place: Key = (setting.section, setting.name) if setting.section else (setting.name,)
    try:
        return checked(setting, value)
    except SettingsError as error:
        raise _Mistake(str(error), place + _first_wrong(setting, value)) from None


def _first_wrong(setting: Setting, value: object) -> Key:
    """Which of a list's items is the one that is wrong."""
    for number, item in enumerate(value if isinstance(value, list) else ()):
        try:
            taken(setting, [item])
        except ValueError:
            return (number,)
    return ()


def _unknown(name: str, known: Iterable[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name, list(known), 1)
    if close:
        return _("There is no setting {name}; did you mean {close}?").format(name=name, close=close[0])
    table = name.partition(".")[0] + "."
    within = [one for one in known if one.startswith(table)]
    return _("There is no setting {name}; there are: {known}.").format(name=name, known=", ".join(within or known))
