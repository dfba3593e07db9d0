"""Settings from `config.toml`, and the folders that hold everything."""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_type_hints

from haowai_tui.errors import SettingsError
from haowai_tui.locale import gettext as _


@dataclass(frozen=True, slots=True)
class Paths:
    """Where things lie: the settings file, the data folder (the store, the log) and the cache folder."""

    config: Path
    data: Path
    cache: Path

    @property
    def store(self) -> Path:
        """The database file."""
        return self.data / "haowai.db"


def paths(environ: Mapping[str, str] | None = None) -> Paths:
    """The paths of this user: all under `HAOWAI_HOME` when that is set, else where the platform puts them."""
    home = (os.environ if environ is None else environ).get("HAOWAI_HOME", "")
    if home:
        root = Path(home).expanduser()
        return Paths(root / "config.toml", root / "data", root / "cache")
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("haowai", appauthor=False)
    return Paths(dirs.user_config_path / "config.toml", dirs.user_data_path, dirs.user_cache_path)


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralSettings:
    """`[general]`"""

    language: str = field(
        default="",
        metadata={"doc": "The interface's language; empty follows the locale.", "one_of": ("", "en", "zh_CN")},
    )
    keep_days: int = field(
        default=0,
        metadata={"doc": "Forget read articles after so many days; 0 keeps them for ever.", "most": 36_500},
    )
    keep_megabytes: int = field(
        default=0,
        metadata={"doc": "Forget the oldest read articles beyond so many MB of text; 0 is no limit."},
    )
    picture_megabytes: int = field(default=200, metadata={"doc": "Keep so many MB of pictures for reading offline."})


@dataclass(frozen=True, slots=True, kw_only=True)
class NetSettings:
    """`[net]`"""

    timeout: float = field(
        default=30.0, metadata={"doc": "Seconds that fetching one address may take in all.", "least": 1, "most": 600}
    )
    in_flight: int = field(default=16, metadata={"doc": "Fetches at once.", "least": 1, "most": 64})
    per_host: int = field(default=2, metadata={"doc": "Fetches at once from one host.", "least": 1, "most": 16})
    proxy_from_environment: bool = field(default=True, metadata={"doc": "Use the proxies that the environment names."})


@dataclass(frozen=True, slots=True, kw_only=True)
class UiSettings:
    """`[ui]`"""

    theme: str = field(default="auto", metadata={"doc": "The colours.", "one_of": ("auto", "light", "dark")})
    measure: int = field(
        default=76, metadata={"doc": "The longest line of an article, in cells.", "least": 20, "most": 400}
    )
    mark_read: str = field(
        default="open", metadata={"doc": "When an article counts as read.", "one_of": ("open", "leave", "never")}
    )
    hanging: bool = field(default=True, metadata={"doc": "Let one closing mark stand in the margin."})
    indent: bool = field(default=False, metadata={"doc": "Indent Chinese paragraphs by two characters."})
    justify: bool = field(default=False, metadata={"doc": "Fill the lines of an article to the measure."})
    paragraph_gap: int = field(
        default=1, metadata={"doc": "Blank lines between the paragraphs of an article.", "least": 0, "most": 3}
    )
    spacing: str = field(
        default="keep",
        metadata={
            "doc": "What stands between Chinese and Latin: what is there, one space, or nothing.",
            "one_of": ("keep", "space", "none"),
        },
    )
    ambiguous_width: int = field(
        default=1,
        metadata={
            "doc": "Cells that this terminal gives to characters such as “ ” … —: 2 in some set up for Chinese.",
            "least": 1,
            "most": 2,
        },
    )
    right_to_left: str = field(
        default="reorder",
        metadata={
            "doc": "Who puts Arabic and Hebrew in order: haowai, or a terminal that does it itself.",
            "one_of": ("reorder", "terminal"),
        },
    )
    pictures: str = field(
        default="auto",
        metadata={
            "doc": "How pictures are drawn; auto finds out and leaves them off over SSH. The key i toggles them.",
            "one_of": ("auto", "off", "blocks", "kitty", "sixel"),
        },
    )
    mouse: bool = field(default=True, metadata={"doc": "Answer the mouse."})


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightSettings:
    """`[insight]`"""

    related: int = field(
        default=6, metadata={"doc": "Related articles that are found for an article.", "least": 0, "most": 30}
    )
    half_life: float = field(
        default=12.0,
        metadata={"doc": "Hours after which a report makes its story half as hot.", "least": 1, "most": 240},
    )
    key_points: bool = field(
        default=True, metadata={"doc": "Extract key points from long articles whose source has none."}
    )
    mark_copies: bool = field(default=True, metadata={"doc": "Mark the same text in other feeds read with an article."})


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSettings:
    """One of `[[rules]]`: what to `do`, in this order, with articles that `query` finds."""

    query: str
    do: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings. `sources` holds a table for each source that has one; `rules` stand in the file's order."""

    general: GeneralSettings = GeneralSettings()
    net: NetSettings = NetSettings()
    ui: UiSettings = UiSettings()
    insight: InsightSettings = InsightSettings()
    sources: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    rules: tuple[RuleSettings, ...] = ()


_MOST = 1_000_000
_SECTIONS: dict[str, type[Any]] = {
    "general": GeneralSettings,
    "net": NetSettings,
    "ui": UiSettings,
    "insight": InsightSettings,
}


def load(path: Path) -> Settings:
    """The settings in the file at `path`; the defaults when there is none. Raises `SettingsError`."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            _("{path} cannot be read; check that it is a text file of yours.").format(path=path)
        ) from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_("{path} is not valid TOML: {detail}.").format(path=path, detail=error)) from error
    return parse(data, str(path))


def parse(data: Mapping[str, Any], where: str) -> Settings:
    """Settings from TOML's tables; `where` names the file in errors. Raises `SettingsError`."""
    sections: dict[str, Any] = {}
    for name, table in data.items():
        if name == "sources":
            if not isinstance(table, dict) or not all(isinstance(value, dict) for value in table.values()):
                raise SettingsError(_("{where}: [sources] holds tables, one for each source.").format(where=where))
            sections[name] = table
        elif name == "rules":
            sections[name] = _rules(table, where)
        elif name not in _SECTIONS:
            raise SettingsError(_unknown(where, name, [*_SECTIONS, "sources", "rules"]))
        else:
            sections[name] = _section(_SECTIONS[name], table, name, where)
    return Settings(**sections)


def _rules(tables: object, where: str) -> tuple[RuleSettings, ...]:
    if not isinstance(tables, list) or not all(_is_rule(table) for table in tables):
        raise SettingsError(
            _('{where}: each of [[rules]] holds query = "…" and do = ["…"], and nothing else.').format(where=where)
        )
    return tuple(RuleSettings(query=table["query"], do=tuple(table["do"])) for table in tables)


def _is_rule(table: object) -> bool:
    if not isinstance(table, dict) or set(table) != {"query", "do"} or not isinstance(table["query"], str):
        return False
    return isinstance(table["do"], list) and all(isinstance(action, str) for action in table["do"])


def _unknown(where: str, name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    if close:
        return _("{where}: there is no setting {name}; did you mean {close}?").format(
            where=where, name=name, close=close[0]
        )
    return _("{where}: there is no setting {name}; there are: {known}.").format(
        where=where, name=name, known=", ".join(known)
    )


def _section(kind: type[Any], table: object, name: str, where: str) -> Any:
    if not isinstance(table, dict):
        raise SettingsError(_("{where}: {name} is a table: [{name}].").format(where=where, name=name))
    fields = {item.name: item for item in dataclasses.fields(kind)}
    types = get_type_hints(kind)
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in fields:
            raise SettingsError(_unknown(where, f"{name}.{key}", [f"{name}.{known}" for known in fields]))
        values[key] = _value(value, types[key], fields[key].metadata, f"{name}.{key}", where)
    return kind(**values)


def _value(value: object, kind: type, limits: Mapping[str, Any], key: str, where: str) -> object:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not kind:
        wanted = {int: _("a whole number"), float: _("a number"), bool: _("true or false"), str: _("a text in quotes")}
        raise SettingsError(_("{where}: {key} is {wanted}.").format(where=where, key=key, wanted=wanted[kind]))
    if isinstance(value, int | float) and not isinstance(value, bool):
        least, most = limits.get("least", 0), limits.get("most", _MOST)
        # Written so that TOML's nan is refused too.
        if not least <= value <= most:
            text = _("{where}: {key} is a number from {least} to {most}.")
            raise SettingsError(text.format(where=where, key=key, least=least, most=most))
    one_of = limits.get("one_of")
    if one_of is not None and value not in one_of:
        allowed = ", ".join(f'"{choice}"' for choice in one_of)
        raise SettingsError(_("{where}: {key} is one of {allowed}.").format(where=where, key=key, allowed=allowed))
    return value


def describe() -> list[tuple[str, str, object, tuple[str, ...] | None]]:
    """Every setting as (key, meaning, default, allowed values or None): what the documentation is made from."""
    return [
        (f"{name}.{item.name}", str(item.metadata["doc"]), item.default, item.metadata.get("one_of"))
        for name, kind in _SECTIONS.items()
        for item in dataclasses.fields(kind)
    ]
