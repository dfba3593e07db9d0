"""Write docs/config.md from the settings' own definitions. Run after adding or changing a setting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from haowai_tui.config import Setting, allowed, describe
from haowai_tui.config.plain import plain, toml
from haowai_tui.library.rules import ACTIONS
from haowai_tui.sources import registry
from haowai_tui.sources.declared import declared

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "config.md"

_TOP = """\
# The settings

haowai reads `config.toml`; `haowai config path` tells where it lies. Every setting has a default: the file may
be empty or missing. A running haowai takes over a changed file within seconds; where it needs a new start, the
table says so. A mistake is one sentence that names the line and what is allowed, and then the settings stay as
they were.

| | |
|---|---|
| `,` in the reader | all settings with their meaning, to change in place |
| `haowai config show` | all settings as a file would have them |
| `haowai config get ui.theme` | one of them |
| `haowai config set ui.theme dark` | set one, with `--` before words with a dash; comments and order stay |
| `haowai config set sources.page.articles 50` | the same for what a source has |
| `haowai config set keys.top "g g" home` | the same for keys |
| `haowai config unset ui.theme` | leave one to its default |
| `haowai config edit` | open the file in `$VISUAL` or `$EDITOR` |

Passwords and tokens are never shown by these commands. This page is made from the program by `scripts/config_docs.py`.
"""
_RULES = """\
A rule is a `query`, as search understands it, and a list of what to `do` with the articles that it finds. Rules
run in the order of the file on what arrives, and each sees what those before it did. `haowai rules` lists them
with how often each has applied, `haowai rules test N` shows what one would match, `haowai rules run` runs them
over everything stored; the reader has a screen for all of it.

| `do` | |
|---|---|
"""
_DO = {
    "read": "mark read",
    "star": "star",
    "later": "put at the end of the read-later list",
    "mute": "take out of every list and count; search finds it still",
    "highlight": "let its headline stand out",
    "notify": "tell the reader, as `share.notify` says",
    "score:+N": "add N points, or take away with a minus; lists can be sorted by them",
    "tag:NAME": "tag",
}
_MORE = {
    "share.commands": "The program reads the article's text on standard input and has HAOWAI_TITLE and HAOWAI_LINK\n"
    "in its environment. The key `S` lists the commands.",
}


def document() -> str:
    """The whole page."""
    every = describe()
    parts = [_TOP]
    top = [setting for setting in every if not setting.section and not _is_table(setting)]
    if top:
        parts.append(f"## At the top of the file\n\n{_table(top)}\n{_example(top)}")
    for section in dict.fromkeys(setting.section for setting in every if setting.section):
        rows = [setting for setting in every if setting.section == section]
        parts.append(f"## `[{section}]`\n\n{_table(rows)}\n{_example(rows, section)}{_notes(rows)}")
    for setting in every:
        if not setting.section and _is_table(setting):
            parts.append(f"## `{_heading(setting)}`\n\n{setting.meaning}\n\n{_own(setting)}{_example([setting])}")
    return "\n".join(parts)


def _is_table(setting: Setting) -> bool:
    return isinstance(setting.default, Mapping) or setting.name == "rules"


def _heading(setting: Setting) -> str:
    return f"[[{setting.name}]]" if isinstance(setting.default, tuple) else f"[{setting.name}]"


def _table(rows: list[Setting]) -> str:
    lines = ["| setting | meaning | default | allowed |", "|---|---|---|---|"]
    for setting in rows:
        meaning = setting.meaning + (" Taken over at the next start." if setting.restart else "")
        lines.append(f"| `{setting.name}` | {_cell(meaning)} | `{toml(setting.default)}` | {_cell(allowed(setting))} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _example(rows: list[Setting], section: str = "") -> str:
    """A piece of a file in which every setting says something."""
    lines = [f"[{section}]"] if section else []
    tables: list[str] = []
    for setting in rows:
        value: Any = plain(setting.default if setting.example is None else setting.example)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            tables += list(_tables(f"{section}.{setting.name}" if section else setting.name, value))
        elif isinstance(value, dict) and value:
            for name, table in value.items():
                if isinstance(table, dict):
                    tables += ["", f"[{setting.name}.{name}]", *_entries(table)]
                else:
                    tables += [*(() if tables else (f"[{setting.name}]",)), f"{toml(name)} = {toml(table)}"]
        else:
            lines.append(f"{setting.name} = {toml(value)}")
    return "\n".join(["```toml", "\n".join([*lines, *tables]).strip(), "```", ""])


def _tables(name: str, items: list[dict[str, Any]]) -> Iterator[str]:
    for item in items:
        yield ""
        yield f"[[{name}]]"
        yield from _entries(item)


def _entries(table: dict[str, Any]) -> list[str]:
    return [f"{key} = {toml(value)}" for key, value in table.items()]


def _notes(rows: list[Setting]) -> str:
    return "".join(f"\n{_MORE[setting.key]}\n" for setting in rows if setting.key in _MORE)


def _own(setting: Setting) -> str:
    if setting.name == "rules":
        missing = [action for action in ACTIONS if action not in _DO]
        if missing:
            raise LookupError(f"say what rules do with {missing}")
        return _RULES + "".join(f"| `{action}` | {_DO[action]} |\n" for action in ACTIONS) + "\n"
    if setting.name == "sources":
        lines = ["| setting | meaning | default |", "|---|---|---|"]
        for info in registry.available():
            for key, one in sorted(declared(registry.load(info.name)).items()):
                if info.package == "haowai-tui":
                    lines.append(f"| `[sources.{info.name}]` `{key}` | {_cell(one.doc)} | `{toml(one.default)}` |")
        return "\n".join(lines) + "\n\n"
    return ""


def main() -> None:
    DOCUMENT.write_text(document(), "utf-8")
    print(f"{DOCUMENT}: {sum(1 for _ in describe())} settings")


if __name__ == "__main__":
    main()
