"""Settings from `config.toml`, and the folders that hold everything.

Only the folders are there at once: the first ink on a screen needs them, and nothing more.
"""

from typing import TYPE_CHECKING

from haowai_tui.config.paths import Paths, paths

if TYPE_CHECKING:
    from haowai_tui.config.flow import FlowSettings
    from haowai_tui.config.general import GeneralSettings, NetSettings
    from haowai_tui.config.insight import InsightSettings
    from haowai_tui.config.kinds import allowed
    from haowai_tui.config.reading import checked, known_setting, load, located, parse
    from haowai_tui.config.setting import Setting
    from haowai_tui.config.settings import RuleSettings, Settings, describe
    from haowai_tui.config.share import CommandSettings, ShareSettings
    from haowai_tui.config.ui import THEMES, UiSettings

__all__ = [
    "THEMES",
    "CommandSettings",
    "FlowSettings",
    "GeneralSettings",
    "InsightSettings",
    "NetSettings",
    "Paths",
    "RuleSettings",
    "Setting",
    "Settings",
    "ShareSettings",
    "UiSettings",
    "allowed",
    "checked",
    "describe",
    "known_setting",
    "load",
    "located",
    "parse",
    "paths",
]

_HOMES = {
    "CommandSettings": "share",
    "FlowSettings": "flow",
    "GeneralSettings": "general",
    "InsightSettings": "insight",
    "NetSettings": "general",
    "RuleSettings": "settings",
    "Setting": "setting",
    "Settings": "settings",
    "ShareSettings": "share",
    "THEMES": "ui",
    "UiSettings": "ui",
    "allowed": "kinds",
    "checked": "reading",
    "describe": "settings",
    "known_setting": "reading",
    "load": "reading",
    "located": "reading",
    "parse": "reading",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
