"""The search box: a line to type a query in, and above it what may follow, or what is wrong."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.widgets.field import Field
from haowai_tui.tui.widgets.strips import Piece, exact_strip
from haowai_tui.typeset import Run, set_lines

if TYPE_CHECKING:
    from haowai_tui.tui.screens.keyed import Keyed

_KEYS = 64
"""More keys than are under way at once between the line and its screen."""


class FromColumn(Highlighter):
    """Underlines a query from the column on in which it cannot be understood. Columns count from 1; 0 is none."""

    column = 0

    def highlight(self, text: Text) -> None:
        if self.column and self.column <= len(text.plain):
            text.stylize(Style(underline=True, bold=True), self.column - 1)


class SearchField(Field):
    """The line. Its own keys are told to the screen as `Asked`."""

    class Asked(Message):
        """One of the line's own keys was pressed: complete, complete_back, earlier, later, sort or save_search."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "ask('complete')", show=False),
        Binding("shift+tab", "ask('complete_back')", show=False),
        Binding("up", "ask('earlier')", show=False),
        Binding("down", "ask('later')", show=False),
        Binding("ctrl+o", "ask('sort')", show=False),
        Binding("ctrl+s", "ask('save_search')", show=False),
    ]

    def __init__(self, *, id: str, placeholder: str) -> None:
        self.fault = FromColumn()
        self._seen: deque[Key] = deque(maxlen=_KEYS)
        super().__init__(id=id, placeholder=placeholder, highlighter=self.fault)

    def action_ask(self, what: str) -> None:
        self.post_message(self.Asked(what))

    def has_seen(self, event: Key) -> bool:
        """Whether a key came here, and not to a list when the line was about to be opened."""
        return any(seen is event for seen in self._seen)

    async def _on_key(self, event: Key) -> None:
        self._seen.append(event)
        screen = cast("Keyed", self.screen)
        if screen.holds_keys:
            event.stop()
            event.prevent_default()
            if event.key == "escape":
                # Who searches has thought better of it, and of what was to be done then.
                screen.drop_keys()
            screen.hold(event)
            if event.key == "escape":
                screen.take_keys()
            return
        if event.key in ("enter", "escape"):
            # What comes after them is for what is found, or for the list that was there before.
            screen.hold_keys()
        await super()._on_key(event)

    def mark_from(self, column: int) -> None:
        """Underline the query from `column` on; 0 for nothing."""
        if column != self.fault.column:
            self.fault.column = column
            self.refresh()


class SearchHelp(Widget):
    """What may follow in one line, the chosen one marked; or a sentence on what is wrong, in two if it needs them."""

    DEFAULT_CSS = """
    SearchHelp { height: 1; display: none; background: $panel; color: $quiet; }
    SearchHelp.open { display: block; }
    SearchHelp.two { height: 2; }
    SearchHelp > .search--fault { color: $error; text-style: bold; }
    SearchHelp > .search--chosen { color: $headline; text-style: bold reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"search--fault", "search--chosen"}

    def __init__(self) -> None:
        super().__init__()
        self._words: tuple[str, ...] = ()
        self._chosen = -1
        self._fault = ""
        self._hint = ""

    @property
    def text(self) -> str:
        """What the line says."""
        return self._fault or "  ".join(self._words) or self._hint

    def offer(self, words: Sequence[str], chosen: int = -1) -> None:
        """Show what may follow, the one at `chosen` marked."""
        self._words, self._chosen = tuple(words), chosen
        self.refresh()

    def tell(self, *, fault: str = "", hint: str = "") -> None:
        """Say what is wrong; `hint` is said when there is nothing else to say."""
        self._fault, self._hint = fault, hint
        self._make_room()
        self.refresh()

    def on_resize(self) -> None:
        self._make_room()

    def _make_room(self) -> None:
        self.set_class(len(self._fault_lines()) > 1, "two")

    def _fault_lines(self) -> list[str]:
        """What is wrong, in the one or two lines that it takes; the second is cut where two are too few."""
        width = max(4, self.size.width - 2)
        lines = list(set_lines([Run(self._fault)], width))
        rest = "".join(line.text + line.joint for line in lines[1:]).rstrip()
        return [lines[0].text, *([truncate(rest, width)] if rest else [])]

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        width = self.size.width
        room = max(0, width - 1)
        if self._fault:
            style = base + self.get_component_rich_style("search--fault", partial=True)
            lines = self._fault_lines()
            return exact_strip([(truncate(" " + lines[y], room), style)] if y < len(lines) else [], width, base)
        if not self._words:
            return exact_strip([(truncate(" " + self._hint, room), base)], width, base)
        marked = base + self.get_component_rich_style("search--chosen", partial=True)
        pieces: list[Piece] = []
        # The chosen one is in sight: those before it that leave no room for it are not shown.
        first = 0
        while (
            first < self._chosen and sum(cell_width(word) + 2 for word in self._words[first : self._chosen + 1]) > room
        ):
            first += 1
        for place, word in enumerate(self._words[first:], start=first):
            left = room - sum(cell_width(piece) for piece, _style in pieces)
            if left < min(6, cell_width(word) + 1):
                break
            pieces += [(" ", base), (truncate(word, left - 1), marked if place == self._chosen else base), (" ", base)]
        return exact_strip(pieces[:-1], width, base)
