"""How a key becomes an action on the reader's screen: by the keymap, with counts, sequences and letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.events import Key

from haowai_tui.locale import gettext as _
from haowai_tui.tui.actions import ACTIONS
from haowai_tui.tui.keys import Pending, pressed
from haowai_tui.tui.keys.names import is_composed
from haowai_tui.tui.screen_actions import action_of
from haowai_tui.tui.screens.jumping import Jumping

if TYPE_CHECKING:
    from textual.timer import Timer

    from haowai_tui.tui.widgets.search import SearchField

_DIGITS_WAIT = 0.7
"""Seconds in which a second digit still belongs to the first, where digits open links."""

_LONGEST = 2.0
"""Seconds that keys wait for what a key has asked for."""

_AT_ONCE = frozenset({"quit", "suspend", "redraw"})
"""What is done before the first lists are there, too, unless there is something to be done before."""


class Keyed(Jumping):
    """Answers keys."""

    _taker: Callable[[str], None] | None = None
    _taker_dropped: Callable[[], None] | None = None
    _told = False
    """Whether the message in the status line tells what is pending."""
    typed_into: SearchField | None = None
    """The line to type in, once there is one."""
    _ahead: list[Key] | None
    """The keys that were pressed before there was anything to press them for; None when there is."""
    _is_starting = True
    _longest: Timer | None = None

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.pending = Pending()
        self._ahead = []

    def settings_changed(self) -> None:
        super().settings_changed()
        self._drop()
        self.status.hints = self.hints()

    def hints(self) -> tuple[str, ...]:
        """The keys that matter most, for the status line."""
        hinted = [action for action in ACTIONS if action.hint and self.keymap.keys_of(action.name)]
        return tuple(f"{self.keymap.label(action.name)} {action.hint_label}" for action in hinted)

    async def on_key(self, event: Key) -> None:
        """A key that no widget has taken."""
        await self._heed(event)
        if event.key == "escape" and self.typed_into is not None and self.typed_into.has_seen(event):
            # The line let them wait: they are for what is there now.
            self.take_keys()

    async def _heed(self, event: Key) -> None:
        self.keys_taken += 1
        if self.app.screen is not self:
            event.stop()
            event.prevent_default()
            self.reader_app.press_again(event)
            return
        key = pressed(event.key, event.character)
        line = self.typed_into
        is_of_line = line is not None and line.has_seen(event)
        if line is not None and self.focused is line and is_of_line:
            # What edits the line stays there; the rest moves the lists while something is typed.
            if event.is_printable or event.key in line._bindings.key_to_bindings:
                return
            self.pending.drop()
        elif self._ahead is None and self.focused is line is not None:
            # It was on its way to a list when the line was opened.
            event.stop()
            event.prevent_default()
            self.reader_app.press_again(event)
            return
        if self._ahead is not None and not is_of_line and not self._is_at_once(event, key):
            # What was typed before the terminal was ours has a line feed for Enter.
            self.hold(Key("enter", "\r") if key == "ctrl+j" and self._is_starting else event)
        elif not await self.press(key):
            return
        event.stop()
        event.prevent_default()

    def _is_at_once(self, event: Key, key: str) -> bool:
        """Whether a key is not for later: one that ends the program where nothing was asked for before it, or where it
        was pressed already."""
        said = [other.key for other in self._ahead or []]
        return (
            self._is_starting and self.keymap.action(self.pane, (key,)) in _AT_ONCE and said[-1:] in ([], [event.key])
        )

    @property
    def holds_keys(self) -> bool:
        """Whether keys wait for something that is on its way."""
        return self._ahead is not None

    def hold(self, event: Key) -> None:
        """Let a key wait."""
        if self._ahead is not None:
            self._ahead.append(event)

    def hold_keys(self) -> None:
        """Let keys wait from now on, until `take_keys`."""
        if self._ahead is None:
            self._ahead = []
            self._longest = self.set_timer(_LONGEST, self.take_keys)

    def drop_keys(self) -> None:
        """What waits is not to be done."""
        self._ahead = [] if self._ahead is not None else None

    def take_keys(self) -> None:
        """What keys waited for is there: do what was asked for meanwhile, and from now on at once."""
        self._is_starting = False
        if self._longest is not None:
            self._longest.stop()
        ahead, self._ahead = self._ahead or [], None
        for event in ahead:
            self.reader_app.press_again(event)

    async def press(self, key: str) -> bool:
        """Take a key by its name: drop what is pending, go on with it, or do the action that is complete. False when
        the key means nothing."""
        if key == "escape" and self._drop():
            return True
        if self._taker is not None:
            taker, self._taker = self._taker, None
            self.status.pending = ""
            taker(key)
            return True
        pending = bool(self.pending)
        press = self.pending.press(key, self.keymap, self.pane)
        self.stop_digits()
        self._show_pending()
        if press.action:
            await self.do(press.action, press.count)
        elif not press.waiting and is_composed(key):
            self.say(_("An input method is on: keys here are Latin letters."))
        return pending or press.waiting or bool(press.action)

    async def do(self, action: str, count: int | None = None) -> None:
        """Do the action called `action`, `count` times where that means something."""
        self.count = count
        try:
            was_choosing = self.article_pane.choice is not None
            if self.article_pane.choose(action, self.times):
                return
            if was_choosing:
                self.meanwhile_is_over()
            await self.run_action(action)
        finally:
            self.count = None

    def take_key(self, taker: Callable[[str], None], shown: str, *, dropped: Callable[[], None] | None = None) -> None:
        """Give the next key to `taker`, and show in the status line that one is awaited. Esc drops it, which calls
        `dropped`."""
        self._taker, self._taker_dropped = taker, dropped
        self.status.pending = shown

    def _drop(self) -> bool:
        had_taker, self._taker = self._taker is not None, None
        had = self.pending.drop() or had_taker
        self.stop_digits()
        if had:
            self._show_pending()
            self.say("")
        if had_taker and self._taker_dropped is not None:
            self._taker_dropped()
        return had

    def _show_pending(self) -> None:
        """What was typed, and what it can become."""
        self.status.pending = self.pending.text
        if self.pending.keys:
            following = self.keymap.following(self.pane, self.pending.keys)
            self._tell("   ".join(f"{keys} {action_of(action).label}" for keys, action in following))
        elif self.pending.digits and self.pane == "article":
            self._number_typed(int(self.pending.digits), len(self.article_pane.links))
        elif self._told:
            self._tell("")

    def _tell(self, message: str) -> None:
        self.say(message, stay=True)
        self._told = bool(message)

    # A number in the article may be that of a link.

    def _number_typed(self, number: int, links: int) -> None:
        if not self.keymap.digits_open_links:
            if number <= links:
                text = _("{key} opens link {number}.")
                self._tell(text.format(key=self.keymap.label("open", "article"), number=number))
        elif number * 10 > links:
            self._open_typed()
        else:
            self._tell(_("Link {number} ...").format(number=number))
            self.digits_timer = self.set_timer(_DIGITS_WAIT, self._open_typed)

    def stop_digits(self) -> None:
        """Wait no longer for a link's second digit."""
        if self.digits_timer is not None:
            self.digits_timer.stop()
            self.digits_timer = None

    def _open_typed(self) -> None:
        self.stop_digits()
        digits = self.pending.digits
        if digits:
            self.pending.drop()
            self._show_pending()
            self.open_numbered(int(digits))
