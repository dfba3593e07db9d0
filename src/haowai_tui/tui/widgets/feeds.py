"""The feeds pane: smart feeds, categories and feeds with their unread counts."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style

from haowai_tui.locale.numbers import short_number
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.places import Row
from haowai_tui.tui.widgets.rows import RowList
from haowai_tui.tui.widgets.strips import Piece


class FeedsPane(RowList):
    """Rows of `places.tree_rows`; the screen decides what choosing one means."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.rows: list[Row] = []
        self.fetching: set[int] = set()
        self.selected_key = ""

    def show(self, rows: Sequence[Row], *, key: str = "") -> None:
        """Show `rows`, the cursor on the one with `key` if it is there, else where it was."""
        wanted = key or self.current_key
        if list(rows) == self.rows and wanted == self.current_key:
            return
        before, self.rows = self.rows, list(rows)
        if wanted == self.current_key and len(before) == len(self.rows):
            # Most often a count has changed.
            for index, (old, new) in enumerate(zip(before, self.rows, strict=True)):
                if old != new:
                    self.refresh_row(index)
            return
        cursor = next((i for i, row in enumerate(self.rows) if row.key and row.key == wanted), None)
        self.set_count(len(self.rows), cursor=cursor)

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    @property
    def current_key(self) -> str:
        row = self.current
        return row.key if row else ""

    def select(self, key: str) -> None:
        """Mark `key` as what the headlines list shows."""
        if key != self.selected_key:
            self.selected_key = key
            self.refresh()

    def mark_fetching(self, feed_ids: set[int]) -> None:
        """Mark the feeds that are being fetched, and only those."""
        changed = self.fetching ^ feed_ids
        self.fetching = set(feed_ids)
        for index, row in enumerate(self.rows):
            if row.feed_id in changed:
                self.refresh_row(index)

    def selectable(self, index: int) -> bool:
        return bool(self.rows[index].key)

    def draw_row(self, index: int, line: int, width: int, base: Style) -> list[Piece]:
        row = self.rows[index]
        if not row.key:
            return []
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        count = short_number(row.unread) + ("+" if row.more else "") if row.unread else ""
        mark, mark_style = self._mark(row, base)
        indent = "  " * min(row.depth, max(0, width // 6))
        room = max(1, width - cell_width(indent) - 2 - cell_width(count) - 2)
        style = base
        if row.key == self.selected_key:
            style = base + self.get_component_rich_style("rows--accent", partial=True)
        elif row.unread and row.category is None:
            style = base + self.get_component_rich_style("rows--unread", partial=True)
        title = truncate(row.title, room)
        gap = " " * (room - cell_width(title))
        return [(indent, base), (mark + " ", mark_style), (title + gap + " ", style), (count + " ", quiet)]

    def _mark(self, row: Row, base: Style) -> tuple[str, Style]:
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        if row.feed_id in self.fetching:
            return "~", base + self.get_component_rich_style("rows--accent", partial=True)
        if row.error:
            return "!", base + self.get_component_rich_style("rows--error", partial=True)
        if row.category is not None:
            return ("+" if row.folded else "-"), quiet
        return " ", base
