"""A page to type in."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.widgets import TextArea


class Page(TextArea):
    """Textual's, with a cursor that stands still, for the same reason as that of a `Field`."""

    is_typed_into: ClassVar[bool] = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_reactive(TextArea.cursor_blink, False)
