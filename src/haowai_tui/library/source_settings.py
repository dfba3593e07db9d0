"""What the settings say of a source, held against what that source takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from haowai_tui.errors import HaowaiError, SettingsError
from haowai_tui.locale import gettext as _

if TYPE_CHECKING:
    from haowai_tui.config.inner import Inner
    from haowai_tui.sources.declared import Setting

_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def default_of(inner: Inner) -> object:
    """What a source does where the file says nothing. Raises `SettingsError` for a setting that it does not have,
    `SourceError` for a source that there is not."""
    setting = _declared(inner)
    if setting is None:
        raise SettingsError(_("{key} is not set, and the source names no default.").format(key=inner.key))
    return setting.default


def from_words(inner: Inner, words: Sequence[str]) -> object:
    """What was typed, word by word, as the source takes it. Raises `SettingsError`, `SourceError`."""
    from haowai_tui.sources import registry
    from haowai_tui.sources.declared import checked, declared

    typed = " ".join(words).strip()
    setting = _declared(inner)
    value: object = typed
    if setting is None:
        return value
    with suppress(ValueError):
        if isinstance(setting.default, bool):
            value = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}.get(typed.casefold(), typed)
        elif isinstance(setting.default, int):
            value = int(typed)
    _table, name, option = inner.place
    checked(name, declared(registry.load(name)), {option: value})
    return value


def check_option(inner: Inner) -> None:
    """Raises `SettingsError`, `SourceError` for what is no setting of a source."""
    _declared(inner)


def faults(tables: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """A sentence for each table of a source in which something is wrong."""
    from haowai_tui.sources import registry
    from haowai_tui.sources.declared import checked, declared

    for name, table in tables.items():
        try:
            checked(name, declared(registry.load(name)), table)
        except HaowaiError as error:
            yield str(error)


def _declared(inner: Inner) -> Setting | None:
    """What a source declares of one of its settings, None of a source that takes everything."""
    from haowai_tui.sources import registry
    from haowai_tui.sources.declared import checked, declared

    name = inner.place[1]
    settings: Mapping[str, Setting] = declared(registry.load(name))
    if len(inner.place) != 3:
        # Tables are the source's own affair; no more is known of them than that they are there.
        raise SettingsError(_("{key} is written into the file; haowai config edit opens it.").format(key=inner.key))
    option = inner.place[2]
    if settings and option not in settings:
        checked(name, settings, {option: ""})
    return settings.get(option)
