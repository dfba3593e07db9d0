"""A short editor for the note on an article."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from haowai_tui.locale import gettext as _
from haowai_tui.text import clean_lines
from haowai_tui.tui.widgets.hint import Hint


class NoteScreen(ModalScreen[str]):
    """Gives the text of the note. Leaving keeps it: what was typed is not lost, and undo takes it back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+s", "keep", show=False, priority=True)]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(Content(self._title), classes="dialog-title one-line")
            yield TextArea(self._text, id="note", soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
            hint = _("Esc or Ctrl+S: keep it    an empty note is none")
            yield Hint(hint)

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)

    def action_keep(self) -> None:
        self.dismiss(clean_lines(self.query_one(TextArea).text).strip())
