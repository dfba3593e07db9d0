"""Keeping the rest of a row in its place where terminals do not agree how wide a character is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from haowai_tui.text import cell_width, graphemes
from haowai_tui.tui.thin.styles import Cell

# Joined emoji, emoji by selector, skin tones, flags.
DISPUTED = re.compile("[\u200d\ufe0e\ufe0f\u20e3\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")
"""What makes characters of which terminals see the width differently."""

_MARKED = "\u0900-\u0dff\u0f00-\u109f\u1780-\u17df\u1900-\u1cff\ua800-\uabff"
"""Scripts with marks that are cells of their own to many terminals."""
UNSTEADY = re.compile(f"{DISPUTED.pattern}|[{_MARKED}\U0001f000-\U0001faff]")
"""Where what follows may stand elsewhere than it is taken to stand. Emoji that are younger than a terminal, too."""
_WORDS = re.compile(f"([{_MARKED}](?:(?! {{2}})[^\u2190-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff])*)( *)")
"""What is left whole: text in these scripts, up to an emoji or a gap; and the gap."""

Span = tuple[int, int]


def steady(text: str, column: int, columns: int) -> str:
    """`text`, to be written at `column` of a row of `columns`, with everything in the cells that it is taken to have.

    An emoji's cells are emptied before, and what follows is put behind them: a heart that a terminal shows in one cell
    would draw the rest of the row to the left, and leave at its end what stood there before; skin tones that are shown
    apart would push it over the next pane. Text with marks is left whole, and may take of the gap behind it.
    """
    out: list[str] = []
    parts = _WORDS.split(text)
    for plain, words, gap in zip(parts[::3], [*parts[1::3], ""], [*parts[2::3], ""], strict=True):
        for cluster in graphemes(plain):
            width = cell_width(cluster)
            if width and UNSTEADY.search(cluster):
                out += [" " * width, _to(column, columns), cluster, _to(column + width, columns)]
            else:
                out.append(cluster)
            column += width
        if words:
            width = cell_width(words) + len(gap)
            out += [" " * width, _to(column, columns), words, _to(column + width, columns)]
            column += width
    return "".join(out)


def _to(column: int, columns: int) -> str:
    """The move to a column of the row; behind the last one, to that."""
    return f"\x1b[{min(column + 1, columns)}G"


def rest_of_row(cells: Sequence[Cell], spans: Iterable[Span]) -> Span | None:
    """What is to be drawn too when `spans` of a row are: from the first unsteady character in them to the end of what
    is known of the row. A terminal may show such a one over whatever stands behind it."""
    for start, end in spans:
        for at in range(start, end):
            text = cells[at][0]
            if text > "\u02ff" and UNSTEADY.search(text):
                known = next((stop for stop in range(at, len(cells)) if cells[stop][0] == "\0"), len(cells))
                return at, known
    return None
