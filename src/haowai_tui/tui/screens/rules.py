"""The rules in the order in which they run, with what each has done; tried, changed, moved and run from here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from haowai_tui.errors import HaowaiError
from haowai_tui.library.undo import IN_SETTINGS
from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import brief
from haowai_tui.locale.numbers import counted
from haowai_tui.model.smart import RuleState
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.screens.dialogs import ChooseScreen, PromptScreen
from haowai_tui.tui.widgets.hint import Hint
from haowai_tui.tui.widgets.rows import RowList
from haowai_tui.tui.widgets.strips import Piece

if TYPE_CHECKING:
    from haowai_tui.library import Library
    from haowai_tui.library.rules import Run
    from haowai_tui.tui.app import HaowaiApp


_UNDONE_HERE = IN_SETTINGS | {"rules"}


class RuleList(RowList):
    """A rule in two lines: what it finds; what it does, how often it has, when last, and where it is written."""

    row_height = 2

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.rules: list[RuleState] = []
        self.file = ""

    def show(self, rules: list[RuleState], file: str, *, cursor: int | None = None) -> None:
        """Show `rules`, which are written in `file`."""
        self.rules, self.file = rules, file
        self.set_count(len(rules), cursor=cursor)

    @property
    def current(self) -> RuleState | None:
        """The rule under the cursor."""
        return self.rules[self.cursor] if 0 <= self.cursor < len(self.rules) else None

    def draw_row(self, index: int, line: int, width: int, base: Style) -> list[Piece]:
        rule = self.rules[index]
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        if line == 0:
            number = f"{rule.place}".rjust(3) + " "
            unread = base + self.get_component_rich_style("rows--unread", partial=True)
            return [(number, quiet), (truncate(rule.query, max(1, width - 5)), unread)]
        if rule.error:
            error = base + self.get_component_rich_style("rows--error", partial=True)
            return [("    ! " + truncate(rule.error, max(1, width - 7)), error)]
        tail = " · ".join((*self._done(rule), f"{self.file}:{rule.line}" if rule.line else self.file))
        do = truncate("    " + " ".join(rule.do), max(8, width - cell_width(tail) - 3))
        gap = " " * max(2, width - cell_width(do) - cell_width(tail) - 1)
        dead = "rows--error" if not rule.hits else "rows--quiet"
        style = base + self.get_component_rich_style(dead, partial=True)
        return [(do + gap, base), (truncate(tail, max(1, width - cell_width(do) - 3)), style)]

    def _done(self, rule: RuleState) -> tuple[str, ...]:
        if not rule.hits:
            return (_("never applied"),)
        count = counted("{count} article", "{count} articles", rule.hits)
        return (count, brief(rule.last, datetime.now().astimezone())) if rule.last else (count,)

    def empty_text(self) -> str:
        return _("There are no rules yet. Press a to add one.")


class RulesScreen(ModalScreen[None]):
    """Shows and changes the rules. Whatever is done here, `u` takes back, as long as nothing else has been done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "cancel", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("g,home", "move(-1000)", show=False),
        Binding("G,end", "move(1000)", show=False),
        Binding("J", "shift(1)", show=False),
        Binding("K", "shift(-1)", show=False),
        Binding("a", "add", show=False),
        Binding("enter,e", "change", show=False),
        Binding("D,delete", "remove", show=False),
        Binding("t,space", "try", show=False),
        Binding("r", "run", show=False),
        Binding("u", "undo", show=False),
    ]

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog full"):
            yield Static(Content(_("Rules, in the order in which they run")), classes="dialog-title")
            yield RuleList(id="rules")
            yield Static(id="meaning")
            hint = _("a: add    Enter: change    D: remove    J, K: down, up    t: try    r: run all    u: undo")
            yield Hint(hint)

    def on_mount(self) -> None:
        self.set_focus(self._list)
        self._work(None)

    @property
    def _list(self) -> RuleList:
        return self.query_one(RuleList)

    @property
    def _app(self) -> HaowaiApp:
        return cast("HaowaiApp", self.app)

    def _tell(self, text: str) -> None:
        self.query_one("#meaning", Static).update(Content(text))

    def settings_changed(self) -> None:
        """Show the rules as they are now."""
        self._work(None)

    def _work(
        self,
        change: Callable[[], object] | None,
        *,
        said: Callable[[object], str] = lambda _result: "",
        cursor: int | None = None,
    ) -> None:
        """Do `change` in the library's thread, show the rules, and say what `said` makes of its result."""
        # One at a time: a key that comes sooner would be about rules that stand elsewhere by then.
        if self._busy and change is not None:
            return
        self._busy = change is not None
        self.run_worker(self._changed(change, said, cursor), group="rules", exclusive=False)

    async def _changed(
        self,
        change: Callable[[], object] | None,
        said: Callable[[object], str],
        cursor: int | None,
    ) -> None:
        text = ""
        before = self._library.settings
        try:
            if change is not None:
                text = said(await self._app.ask(change))
            rules = await self._app.ask(self._library.rules)
        except HaowaiError as error:
            self._tell(str(error))
            return
        finally:
            self._busy = False
        self._list.show(rules, self._library.paths.config.name, cursor=cursor)
        if self._library.settings != before:
            self._app.settings_taken(before)
        if change is not None:
            self._tell(text)

    # Moving the cursor, and the rules.

    def action_move(self, rows: int) -> None:
        self._list.move_by(rows)

    def action_shift(self, rows: int) -> None:
        rule = self._list.current
        if rule is None or not 1 <= rule.place + rows <= len(self._list.rules):
            return
        to = rule.place + rows
        move = partial(self._library.move_rule, rule.place, to)
        self._work(move, cursor=to - 1)

    # Adding and changing.

    def action_add(self) -> None:
        self._ask_query(None, "", ())

    def on_row_list_chosen(self) -> None:
        self.action_change()

    def action_change(self) -> None:
        rule = self._list.current
        if rule is not None:
            self._ask_query(rule.place, rule.query, rule.do)

    def _ask_query(self, place: int | None, query: str, do: tuple[str, ...], problem: str = "") -> None:
        hint = problem or _("Words and conditions, such as: harbour title:ferry feed:gazette author:Lin")
        prompt = PromptScreen(_("Which articles"), hint=hint, value=query)
        self.app.push_screen(prompt, partial(self._query_given, place, do))

    def _query_given(self, place: int | None, do: tuple[str, ...], query: str | None) -> None:
        if query:
            self._ask_do(place, query, do)

    def _ask_do(self, place: int | None, query: str, do: tuple[str, ...], problem: str = "") -> None:
        from haowai_tui.library.rules import ACTIONS

        hint = problem or _("With spaces between: {actions}").format(actions="  ".join(ACTIONS))
        prompt = PromptScreen(_("What to do with them"), hint=hint, value=" ".join(do))
        self.app.push_screen(prompt, partial(self._do_given, place, query))

    def _do_given(self, place: int | None, query: str, typed: str | None) -> None:
        if typed is not None:
            self.run_worker(self._keep(place, query, tuple(typed.split())), group="rules", exclusive=False)

    async def _keep(self, place: int | None, query: str, do: tuple[str, ...]) -> None:
        """Look the rule over first: what is wrong in it is asked for again, with what was typed."""
        try:
            count = await self._app.ask(self._library.try_rule, query, do)
        except HaowaiError as error:
            try:
                await self._app.ask(self._library.parse_query, query)
            except HaowaiError:
                self._ask_query(place, query, do, str(error))
            else:
                self._ask_do(place, query, do, str(error))
            return
        library = self._library
        change = partial(library.add_rule if place is None else partial(library.change_rule, place), query, do)
        text = counted(
            "{count} article that is stored matches; r runs the rules over all.",
            "{count} articles that are stored match; r runs the rules over all.",
            count,
        )
        cursor = len(self._list.rules) if place is None else place - 1
        self._work(change, said=lambda _result: text, cursor=cursor)

    def action_remove(self) -> None:
        rule = self._list.current
        if rule is not None:
            remove = partial(self._library.remove_rule, rule.place)
            said = _("The rule is removed. u brings it back.")
            self._work(remove, said=lambda _result: said)

    # Trying and running.

    def action_try(self) -> None:
        rule = self._list.current
        if rule is not None:
            self.run_worker(self._try(rule), group="rules", exclusive=False)

    async def _try(self, rule: RuleState) -> None:
        try:
            count, rows = await self._app.ask(self._library.test_rule, rule.place)
        except HaowaiError as error:
            self._tell(str(error))
            return
        title = counted("{count} article matches.", "{count} articles match.", count)
        now = datetime.now().astimezone()
        lines = [(row.title or _("(no headline)"), f"{row.feed_title} {brief(row.when, now)}") for row in rows]
        if lines:
            self.app.push_screen(ChooseScreen(title, lines))
        else:
            self._tell(title)

    def action_run(self) -> None:
        self._work(self._library.run_rules, said=self._what_ran)

    def _what_ran(self, runs: object) -> str:
        changed: set[int] = set()
        for run in cast("list[Run]", runs):
            changed |= run.articles
        return counted("{count} article changed. u undoes.", "{count} articles changed. u undoes.", len(changed))

    def action_undo(self) -> None:
        self._work(partial(self._library.undo, _UNDONE_HERE), said=_what_undone)

    def action_cancel(self) -> None:
        self.dismiss(None)


def _what_undone(result: object) -> str:
    return _("Undone: {what}.").format(what=result) if result else _("Nothing that was done here can be undone.")
