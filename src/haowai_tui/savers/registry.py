"""Which kinds of services there are, and what the settings say of one held against what its kind needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from haowai_tui.errors import SaverError, SettingsError
from haowai_tui.locale import N_
from haowai_tui.locale import gettext as _
from haowai_tui.plugins import Plugins, Sentences
from haowai_tui.savers.contract import Saver

GROUP = "haowai_tui.savers"
"""The entry-point group in which a package registers its savers."""

_COMMAND = "_command"
_SERVICES = "haowai_tui.savers.services"


plugins: Plugins[Saver] = Plugins(
    GROUP,
    {
        "instapaper": (_SERVICES, "Instapaper"),
        "linkding": (_SERVICES, "Linkding"),
        "readeck": (_SERVICES, "Readeck"),
        "wallabag": (_SERVICES, "Wallabag"),
        "webhook": (_SERVICES, "Webhook"),
    },
    Saver,  # type: ignore[type-abstract]
    Sentences(
        unknown=N_("There is no kind of service “{name}”. Installed are: {known}."),
        similar=N_("There is no kind of service “{name}”. Did you mean “{other}”?"),
        broken=N_("The kind of service “{name}” cannot be loaded ({error}). Update or remove its package."),
        unfit=N_("The kind of service “{name}” does not follow haowai's contract. Update its package."),
    ),
    unknown=SaverError,
    broken=SaverError,
)


def settings_of(
    saver: Saver, table: Mapping[str, object], printed_by: Callable[[Sequence[str]], str]
) -> dict[str, str]:
    """What a saver is told of `[[share.savers]]`. Each secret may be given as a program that prints it, a list of words
    under its name with `_command`; `printed_by` runs one. Raises `SettingsError` for what is missing or unknown."""
    name = table.get("name")
    found: dict[str, str] = {}
    for key, need in saver.needs.items():
        value = table.get(key, need.default)
        command = table.get(key + _COMMAND) if need.secret else None
        if command is not None:
            if not isinstance(command, list) or not command or not all(isinstance(word, str) for word in command):
                text = _('The service “{name}” needs {key} as a list of words: ["…", "…"].')
                raise SettingsError(text.format(name=name, key=key + _COMMAND))
            value = printed_by(command).partition("\n")[0].strip()
        if not isinstance(value, str) or (not value and not need.optional):
            text = _("The service “{name}” needs {key}: {doc}.")
            raise SettingsError(text.format(name=name, key=key, doc=_(need.doc)))
        found[key] = value
    known = {"name", "kind", *saver.needs, *(key + _COMMAND for key, need in saver.needs.items() if need.secret)}
    if unknown := sorted(set(table) - known):
        text = _("The service “{name}” has no setting {key}; there are: {known}.")
        raise SettingsError(text.format(name=name, key=unknown[0], known=", ".join(sorted(known))))
    return found
