"""The end of a digest: that is all for now."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from haowai_tui.locale import gettext as _


class EndScreen(ModalScreen[str]):
    """Says that the digest is done. Gives "back", "more" or "quit"."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,escape,space,backspace,h", "answer('back')", show=False),
        Binding("B", "answer('more')", show=False),
        Binding("q", "answer('quit')", show=False),
    ]

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._lines = lines

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog end"):
            yield Static(Content("▪ ▪ ▪"), classes="end-mark")
            yield Static(Content(_("That is all for now.")), classes="end-title")
            for line in self._lines:
                yield Static(Content(line), classes="end-line")
            yield Static(Content(_("Enter: back    B: another digest    q: quit")), classes="dialog-hint end-line")

    def action_answer(self, answer: str) -> None:
        self.dismiss(answer)
