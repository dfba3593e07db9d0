"""All commands with their keys, searchable: the help screen and the command palette in one."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from haowai_tui.locale import gettext as _
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.actions import Action, Group
from haowai_tui.tui.keys import Keymap, sequence_label
from haowai_tui.tui.screen_actions import SCREENS
from haowai_tui.tui.screens.lists import ListScreen
from haowai_tui.tui.screens.over import Foot
from haowai_tui.tui.widgets.sifted import SiftedList
from haowai_tui.tui.widgets.strips import Piece


class CommandList(SiftedList[Action]):
    """The actions with their keys, under their headings."""

    def __init__(self, keymap: Keymap, pane: str, actions: Sequence[Action], *, id: str) -> None:
        self._keys = {action.name: _shown(keymap, action.name, pane) for action in actions}
        groups = list(Group)
        super().__init__(sorted(actions, key=lambda action: groups.index(action.group)), id=id)

    def text_of(self, entry: Action) -> str:
        return " ".join((entry.label, entry.title, entry.name, self._keys[entry.name]))

    def heading_of(self, entry: Action) -> str:
        return _(entry.group.value)

    def draw_entry(self, entry: Action, line: int, width: int, base: Style) -> list[Piece]:
        keys = self._keys[entry.name]
        room = min(24, width // 2)
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        shown = truncate(keys, room)
        gap = " " * (room - cell_width(shown))
        return [("   " + shown + gap, quiet), (truncate(entry.label, max(1, width - room - 4)), base)]

    def empty_text(self) -> str:
        return _("No command like that.")


def _shown(keymap: Keymap, action: str, pane: str) -> str:
    return "  ".join(sequence_label(keys) for keys in keymap.keys_of(action, pane))


class HelpScreen(ListScreen[str | None]):
    """Gives the name of the action to run, or None."""

    where = "help"

    def __init__(self, keymap: Keymap, pane: str, actions: Sequence[Action], *, searching: bool) -> None:
        """`actions` are those to show, with the keys that they have in `pane`; with `searching` something is typed at
        once."""
        super().__init__()
        self._keymap = keymap
        self._pane = pane
        self._actions = actions
        self.opened_to_type = searching

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog full"):
            yield Static(Content(_("Keys and commands")), classes="dialog-title")
            yield from self.list_of(CommandList(self._keymap, self._pane, self._actions, id="commands"))
            yield Foot()

    def action_palette(self) -> None:
        self.dismiss("palette" if self._pane not in SCREENS else None)

    def action_choose(self) -> None:
        action = self.rows.current
        self.dismiss(action.name if action else None)
