"""Keys: their names, the keymaps, the reader's own bindings, and counts and sequences on their way to an action.

Nothing here knows Textual or a screen.
"""

from haowai_tui.tui.keys.keymap import PANES, Keymap, Sequence, build, of_settings, sequence_label
from haowai_tui.tui.keys.names import is_typed, key_label, pressed
from haowai_tui.tui.keys.pending import Pending

__all__ = [
    "PANES",
    "Keymap",
    "Pending",
    "Sequence",
    "build",
    "is_typed",
    "key_label",
    "of_settings",
    "pressed",
    "sequence_label",
]
