"""The right-hand pane: stories related to the open article, and what is hot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.style import Style

from haowai_tui.locale import gettext as _
from haowai_tui.model import Teaser
from haowai_tui.text import truncate
from haowai_tui.tui.when import short_time
from haowai_tui.tui.widgets.rows import RowList
from haowai_tui.tui.widgets.strips import Piece


@dataclass(frozen=True, slots=True)
class _Item:
    """A row: a heading when `teaser` is None."""

    heading: str = ""
    teaser: Teaser | None = None


class TeasersPane(RowList):
    """Two headed lists in one: Related, then Hot. Each teaser takes two lines and a blank one."""

    row_height = 3

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._items: list[_Item] = []

    def show(self, related: Sequence[Teaser], hot: Sequence[Teaser]) -> None:
        """Show the teasers of an article; the cursor goes to the first one."""
        items: list[_Item] = []
        for heading, teasers in ((_("Related"), related), (_("Hot"), hot)):
            if teasers:
                items.append(_Item(heading=heading))
                items.extend(_Item(teaser=teaser) for teaser in teasers)
        self._items = items
        self.scroll_to(y=0, animate=False, force=True)
        self.set_count(len(items), cursor=1 if items else 0)
        self.scroll_to(y=0, animate=False, force=True)

    @property
    def current(self) -> Teaser | None:
        """The teaser under the cursor."""
        return self._items[self.cursor].teaser if 0 <= self.cursor < len(self._items) else None

    def other_section(self) -> None:
        """Move the cursor to the first teaser of the other list, its heading at the top."""
        headings = [index for index, item in enumerate(self._items) if item.teaser is None]
        if not headings:
            return
        later = [index for index in headings if index > self.cursor]
        target = later[0] if later else headings[0]
        self.move_to(target + 1, quiet=True)
        self.scroll_to(y=target * self.row_height, animate=False, force=True)

    def selectable(self, index: int) -> bool:
        return self._items[index].teaser is not None

    def draw_row(self, index: int, line: int, width: int, base: Style) -> list[Piece]:
        item = self._items[index]
        room = max(1, width - 2)
        if item.teaser is None:
            accent = base + self.get_component_rich_style("rows--accent", partial=True)
            return [(" " + truncate(item.heading, room), accent)] if line == 1 else []
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        teaser = item.teaser
        if line == 0:
            style = base
            if teaser.article_id is not None:
                style = base + self.get_component_rich_style("rows--unread", partial=True)
            return [(" " + truncate(teaser.title, room), style)]
        if line == 1:
            return [(" " + truncate(teaser.snippet, room), quiet)] if teaser.snippet else self._time(teaser, quiet)
        return self._time(teaser, quiet) if teaser.snippet else []

    def _time(self, teaser: Teaser, style: Style) -> list[Piece]:
        if teaser.published is None:
            return []
        return [(" " + short_time(teaser.published, datetime.now().astimezone()), style)]

    def empty_text(self) -> str:
        return _("No related stories here.")
