"""What keys do here, under a dialog: parts that stand two or more spaces apart."""

from __future__ import annotations

import re

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from haowai_tui.text import cell_width

_APART = re.compile(" {2,}")


def fitted(hint: str, width: int) -> list[str]:
    """`hint` on lines of at most `width` cells, broken between its parts; one that is wider stands alone."""
    gap = found[0] if (found := _APART.search(hint)) else ""
    lines: list[str] = []
    for part in _APART.split(hint):
        longer = lines[-1] + gap + part if lines else part
        if lines and cell_width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


class Hint(Static):
    """A line, or as many as it takes."""

    def __init__(self, hint: str = "", *, id: str | None = None) -> None:
        # Content, not str: a str would be parsed as markup.
        super().__init__(Content(hint), classes="dialog-hint", id=id)

    def render(self) -> Content:
        return Content("\n".join(fitted(str(self.content), self.content_size.width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(fitted(str(self.content), width))
