"""The headlines pane: any number of articles, paged from the store as they come into view."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace
from rich.style import Style
from textual.events import Resize
from textual.message import Message

from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import brief, brief_cells, present
from haowai_tui.model import Headline, Selection
from haowai_tui.text import cell_width, truncate
from haowai_tui.text.found import Snippet, Sought, found_spans
from haowai_tui.tui.widgets.rows import RowList
from haowai_tui.tui.widgets.strips import Piece, marked_pieces
from haowai_tui.typeset import visual_text

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

    class NeedSnippets(Message):
        """The pieces of these articles' texts that show what was looked for are wanted."""

        def __init__(self, generation: int, ids: Sequence[int]) -> None:
            super().__init__()
            self.generation = generation
            self.ids = ids

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.selection = Selection()
        self.generation = 0
        self.one_feed = False
        self.note = ""
        self._pages: OrderedDict[int, list[Headline]] = OrderedDict()
        self._asked: set[int] = set()
        self._marks: tuple[Sought, ...] = ()
        self._has_snippets = False
        self._snippets: dict[int, Snippet] = {}
        self._without_snippet: dict[int, None] = {}
        self._wide = False

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
        marks: Sequence[Sought] = (),
        snippets: bool = False,
    ) -> None:
        """Show `selection`: `count` rows of which those from `offset` (a multiple of PAGE) on are `rows`.

        `note` is what an empty list says. `marks` are marked in the headlines; with `snippets` a line of each article
        says where its text has them.
        """
        self.selection = selection
        self.generation += 1
        self.one_feed = one_feed
        self.note = note
        self._pages.clear()
        self._asked.clear()
        self._marks, self._has_snippets = tuple(marks), snippets
        self._snippets.clear()
        self._without_snippet.clear()
        self.row_height = self._lines()
        self._keep(offset // PAGE, rows)
        self.scroll_to(y=0, animate=False, force=True)
        self.set_count(count, cursor=cursor)

    def renew(self, selection: Selection, *, count: int, pages: dict[int, list[Headline]], cursor: int) -> None:
        """Show the same list as it is now: `count` rows of which `pages` are given by number. The cursor's row stays on
        its line of the screen, and nothing is drawn again when nothing has changed."""
        same = (count, cursor) == (self.count, self.cursor)
        same = same and all(self._pages.get(number) == rows for number, rows in pages.items())
        self.selection = selection
        self.generation += 1
        self._asked.clear()
        if same:
            self._pages = OrderedDict((number, rows) for number, rows in self._pages.items() if number in pages)
            return
        top = self.scroll_offset.y + (cursor - self.cursor) * self.row_height
        self._pages = OrderedDict(pages)
        self.set_count(count, cursor=cursor)
        self.scroll_to(y=max(0, top), animate=False, force=True)
        self.show_cursor()

    def put(self, generation: int, offset: int, rows: list[Headline]) -> None:
        """Give rows that were asked for; answers to an older listing are dropped."""
        if generation == self.generation:
            self._asked.discard(offset // PAGE)
            self._keep(offset // PAGE, rows)
            self.refresh()

    def put_snippets(self, generation: int, snippets: Mapping[int, Snippet]) -> None:
        """Give snippets that were asked for; answers to an older listing are dropped."""
        if generation == self.generation:
            while len(self._snippets) > PAGE * _PAGES_KEPT:
                del self._snippets[next(iter(self._snippets))]
            self._snippets.update(snippets)
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

    def patch(
        self,
        ids: Iterable[int],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        changed: bool | None = None,
    ) -> None:
        """Show a change of state that has been stored."""
        wanted = set(ids)
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.id in wanted:
                    rows[place] = replace(
                        row,
                        read=row.read if read is None else read,
                        starred=row.starred if starred is None else starred,
                        changed=row.changed if changed is None else changed,
                    )
                    self.refresh_row(page * PAGE + place)

    def patch_all_read(self) -> None:
        """Show that every row has been marked read."""
        for page, rows in self._pages.items():
            self._pages[page] = [replace(row, read=True) for row in rows]
        self.refresh()

    # Drawing.

    def _lines(self) -> int:
        """A headline with when and where beside or below it, and a line of what was found in its text."""
        return (1 if self._wide else 2) + self._has_snippets

    def on_resize(self, event: Resize) -> None:
        self._wide = event.size.width >= _TWO_LINES_BELOW
        if self.row_height != self._lines():
            self.row_height = self._lines()
            self.set_count(self.count)
        super().on_resize(event)

    def draw_row(self, index: int, line: int, width: int, base: Style) -> list[Piece]:
        headline = self.row(index)
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        if headline is None:
            return [(" ..", quiet)] if not line else []
        now = present()
        if line == 0:
            if self._wide:
                return self._one_line(headline, width, base, now)
            return [*self._signs(headline, base), *self._title(headline, width - 3, base)]
        if self._has_snippets and line == 1:
            return [("   ", base), *self._snippet(headline, width - 4, quiet)]
        when = brief(headline.when, now)
        source = headline.byline if self.one_feed else headline.feed_title
        text = truncate(source, max(0, width - 5 - cell_width(when))) if source else ""
        between = "  " if text else ""
        # Each in a piece of its own: put in order from right to left, one would take the other along.
        return [("   " + when + between, quiet), (text, quiet)]

    def _snippet(self, headline: Headline, room: int, style: Style) -> list[Piece]:
        found = self._snippets.get(headline.id)
        if found is None:
            if not self._without_snippet:
                # Asked for once for all rows that are being drawn.
                self.call_after_refresh(self._ask_snippets)
            self._without_snippet[headline.id] = None
            return []
        return self._marked(found.text, found.spans, room, style)

    def _ask_snippets(self) -> None:
        if self._without_snippet:
            self.post_message(self.NeedSnippets(self.generation, tuple(self._without_snippet)))
            self._without_snippet.clear()

    def _marked(self, text: str, spans: Sequence[tuple[int, int]], room: int, style: Style) -> list[Piece]:
        shown = truncate(text, max(1, room))
        if RowList.reorders and visual_text(shown) != shown:
            # Cut into pieces, a right-to-left text could not be put in order.
            return [(shown, style)]
        return marked_pieces(shown, spans, style, self.mark_style(style))

    def _one_line(self, headline: Headline, width: int, base: Style, now: datetime) -> list[Piece]:
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        when = brief(headline.when, now)
        source = headline.byline if self.one_feed else headline.feed_title
        source_room = min(18, width // 4)
        source = truncate(source, source_room) if source else ""
        title_room = max(4, width - 3 - source_room - 2 - brief_cells() - 2)
        before = " " * (source_room - cell_width(source) + brief_cells() + 1 - cell_width(when))
        tail = [("  ", quiet), (source, quiet), (before + when + " ", quiet)]
        return [*self._signs(headline, base), *self._title(headline, title_room, base, fill=True), *tail]

    def _signs(self, headline: Headline, base: Style) -> list[Piece]:
        star = base + self.get_component_rich_style("rows--star", partial=True)
        accent = base + self.get_component_rich_style("rows--accent", partial=True)
        return [
            (" " if headline.read else "▪", accent),
            ("*" if headline.starred else " ", star),
            ("~" if headline.changed else " ", accent),
        ]

    def _title(self, headline: Headline, room: int, base: Style, *, fill: bool = False) -> list[Piece]:
        name = "rows--quiet" if headline.read else "rows--accent" if headline.highlighted else "rows--unread"
        style = base + self.get_component_rich_style(name, partial=True)
        more = f" +{headline.more}" if headline.more else ""
        room = max(1, room)
        text = headline.title or _("(no headline)")
        title = self._marked(text, found_spans(text, self._marks), room - len(more), style)
        if more:
            title.append((more, base + self.get_component_rich_style("rows--accent", partial=True)))
        used = sum(cell_width(piece) for piece, _style in title)
        return [*title, (" " * (room - used), style)] if fill else title

    def empty_text(self) -> str:
        return self.note
