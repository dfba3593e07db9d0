"""The settings: where they are, what they are, and changing them."""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path
from typing import Any

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library, speak, typed
from haowai_tui.config import Setting, Settings, describe, known_setting, load, paths
from haowai_tui.config.inner import Inner, inner_setting
from haowai_tui.errors import SettingsError, UsageError
from haowai_tui.locale import gettext as _


def config(args: argparse.Namespace) -> int:
    """Print the file's place, or settings as the file would have them; set one; open the file in an editor."""
    path = paths().config
    if args.what == "path":
        _path(json=args.json)
        return codes.OK
    if args.what == "edit":
        return _edit(path)
    settings = load(path)
    speak(args)
    if args.what == "show":
        _show(settings, json=args.json)
        return codes.OK
    if not args.key:
        raise UsageError(_("Name a setting, such as ui.theme; haowai config show lists them."))
    inner = inner_setting(typed(args.key))
    if inner is not None:
        return _inner(args, settings, inner)
    setting = known_setting(typed(args.key))
    if args.what == "get":
        _print_value(settings, setting, json=args.json)
    else:
        _change(args, setting)
    return codes.OK


def _inner(args: argparse.Namespace, settings: Settings, inner: Inner) -> int:
    from haowai_tui.cli import inner_settings

    if args.what == "get":
        _print(inner_settings.get(settings, inner), inner.place[-1], json=args.json)
    else:
        inner_settings.change(args, settings, inner)
    return codes.OK


def _path(*, json: bool) -> None:
    where = paths()
    if json:
        output.print_json({"config": str(where.config), "data": str(where.data), "cache": str(where.cache)})
    else:
        output.line(str(where.config))


def _show(settings: object, *, json: bool) -> None:
    from haowai_tui.config.plain import plain, shown

    values: Any = shown(plain(settings))
    if json:
        output.print_json(values)
    else:
        output.line("\n".join(_toml(values)))


def _toml(values: dict[str, Any]) -> list[str]:
    """The file that would say all of it: what stands at the top first, then the sections, then tables and lists."""
    from haowai_tui.config.plain import toml

    every = describe()
    lines: list[str] = []
    for setting in every:
        if not setting.section and not isinstance(values[setting.name], dict | list):
            lines += [*_remark(setting), f"{setting.name} = {toml(values[setting.name])}", ""]
    for section in dict.fromkeys(setting.section for setting in every if setting.section):
        lines.append(f"[{section}]")
        for setting in every:
            if setting.section == section:
                lines += [*_remark(setting), f"{setting.name} = {toml(values[section][setting.name])}"]
        lines.append("")
    for setting in every:
        value = values.get(setting.name) if not setting.section else None
        if isinstance(value, dict):
            single = {name: item for name, item in value.items() if not isinstance(item, dict)}
            tables = {f"{setting.name}.{toml(name)}": item for name, item in value.items() if isinstance(item, dict)}
            for name, table in {setting.name: single, **tables}.items():
                if table:
                    lines += [f"[{name}]", *(f"{toml(key)} = {toml(item)}" for key, item in table.items()), ""]
        elif isinstance(value, list):
            for table in value:
                lines += [f"[[{setting.name}]]", *(f"{key} = {toml(item)}" for key, item in table.items()), ""]
    return lines[:-1]


def _remark(setting: Setting) -> list[str]:
    from haowai_tui.config.plain import toml

    choices = " (" + ", ".join(map(toml, setting.one_of)) + ")" if setting.one_of else ""
    return [f"# {setting.label}{choices}"]


def _print_value(settings: object, setting: Setting, *, json: bool) -> None:
    table = getattr(settings, setting.section) if setting.section else settings
    _print(getattr(table, setting.name), setting.name, json=json)


def _print(value: object, name: str, *, json: bool) -> None:
    from haowai_tui.config.plain import plain, shown, toml

    value = shown(plain(value), name)
    if json:
        output.print_json(value)
    else:
        output.line(value if isinstance(value, str) else toml(value))


def _change(args: argparse.Namespace, setting: Setting) -> None:
    from haowai_tui.config.typed import from_words

    unset = args.what == "unset"
    if not unset and not args.words:
        raise UsageError(_("Name the value too; haowai config unset leaves a setting to its default."))
    value = None if unset else from_words(setting, [typed(word) for word in args.words])
    with library(args) as opened:
        opened.change_setting(setting.key, value)


def _edit(path: Path) -> int:
    """Open the file in the reader's editor, and look it over when they are back."""
    from haowai_tui.library.editor import editor

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    code = subprocess.run([*editor(), str(path)]).returncode
    if code:
        raise SettingsError(_("The editor ended with the code {code}.").format(code=code))
    load(path)
    return codes.OK
