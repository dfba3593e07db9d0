"""What Textual writes, read as a terminal reads it: pieces of rows, each placed by a cursor move."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

from msgspec import Struct

from haowai_tui.text import cell_width, graphemes
from haowai_tui.tui.thin.steady import UNSTEADY
from haowai_tui.tui.thin.styles import PLAIN, Cell, Style, cells_of, style_of

_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")
_TOKEN = re.compile(
    r"\x1b\[(?P<sgr>[\d;]*)m"
    r"|\x1b\]8;(?P<link>[^\x00-\x1f\x7f-\x9f]*)\x1b\\"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    # A picture drawn over the cells before it, with the cursor saved and put back.
    r"|\x1b7(?P<over>\x1b\[\d+D\x1bP[^\x1b]*\x1b\\)\x1b8"
)


class Piece(Struct, frozen=True, eq=False):
    """A part of a row as it was written. `raw` is what was written, after the move to its place.

    `sure` is how many of its cells are in the same place on all terminals; `unsteady` whether what follows a character
    may stand elsewhere; `verbatim` whether it must be sent as it was written, since what it makes of the cells cannot
    be known.
    """

    raw: str
    cells: tuple[Cell, ...]
    sure: int
    unsteady: bool = False
    verbatim: bool = False


def placed(data: str) -> list[tuple[int, int, str]] | None:
    """The pieces of a frame, each (row, column, what was written there), from 0; None when `data` is no frame.

    The last piece is where the cursor is left, most often with nothing written there.
    """
    before, *parts = _MOVE.split(data)
    if before or not parts:
        return None
    # A newline parts the rows: the move that follows makes nothing of it.
    return [
        (int(row) - 1, int(column) - 1, body.removesuffix("\n"))
        for row, column, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]


@lru_cache(maxsize=512)
def read(raw: str, ambiguous: int) -> Piece | None:
    """The piece that was written as `raw`; None when it has what is not known here. `ambiguous` is how many cells an
    ambiguous character takes now (`text.ambiguous_width`)."""
    cells: list[Cell] = []
    sure, unsteady, verbatim = -1, False, False
    parameters, link, style = "", "", PLAIN
    at = 0
    while at < len(raw):
        token = _TOKEN.match(raw, at)
        if token is None:
            return None
        at = token.end()
        if token.lastgroup == "text":
            before = len(cells)
            kind = _write(token["text"], style, cells)
            if kind != "sure" and sure < 0:
                sure = before
            unsteady = unsteady or UNSTEADY.search(token["text"]) is not None
            verbatim = verbatim or kind == "unknown"
            continue
        if token.lastgroup == "over":
            verbatim = True
            continue
        if token.lastgroup == "sgr":
            # Textual begins every look anew; one that is added to another is taken for what both together make.
            added = token["sgr"]
            parameters = ";".join(filter(None, (parameters, added))) if added.strip("0;") else ""
        else:
            link = token["link"] if token["link"].partition(";")[2] else ""
        found = style_of(parameters, link)
        if found is None:
            return None
        style = found
    return Piece(raw, tuple(cells), len(cells) if sure < 0 else sure, unsteady, verbatim)


def _write(text: str, style: Style, cells: list[Cell]) -> str:
    """Add the cells of `text`. Gives "sure", "unsure" for what terminals see differently, or "unknown" for a mark on
    what was written before."""
    try:
        cells += list(chain.from_iterable(map(style.cells.__getitem__, text)))
    except KeyError:
        pass
    else:
        return "sure"
    for cluster in graphemes(text):
        width = cell_width(cluster)
        if width:
            cells += cells_of(cluster, width, style)
        elif not _add_mark(cluster, cells):
            return "unknown"
    return "unsure"


def _add_mark(mark: str, cells: list[Cell]) -> bool:
    """Add what takes no cell to the character before it. False when there is none."""
    at = len(cells) - 1
    while at >= 0 and not cells[at][0]:
        at -= 1
    if at < 0:
        return False
    base, style = cells[at]
    cells[at] = (base + mark, style)
    return True
