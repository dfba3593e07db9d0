"""The links of an article in a list: what each says, and the whole address that it goes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from rich.style import Style
from textual.app import ComposeResult

from haowai_tui.locale import gettext as _
from haowai_tui.text import cell_width, graphemes, truncate
from haowai_tui.tui.screens.dialogs import ChooseScreen
from haowai_tui.tui.widgets.sifted import SiftedList
from haowai_tui.tui.widgets.strips import Piece
from haowai_tui.typeset import Line
from haowai_tui.typeset.lines import FURNITURE


class LinkList(SiftedList[tuple[str, str]]):
    """What a link says, and under it its address."""

    row_height = 2

    def text_of(self, entry: tuple[str, str]) -> str:
        return " ".join(entry)

    def draw_entry(self, entry: tuple[str, str], line: int, width: int, base: Style) -> list[Piece]:
        text, address = entry
        digits = len(str(len(self.entries)))
        room = max(1, width - digits - 3)
        if line:
            quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
            return [(" " * (digits + 2), base), (_ends(address, room), quiet)]
        number = str(self.entries.index(entry) + 1).rjust(digits)
        return [(f" {number} ", base), (truncate(text, room), base)]


class LinksScreen(ChooseScreen):
    """Ask for one of the `links` of an article, whose `lines` tell what each says. Gives its index, or None."""

    def __init__(self, links: Sequence[str], lines: Iterable[Line]) -> None:
        texts = link_texts(lines)
        rows = [(texts.get(number) or _host(address), address) for number, address in enumerate(links, 1)]
        super().__init__(_("Links"), rows)

    def body(self) -> ComposeResult:
        yield from self.list_of(LinkList(self._lines, id="choices"))


def link_texts(lines: Iterable[Line]) -> dict[int, str]:
    """What each numbered link says, where it stands first."""
    texts: defaultdict[int, str] = defaultdict(str)
    ended: set[int] = set()
    for line in lines:
        last = 0
        for run in line.runs:
            last = run.link
            if run.kind == "link-number":
                ended.add(run.link)
            elif run.link not in ended and run.kind not in FURNITURE:
                texts[run.link] += run.text
        if last and last not in ended:
            texts[last] += line.joint
    return {number: " ".join(text.split()) for number, text in texts.items() if number}


def _ends(address: str, width: int) -> str:
    """`address` in so many cells: where it is too long its middle goes, as addresses differ at their end."""
    if cell_width(address) <= width:
        return address
    head = truncate(address, width // 2)
    tail: list[str] = []
    room = width - cell_width(head)
    for grapheme in reversed(graphemes(address)):
        room -= cell_width(grapheme)
        if room < 0:
            break
        tail.append(grapheme)
    return head + "".join(reversed(tail))


def _host(address: str) -> str:
    return urlsplit(address).hostname or address
