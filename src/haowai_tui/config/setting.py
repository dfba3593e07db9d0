"""One setting: what it means and what it may be. The file, its documentation and the settings screen go by this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import fields

from haowai_tui.locale import gettext as _

MOST = 1_000_000
"""The most that a number may be when its setting says nothing else."""


class Declared(Struct, frozen=True):
    """What a setting is where the file says nothing, and what is told of it. Calling it gives the value: so msgspec
    keeps it with the field."""

    default: object
    told: Mapping[str, Any]

    def __call__(self) -> object:
        return self.default


def setting(
    default: object,
    meaning: str,
    *,
    one_of: tuple[str, ...] | None = None,
    least: int = 0,
    most: int = MOST,
    example: object = None,
    restart: bool = False,
    **more: str,
) -> Any:
    """A field of a section. `meaning` is marked with `N_`; `example` is a value worth showing when the default says
    little; `restart` tells that a running haowai cannot take a change over. What stands at the top of the file has a
    `title` of its own."""
    told = {"meaning": meaning, "one_of": one_of, "least": least, "most": most, "example": example, "restart": restart}
    return field(default_factory=Declared(default, told | more))


def section(default: Struct, title: str) -> Any:
    """A field that is a section, with its title, marked with `N_`."""
    return field(default_factory=Declared(default, {"title": title}))


class Setting(Struct, frozen=True, kw_only=True):
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


def settings_of(kind: type[Struct], section: str = "", title: str = "") -> Iterator[Setting]:
    """The settings that the fields of a struct declare, in their order; sections in it are left out. `title` is the
    section's; what stands at the top of the file has its own."""
    for name, type_, declared in _declared(kind):
        if not isinstance(declared.default, Struct):
            told = {"title": title, **declared.told}
            yield Setting(section=section, name=name, kind=type_, default=declared.default, **told)


def sections_of(kind: type[Struct]) -> dict[str, tuple[type[Struct], str]]:
    """The sections that the fields of a struct are, by name, each with its title."""
    return {
        name: (type(declared.default), declared.told["title"])
        for name, _type, declared in _declared(kind)
        if isinstance(declared.default, Struct)
    }


def _declared(kind: type[Struct]) -> Iterator[tuple[str, Any, Declared]]:
    for item in fields(kind):
        if isinstance(item.default_factory, Declared):
            yield item.name, item.type, item.default_factory
