"""A line to type in."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.widgets import Input


class Field(Input):
    """Textual's, with a cursor that stands still: blinking sends bytes down the line for as long as it is open."""

    is_typed_into: ClassVar[bool] = True
    """Letters are for itself alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_reactive(Input.cursor_blink, False)
