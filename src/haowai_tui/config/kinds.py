"""What kinds of values settings have: how each is checked, what it becomes, and what it is in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from haowai_tui.config.setting import Setting
from haowai_tui.config.settings import RuleSettings
from haowai_tui.config.share import CommandSettings
from haowai_tui.locale import N_
from haowai_tui.locale import gettext as _


class Kind(Struct, frozen=True):
    """A kind of value: whether something in TOML is one, what it becomes, and what it is in words (not translated)."""

    fits: Callable[[Any], bool]
    build: Callable[[Any], object]
    words: str


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _list_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(fits(item) for item in value)


def _built(build: Callable[[Any], object]) -> Callable[[Any], object]:
    return lambda value: tuple(build(item) for item in value)


def _is_command(table: object) -> bool:
    if not isinstance(table, dict) or set(table) != {"name", "run"} or not isinstance(table["name"], str):
        return False
    return bool(table["run"]) and _is_words(table["run"])


def _is_saver(table: object) -> bool:
    return isinstance(table, dict) and all(isinstance(table.get(key), str) for key in ("name", "kind"))


def _is_rule(table: object) -> bool:
    if not isinstance(table, dict) or set(table) != {"query", "do"} or not isinstance(table["query"], str):
        return False
    return _is_words(table["do"])


def _is_tables(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(table, dict) for table in value.values())


def _is_keys(value: object) -> bool:
    """Whether `value` is a table of keys by action, or of such tables by pane."""
    if not isinstance(value, dict):
        return False
    return all(isinstance(keys, str) or _is_words(keys) or _is_keys(keys) for keys in value.values())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


KINDS: dict[Any, Kind] = {
    str: Kind(lambda value: isinstance(value, str), str, N_("a text in quotes")),
    bool: Kind(lambda value: isinstance(value, bool), bool, N_("true or false")),
    int: Kind(lambda value: type(value) is int, int, N_("a whole number")),
    float: Kind(_is_number, float, N_("a number")),
    tuple[str, ...]: Kind(_is_words, tuple, N_('a list of words: ["…", "…"]')),
    tuple[CommandSettings, ...]: Kind(
        _list_of(_is_command),
        _built(lambda table: CommandSettings(name=table["name"], run=tuple(table["run"]))),
        N_('a list of tables, each with name = "…" and run = ["…"], and nothing else'),
    ),
    tuple[Mapping[str, object], ...]: Kind(
        _list_of(_is_saver), _built(dict), N_('a list of tables, each with name = "…" and kind = "…"')
    ),
    tuple[RuleSettings, ...]: Kind(
        _list_of(_is_rule),
        _built(lambda table: RuleSettings(query=table["query"], do=tuple(table["do"]))),
        N_('a list of tables, each with query = "…" and do = ["…"], and nothing else'),
    ),
    Mapping[str, object]: Kind(_is_keys, dict, N_('a table: the name of an action, and "key" or ["key", "key"]')),
    Mapping[str, Mapping[str, object]]: Kind(_is_tables, dict, N_("tables, one for each source")),
}


def allowed(setting: Setting) -> str:
    """What a setting may be, in the reader's language."""
    if setting.one_of is not None:
        return _("one of {allowed}").format(allowed=", ".join(f'"{choice}"' for choice in setting.one_of))
    if setting.kind is int or setting.kind is float:
        text = (
            _("a whole number from {least} to {most}") if setting.kind is int else _("a number from {least} to {most}")
        )
        return text.format(least=setting.least, most=setting.most)
    return _(KINDS[setting.kind].words)


def taken(setting: Setting, value: object) -> object:
    """What a value in TOML becomes as this setting. Raises `ValueError`, without words, when it is not allowed."""
    kind = KINDS[setting.kind]
    if not kind.fits(value) or (setting.one_of is not None and value not in setting.one_of):
        raise ValueError
    # Written so that TOML's nan is refused too.
    if setting.kind in (int, float) and not setting.least <= kind.build(value) <= setting.most:  # type: ignore[operator]
        raise ValueError
    return kind.build(value)
