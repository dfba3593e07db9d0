"""One setting: what it means and what it may be. The file, its documentation and the settings screen go by this."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_type_hints

from haowai_tui.locale import gettext as _

MOST = 1_000_000
"""The most that a number may be when its setting says nothing else."""


def N_(message: str) -> str:
    """Mark `message` for translation without translating it yet: the language is not known at import."""
    return message


def setting(
    default: object,
    meaning: str,
    *,
    one_of: tuple[str, ...] | None = None,
    least: int = 0,
    most: int = MOST,
    example: object = None,
    restart: bool = False,
) -> Any:
    """A field of a section. `meaning` is marked with `N_`; `example` is a value worth showing when the default says
    little; `restart` tells that a running haowai cannot take a change over."""
    told = {"meaning": meaning, "one_of": one_of, "least": least, "most": most, "example": example, "restart": restart}
    return dataclasses.field(default=default, metadata=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting as its section declares it. `section` is empty for what stands at the top of the file; `title` is what
    people call it and those it stands with."""

    section: str
    name: str
    title: str
    kind: Any
    default: object
    meaning: str
    one_of: tuple[str, ...] | None = None
    least: int = 0
    most: int = MOST
    example: object = None
    restart: bool = False

    @property
    def key(self) -> str:
        """How people name it: `ui.theme`."""
        return f"{self.section}.{self.name}" if self.section else self.name

    @property
    def label(self) -> str:
        """What it means, in the interface's language."""
        return _(self.meaning)

    @property
    def group(self) -> str:
        """What it and those it stands with are about, in the interface's language."""
        return _(self.title)


def settings_of(kind: type[Any], section: str = "", title: str = "") -> Iterator[Setting]:
    """The settings that the fields of a dataclass declare, in their order; sections in it are left out. `title` is the
    section's; what stands at the top of the file has its own."""
    types = get_type_hints(kind)
    for item in dataclasses.fields(kind):
        if dataclasses.is_dataclass(types[item.name]):
            continue
        default = item.default if item.default_factory is dataclasses.MISSING else item.default_factory()
        told = {"title": title, **item.metadata}
        yield Setting(section=section, name=item.name, kind=types[item.name], default=default, **told)


def sections_of(kind: type[Any]) -> dict[str, tuple[type[Any], str]]:
    """The sections that the fields of a dataclass are, by name, each with its title."""
    types = get_type_hints(kind)
    return {
        item.name: (types[item.name], item.metadata["title"])
        for item in dataclasses.fields(kind)
        if dataclasses.is_dataclass(types[item.name])
    }
