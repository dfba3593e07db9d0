"""Settings as people type them, at a shell or in a field of the settings screen."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Sequence
from contextlib import suppress

from haowai_tui.config.kinds import allowed
from haowai_tui.config.setting import Setting
from haowai_tui.errors import SettingsError
from haowai_tui.locale import gettext as _

WORDS = tuple[str, ...]
_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def can_be_typed(setting: Setting) -> bool:
    """Whether a setting is one value or a list of words; tables are written into the file."""
    return setting.kind in (str, bool, int, float, WORDS)


def from_words(setting: Setting, words: Sequence[str]) -> object:
    """What was typed, word by word, as a value in TOML. Raises `SettingsError` for what this setting cannot be."""
    if not can_be_typed(setting):
        text = _("{key} is written into the file; haowai config edit opens it.")
        raise SettingsError(text.format(key=setting.key))
    if setting.kind == WORDS:
        return word_list(words)
    typed = " ".join(words).strip()
    if setting.kind is str:
        return typed
    with suppress(ValueError):
        if setting.kind is not bool:
            return setting.kind(typed)
        if typed.casefold() in (*_YES, *_NO):
            return typed.casefold() in _YES
    raise SettingsError(_("{key} is {allowed}.").format(key=setting.key, allowed=allowed(setting)))


def from_line(setting: Setting, line: str) -> object:
    """What was typed into one line, as a value in TOML; words with spaces stand in quotes. Raises `SettingsError`."""
    if setting.kind != WORDS:
        return from_words(setting, [line])
    if line.lstrip().startswith("["):
        return word_list([line.strip()])
    try:
        return word_list(shlex.split(line))
    except ValueError as error:
        raise SettingsError(_("A quotation mark is not closed.")) from error


def as_line(setting: Setting, value: object) -> str:
    """A value as it is typed into one line."""
    if setting.kind == WORDS and isinstance(value, list | tuple):
        return shlex.join(str(word) for word in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def word_list(words: Sequence[str]) -> list[str]:
    """A list of words as it was typed, word by word or as TOML has it."""
    if len(words) == 1 and words[0].startswith("["):
        with suppress(tomllib.TOMLDecodeError):
            value = tomllib.loads(f"x = {words[0]}")["x"]
            return value if isinstance(value, list) else [words[0]]
    return list(words)
