"""All commands with their keys, searchable: the help screen and the command palette in one."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from haowai_tui.locale import gettext as _
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.actions import Action, Group
from haowai_tui.tui.keys import Keymap, sequence_label
from haowai_tui.tui.screen_actions import SCREENS
from haowai_tui.tui.screens.lists import ListScreen
from haowai_tui.tui.screens.over import Foot
from haowai_tui.tui.widgets.field import Field
from haowai_tui.tui.widgets.rows import RowList
from haowai_tui.tui.widgets.strips import Piece


class CommandList(RowList):
    """The actions that match what was typed, under their headings."""

    def __init__(self, keymap: Keymap, pane: str, actions: Sequence[Action], *, id: str) -> None:
        super().__init__(id=id)
        self._actions = actions
        self.lines: list[Action | Group] = []
        self._keys = {action.name: _shown(keymap, action.name, pane) for action in actions}

    def filter(self, words: str) -> None:
        """Keep the actions whose title, name or key contains every word."""
        wanted = words.casefold().split()
        self.lines = []
        for group in Group:
            hits = [action for action in self._actions if action.group is group and self._matches(action, wanted)]
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
        keys = self._keys[entry.name]
        room = min(24, width // 2)
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        shown = truncate(keys, room)
        gap = " " * (room - cell_width(shown))
        return [("   " + shown + gap, quiet), (truncate(entry.label, max(1, width - room - 4)), base)]

    def _matches(self, action: Action, words: list[str]) -> bool:
        text = " ".join((action.label, action.title, action.name, self._keys[action.name])).casefold()
        return all(word in text for word in words)

    def empty_text(self) -> str:
        return _("No command like that.")


def _shown(keymap: Keymap, action: str, pane: str) -> str:
    return "  ".join(sequence_label(keys) for keys in keymap.keys_of(action, pane))


class HelpScreen(ListScreen[str | None]):
    """Gives the name of the action to run, or None."""

    where = "help"

    def __init__(self, keymap: Keymap, pane: str, actions: Sequence[Action], *, searching: bool) -> None:
        """`actions` are those to show, with the keys that they have in `pane`."""
        super().__init__()
        self._keymap = keymap
        self._pane = pane
        self._actions = actions
        self._searching = searching

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog full"):
            yield Static(Content(_("Keys and commands")), classes="dialog-title")
            yield Field(placeholder=_("Type to search"))
            yield CommandList(self._keymap, self._pane, self._actions, id="commands")
            yield Foot()

    @property
    def rows(self) -> CommandList:
        return self.query_one(CommandList)

    def on_mount(self) -> None:
        self.rows.filter("")
        self.set_focus(self.query_one(Input) if self._searching else self.rows)

    def on_input_changed(self, event: Input.Changed) -> None:
        self.rows.filter(event.value)

    def on_input_submitted(self) -> None:
        self.action_choose()

    def action_search(self) -> None:
        self.query_one(Input).focus()

    def action_palette(self) -> None:
        self.dismiss("palette" if self._pane not in SCREENS else None)

    def action_choose(self) -> None:
        action = self.rows.current
        self.dismiss(action.name if action else None)
