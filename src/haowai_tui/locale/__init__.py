"""The interface's language: gettext catalogues, chosen once at start from the locale.

Catalogues are loaded at the first call, so that importing this module costs nothing.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES = ("en", "zh_CN")
"""The languages the interface speaks. English is the language of the keys and needs no catalogue."""

_DOMAIN = "haowai"
_SAYING = ("HAOWAI_LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG")
_translations: NullTranslations | None = None
_language = ""


def language_from_environment(environ: dict[str, str] | None = None) -> str:
    """The interface language the locale asks for: `zh_CN` for any Chinese locale, else `en`."""
    env = os.environ if environ is None else environ
    for name in _SAYING:
        value = env.get(name, "")
        if value:
            return "zh_CN" if value.lower().startswith("zh") else "en"
    return "en"


def is_asked_for() -> bool:
    """Whether the locale asks for a language at all. What cron starts has none."""
    return any(os.environ.get(name) for name in _SAYING)


def set_language(language: str) -> None:
    """Speak `language` from now on: `en`, `zh_CN`, or empty for what the locale asks for."""
    global _translations, _language
    _language = language if language in LANGUAGES else language_from_environment()
    _translations = None


def language() -> str:
    """The language spoken now: `en` or `zh_CN`."""
    if not _language:
        set_language("")
    return _language


def _catalogue() -> NullTranslations:
    global _translations
    import gettext

    if language() == "en":
        _translations = gettext.NullTranslations()
    else:
        folder = os.path.dirname(__file__)  # noqa: PTH120 - no more is needed of it
        _translations = gettext.translation(_DOMAIN, folder, languages=[_language], fallback=True)
    return _translations


def N_(message: str) -> str:
    """Mark `message` for translation without translating it yet: the language is not known at import."""
    return message


def gettext(message: str) -> str:
    """`message` in the interface's language."""
    return (_translations or _catalogue()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """`singular` or `plural`, whichever `count` asks for, in the interface's language."""
    return (_translations or _catalogue()).ngettext(singular, plural, count)
