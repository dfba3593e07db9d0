"""Tags for an article: those it has in one line, and the known ones to complete from."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual.app import ComposeResult
from textual.widgets import Input

from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import short_number
from haowai_tui.text import cell_width, truncate
from haowai_tui.text.fold import fold
from haowai_tui.tui.screens.dialogs import Dialog
from haowai_tui.tui.widgets.rows import RowList
from haowai_tui.tui.widgets.strips import Piece


class TagList(RowList):
    """The known tags that go on from what is being typed, with how many articles have each."""

    def __init__(self, tags: Sequence[tuple[str, int]], *, id: str) -> None:
        super().__init__(id=id)
        self._all = list(tags)
        self.lines: list[tuple[str, int]] = []

    def filter(self, begun: str, others: Sequence[str]) -> None:
        """Keep the tags that contain `begun`, those that begin with it first, without `others`."""
        begun = fold(begun)
        taken = {fold(tag) for tag in others}
        hits = [(name, count) for name, count in self._all if begun in fold(name) and fold(name) not in taken]
        self.lines = sorted(hits, key=lambda line: (not fold(line[0]).startswith(begun), -line[1], line[0]))
        self.set_count(len(self.lines), cursor=0)

    @property
    def current(self) -> str:
        """The tag under the cursor, or empty."""
        return self.lines[self.cursor][0] if 0 <= self.cursor < len(self.lines) else ""

    def draw_row(self, index: int, line: int, width: int, base: Style) -> list[Piece]:
        name, count = self.lines[index]
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        number = short_number(count) + " "
        shown = truncate(" " + name, max(1, width - cell_width(number) - 1))
        gap = " " * (width - cell_width(shown) - cell_width(number))
        return [(shown + gap, base), (number, quiet)]

    def empty_text(self) -> str:
        return _("No other tag like that yet: what you type becomes one.")


class TagScreen(Dialog[tuple[str, ...] | None]):
    """Ask for an article's tags. Gives all that it is to have, or None when the reader thought better of it."""

    where = "tags"
    look = "tall"

    def __init__(self, tags: Sequence[str], known: Sequence[tuple[str, int]]) -> None:
        super().__init__(_("Tags, with spaces between"))
        self._tags = " ".join(tags) + " " if tags else ""
        self._known = known

    def body(self) -> ComposeResult:
        yield Input(value=self._tags, select_on_focus=False)
        yield TagList(self._known, id="tags")

    def on_mount(self) -> None:
        self._input.focus()
        self._input.cursor_position = len(self._tags)
        self._filter()

    @property
    def _input(self) -> Input:
        return self.query_one(Input)

    def _word(self) -> tuple[str, str, str]:
        """What stands before the word at the cursor, as much of the word as is typed, and what stands behind it."""
        value, cursor = self._input.value, self._input.cursor_position
        begin = cursor - len(value[:cursor].split(" ")[-1])
        return value[:begin], value[begin:cursor], value[cursor:]

    def _filter(self) -> None:
        before, word, after = self._word()
        self.query_one(TagList).filter(word, (before + after).split())

    def on_input_changed(self) -> None:
        self._filter()

    def action_down(self) -> None:
        self.query_one(TagList).move_by(self.times)

    def action_up(self) -> None:
        self.query_one(TagList).move_by(-self.times)

    def action_complete(self) -> None:
        tag = self.query_one(TagList).current
        if tag:
            before, _word, after = self._word()
            self._input.value = f"{before}{tag} {after.lstrip()}"
            self._input.cursor_position = len(before) + len(tag) + 1

    def on_row_list_chosen(self) -> None:
        self.action_complete()
        self._input.focus()

    def action_accept(self) -> None:
        self.dismiss(tuple(dict.fromkeys(self._input.value.split())))
