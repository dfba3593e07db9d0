"""Catching up when much waits: what is old, by feed, and what repeats a story; each step can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted, number, short_number
from haowai_tui.model.daily import Waiting
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui import places
from haowai_tui.tui.screens.lists import ListScreen
from haowai_tui.tui.screens.over import Foot, Said
from haowai_tui.tui.widgets.sifted import SiftedList
from haowai_tui.tui.widgets.strips import Piece

if TYPE_CHECKING:
    from haowai_tui.library import Library

DAYS = (1, 2, 3, 5, 7, 14, 30, 60, 90, 180, 365)
_USUAL = DAYS.index(7)
_FIGURE, _NARROW_FIGURE = 9, 7
"""Cells of a column of figures, and in a narrow window."""
_NARROW = 50
_LEAST_TITLE = 6


def _columns(width: int) -> tuple[int, int]:
    """How many columns of figures a line of so many cells has beside the titles, and how wide each is. A column shows
    whole or not at all: a figure that is cut is another one."""
    figure = _FIGURE if width >= _NARROW else _NARROW_FIGURE
    return max(1, min(3, (width - _LEAST_TITLE - 2) // figure)), figure


class WaitingList(SiftedList[tuple[str, int, int]]):
    """All, and under it the feeds or the stories, each with how many wait, how many would be marked, how many stay."""

    def text_of(self, entry: tuple[str, int, int]) -> str:
        return entry[0]

    def draw_entry(self, entry: tuple[str, int, int], line: int, width: int, base: Style) -> list[Piece]:
        title, waiting, marked = entry
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        accent = base + self.get_component_rich_style("rows--accent", partial=True)
        columns, figure = _columns(width)
        room = max(1, width - columns * figure - 2)
        title = truncate(title, room)
        style = (
            base if entry is not self.entries[0] else base + self.get_component_rich_style("rows--unread", partial=True)
        )
        figures = [
            (_figure(waiting, figure), quiet),
            (_figure(marked, figure) if marked else "-".rjust(figure), accent if marked else quiet),
            (_figure(waiting - marked, figure), base),
        ]
        return [(" " + title + " " * (room - cell_width(title)), style), *figures[:columns]]


def _figure(value: int, width: int) -> str:
    text = number(value)
    return (text if len(text) < width else short_number(value)).rjust(width)


class CatchUpScreen(ListScreen[str | None]):
    """Gives the key of the place to go to, `article:ID` for an article, or None."""

    where = "catch_up"
    picks = False

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self._days = _USUAL
        self._by_story = False
        self._waiting: Waiting | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog page"):
            yield Static(Content(_("Catch up")), classes="dialog-title", id="waiting-title")
            yield Static(Content(""), id="waiting-told")
            yield Static(Content(""), classes="dialog-head", id="waiting-head")
            yield from self.list_of(WaitingList(id="waiting"))
            yield Said(id="said")
            yield Foot()

    def on_mount(self) -> None:
        self.start_first(self._show())

    async def _ask(self, function: Any, *args: Any) -> Any:
        return await self.reader_app.ask(function, *args)

    async def _show(self) -> None:
        self._waiting = await self._ask(self._library.waiting, DAYS[self._days])
        self._draw(self._waiting)

    def _draw(self, waiting: Waiting) -> None:
        unread = waiting.unread
        text = counted("Catch up · {count} article waits", "Catch up · {count} articles wait", unread)
        self.put("waiting-title", text)
        if self._by_story:
            rows = [(row.headline.title, len(row.repeats) + 1, len(row.repeats)) for row in waiting.stories]
            marked = len(waiting.repeats)
            told = _("Of each story the newest stays: {marked} would be marked read, {left} would remain.").format(
                marked=number(marked), left=number(unread - marked)
            )
            everything = _("All stories")
        else:
            rows = [(row.feed.title, row.feed.unread, row.older) for row in waiting.feeds]
            marked = waiting.older
            told = counted(
                "Older than {count} day: {marked} would be marked read, {left} would remain.",
                "Older than {count} days: {marked} would be marked read, {left} would remain.",
                waiting.days,
                marked=number(marked),
                left=number(unread - marked),
            )
            everything = _("All feeds")
        self.put("waiting-told", told)
        self.rows.show([(everything, unread, marked), *rows])
        self._draw_head()

    def _draw_head(self) -> None:
        columns, figure = _columns(self.rows.line_width)
        words = (_("wait"), _("marked"), _("remain"))[:columns]
        head = "".join(" " * max(1, figure - cell_width(word)) + word for word in words)
        # The list's own scrollbar takes a cell.
        self.put("waiting-head", head + "  ")

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw_head)

    def title_of(self, action: str) -> str:
        if action != "other":
            return super().title_of(action)
        return _("By feed") if self._by_story else _("By story")

    def action_fewer_days(self) -> None:
        self._change_days(-self.times)

    def action_more_days(self) -> None:
        self._change_days(self.times)

    def _change_days(self, steps: int) -> None:
        self._days = max(0, min(len(DAYS) - 1, self._days + steps))
        if not self._by_story:
            self.start(self._show())

    def action_other(self) -> None:
        self._by_story = not self._by_story
        if self._waiting is not None:
            self._draw(self._waiting)
            self.rows.go_to(0)
            self._show_foot()

    def action_go(self) -> None:
        place, waiting = self.rows.place, self._waiting
        if waiting is None or not place:
            self.dismiss(places.UNREAD)
        elif self._by_story:
            self.dismiss(f"article:{waiting.stories[place - 1].headline.id}")
        else:
            self.dismiss(places.feed_key(waiting.feeds[place - 1].feed.id))

    def row_clicked(self) -> None:
        """A click moves the cursor; marking takes a key."""

    # Marking.

    def action_choose(self) -> None:
        place = self.rows.place
        if self._waiting is not None and place is not None:
            self.start(self._mark(self._waiting, place - 1))

    async def _mark(self, waiting: Waiting, place: int) -> None:
        if self._by_story:
            ids = waiting.repeats if place < 0 else waiting.stories[place].repeats
            chosen, most = self._library.repeats(ids), len(ids)
        else:
            feed_id = None if place < 0 else waiting.feeds[place].feed.id
            chosen, most = self._library.older(waiting.days, feed_id), waiting.unread
        self.say(await self.mark_read(chosen, most))
        await self._show()

    def action_undo(self) -> None:
        self.start(self._undo())

    async def _undo(self) -> None:
        self.say(await self.undo())
        await self._show()
