"""The settings that a source declares, and what a reader wrote held against them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from msgspec import Struct

from haowai_tui.errors import SettingsError
from haowai_tui.locale import gettext as _


class Setting(Struct, frozen=True):
    """One setting of a source: its default, whose type it has, what it means, and between what a number lies."""

    default: str | int | bool
    doc: str
    least: int = 0
    most: int = 1_000_000


def declared(source: object) -> Mapping[str, Setting]:
    """The settings that a source declares as `settings`; empty when it declares none."""
    found = getattr(source, "settings", {})
    return found if isinstance(found, Mapping) else {}


def is_setting(declared: object) -> bool:
    """Whether what a source declares as one of its settings is one."""
    return isinstance(declared, Setting) and isinstance(declared.default, str | int)


def checked(name: str, settings: Mapping[str, Setting], table: Mapping[str, object]) -> dict[str, object]:
    """What `[sources.NAME]` says, with the defaults for what it leaves out. Tables in it are the source's own affair.

    Raises `SettingsError` for a setting that the source does not have, or a value that it cannot take. A source that
    declares nothing takes everything.
    """
    if not settings:
        return dict(table)
    for key, value in table.items():
        if isinstance(value, Mapping):
            continue
        where = f"sources.{name}.{key}"
        if key not in settings:
            close = difflib.get_close_matches(key, settings, 1)
            known = close or sorted(settings)
            text = _("There is no setting {name}; this source has: {known}.")
            raise SettingsError(text.format(name=where, known=", ".join(known)))
        _check(where, settings[key], value)
    return {key: setting.default for key, setting in settings.items()} | dict(table)


def _check(where: str, setting: Setting, value: object) -> None:
    if type(value) is not type(setting.default):
        wanted = {int: _("a whole number"), bool: _("true or false"), str: _("a text in quotes")}
        raise SettingsError(
            _("The setting {name} is {wanted}.").format(name=where, wanted=wanted[type(setting.default)])
        )
    if isinstance(value, int) and not isinstance(value, bool) and not setting.least <= value <= setting.most:
        text = _("The setting {name} is a number from {least} to {most}.")
        raise SettingsError(text.format(name=where, least=setting.least, most=setting.most))
