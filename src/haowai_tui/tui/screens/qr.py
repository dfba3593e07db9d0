"""A link as a picture that a telephone reads, and as a link that a terminal opens on the reader's own machine."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Center
from textual.strip import Strip
from textual.widget import Widget

from haowai_tui.text import truncate
from haowai_tui.tui.screens.dialogs import Dialog
from haowai_tui.tui.widgets.strips import exact_strip

_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
# Dark on light whatever the theme: many telephones do not read it the other way.
_INK = Style(color="#000000", bgcolor="#ffffff")
_ADDRESS = 44
"""The most cells that the address under a code takes."""
_BORDER = 2
"""Light modules around the code."""


def qr_rows(text: str) -> list[str]:
    """`text` as a QR code: a line of half-blocks for every two rows of it. Raises `ValueError` when it is too long."""
    import segno

    code = segno.make(text, error="l", micro=False, boost_error=False)
    matrix = [[bool(module) for module in row] for row in code.matrix_iter(border=_BORDER)]
    if len(matrix) % 2:
        matrix.append([False] * len(matrix[0]))
    return [
        "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(matrix[::2], matrix[1::2], strict=True)
    ]


class QrCode(Widget):
    """The code, and under it the address as a link (OSC 8)."""

    DEFAULT_CSS = "QrCode { height: auto; width: auto; }"

    def __init__(self, rows: Sequence[str], address: str) -> None:
        """`address` is ASCII: it goes into an escape sequence."""
        super().__init__()
        self._rows = rows
        self._address = address
        self.styles.width = max(len(rows[0]), min(len(address), _ADDRESS))
        self.styles.height = len(rows) + 2

    def render_line(self, y: int) -> Strip:
        base, width = self.rich_style, self.size.width
        if y < len(self._rows):
            before = (width - len(self._rows[y])) // 2
            return exact_strip([(" " * before, base), (self._rows[y], _INK)], width, base)
        if y == len(self._rows) + 1:
            shown = truncate(self._address, width)
            before = (width - len(shown)) // 2
            return exact_strip([(" " * before, base), (shown, base + Style(link=self._address))], width, base)
        return exact_strip([], width, base)


class QrScreen(Dialog[None]):
    """Shows a link until a key is pressed."""

    where = "qr"
    look = "qr"

    def __init__(self, rows: Sequence[str], address: str) -> None:
        super().__init__("")
        self._rows = rows
        self._address = address

    def head(self) -> ComposeResult:
        yield from ()

    def body(self) -> ComposeResult:
        with Center():
            yield QrCode(self._rows, self._address)
