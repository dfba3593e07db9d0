"""A count and the first keys of a sequence, until the key that completes them."""

from __future__ import annotations

from msgspec import Struct

from haowai_tui.tui.keys.keymap import Keymap, Sequence, sequence_label

_MOST_DIGITS = 5


class Press(Struct, frozen=True):
    """What a key has come to: an action to do, `count` times when a count was typed; or, without one, either more keys
    are awaited (`waiting`) or the keys mean nothing together."""

    action: str = ""
    count: int | None = None
    waiting: bool = False


class Pending:
    """What was typed and not acted on yet."""

    def __init__(self) -> None:
        self.digits = ""
        self.keys: Sequence = ()

    def __bool__(self) -> bool:
        return bool(self.digits or self.keys)

    @property
    def text(self) -> str:
        """As the status line shows it: `5g`."""
        return self.digits + sequence_label(self.keys)

    def drop(self) -> bool:
        """Forget all of it. False when there was nothing."""
        had = bool(self)
        self.digits, self.keys = "", ()
        return had

    def press(self, key: str, keymap: Keymap, pane: str) -> Press:
        """Take a key that was pressed in `pane`."""
        keys = (*self.keys, key)
        action = keymap.action(pane, keys)
        if action:
            count = int(self.digits) if self.digits else None
            self.drop()
            return Press(action, count)
        if keymap.is_prefix(pane, keys):
            self.keys = keys
            return Press(waiting=True)
        if not self.keys and key.isascii() and key.isdigit() and (key != "0" or self.digits):
            # Further digits replace the last: no list is longer than the count that fits.
            self.digits = (self.digits + key)[:_MOST_DIGITS]
            return Press(waiting=True)
        self.drop()
        return Press()
