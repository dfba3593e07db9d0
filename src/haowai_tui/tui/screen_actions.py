"""What can be done on the screens over the reader: their keys, the line at their foot, and their help are made from
this table, as those of the reader are from the one in `actions`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from haowai_tui.locale import N_
from haowai_tui.locale import gettext as _
from haowai_tui.tui.actions import ACTIONS, Action, Group


class Over(Struct, frozen=True):
    """A screen over the reader. `name` is that of its table in the settings (`[keys.NAME]`), `title` what it is.

    An action of it calls `action_NAME` on the screen. It has its own `keys`, and those that the keymap gives to the
    actions of the reader that it is `like`.
    """

    name: str
    title: str
    actions: tuple[Action, ...]

    @property
    def label(self) -> str:
        """The title in the interface's language."""
        return _(self.title)


def _here(
    name: str, title: str, *keys: str, like: tuple[str, ...] = (), hint: bool = True, counted: bool = False
) -> Action:
    return Action(name, keys, title, Group.HERE, hint=hint, like=like, counted=counted)


_MOVES = ("down", "up", "top", "bottom", "half_down", "half_up", "page_down", "page_up")
_CHOICE = ("open", "pane_right", "read_on")
_WAYS_OUT = ("cancel", "leave", "quit", "back", "pane_left")
_UNDO = _here("undo", N_("Undo"), like=("undo",))


def _close(title: str = N_("Close"), *opener: str) -> Action:
    return _here("close", title, like=(*_WAYS_OUT, *opener))


def _choose(title: str) -> Action:
    return _here("choose", title, like=_CHOICE)


def _list(*own: Action) -> tuple[Action, ...]:
    """The actions of a screen with a list: its `own`, those that move, and its help."""
    named = {action.name for action in own}
    moves = tuple(
        Action(action.name, (), action.title, Group.MOVE, counted=True, like=(action.name,))
        for action in ACTIONS
        if action.name in _MOVES and action.name not in named
    )
    search = () if "search" in named else (_here("search", N_("Search"), like=("search",)),)
    return (*own, *search, _here("help", N_("Keys"), like=("help",)), *moves)


_STEPS = (
    Action("down", (), N_("Down"), Group.MOVE, counted=True),
    Action("up", (), N_("Up"), Group.MOVE, counted=True),
)

_COMPLETING = (
    _here("complete", N_("Complete"), "tab"),
    _here("accept", N_("OK"), "enter"),
    _here("close", N_("Cancel"), like=("cancel",)),
    *_STEPS,
)

_OVER = (
    Over(
        "help",
        N_("Keys and commands"),
        (
            _choose(N_("Do it")),
            _here("search", N_("Search"), like=("search",)),
            _here("palette", N_("All commands"), ":"),
            _close(N_("Close"), "help"),
            *(action for action in _list() if action.group is Group.MOVE),
        ),
    ),
    Over(
        "settings",
        N_("Settings"),
        _list(
            _choose(N_("Change")),
            _here("default", N_("Default"), "d", "delete", "backspace"),
            _UNDO,
            _here("edit", N_("Edit the file"), "e"),
            _here("search", N_("Search"), like=("search",)),
            _close(N_("Close"), "settings"),
        ),
    ),
    Over(
        "rules",
        N_("Rules"),
        _list(
            _here("add", N_("Add"), "a"),
            _here("choose", N_("Change"), "e", like=("open", "pane_right")),
            _here("remove", N_("Remove"), "D", "delete"),
            _here("lower", N_("Move down"), "J", counted=True),
            _here("higher", N_("Move up"), "K", counted=True),
            _here("try", N_("Try"), "t", "space"),
            _here("run", N_("Run all"), "r"),
            _UNDO,
            _close(N_("Close"), "rules"),
        ),
    ),
    Over(
        "health",
        N_("The feeds' health"),
        _list(
            _here("sort", N_("Sort"), "s"),
            _here("refresh_feed", N_("Refresh"), like=("refresh_feed",)),
            _here("mark_read", N_("Mark read"), like=("mark_all_read",)),
            _here("remove", N_("Remove"), "D", "delete"),
            _UNDO,
            _choose(N_("Go there")),
            _close(N_("Close"), "health"),
        ),
    ),
    Over(
        "catch_up",
        N_("Catch up"),
        _list(
            _here("choose", N_("Mark read"), like=("open", "mark_all_read")),
            _here("fewer_days", N_("Fewer days"), "h", "left", "-", counted=True),
            _here("more_days", N_("More days"), "l", "right", "+", counted=True),
            _here("other", N_("By feed or by story"), "tab", "="),
            _here("go", N_("Go there"), "o"),
            _UNDO,
            _close(N_("Close"), "catch_up"),
            Action("page_down", ("space",), N_("A page down"), Group.MOVE, counted=True, like=("page_down",)),
        ),
    ),
    Over(
        "front_page",
        N_("The day's front page"),
        _list(_choose(N_("Read from here on")), _close(N_("To the reader"), "front_page")),
    ),
    Over(
        "digest_end",
        N_("The end of a digest"),
        (
            _here("close", N_("Back"), "enter", "space", like=("cancel", "leave", "back", "pane_left")),
            _here("more", N_("Another digest"), like=("digest",)),
            _here("quit", N_("Quit"), like=("quit",)),
        ),
    ),
    Over(
        "coverage",
        N_("How the event is covered"),
        _list(_choose(N_("Open")), _close(N_("Close"), "coverage")),
    ),
    Over(
        "themes",
        N_("Colours"),
        _list(_choose(N_("Keep")), _close(N_("As before"), "choose_theme")),
    ),
    Over("choice", N_("A choice of lines"), _list(_choose(N_("Choose")), _close(N_("Cancel")))),
    Over(
        "question",
        N_("A question"),
        (
            _here("yes", N_("Yes"), "y", "enter"),
            _here("close", N_("No"), "n", like=("cancel", "leave", "quit")),
        ),
    ),
    Over(
        "line",
        N_("A line to type"),
        (_here("accept", N_("OK"), "enter"), _here("close", N_("Cancel"), like=("cancel",))),
    ),
    Over("note", N_("A note"), (_here("close", N_("Keep"), "ctrl+s", like=("cancel",)),)),
    Over("tags", N_("Tags"), _COMPLETING),
    Over("category", N_("A feed's category"), _COMPLETING),
    Over("qr", N_("A link as a picture"), (_here("close", N_("Close"), "enter", "space", like=_WAYS_OUT),)),
)

SCREENS: Mapping[str, Over] = MappingProxyType({over.name: over for over in _OVER})

ALWAYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "down": ("down", "ctrl+n"),
        "up": ("up", "ctrl+p"),
        "page_down": ("pagedown",),
        "page_up": ("pageup",),
        "top": ("home",),
        "bottom": ("end",),
        "choose": ("enter",),
        "close": ("escape",),
    }
)
"""Keys that these actions have on every such screen, whatever the keymap, unless another action there has them."""


def action_of(name: str, where: str = "") -> Action:
    """The action called `name` of a screen over the reader, or of the reader itself. Raises `KeyError`."""
    for action in SCREENS[where].actions if where in SCREENS else ACTIONS:
        if action.name == name:
            return action
    raise KeyError(name)
