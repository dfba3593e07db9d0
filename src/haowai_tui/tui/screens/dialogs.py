"""Small questions: a line of text, yes or no, one of a few."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from haowai_tui.locale import gettext as _
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.keys import pressed
from haowai_tui.tui.screens.lists import ListScreen
from haowai_tui.tui.widgets.field import Field
from haowai_tui.tui.widgets.rows import RowList
from haowai_tui.tui.widgets.strips import Piece


class PromptScreen(ModalScreen[str | None]):
    """Ask for a line of text. Gives the line, or None when the reader thought better of it. `check` says in a sentence
    what is wrong with a line, and then it is asked for again; it must not wait for the disk."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", show=False)]

    def __init__(
        self,
        title: str,
        *,
        hint: str = "",
        value: str = "",
        check: Callable[[str], str] | None = None,
        secret: bool = False,
    ) -> None:
        super().__init__()
        self._title = title
        self._hint = hint
        self._value = value
        self._check = check
        self._secret = secret

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            yield Field(value=self._value, password=self._secret)
            yield Static(Content(self._hint), classes="dialog-hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        line = event.value if self._secret else event.value.strip()
        wrong = self._check(line) if self._check else ""
        if wrong:
            self.query_one(".dialog-hint", Static).update(Content(wrong))
        else:
            self.dismiss(line)

    def action_cancel(self) -> None:
        self.dismiss(None)


class ConfirmScreen(ModalScreen[bool]):
    """Ask for a yes or a no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer(True)", show=False),
        Binding("escape,q", "answer(False)", show=False),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(self._question), classes="dialog-title")
            yield Static(Content(_("y or Enter: yes    n or Esc: no")), classes="dialog-hint")

    def on_key(self, event: Key) -> None:
        """A Chinese input method left on answers too."""
        key = pressed(event.key, event.character)
        if key in ("y", "n"):
            event.stop()
            self.dismiss(key == "y")

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)


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


class ChooseScreen(ListScreen[int | None]):
    """Ask for one of several lines. Gives its index, or None."""

    def __init__(self, title: str, lines: Sequence[tuple[str, str]], *, cursor: int = 0) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._cursor = cursor

    def on_mount(self) -> None:
        self.call_after_refresh(self.query_one(ChoiceList).move_to, self._cursor)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(Content(self._title), classes="dialog-title")
            yield ChoiceList(self._lines, id="choices")
            yield Static(Content(_("Enter: choose    Esc: cancel")), classes="dialog-hint")

    def action_choose(self) -> None:
        self.dismiss(self.query_one(ChoiceList).cursor)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.dismiss(event.index)
