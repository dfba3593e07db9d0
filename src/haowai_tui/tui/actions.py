"""The one table of what a reader can do: bindings, footer hints, help and palette are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from haowai_tui.locale import gettext as _


def N_(message: str) -> str:
    """Mark `message` for translation without translating it yet: the table is read before the language is known."""
    return message


class Group(Enum):
    """The headings of the help screen, in its order. The value is the untranslated title."""

    MOVE = N_("Moving")
    READ = N_("Reading")
    MARK = N_("Marking")
    FEEDS = N_("Feeds")
    FIND = N_("Finding")
    APP = N_("The program")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a reader can do.

    `name` is the method it calls (`action_NAME` on the reader screen), `keys` are Textual key names, the first one
    shown; `title` is a short imperative; `hint` puts it into the status line's hints, in table order.
    """

    name: str
    keys: tuple[str, ...]
    title: str
    group: Group
    hint: bool = False

    @property
    def label(self) -> str:
        """The title in the interface's language."""
        return _(self.title)


ACTIONS: tuple[Action, ...] = (
    Action("down", ("j", "down"), N_("Down"), Group.MOVE),
    Action("up", ("k", "up"), N_("Up"), Group.MOVE),
    Action("top", ("g", "home"), N_("To the top"), Group.MOVE),
    Action("bottom", ("G", "end"), N_("To the end"), Group.MOVE),
    Action("half_down", ("ctrl+d",), N_("Half a page down"), Group.MOVE),
    Action("half_up", ("ctrl+u",), N_("Half a page up"), Group.MOVE),
    Action("page_down", ("pagedown", "ctrl+f"), N_("A page down"), Group.MOVE),
    Action("page_up", ("pageup", "ctrl+b"), N_("A page up"), Group.MOVE),
    Action("pane_left", ("h",), N_("To the pane on the left"), Group.MOVE),
    Action("pane_right", ("l",), N_("To the pane on the right"), Group.MOVE),
    Action("fold", ("left",), N_("Fold the category, or go left"), Group.MOVE),
    Action("unfold", ("right",), N_("Unfold the category, or go right"), Group.MOVE),
    Action("next_pane", ("tab",), N_("Next pane"), Group.MOVE),
    Action("previous_pane", ("shift+tab",), N_("Previous pane"), Group.MOVE),
    Action("read_on", ("space",), N_("Read on: page, next unread, next feed"), Group.READ, hint=True),
    Action("open", ("enter",), N_("Open"), Group.READ),
    Action("next_article", ("J",), N_("Next article"), Group.READ),
    Action("previous_article", ("K",), N_("Previous article"), Group.READ),
    Action("next_unread", ("n",), N_("Next unread"), Group.READ, hint=True),
    Action("previous_unread", ("p",), N_("Previous unread"), Group.READ),
    Action("next_unread_feed", ("N",), N_("Next feed with unread articles"), Group.READ),
    Action("next_related", ("right_square_bracket",), N_("Along what is related and hot"), Group.READ),
    Action("previous_related", ("left_square_bracket",), N_("Back along what is related and hot"), Group.READ),
    Action("back", ("backspace",), N_("Back to the article before"), Group.READ),
    Action("zoom", ("z",), N_("The article alone"), Group.READ),
    Action("toggle_pictures", ("i",), N_("Pictures on or off"), Group.READ),
    Action("full_text", ("F",), N_("Fetch the whole text"), Group.READ),
    Action("browser", ("o",), N_("Open in the browser"), Group.READ),
    Action("copy_link", ("y",), N_("Copy the address, or what is marked"), Group.READ),
    Action("side_tab", ("H",), N_("Related or hot"), Group.READ),
    Action("outline", ("t",), N_("The article's headings"), Group.READ),
    Action("hints", ("f",), N_("Open a link by its letters"), Group.READ),
    Action("choose_text", ("v",), N_("Choose paragraphs to copy"), Group.READ),
    Action("fold_stories", ("equals_sign",), N_("One row for a story, or for each article"), Group.READ),
    Action("toggle_read", ("m",), N_("Mark read or unread"), Group.MARK),
    Action("toggle_star", ("s",), N_("Star or unstar"), Group.MARK, hint=True),
    Action("mark_all_read", ("A",), N_("Mark the whole list read"), Group.MARK),
    Action("undo", ("u",), N_("Undo"), Group.MARK),
    Action("refresh_feed", ("r",), N_("Refresh this feed"), Group.FEEDS),
    Action("refresh_all", ("R",), N_("Refresh all feeds"), Group.FEEDS, hint=True),
    Action("offline", ("O",), N_("Make an offline edition"), Group.FEEDS),
    Action("feed_full_text", ("ctrl+t",), N_("Fetch this feed's whole texts, or no longer"), Group.FEEDS),
    Action("add_feed", ("a",), N_("Add a feed"), Group.FEEDS, hint=True),
    Action("rename_feed", ("e",), N_("Rename the feed"), Group.FEEDS),
    Action("move_feed", ("c",), N_("Move the feed to a category"), Group.FEEDS),
    Action("remove_feed", ("D",), N_("Remove the feed"), Group.FEEDS),
    Action("search", ("slash",), N_("Search"), Group.FIND, hint=True),
    Action("search_all", ("backslash",), N_("Search all articles"), Group.FIND),
    Action("cancel", ("escape",), N_("Close, cancel, or leave the search"), Group.FIND),
    Action("palette", ("colon", "ctrl+p"), N_("All commands"), Group.APP),
    Action("toggle_theme", ("T",), N_("Light or dark"), Group.APP),
    Action("redraw", ("ctrl+l",), N_("Draw the screen again"), Group.APP),
    Action("suspend", ("ctrl+z",), N_("To the shell; fg comes back"), Group.APP),
    Action("help", ("question_mark", "f1"), N_("Help"), Group.APP, hint=True),
    Action("quit", ("q",), N_("Quit"), Group.APP, hint=True),
)

_KEY_NAMES = {
    "slash": "/",
    "equals_sign": "=",
    "backslash": "\\",
    "question_mark": "?",
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "colon": ":",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "escape": "Esc",
    "backspace": "Backspace",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "home": "Home",
    "end": "End",
    "f1": "F1",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
}


def key_label(key: str) -> str:
    """A key as people write it: `ctrl+d` is Ctrl+D, `slash` is /."""
    if key in _KEY_NAMES:
        return _KEY_NAMES[key]
    if key.startswith("ctrl+"):
        return "Ctrl+" + key.removeprefix("ctrl+").upper()
    return key


def by_name(name: str) -> Action:
    """The action called `name`. Raises `KeyError`."""
    for action in ACTIONS:
        if action.name == name:
            return action
    raise KeyError(name)
