"""All settings together."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from haowai_tui.config.flow import FlowSettings
from haowai_tui.config.general import GeneralSettings, NetSettings
from haowai_tui.config.insight import InsightSettings
from haowai_tui.config.setting import Setting, section, sections_of, setting, settings_of
from haowai_tui.config.share import ShareSettings
from haowai_tui.config.ui import UiSettings
from haowai_tui.locale import N_


class RuleSettings(Struct, frozen=True, kw_only=True):
    """One of `[[rules]]`: what to `do`, in this order, with articles that `query` finds."""

    query: str
    do: tuple[str, ...]


_EMPTY: Mapping[str, Any] = MappingProxyType({})


class Settings(Struct, frozen=True, kw_only=True):
    """All settings. A field that is a section is a table of the file; `sources` holds a table for each source that has
    one; `rules` stand in the file's order."""

    general: GeneralSettings = section(GeneralSettings(), N_("General"))
    net: NetSettings = section(NetSettings(), N_("Network"))
    ui: UiSettings = section(UiSettings(), N_("Appearance and keys"))
    flow: FlowSettings = section(FlowSettings(), N_("The day's reading"))
    insight: InsightSettings = section(InsightSettings(), N_("Related and hot"))
    share: ShareSettings = section(ShareSettings(), N_("Sharing and saving"))
    sources: Mapping[str, Mapping[str, object]] = setting(
        _EMPTY,
        N_("A table for each source that has settings of its own."),
        title=N_("Sources"),
        example={"haowai": {"pages": 5}},
    )
    keys: Mapping[str, object] = setting(
        _EMPTY,
        N_('Keys of your own: the name of an action with a key, a list of keys, or "" for none.'),
        title=N_("Keys"),
        example={"toggle_read": "d", "top": ["g g", "home"], "offline": ""},
    )
    rules: tuple[RuleSettings, ...] = setting(
        (),
        N_("What is done, in this order, with articles that a query finds, as they arrive."),
        title=N_("Rules"),
        example=(RuleSettings(query="feed:gazette title:sport", do=("read", "score:-5")),),
    )


SECTIONS = sections_of(Settings)
"""The sections by name, each with its title, in the order in which the documentation and the settings screen have
them."""


def describe() -> list[Setting]:
    """Every setting: what the documentation and the settings screen are made from."""
    inside = [setting for name, (kind, title) in SECTIONS.items() for setting in settings_of(kind, name, title)]
    return [*inside, *settings_of(Settings)]
