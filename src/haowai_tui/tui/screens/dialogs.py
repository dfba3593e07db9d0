"""Small questions: a line of text, yes or no, one of a few."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, TypeVar

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.screens.lists import ListScreen
from haowai_tui.tui.screens.over import Foot, OverScreen, Said
from haowai_tui.tui.widgets.field import Field
from haowai_tui.tui.widgets.sifted import SiftedList
from haowai_tui.tui.widgets.strips import Piece

T = TypeVar("T")

_GAP = 2
"""Cells between the columns of a choice."""
_LEAST_SAID = 10
"""Cells that what is said beside a choice has in any case."""


class Dialog(OverScreen[T]):
    """A box with a title, what the dialog is about, and the keys at its foot. `look` names its classes in the style
    sheet."""

    look: ClassVar[str] = ""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        with Vertical(classes=f"dialog {self.look}"):
            yield from self.head()
            yield from self.body()
            yield Foot()

    def head(self) -> ComposeResult:
        """What stands above."""
        yield Static(Content(self._title), classes="dialog-title")

    def body(self) -> ComposeResult:
        """What stands between the title and the foot."""
        yield from ()


class LineDialog(Dialog[T]):
    """A dialog with a line to type in."""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        # Enter does not come here as a key: the line has taken it.
        self._last = "enter", event.time
        self.do("accept")


class PromptScreen(LineDialog[str | None]):
    """Ask for a line of text. Gives the line, or None when the reader thought better of it.

    `check` says in a sentence what is wrong with a line, and then it is asked for again; it must not wait for the disk.
    `problem` is what was wrong with `value`, when that was looked at by whoever asks."""

    where = "line"

    def __init__(
        self,
        title: str,
        *,
        hint: str = "",
        value: str = "",
        check: Callable[[str], str] | None = None,
        secret: bool = False,
        problem: str = "",
    ) -> None:
        super().__init__(title)
        self._problem = problem
        self._hint = hint
        self._value = value
        self._check = check
        self._secret = secret

    def body(self) -> ComposeResult:
        yield Field(value=self._value, password=self._secret)
        yield Said(id="said")

    def on_mount(self) -> None:
        if self._problem:
            self.say(self._problem, problem=True)
        else:
            self.explain(self._hint)

    def action_accept(self) -> None:
        value = self.query_one(Field).value
        line = value if self._secret else value.strip()
        wrong = self._check(line) if self._check else ""
        if wrong:
            self.say(wrong, problem=True)
        else:
            self.dismiss(line)


class ConfirmScreen(Dialog[bool]):
    """Ask for a yes or a no."""

    where = "question"
    look = "question"

    def action_yes(self) -> None:
        self.dismiss(True)

    def action_close(self) -> None:
        self.dismiss(False)


class ChoiceList(SiftedList[tuple[str, str]]):
    """The lines of a `ChooseScreen`: what can be chosen, and beside it, in a column, what is said of it."""

    def __init__(self, lines: Sequence[tuple[str, str]], *, id: str) -> None:
        super().__init__(lines, id=id)
        self._longest = max((cell_width(first) for first, second in lines if second), default=0)
        self._longest_said = max((cell_width(second) for _first, second in lines), default=0)

    def text_of(self, entry: tuple[str, str]) -> str:
        return " ".join(entry)

    def draw_entry(self, entry: tuple[str, str], line: int, width: int, base: Style) -> list[Piece]:
        first, second = entry
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        width -= 2
        if not second:
            return [(" " + truncate(first, max(1, width)), base)]
        # What can be chosen has to be told apart: what is said of it gets what the names leave it, or a little.
        room = min(self._longest, max(width // 2, width - _GAP - min(self._longest_said, _LEAST_SAID)))
        head = truncate(first, max(1, room))
        gap = " " * (room - cell_width(head) + _GAP)
        return [(" " + head + gap, base), (truncate(second, max(0, width - room - _GAP)), quiet)]


class ChooseScreen(ListScreen[int | None], Dialog[int | None]):
    """Ask for one of several lines. Gives its index, or None."""

    where = "choice"
    look = "tall"

    def __init__(self, title: str, lines: Sequence[tuple[str, str]], *, cursor: int = 0) -> None:
        Dialog.__init__(self, title)
        self._lines = lines
        self._cursor = cursor

    def on_mount(self) -> None:
        # As high as its lines need, between a small box and one that leaves the reader in sight.
        self.query_one(".dialog").styles.height = max(12, min(len(self._lines) * self.rows.row_height + 10, 30))
        self.call_after_refresh(self.rows.go_to, self._cursor)

    def body(self) -> ComposeResult:
        yield from self.list_of(ChoiceList(self._lines, id="choices"))

    def action_choose(self) -> None:
        self.dismiss(self.rows.place)
