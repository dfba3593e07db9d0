"""A line and a page to type in. Textual's, with a cursor that stands still: blinking sends bytes down the line for as
long as they are open."""

from __future__ import annotations

from typing import Any

from textual.widgets import Input, TextArea


class Field(Input):
    """One line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_reactive(Input.cursor_blink, False)


class Page(TextArea):
    """Several lines."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_reactive(TextArea.cursor_blink, False)
