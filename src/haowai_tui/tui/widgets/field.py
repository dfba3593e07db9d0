"""A line to type in."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.events import Paste
from textual.widgets import Input

from haowai_tui.text import clean


class Field(Input):
    """Textual's, with a cursor that stands still: blinking sends bytes down the line for as long as it is open."""

    is_typed_into: ClassVar[bool] = True
    """Letters are for itself alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_reactive(Input.cursor_blink, False)

    def _on_paste(self, event: Paste) -> None:
        # Textual would take the first line, which is empty where a line end was copied along. The rest it does itself.
        secret = next(filter(None, event.text.splitlines()), "")
        event.text = secret if self.password else clean(event.text)
