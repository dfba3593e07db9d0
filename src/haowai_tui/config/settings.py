"""All settings together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from haowai_tui.config.flow import FlowSettings
from haowai_tui.config.general import GeneralSettings, NetSettings
from haowai_tui.config.insight import InsightSettings
from haowai_tui.config.setting import N_, Setting, sections_of, settings_of
from haowai_tui.config.share import ShareSettings
from haowai_tui.config.ui import UiSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSettings:
    """One of `[[rules]]`: what to `do`, in this order, with articles that `query` finds."""

    query: str
    do: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings. A field that is a section is a table of the file; `sources` holds a table for each source that has
    one; `rules` stand in the file's order."""

    general: GeneralSettings = field(default_factory=GeneralSettings, metadata={"title": N_("General")})
    net: NetSettings = field(default_factory=NetSettings, metadata={"title": N_("Network")})
    ui: UiSettings = field(default_factory=UiSettings, metadata={"title": N_("Appearance and keys")})
    flow: FlowSettings = field(default_factory=FlowSettings, metadata={"title": N_("The day's reading")})
    insight: InsightSettings = field(default_factory=InsightSettings, metadata={"title": N_("Related and hot")})
    share: ShareSettings = field(default_factory=ShareSettings, metadata={"title": N_("Sharing and saving")})
    sources: Mapping[str, Mapping[str, object]] = field(
        default_factory=dict,
        metadata={
            "title": N_("Sources"),
            "meaning": N_("A table for each source that has settings of its own."),
            "example": {"haowai": {"pages": 5}},
        },
    )
    keys: Mapping[str, object] = field(
        default_factory=dict,
        metadata={
            "title": N_("Keys"),
            "meaning": N_('Keys of your own: the name of an action with a key, a list of keys, or "" for none.'),
            "example": {"toggle_read": "d", "top": ["g g", "home"], "offline": ""},
        },
    )
    rules: tuple[RuleSettings, ...] = field(
        default=(),
        metadata={
            "title": N_("Rules"),
            "meaning": N_("What is done, in this order, with articles that a query finds, as they arrive."),
            "example": (RuleSettings(query="feed:gazette title:sport", do=("read", "score:-5")),),
        },
    )


SECTIONS = sections_of(Settings)
"""The sections by name, each with its title, in the order in which the documentation and the settings screen have
them."""


def describe() -> list[Setting]:
    """Every setting: what the documentation and the settings screen are made from."""
    inside = [setting for name, (kind, title) in SECTIONS.items() for setting in settings_of(kind, name, title)]
    return [*inside, *settings_of(Settings)]
