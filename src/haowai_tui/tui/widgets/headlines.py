"""The headlines pane: any number of articles, paged from the store as they come into view."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from rich.style import Style
from textual.events import Resize
from textual.message import Message

from haowai_tui.locale import gettext as _
from haowai_tui.model import Headline, Selection
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.when import short_time
from haowai_tui.tui.widgets.rows import RowList
from haowai_tui.tui.widgets.strips import Piece

PAGE = 100
_PAGES_KEPT = 24
_TWO_LINES_BELOW = 64


class HeadlinesPane(RowList):
    """Rows of a selection. Pages that are missing are asked for with `Need` and given with `put`."""

    row_height = 2

    class Need(Message):
        """Rows from `offset` on are wanted for the listing numbered `generation`."""

        def __init__(self, generation: int, offset: int) -> None:
            super().__init__()
            self.generation = generation
            self.offset = offset

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.selection = Selection()
        self.generation = 0
        self.one_feed = False
        self.note = ""
        self._pages: OrderedDict[int, list[Headline]] = OrderedDict()
        self._asked: set[int] = set()

    def open(
        self,
        selection: Selection,
        *,
        count: int,
        offset: int,
        rows: list[Headline],
        cursor: int = 0,
        one_feed: bool = False,
        note: str = "",
    ) -> None:
        """Show `selection`: `count` rows of which those from `offset` (a multiple of PAGE) on are `rows`.

        `note` is what an empty list says.
        """
        self.selection = selection
        self.generation += 1
        self.one_feed = one_feed
        self.note = note
        self._pages.clear()
        self._asked.clear()
        self._keep(offset // PAGE, rows)
        self.scroll_to(y=0, animate=False, force=True)
        self.set_count(count, cursor=cursor)

    def put(self, generation: int, offset: int, rows: list[Headline]) -> None:
        """Give rows that were asked for; answers to an older listing are dropped."""
        if generation == self.generation:
            self._asked.discard(offset // PAGE)
            self._keep(offset // PAGE, rows)
            self.refresh()

    def _keep(self, page: int, rows: list[Headline]) -> None:
        self._pages[page] = rows
        self._pages.move_to_end(page)
        while len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)

    def row(self, index: int) -> Headline | None:
        """Row `index`, or None while it is on its way."""
        page, place = divmod(index, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            if page not in self._asked and 0 <= index < self.count:
                self._asked.add(page)
                self.post_message(self.Need(self.generation, page * PAGE))
            return None
        return rows[place] if place < len(rows) else None

    @property
    def current(self) -> Headline | None:
        """The headline under the cursor."""
        return self.row(self.cursor) if self.count else None

    def index_of(self, article_id: int) -> int | None:
        """The row of an article among the rows held, or None."""
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.id == article_id:
                    return page * PAGE + place
        return None

    def patch(self, ids: Iterable[int], *, read: bool | None = None, starred: bool | None = None) -> None:
        """Show a change of state that has been stored."""
        wanted = set(ids)
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.id in wanted:
                    rows[place] = replace(
                        row,
                        read=row.read if read is None else read,
                        starred=row.starred if starred is None else starred,
                    )
                    self.refresh_row(page * PAGE + place)

    def patch_all_read(self) -> None:
        """Show that every row has been marked read."""
        for page, rows in self._pages.items():
            self._pages[page] = [replace(row, read=True) for row in rows]
        self.refresh()

    # Drawing.

    def on_resize(self, event: Resize) -> None:
        height = 2 if event.size.width < _TWO_LINES_BELOW else 1
        if height != self.row_height:
            self.row_height = height
            self.set_count(self.count)
        super().on_resize(event)

    def draw_row(self, index: int, line: int, width: int, base: Style) -> list[Piece]:
        headline = self.row(index)
        if headline is None:
            return [(" ..", base + self.get_component_rich_style("rows--quiet", partial=True))] if not line else []
        now = datetime.now().astimezone()
        if self.row_height == 1:
            return self._one_line(headline, width, base, now)
        if line == 0:
            return [*self._marks(headline, base), *self._title(headline, width - 3, base)]
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        when = short_time(headline.when, now)
        source = headline.byline if self.one_feed else headline.feed_title
        text = truncate(source, max(0, width - 5 - cell_width(when))) if source else ""
        between = "  " if text else ""
        return [("   " + when + between + text, quiet)]

    def _one_line(self, headline: Headline, width: int, base: Style, now: datetime) -> list[Piece]:
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        when = short_time(headline.when, now)
        source = headline.byline if self.one_feed else headline.feed_title
        source_room = min(18, width // 4)
        source = truncate(source, source_room) if source else ""
        title_room = max(4, width - 3 - source_room - 2 - 10)
        tail = "  " + source + " " * (source_room - cell_width(source)) + when.rjust(9) + " "
        return [*self._marks(headline, base), *self._title(headline, title_room, base, fill=True), (tail, quiet)]

    def _marks(self, headline: Headline, base: Style) -> list[Piece]:
        star = base + self.get_component_rich_style("rows--star", partial=True)
        accent = base + self.get_component_rich_style("rows--accent", partial=True)
        return [(" " if headline.read else "▪", accent), ("*" if headline.starred else " ", star), (" ", base)]

    def _title(self, headline: Headline, room: int, base: Style, *, fill: bool = False) -> list[Piece]:
        name = "rows--quiet" if headline.read else "rows--unread"
        style = base + self.get_component_rich_style(name, partial=True)
        more = f" +{headline.more}" if headline.more else ""
        title = truncate(headline.title or _("(no headline)"), max(1, room - len(more)))
        rest = " " * (room - len(more) - cell_width(title)) if fill else ""
        quiet = base + self.get_component_rich_style("rows--accent", partial=True)
        return [(title, style), (more, quiet), (rest, style)] if more else [(title + rest, style)]

    def empty_text(self) -> str:
        return self.note
