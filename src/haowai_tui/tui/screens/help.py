"""All commands with their keys, searchable: the help screen and the command palette in one."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from haowai_tui.locale import gettext as _
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.actions import ACTIONS, Action, Group, key_label
from haowai_tui.tui.widgets.rows import RowList
from haowai_tui.tui.widgets.strips import Piece


class CommandList(RowList):
    """The actions that match what was typed, under their headings."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.lines: list[Action | Group] = []

    def filter(self, words: str) -> None:
        """Keep the actions whose title, name or key contains every word."""
        wanted = words.casefold().split()
        self.lines = []
        for group in Group:
            hits = [action for action in ACTIONS if action.group is group and _matches(action, wanted)]
            if hits:
                self.lines.append(group)
                self.lines.extend(hits)
        self.set_count(len(self.lines), cursor=1)
        self.scroll_to(y=0, animate=False, force=True)

    @property
    def current(self) -> Action | None:
        """The action under the cursor."""
        line = self.lines[self.cursor] if 0 <= self.cursor < len(self.lines) else None
        return line if isinstance(line, Action) else None

    def selectable(self, index: int) -> bool:
        return isinstance(self.lines[index], Action)

    def draw_row(self, index: int, line: int, width: int, base: Style) -> list[Piece]:
        entry = self.lines[index]
        if isinstance(entry, Group):
            accent = base + self.get_component_rich_style("rows--accent", partial=True)
            return [(" " + _(entry.value), accent)]
        keys = "  ".join(key_label(key) for key in entry.keys)
        room = min(24, width // 2)
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        shown = truncate(keys, room)
        gap = " " * (room - cell_width(shown))
        return [("   " + shown + gap, quiet), (truncate(entry.label, max(1, width - room - 4)), base)]

    def empty_text(self) -> str:
        return _("No command like that.")


def _matches(action: Action, words: list[str]) -> bool:
    text = " ".join((action.label, action.title, action.name, *map(key_label, action.keys))).casefold()
    return all(word in text for word in words)


class HelpScreen(ModalScreen[str | None]):
    """Gives the name of the action to run, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", show=False),
        Binding("down,ctrl+n", "move(1)", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", show=False, priority=True),
        Binding("pagedown", "move(10)", show=False, priority=True),
        Binding("pageup", "move(-10)", show=False, priority=True),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        Binding("slash", "search", show=False),
        Binding("q,question_mark", "cancel", show=False),
        Binding("enter", "run", show=False),
    ]

    def __init__(self, *, searching: bool) -> None:
        super().__init__()
        self._searching = searching

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog full"):
            yield Static(Content(_("Keys and commands")), classes="dialog-title")
            yield Input(placeholder=_("Type to search"))
            yield CommandList(id="commands")
            yield Static(Content(_("Enter: do it    /: search    Esc: close")), classes="dialog-hint")

    def on_mount(self) -> None:
        commands = self.query_one(CommandList)
        commands.filter("")
        self.set_focus(self.query_one(Input) if self._searching else commands)

    def on_input_changed(self, event: Input.Changed) -> None:
        self.query_one(CommandList).filter(event.value)

    def on_input_submitted(self) -> None:
        self.action_run()

    def on_row_list_chosen(self) -> None:
        self.action_run()

    def action_move(self, rows: int) -> None:
        self.query_one(CommandList).move_by(rows)

    def action_search(self) -> None:
        self.query_one(Input).focus()

    def action_run(self) -> None:
        action = self.query_one(CommandList).current
        self.dismiss(action.name if action else None)

    def action_cancel(self) -> None:
        self.dismiss(None)
