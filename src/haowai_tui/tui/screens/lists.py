"""Screens over the reader that hold a list: the keymap's keys move in them, choose and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input

from haowai_tui.tui.keys import Pending, pressed
from haowai_tui.tui.widgets.rows import RowList

if TYPE_CHECKING:
    from haowai_tui.tui.app import HaowaiApp

T = TypeVar("T")

_LEAVING = ("cancel", "leave", "quit", "back", "pane_left", "help")


class ListScreen(ModalScreen[T]):
    """The keys of the reader's keymap in a list. What a screen binds itself goes before."""

    def __init__(self) -> None:
        super().__init__()
        self._pending = Pending()

    def on_key(self, event: Key) -> None:
        """A key that no widget has taken."""
        if isinstance(self.focused, Input):
            return
        key = pressed(event.key, event.character)
        if event.key in self._bindings.key_to_bindings and not self._pending:
            return
        press = self._pending.press(key, cast("HaowaiApp", self.app).keymap, "")
        if press.waiting or self.do(press.action, press.count):
            event.stop()
            event.prevent_default()

    def do(self, action: str, count: int | None) -> bool:
        """Do to the list what the action called `action` does to one. False when it is not about lists."""
        rows = self.query_one(RowList)
        times = count or 1
        steps = {"down": 1, "half_down": max(1, rows.page // 2), "page_down": rows.page}
        steps |= {"up": -1, "half_up": -max(1, rows.page // 2), "page_up": -rows.page}
        if action in steps:
            rows.move_by(steps[action] * times)
        elif action == "top" or (action == "bottom" and count):
            rows.move_to(times - 1)
        elif action == "bottom":
            rows.move_to(rows.count - 1)
        elif action in ("open", "read_on", "pane_right"):
            self.action_choose()
        elif action in _LEAVING:
            self.action_cancel()
        else:
            return False
        return True

    def action_choose(self) -> None:
        """Take the row under the cursor; each screen says what that is."""
        raise LookupError(type(self).__name__)

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
