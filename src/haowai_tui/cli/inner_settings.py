"""Settings of sources and keys from a shell: what is in tables whose names others give."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from haowai_tui.cli import output
from haowai_tui.cli.session import library, typed
from haowai_tui.config.inner import Inner, changed_table, written_value
from haowai_tui.errors import SettingsError, UsageError
from haowai_tui.locale import gettext as _

if TYPE_CHECKING:
    from haowai_tui.config import Settings


def get(settings: Settings, inner: Inner) -> object:
    """The value there, as the file has it or as it is without. Raises `SettingsError`, `SourceError`."""
    if inner.place[0] == "keys":
        inner = _as_written(settings, inner)
        value = written_value(settings, inner)
        return _usual_keys(settings, inner) if value is None else value
    from haowai_tui.library.source_settings import default_of

    value = written_value(settings, inner)
    return default_of(inner) if value is None else value


def change(args: argparse.Namespace, settings: Settings, inner: Inner) -> None:
    """Set it, or leave it to its default. Raises `SettingsError`, `SourceError`, `UsageError`."""
    words = [typed(word) for word in args.words]
    if args.what == "set" and not words:
        raise UsageError(_("Name the value too; haowai config unset leaves a setting to its default."))
    value: object = None
    said = ""
    if inner.place[0] == "keys":
        inner = _as_written(settings, inner)
        value = _keys_from(words) if args.what == "set" else None
        said = _checked_keys(settings, inner, value)
    elif args.what == "set":
        from haowai_tui.library.source_settings import from_words

        value = from_words(inner, words)
    elif written_value(settings, inner) is None:
        from haowai_tui.library.source_settings import check_option

        check_option(inner)
    with library(args) as opened:
        opened.change_inner_setting(inner, value)
    if said:
        output.note(said)


def _keys_from(words: Sequence[str]) -> object:
    from haowai_tui.config.typed import word_list

    keys = word_list(words)
    return keys[0] if len(keys) == 1 else keys


def _as_written(settings: Settings, inner: Inner) -> Inner:
    """The place with the names as the file has them, in which a dash stands for an underline too."""
    table: object = settings.keys
    names: list[str] = []
    for name in inner.place[1:]:
        known = table if isinstance(table, Mapping) else {}
        alike = [one for one in known if one.replace("-", "_") == name.replace("-", "_")]
        names.append(alike[0] if alike else name)
        table = known.get(names[-1])
    return Inner(("keys", *names))


def _checked_keys(settings: Settings, inner: Inner, value: object) -> str:
    """Which keys mean something else with the change. Raises `SettingsError` for actions and keys there are not."""
    from haowai_tui.tui.keys import keymap

    _check_action(inner)
    names = inner.place[1:]
    before = keymap.build(settings.ui.keymap, settings.keys).clashes
    after = keymap.build(settings.ui.keymap, changed_table(settings.keys, names, value))
    new = [clash.sentence() for clash in after.clashes if clash not in before]
    return _("Keys of your own: {taken}.").format(taken="; ".join(new)) if new else ""


def _check_action(inner: Inner) -> None:
    from haowai_tui.tui.keys import PANES, build
    from haowai_tui.tui.screen_actions import SCREENS

    names = inner.place[1:]
    if len(names) > 2 or (len(names) == 1 and names[0].replace("-", "_") in (*PANES, *SCREENS)):
        raise SettingsError(_("{key} is written into the file; haowai config edit opens it.").format(key=inner.key))
    build("default", changed_table({}, names, ""))


def _usual_keys(settings: Settings, inner: Inner) -> Any:
    """The keys that the keymap gives to an action. Raises `SettingsError` when there is none of that name."""
    from haowai_tui.tui.keys.maps import MAPS
    from haowai_tui.tui.screen_actions import SCREENS

    _check_action(inner)
    *where, action = (name.replace("-", "_") for name in inner.place[1:])
    place = where[0] if where else ""
    if place in SCREENS:
        return next((one.keys for one in SCREENS[place].actions if one.name == action), ())
    built_in = MAPS[settings.ui.keymap]
    return built_in.panes.get(place, {}).get(action) or built_in.keys.get(action, ())
