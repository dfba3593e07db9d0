"""From pane to pane, and the cursor within one."""

from __future__ import annotations

from haowai_tui.tui.screens.reading import Reading
from haowai_tui.tui.widgets.rows import RowList


class Moving(Reading):
    """Moves the focus and the cursor, and says which pane has the screen."""

    def focus_pane(self, pane: str) -> None:
        """Give `pane` the focus; on a narrow screen that is also what shows it."""
        self.lay_out(pane, zoomed=pane == "article" and self.has_class("zoom"))
        if pane in ("feeds", "headlines"):
            self.start(self.count_left(), group="count", exclusive=False)
        self.query_one(f"#{pane}").focus(scroll_visible=False)

    def lay_out(self, pane: str, *, zoomed: bool) -> None:
        """Say which pane a narrow screen shows, and whether the article stands alone.

        Only what these classes decide is styled anew: Textual by itself goes through every widget of the screen, for
        each class, and a key that changes panes then takes five times as long."""
        before, narrow = self.classes, self.has_class("-one") or self.has_class("-two")
        self.update_classes({f"show-{name}": name == pane for name in self.pane_order} | {"zoom": zoomed}, update=False)
        if zoomed != ("zoom" in before) or (narrow and self.classes != before):
            self.app.stylesheet.update_nodes(self.query("#left, #side, #article, #feeds, #headlines"))

    def action_pane_left(self) -> None:
        index = self.pane_order.index(self.pane)
        self.focus_pane(self.pane_order[max(0, index - 1)])

    def action_next_pane(self) -> None:
        index = self.pane_order.index(self.pane)
        self.focus_pane(self.pane_order[(index + 1) % len(self.pane_order)])

    def action_previous_pane(self) -> None:
        index = self.pane_order.index(self.pane)
        self.focus_pane(self.pane_order[(index - 1) % len(self.pane_order)])

    def _move(self, rows: int) -> None:
        rows *= self.times
        if self.pane == "article":
            self.article_pane.scroll_lines(rows)
        else:
            self._list().move_by(rows)

    def _list(self) -> RowList:
        return self.query_one(f"#{self.pane}", RowList)

    def action_down(self) -> None:
        self._move(1)

    def action_up(self) -> None:
        self._move(-1)

    def action_half_down(self) -> None:
        self._move(max(1, self._page() // 2))

    def action_half_up(self) -> None:
        self._move(-max(1, self._page() // 2))

    def action_page_down(self) -> None:
        self._move(self._page())

    def action_page_up(self) -> None:
        self._move(-self._page())

    def _page(self) -> int:
        return self.article_pane.page if self.pane == "article" else self._list().page

    def action_top(self) -> None:
        self._go_to_row((self.count or 1) - 1)

    def action_bottom(self) -> None:
        self._go_to_row(self.count - 1 if self.count else None)

    def _go_to_row(self, row: int | None) -> None:
        """To a row of the list, or a line of the article, counted from 0; None is the last."""
        if self.pane == "article":
            if row is None:
                self.article_pane.scroll_bottom()
            else:
                self.article_pane.scroll_lines(row - self.article_pane.scroll_offset.y)
        else:
            self._list().move_to(self._list().count - 1 if row is None else row)

    def action_zoom(self) -> None:
        zoomed = not self.has_class("zoom")
        self.lay_out("article" if zoomed else self.pane, zoomed=zoomed)
        if zoomed:
            self.focus_pane("article")
