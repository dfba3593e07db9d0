"""Screens over the reader that hold a list: a title, what is said, the list, and the foot with the keys."""

from __future__ import annotations

from typing import TypeVar

from textual.content import Content
from textual.widgets import Static

from haowai_tui.tui.screens.over import OverScreen
from haowai_tui.tui.widgets.rows import RowList

T = TypeVar("T")


class ListScreen(OverScreen[T]):
    """Moves in its list by the keymap's keys; a click chooses."""

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    def action_down(self) -> None:
        self.rows.move_by(self.times)

    def action_up(self) -> None:
        self.rows.move_by(-self.times)

    def action_half_down(self) -> None:
        self.rows.move_by(max(1, self.rows.page // 2) * self.times)

    def action_half_up(self) -> None:
        self.rows.move_by(-max(1, self.rows.page // 2) * self.times)

    def action_page_down(self) -> None:
        self.rows.move_by(self.rows.page * self.times)

    def action_page_up(self) -> None:
        self.rows.move_by(-self.rows.page * self.times)

    def action_top(self) -> None:
        self.rows.move_to(self.times - 1)

    def action_bottom(self) -> None:
        self.rows.move_to((self.count or self.rows.count) - 1)

    def action_choose(self) -> None:
        """Take the row under the cursor; each screen says what that is."""
        raise LookupError(type(self).__name__)

    def on_row_list_chosen(self) -> None:
        self.row_clicked()

    def row_clicked(self) -> None:
        """A click has put the cursor on a row."""
        self.action_choose()

    def put(self, name: str, text: str) -> None:
        """Write `text` into the line called `name`."""
        # Content, not str: a str would be parsed as markup.
        self.query_one(f"#{name}", Static).update(Content(text))
