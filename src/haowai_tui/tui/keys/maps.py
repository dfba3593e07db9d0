"""The built-in keymaps, as data.

The default keymap is the table of actions itself; each of the others says only what it has otherwise. A key that it
gives to an action must be taken from the action that has it by default.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct, field

from haowai_tui.tui.actions import ACTIONS

Table = Mapping[str, tuple[str, ...]]


class Map(Struct, frozen=True):
    """Keys by action; `panes` has keys that mean something else in one pane. `digits_open_links`: a digit opens a link
    in the article, and is no count there."""

    keys: Table
    panes: Mapping[str, Table] = field(default_factory=dict)
    digits_open_links: bool = False


_DEFAULT: dict[str, tuple[str, ...]] = {action.name: action.keys for action in ACTIONS}

# newsboat's own defaults, in its own contexts: j and k go to another feed only where newsboat has them do so.
_NEWSBOAT: dict[str, tuple[str, ...]] = {
    "down": ("j", "down"),
    "up": ("k", "up"),
    "top": ("home",),
    "bottom": ("end",),
    "page_down": ("pagedown",),
    "page_up": ("pageup", "b"),
    "pane_left": ("h", "("),
    "pane_right": (")",),
    "leave": ("q",),
    "quit": ("Q",),
    "next_unread_feed": ("ctrl+n",),
    "previous_unread_feed": ("ctrl+p",),
    "palette": (":",),
    "browser_read": ("O",),
    "offline": ("ctrl+o",),
    "links": ("u", "#"),
    "undo": ("U",),
    "later": ("L",),
    "choose_theme": ("P",),
    "unread_only": ("l",),
    "toggle_read": ("N",),
    "toggle_star": ("ctrl+e", "*"),
    "export": ("s",),
    "send": ("|", "ctrl+b", "S"),
    "download": ("e",),
    "edit_feed": ("E",),
    "rename_feed": ("f2",),
    "remove_feed": ("delete",),
    "move_feed": ("M",),
    "coverage": ("c",),
    "mark_everything_read": ("C",),
    "sort": ("g",),
    "search_all": ("F", "\\"),
    "full_text": ("x",),
    "cancel": ("escape", "ctrl+f"),
    "set_mark": ("m",),
}

_VIM: dict[str, tuple[str, ...]] = {
    "top": ("g g", "home"),
    "bottom": ("G", "end"),
    "next_unread_feed": ("] ]",),
    "previous_unread_feed": ("[ [",),
    "next_related": ("] r",),
    "previous_related": ("[ r",),
    "next_feed": ("] f",),
    "previous_feed": ("[ f",),
    "previous_unread": ("N", "p"),
    "next_pane": ("tab", "ctrl+w w", "g t"),
    "previous_pane": ("shift+tab", "ctrl+w p", "g T"),
    "pane_left": ("h", "ctrl+w h"),
    "pane_right": ("l", "ctrl+w l"),
    "fold": ("left", "z c"),
    "unfold": ("right", "z o"),
    "fold_stories": ("z a",),
    "zoom": ("z z",),
    "set_mark": ("m",),
    "toggle_read": ("M",),
    "back": ("backspace", "ctrl+o"),
    "sort": ("g s",),
    "copy_link": ("y y",),
    "browser": ("g x", "o"),
    "browser_read": ("g X",),
    "mark_everything_read": ("g A",),
    "edit_feed": ("c e",),
    "links": ("g l",),
    "outline": ("g O", "t"),
    "remove_feed": ("d d",),
    "rename_feed": ("c w",),
    "move_feed": ("c m",),
    "quit": ("q",),
}

_ARROWS: dict[str, tuple[str, ...]] = {
    "down": ("down",),
    "up": ("up",),
    "top": ("home",),
    "bottom": ("end",),
    "half_down": ("ctrl+d",),
    "half_up": ("ctrl+b",),
    "page_down": ("pagedown",),
    "page_up": ("pageup",),
    "pane_left": ("(",),
    "pane_right": (")",),
    "next_article": ("shift+down", "ctrl+down"),
    "previous_article": ("shift+up", "ctrl+up"),
    "next_related": ("shift+right", "ctrl+right"),
    "previous_related": ("shift+left", "ctrl+left"),
    "refresh_feed": ("f5",),
    "refresh_all": ("R", "f9"),
    "search": ("/", "ctrl+f", "f3"),
    "search_all": ("\\", "f4"),
    "add_feed": ("a", "insert"),
    "rename_feed": ("e", "f2"),
    "remove_feed": ("delete",),
    "undo": ("u", "ctrl+u"),
    "palette": (":", "ctrl+p", "f10"),
    "links": ("l", "#"),
    "help": ("f1", "?", "h"),
    "quit": ("q",),
}

MAPS: Mapping[str, Map] = MappingProxyType(
    {
        "default": Map(_DEFAULT),
        "newsboat": Map(
            _DEFAULT | _NEWSBOAT,
            panes={"headlines": {"next_feed": ("j", ">"), "previous_feed": ("k", "<")}},
            digits_open_links=True,
        ),
        "vim": Map(_DEFAULT | _VIM),
        "arrows": Map(_DEFAULT | _ARROWS),
    }
)
