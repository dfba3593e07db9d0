"""What the screens over the reader have in common: their keys come from the table in `screen_actions`, their foot shows
them, `?` lists them, and they are left once, however often the key is pressed."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.events import Key
from textual.geometry import Size
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from haowai_tui.errors import HaowaiError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import number
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.background import beside
from haowai_tui.tui.keys import Keymap, Pending, is_typed, pressed, sequence_label
from haowai_tui.tui.lengthy import marked_sentence, undone_sentence
from haowai_tui.tui.screen_actions import SCREENS, action_of
from haowai_tui.typeset import Run, set_lines

if TYPE_CHECKING:
    from haowai_tui.model import Selection
    from haowai_tui.tui.app import HaowaiApp

T = TypeVar("T")

LOOKS = Path(__file__).parents[1] / "dialogs.tcss"
"""How these screens look. The reader has it parsed behind; a screen that opens sooner reads it itself."""

_BETWEEN = "   "


class Foot(Widget):
    """The keys of a screen, in as many lines as they need; none is broken."""

    DEFAULT_CSS = "Foot { width: 1fr; height: auto; }"

    hints: reactive[tuple[str, ...]] = reactive((), layout=True)
    """Each a key with what it does."""

    def __init__(self) -> None:
        super().__init__(classes="dialog-hint")

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        # Content, not str: a str would be parsed as markup.
        return Content("\n".join(self._lines(self.content_size.width)))

    def _lines(self, width: int) -> list[str]:
        lines: list[str] = []
        for hint in self.hints:
            if lines and cell_width(lines[-1] + _BETWEEN + hint) <= width:
                lines[-1] += _BETWEEN + hint
            else:
                lines.append(hint)
        return lines


class Said(Static):
    """What a screen says: a hint, for which a window of a few lines has no room; or what came of a key, for which the
    smallest has."""

    DEFAULT_CSS = """
    Said { display: none; width: 1fr; height: auto; color: $quiet; }
    Said.hint, Said.told { display: block; }
    Said.problem { color: $error; }
    """

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        # Set by ourselves: Textual begins lines with marks that end a sentence.
        width, height = self.content_size
        lines = self._lines(width)
        if 0 < height < len(lines):
            lines[height - 1] = truncate(lines[height - 1], width - 2, "") + ".."
        return Content("\n".join(lines[: height or None]))

    def _lines(self, width: int) -> list[str]:
        return [line.text for part in self.text.split("\n") for line in set_lines([Run(part)], max(2, width))]

    def hint(self, text: str) -> None:
        """Say what helps to go on; nothing takes no room."""
        self._say(text, "hint")

    def tell(self, text: str, *, problem: bool = False) -> None:
        """Say what has happened, or that it could not be done."""
        self._say(text, "told", "problem" if problem else "told")

    @property
    def text(self) -> str:
        """What is said now."""
        return str(self.content)

    def _say(self, text: str, *looks: str) -> None:
        # Content, not str: a str would be parsed as markup.
        self.update(Content(text))
        for look in ("hint", "told", "problem"):
            self.set_class(bool(text) and look in looks, look)


class OverScreen(ModalScreen[T]):
    """A screen over the reader. `where` is its name in the table: each action there is a method of it; `times` is the
    count that was typed before the key, else 1."""

    where: ClassVar[str]

    CSS_PATH = LOOKS

    def __init__(self) -> None:
        super().__init__()
        self._pending = Pending()
        self._last = ("", 0.0)
        self._left = False
        self._at_work = 0
        self.count: int | None = None

    @property
    def reader_app(self) -> HaowaiApp:
        return cast("HaowaiApp", self.app)

    @property
    def keymap(self) -> Keymap:
        """What keys do now."""
        return self.reader_app.keymap

    @property
    def times(self) -> int:
        """How many times the action that is being done is wanted."""
        return max(1, self.count or 1)

    def key(self, action: str) -> str:
        """The key of `action` here, as sentences show it."""
        return self.keymap.label(action, self.where)

    # Keys.

    def on_key(self, event: Key) -> None:
        """A key that no widget has taken."""
        key = pressed(event.key, event.character)
        if self._left or self.app.screen is not self:
            self._pass_on(event)
            return
        self._last = event.key, event.time
        if self._is_typing and (event.is_printable or self._edits(event.key)):
            return
        press = self._pending.press(key, self.keymap, self.where)
        self._show_foot()
        if press.action:
            self.do(press.action, press.count)
        if press.action or press.waiting:
            event.stop()
            event.prevent_default()

    def _edits(self, key: str) -> bool:
        """Whether the focused widget edits what is typed with `key`. A line also has the keys that scroll every widget,
        which do nothing there."""
        bound = self.focused._bindings.key_to_bindings.get(key, ()) if self.focused is not None else ()
        return any(not binding.action.startswith("scroll_") for binding in bound)

    def _pass_on(self, event: Key) -> None:
        """A key that came here after this screen was left, or another was opened over it: typed ahead, for what shows
        next."""
        event.stop()
        event.prevent_default()
        if not self._left or event.key != self._last[0]:
            self.reader_app.press_again(event)

    def do(self, action: str, count: int | None = None) -> None:
        """Do the action of this screen called `action`, `count` times where that means something."""
        self.count = count
        try:
            getattr(self, f"action_{action}")()
        finally:
            self.count = None

    def action_close(self) -> None:
        """Leave without an answer; Esc first stops what this screen does part by part."""
        if not self.stops():
            self.dismiss(None)

    def stops(self) -> bool:
        """Whether Esc was pressed while something is being done part by part that was asked for here: that is
        stopped."""
        return self._last[0] == "escape" and self._at_work > 0 and self.reader_app.lengthy.stop()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Within this, Esc stops what is done part by part."""
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1

    def action_help(self) -> None:
        """List the keys of this screen."""
        from haowai_tui.tui.screens.help import HelpScreen

        actions = SCREENS[self.where].actions
        self.app.push_screen(HelpScreen(self.keymap, self.where, actions, searching=False), self._command_chosen)

    def _command_chosen(self, name: str | None) -> None:
        if name is not None:
            self.do(name)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leave with `result`, and with what was opened over this screen. Once: the next key may come before it has
        gone, and there is but one to go."""
        if self._left or self not in self.app.screen_stack:
            return AwaitComplete()
        self._left = True
        while self.app.screen is not self:
            # Textual would take what is on top in place of this screen.
            self.app.pop_screen()
        left = super().dismiss(result)
        self.reader_app.closed_by(*self._last)
        return left

    # The foot.

    def on_mount(self) -> None:
        self._show_foot()

    def on_descendant_focus(self) -> None:
        self._show_foot()

    def settings_changed(self) -> None:
        """Go by the library's settings as they are now."""
        self._pending.drop()
        self._show_foot()

    def hints(self) -> list[str]:
        """The keys to show at the foot, each with what it does; while keys are awaited, what they can become."""
        if self._pending.keys:
            following = self.keymap.following(self.where, self._pending.keys)
            return [f"{keys} {action_of(action, self.where).label}" for keys, action in following]
        if self._pending:
            return [self._pending.text]
        shown = [action.name for action in SCREENS[self.where].actions if action.hint and not self.hides(action.name)]
        keyed = [(self._keys_now(name), name) for name in shown]
        return [f"{sequence_label(keys[0])} {self.title_of(name)}" for keys, name in keyed if keys]

    def _keys_now(self, action: str) -> list[tuple[str, ...]]:
        """The keys of `action`; while a line is typed those alone that type nothing."""
        keys = self.keymap.keys_of(action, self.where)
        return keys if not self._is_typing else [one for one in keys if not self._goes_into_line(one[0])]

    def _goes_into_line(self, key: str) -> bool:
        return is_typed(key) or (key != "enter" and self._edits(key))

    @property
    def _is_typing(self) -> bool:
        return isinstance(self.focused, Input | TextArea)

    def hides(self, action: str) -> bool:
        """Whether the action called `action` is of no use now, so that the foot does without it."""
        return False

    def title_of(self, action: str) -> str:
        """What the action called `action` is called at the foot now."""
        return action_of(action, self.where).label

    def _show_foot(self) -> None:
        for foot in self.query(Foot):
            foot.hints = tuple(self.hints())

    # Work beside the screen.

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` beside the screen. Its errors become a sentence."""
        self.run_worker(beside(work, self._guarded), group="over", exclusive=False)

    def start_first(self, work: Coroutine[Any, Any, None]) -> None:
        """As `start`, and the next keys wait: they are about what comes of it, or leave this screen."""
        self.run_worker(beside(work, self._guarded_first), group="over", exclusive=False)

    async def _guarded_first(self, work: Coroutine[Any, Any, None]) -> None:
        await self.reader_app.first(self._guarded(work))

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except HaowaiError as error:
            self.say(str(error), problem=True)

    def say(self, message: str, *, problem: bool = False) -> None:
        """Show one sentence in the screen's line for that, in a window of any size."""
        self.query_one("#said", Said).tell(message, problem=problem)
        self.set_class(bool(message), "-told")

    def explain(self, text: str) -> None:
        """Put a hint into the screen's line for what is said, in place of what was."""
        self.query_one("#said", Said).hint(text)
        self.remove_class("-told")

    async def undo(self) -> str:
        """Take the last action back. Returns the sentence that says so."""
        if subscribed := await self.reader_app.subscribed_last():
            return _("The last was {what}; undo it in the reader, which asks first.").format(what=subscribed)
        with self.at_work():
            title = await self.reader_app.undo(tell=lambda done: self.tell_parts(*done))
        return _("Nothing to undo.") if title == "" else undone_sentence(title, self.key("undo"))

    async def mark_read(self, selection: Selection, most: int) -> str:
        """Mark the articles of a selection read, at most so many. Returns the sentence that says so."""
        with self.at_work():
            count, is_all = await self.reader_app.mark_read(
                selection, most, lambda _ids, done, total: self.tell_parts(done, total)
            )
        return marked_sentence(count, is_all, self.key("undo"))

    def tell_parts(self, done: int, total: int | None) -> None:
        """Say how far what is done part by part is, `done` of `total` where that is known, unless this screen has been
        closed."""
        if done != total and self.is_attached and self.is_running:
            how_far = number(done) if total is None else f"{number(done)}/{number(total)}"
            self.say(_("{how_far} ... {key} stops.").format(how_far=how_far, key=sequence_label(("escape",))))
