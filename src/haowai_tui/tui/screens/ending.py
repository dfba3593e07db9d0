"""The end of a digest: that is all for now."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from haowai_tui.locale import gettext as _
from haowai_tui.tui.screens.dialogs import Dialog


class EndScreen(Dialog[str]):
    """Says that the digest is done. Gives "back", "more" or "quit"."""

    where = "digest_end"
    look = "end"

    def __init__(self, lines: list[str]) -> None:
        super().__init__(_("That is all for now."))
        self._lines = lines

    def head(self) -> ComposeResult:
        yield Static(Content("▪ ▪ ▪"), classes="end-mark")
        yield Static(Content(self._title), classes="end-title")

    def body(self) -> ComposeResult:
        for line in self._lines:
            yield Static(Content(line), classes="end-line")

    def action_close(self) -> None:
        self.dismiss("back")

    def action_more(self) -> None:
        self.dismiss("more")

    def action_quit(self) -> None:
        self.dismiss("quit")
