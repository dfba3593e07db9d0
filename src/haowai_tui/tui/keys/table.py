"""The names of actions with their keys, as pages of the guide have them."""

from __future__ import annotations

from collections.abc import Iterable

from haowai_tui.locale import gettext as _
from haowai_tui.tui.actions import ACTIONS
from haowai_tui.tui.keys.keymap import PANES, Keymap, sequence_label
from haowai_tui.tui.screen_actions import SCREENS


def names_page(keymap: Keymap) -> str:
    """Markdown with a table of every name that `[keys]` knows, what it does, and its keys in `keymap`."""
    parts = []
    for group in dict.fromkeys(action.group for action in ACTIONS):
        rows = ((one.label, one.name, _keys(keymap, one.name)) for one in ACTIONS if one.group is group)
        parts.append(_table(_(group.value), rows))
    for over in SCREENS.values():
        rows = ((one.label, one.name, _own_keys(keymap, one.name, over.name)) for one in over.actions)
        parts.append(_table(f"{_(over.title)}: `[keys.{over.name}]`", rows))
    return "".join(parts)


def _table(title: str, rows: Iterable[tuple[str, str, list[str]]]) -> str:
    name, pressed = _("name"), _("keys")
    head = f"\n## {title}\n\n| {name} | {pressed} | |\n|---|---|---|\n"
    return head + "".join(f"| `{one}` | {' '.join(map(_code, keys))} | {label} |\n" for label, one, keys in rows)


def _keys(keymap: Keymap, action: str) -> list[str]:
    found = [keys for pane in ("", *PANES) for keys in keymap.keys_of(action, pane)]
    return [sequence_label(keys) for keys in dict.fromkeys(found)]


def _own_keys(keymap: Keymap, action: str, screen: str) -> list[str]:
    return [sequence_label(keys) for keys in keymap.keys_of(action, screen)]


def _code(text: str) -> str:
    """A key in a cell of a Markdown table."""
    return f"`{text}`".replace("|", "\\|") if "`" not in text else f"`` {text} ``"
