"""The settings: where they are, and what they are."""

from __future__ import annotations

import argparse
import dataclasses
from typing import Any

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import speak
from haowai_tui.locale import gettext as _


def config(args: argparse.Namespace) -> int:
    """Print the file's place, or every setting as the file would have it."""
    from haowai_tui.config import describe, load, paths

    where = paths()
    if args.what == "path":
        if args.json:
            output.print_json({"config": str(where.config), "data": str(where.data), "cache": str(where.cache)})
        else:
            output.line(str(where.config))
        return codes.OK
    values = dataclasses.asdict(load(where.config))
    speak(args)
    if args.json:
        output.print_json(values)
        return codes.OK
    output.line("\n".join(_toml(values, {key: (doc, one_of) for key, doc, _default, one_of in describe()})))
    return codes.OK


def _toml(values: dict[str, Any], known: dict[str, tuple[str, tuple[str, ...] | None]]) -> list[str]:
    lines: list[str] = []
    for section, table in values.items():
        if section == "sources":
            for name, options in table.items():
                lines += [f"[sources.{name}]", *(f"{key} = {_value(value)}" for key, value in options.items()), ""]
            continue
        if section == "rules":
            for rule in table:
                lines += ["[[rules]]", *(f"{key} = {_value(value)}" for key, value in rule.items()), ""]
            continue
        lines.append(f"[{section}]")
        for key, value in table.items():
            doc, one_of = known[f"{section}.{key}"]
            lines.append("# " + _(doc) + (" (" + ", ".join(map(_value, one_of)) + ")" if one_of else ""))
            lines.append(f"{key} = {_value(value)}")
        lines.append("")
    return lines[:-1]


def _value(value: object) -> str:
    import json

    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case list() | tuple():
            return "[" + ", ".join(_value(item) for item in value) + "]"
        case dict():
            return "{ " + ", ".join(f"{json.dumps(key)} = {_value(item)}" for key, item in value.items()) + " }"
        case _:
            return json.dumps(str(value), ensure_ascii=False)
