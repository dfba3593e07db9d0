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
from haowai_tui.tui.screens.over import Foot, OverScreen
from haowai_tui.tui.widgets.field import Field
from haowai_tui.tui.widgets.rows import RowList
from haowai_tui.tui.widgets.strips import Piece

T = TypeVar("T")


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

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        # Enter does not come here as a key: the line has taken it.
        self._last = "enter", _event.time
        self.do("accept")


class PromptScreen(Dialog[str | None]):
    """Ask for a line of text. Gives the line, or None when the reader thought better of it. `check` says in a sentence
    what is wrong with a line, and then it is asked for again; it must not wait for the disk."""

    where = "line"

    def __init__(
        self,
        title: str,
        *,
        hint: str = "",
        value: str = "",
        check: Callable[[str], str] | None = None,
        secret: bool = False,
    ) -> None:
        super().__init__(title)
        self._hint = hint
        self._value = value
        self._check = check
        self._secret = secret

    def body(self) -> ComposeResult:
        yield Field(value=self._value, password=self._secret)
        yield Static(Content(self._hint), classes="dialog-hint", id="told")

    def action_accept(self) -> None:
        value = self.query_one(Field).value
        line = value if self._secret else value.strip()
        wrong = self._check(line) if self._check else ""
        if wrong:
            self.query_one("#told", Static).update(Content(wrong))
        else:
            self.dismiss(line)


class ConfirmScreen(Dialog[bool]):
    """Ask for a yes or a no."""

    where = "question"

    def action_yes(self) -> None:
        self.dismiss(True)

    def action_close(self) -> None:
        self.dismiss(False)


class ChoiceList(RowList):
    """The lines of a `ChooseScreen`."""

    def __init__(self, lines: Sequence[tuple[str, str]], *, id: str) -> None:
        super().__init__(id=id)
        self.lines = list(lines)

    def on_mount(self) -> None:
        self.set_count(len(self.lines))

    def draw_row(self, index: int, line: int, width: int, base: Style) -> list[Piece]:
        first, second = self.lines[index]
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        head = truncate(" " + first, max(1, width - 1))
        return [(head, base), (truncate("  " + second, max(0, width - cell_width(head) - 1)), quiet)]


class ChooseScreen(ListScreen[int | None], Dialog[int | None]):
    """Ask for one of several lines. Gives its index, or None."""

    where = "choice"
    look = "tall"

    def __init__(self, title: str, lines: Sequence[tuple[str, str]], *, cursor: int = 0) -> None:
        Dialog.__init__(self, title)
        self._lines = lines
        self._cursor = cursor

    def on_mount(self) -> None:
        self.call_after_refresh(self.rows.move_to, self._cursor)

    def body(self) -> ComposeResult:
        yield ChoiceList(self._lines, id="choices")

    def action_choose(self) -> None:
        self.dismiss(self.rows.cursor)
