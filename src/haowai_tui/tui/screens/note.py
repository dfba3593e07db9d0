"""A short editor for the note on an article."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from haowai_tui.locale import gettext as _
from haowai_tui.text import clean_lines
from haowai_tui.tui.screens.dialogs import Dialog
from haowai_tui.tui.widgets.page import Page


class NoteScreen(Dialog[str]):
    """Gives the text of the note. Leaving keeps it: what was typed is not lost, and undo takes it back."""

    where = "note"
    look = "tall"

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title)
        self._text = text

    def head(self) -> ComposeResult:
        yield Static(Content(self._title), classes="dialog-title one-line")

    def body(self) -> ComposeResult:
        yield Page(self._text, id="note", soft_wrap=True, show_line_numbers=False, tab_behavior="focus")

    def on_mount(self) -> None:
        area = self.query_one(Page)
        area.focus()
        area.move_cursor(area.document.end)

    def hints(self) -> list[str]:
        return [*super().hints(), _("an empty note is none")]

    def action_close(self) -> None:
        self.dismiss(clean_lines(self.query_one(Page).text).strip())
