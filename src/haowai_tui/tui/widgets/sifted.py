"""A list that is narrowed down by typing: the base of what the screens over the reader hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from rich.style import Style
from textual.message import Message

from haowai_tui.locale import gettext as _
from haowai_tui.text import truncate
from haowai_tui.text.fold import fold
from haowai_tui.text.pinyin import sounds_like
from haowai_tui.tui.widgets.rows import RowList
from haowai_tui.tui.widgets.strips import Piece

T = TypeVar("T")


class Heading(str):
    """What stands above entries that belong together; the cursor passes it by."""

    __slots__ = ()


class SiftedList(RowList, Generic[T]):
    """Shows those of its `entries` that have every word that was typed, each under its heading if it has one.

    A word is found wherever it stands, whatever its case, width or accents, in either form of Chinese, and by its
    pinyin. `lines` is what shows now. Without `entries` it says nothing until it has been given some, or none.
    """

    class Filled(Message):
        """The list has other entries than before."""

    def __init__(self, entries: Sequence[T] | None = None, *, id: str) -> None:
        super().__init__(id=id)
        self.entries: Sequence[T] = entries or ()
        self._is_filled = entries is not None
        self.lines: list[T | Heading] = []
        self._places: list[int] = []
        self._words: list[str] = []
        self._sift()
        self.count = len(self.lines)

    # What a list must say of its entries.

    def text_of(self, entry: T) -> str:
        """What an entry is found by."""
        raise LookupError(f"{type(self).__name__} has no texts")

    def heading_of(self, entry: T) -> str:
        """What stands above the entry and its neighbours of the same heading, or nothing."""
        return ""

    def draw_entry(self, entry: T, line: int, width: int, base: Style) -> list[Piece]:
        """The pieces of one line of an entry, at most `width` cells wide in all."""
        raise LookupError(f"{type(self).__name__} draws no rows")

    def none_text(self) -> str:
        """What a list without any entries says."""
        return ""

    # The entries.

    @property
    def current(self) -> T | None:
        """The entry under the cursor."""
        place = self.place
        return None if place is None else self.entries[place]

    @property
    def place(self) -> int | None:
        """Where in `entries` the one under the cursor stands."""
        place = self._places[self.cursor] if 0 <= self.cursor < len(self._places) else -1
        return None if place < 0 else place

    def show(self, entries: Sequence[T], *, cursor: int | None = None) -> None:
        """Show other entries, by the words that were typed: the cursor on the one in place `cursor`, else where it
        was."""
        self.entries = entries
        self._is_filled = True
        self._sift()
        self.set_count(len(self.lines), cursor=self._row_of(cursor))
        self.move_to(self.cursor, quiet=True)
        self.post_message(self.Filled())

    def go_to(self, place: int) -> None:
        """Put the cursor on the entry in this place, if it shows."""
        row = self._row_of(place)
        if row is not None:
            self.move_to(row, quiet=True)

    def sift(self, typed: str) -> None:
        """Show the entries that have every word of what was typed: the cursor on the first, or with nothing typed on
        the one where it was."""
        words = fold(typed).split()
        if words == self._words:
            return
        place = None if words else self.place
        self._words = words
        self._sift()
        row = self._row_of(place)
        self.scroll_to(y=0, animate=False, force=True)
        self.set_count(len(self.lines), cursor=0 if row is None else row)
        if row is None:
            self.move_to(0, quiet=True)
        self.post_message(self.Moved(self, self.cursor))

    def _sift(self) -> None:
        self.lines, self._places = [], []
        heading = ""
        for place, entry in enumerate(self.entries):
            if self._words and not self._has_words(self.text_of(entry)):
                continue
            above = self.heading_of(entry)
            if above and above != heading:
                heading = above
                self.lines.append(Heading(above))
                self._places.append(-1)
            self.lines.append(entry)
            self._places.append(place)

    def _has_words(self, text: str) -> bool:
        folded = fold(text)
        return all(word in folded or sounds_like(text, word) for word in self._words)

    def _row_of(self, place: int | None) -> int | None:
        return self._places.index(place) if place is not None and place in self._places else None

    # The rows.

    def on_mount(self) -> None:
        self.set_count(len(self.lines))
        self.move_to(self.cursor, quiet=True)

    def show_cursor(self) -> None:
        super().show_cursor()
        above = self.cursor - 1
        # A heading shows with the first entry under it.
        if 0 <= above < len(self.lines) and not self.selectable(above) and self.page > 1:
            top = above * self.row_height
            if self.scroll_offset.y > top:
                self.scroll_to(y=top, animate=False, force=True)

    def selectable(self, index: int) -> bool:
        return not isinstance(self.lines[index], Heading)

    def draw_row(self, index: int, line: int, width: int, base: Style) -> list[Piece]:
        entry = self.lines[index]
        if not isinstance(entry, Heading):
            return self.draw_entry(entry, line, width, base)
        accent = base + self.get_component_rich_style("rows--accent", partial=True)
        # Of several lines the last: it stands right above what it is about.
        return [(truncate(" " + entry, max(1, width - 1)), accent)] if line == self.row_height - 1 else []

    def empty_text(self) -> str:
        if not self._is_filled:
            return ""
        return _("Nothing here has that.") if self._words else self.none_text()
