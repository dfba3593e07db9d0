"""What is drawn around text, from line-drawing characters or, for terminals that spoil those, from ASCII."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from haowai_tui.text import cell_width, truncate
from haowai_tui.typeset.lines import Line, Run


class Art(Struct, frozen=True):
    """The characters of boxes, rules and lists, each one cell wide on the terminal they are for."""

    flat: str
    side: str
    corners: str
    bullets: tuple[str, str, str]


LINES = Art("─", "│", "┌┐└┘", ("▪", "◦", "-"))
ASCII = Art("-", "|", "++++", ("*", "o", "-"))


def boxed(art: Art, lines: Iterable[Line], width: int, title: str = "") -> Iterator[Line]:
    """`lines`, each at most `width - 4` cells wide, in a box with a title in its upper edge."""
    left, right, low_left, low_right = tuple(art.corners)
    if title:
        title = truncate(title, width - 6)
        rest = width - 5 - cell_width(title)
        yield Line(
            (
                Run(f"{left}{art.flat} ", kind="box"),
                Run(title, kind="label"),
                Run(" " + art.flat * rest + right, kind="box"),
            )
        )
    else:
        yield Line((Run(left + art.flat * (width - 2) + right, kind="box"),))
    for line in lines:
        fill = " " * max(0, width - 4 - cell_width(line.text))
        edge = Run(fill + " " + art.side, kind="box")
        yield Line((Run(art.side + " ", kind="box"), *line.runs, edge), joint=line.joint, base=line.base)
    yield Line((Run(low_left + art.flat * (width - 2) + low_right, kind="box"),))
