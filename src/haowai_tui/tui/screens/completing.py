"""A line to type in with what is known under it, to complete from: an article's tags, a feed's category."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from rich.style import Style
from textual.app import ComposeResult
from textual.widgets import Input

from haowai_tui.lazy import pattern
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import short_number
from haowai_tui.text import cell_width, truncate
from haowai_tui.text.fold import fold
from haowai_tui.text.pinyin import sounds_like
from haowai_tui.tui.screens.dialogs import LineDialog
from haowai_tui.tui.screens.over import Said
from haowai_tui.tui.widgets.field import Field
from haowai_tui.tui.widgets.rows import RowList
from haowai_tui.tui.widgets.strips import Piece

T = TypeVar("T")

_BETWEEN = pattern(r"[\s,，、;；]+")
"""What people put between tags."""

Known = Sequence[tuple[str, int]]
"""Names, each with how many have it."""


class KnownList(RowList):
    """The known names that go on from what is being typed, with how many have each."""

    def __init__(self, known: Known, none: str, *, id: str) -> None:
        """`none` is what the list says when nothing known is like what is typed."""
        super().__init__(id=id)
        self._all = list(known)
        self._none = none
        self.lines: list[tuple[str, int]] = []

    def filter(self, begun: str, others: Sequence[str]) -> None:
        """Keep the names that contain `begun`, or sound so, those that begin with it first, without `others`."""
        wanted = fold(begun)
        taken = {fold(name) for name in others}
        hits = [
            (name, count)
            for name, count in self._all
            if fold(name) not in taken and (wanted in fold(name) or sounds_like(name, wanted))
        ]
        self.lines = sorted(hits, key=lambda line: (not fold(line[0]).startswith(wanted), -line[1], line[0]))
        self.set_count(len(self.lines), cursor=0)

    @property
    def current(self) -> str:
        """The name under the cursor, or empty."""
        return self.lines[self.cursor][0] if 0 <= self.cursor < len(self.lines) else ""

    def draw_row(self, index: int, line: int, width: int, base: Style) -> list[Piece]:
        name, count = self.lines[index]
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        number = short_number(count) + " "
        shown = truncate(" " + name, max(1, width - cell_width(number) - 1))
        gap = " " * (width - cell_width(shown) - cell_width(number))
        return [(shown + gap, base), (number, quiet)]

    def empty_text(self) -> str:
        return self._none


class CompletingDialog(LineDialog[T]):
    """Asks for a line. Tab completes what is typed by the name under the list's cursor; Enter takes the line, and where
    the cursor was moved that name with it."""

    look = "tall"
    replaces: ClassVar[bool] = False
    """Whether what is typed first takes the place of the line."""

    def __init__(self, title: str, line: str, known: Known, *, hint: str = "") -> None:
        super().__init__(title)
        self._line = line
        self._known = known
        self._hint = hint
        self._has_moved = False

    def none_like_it(self) -> str:
        """What to say when nothing known is like what is typed."""
        raise LookupError(type(self).__name__)

    def piece(self, value: str, cursor: int) -> tuple[str, str, str]:
        """What stands before the piece of the line that is being typed, as much of it as is typed, and what stands
        behind."""
        raise LookupError(type(self).__name__)

    def completed(self, before: str, name: str, after: str) -> tuple[str, int]:
        """The line with `name` for its piece, and where the cursor goes on."""
        raise LookupError(type(self).__name__)

    def others(self, before: str, after: str) -> Sequence[str]:
        """The names that stand in the line already, before and behind the piece that is being typed."""
        return ()

    def answer(self, line: str) -> T:
        """What a line means."""
        raise LookupError(type(self).__name__)

    def body(self) -> ComposeResult:
        yield Field(value=self._line, select_on_focus=self.replaces)
        yield KnownList(self._known, self.none_like_it(), id="known")
        yield Said(id="said")

    def on_mount(self) -> None:
        self._input.focus()
        if not self.replaces:
            self._input.cursor_position = len(self._line)
        self.explain(self._hint)
        self._filter()

    @property
    def _input(self) -> Input:
        return self.query_one(Input)

    @property
    def _names(self) -> KnownList:
        return self.query_one(KnownList)

    def _piece(self) -> tuple[str, str, str]:
        return self.piece(self._input.value, self._input.cursor_position)

    def _filter(self) -> None:
        before, begun, after = self._piece()
        self._has_moved = False
        self._names.filter(begun, self.others(before, after))

    def on_input_changed(self) -> None:
        self._filter()

    def action_down(self) -> None:
        self._move(self.times)

    def action_up(self) -> None:
        self._move(-self.times)

    def _move(self, rows: int) -> None:
        self._names.move_by(rows)
        self._has_moved = True

    def action_complete(self) -> None:
        name = self._names.current
        if name:
            before, _begun, after = self._piece()
            self._input.value, self._input.cursor_position = self.completed(before, name, after)

    def on_row_list_chosen(self) -> None:
        self.action_complete()
        self._input.focus()

    def action_accept(self) -> None:
        if self._has_moved:
            self.action_complete()
        self.dismiss(self.answer(self._input.value))


class TagScreen(CompletingDialog[tuple[str, ...] | None]):
    """Ask for an article's tags. Gives all that it is to have, or None when the reader thought better of it."""

    where = "tags"

    def __init__(self, tags: Sequence[str], known: Known) -> None:
        self._had = frozenset(tags)
        super().__init__(_("Tags, with spaces between"), " ".join(tags) + " " if tags else "", known)

    def none_like_it(self) -> str:
        return _("No other tag like that yet: what you type becomes one.")

    def piece(self, value: str, cursor: int) -> tuple[str, str, str]:
        begin = cursor - len(_BETWEEN.split(value[:cursor])[-1])
        return value[:begin], value[begin:cursor], value[cursor:]

    def completed(self, before: str, name: str, after: str) -> tuple[str, int]:
        return f"{before}{name} {after.lstrip()}", len(before) + len(name) + 1

    def others(self, before: str, after: str) -> Sequence[str]:
        return [*self._tags_in(before), *self._tags_in(after)]

    def answer(self, line: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._tags_in(line)))

    def _tags_in(self, line: str) -> list[str]:
        """The tags of a line. One that the article has, from a server perhaps, stays whole whatever is in it."""
        words = ([word] if word in self._had else _BETWEEN.split(word) for word in line.split())
        return [tag for tags in words for tag in tags if tag]


class CategoryScreen(CompletingDialog[str | None]):
    """Ask for a feed's category. Gives the line as it was typed, or None when the reader thought better of it."""

    where = "category"
    replaces = True

    def __init__(self, title: str, category: str, known: Known) -> None:
        super().__init__(title, category, known, hint=_("Leave empty for none; a / b puts b inside a."))

    def none_like_it(self) -> str:
        return _("No category like that yet: what you type becomes one.")

    def piece(self, value: str, cursor: int) -> tuple[str, str, str]:
        # Before anything is typed all there are can be chosen from.
        return "", "" if value == self._line else value, ""

    def completed(self, before: str, name: str, after: str) -> tuple[str, int]:
        return name, len(name)

    def answer(self, line: str) -> str:
        return line.strip()
