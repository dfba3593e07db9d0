"""The rules in the order in which they run, with what each has done; tried, changed, moved and run from here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from haowai_tui.errors import HaowaiError
from haowai_tui.library.undo import IN_SETTINGS
from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import brief, present
from haowai_tui.locale.numbers import counted
from haowai_tui.model.smart import RuleState
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.background import beside
from haowai_tui.tui.lengthy import undone_sentence
from haowai_tui.tui.screens.dialogs import ChooseScreen, PromptScreen
from haowai_tui.tui.screens.lists import ListScreen
from haowai_tui.tui.screens.over import Foot, Said
from haowai_tui.tui.widgets.sifted import SiftedList
from haowai_tui.tui.widgets.strips import Piece

if TYPE_CHECKING:
    from haowai_tui.library import Library


_UNDONE_HERE = IN_SETTINGS | {"rules"}


class RuleList(SiftedList[RuleState]):
    """A rule in two lines: what it finds; what it does, how often it has, when last, and where it is written."""

    row_height = 2

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.file = ""
        self.add_key = ""

    def text_of(self, entry: RuleState) -> str:
        return " ".join((entry.query, *entry.do))

    def draw_entry(self, entry: RuleState, line: int, width: int, base: Style) -> list[Piece]:
        rule = entry
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
        return (count, brief(rule.last, present())) if rule.last else (count,)

    def none_text(self) -> str:
        return _("There are no rules yet. {key} adds one.").format(key=self.add_key)


class RulesScreen(ListScreen[None]):
    """Shows and changes the rules. Whatever is done here, `u` takes back, as long as nothing else has been done."""

    where = "rules"
    picks = False

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog full"):
            yield Static(Content(_("Rules, in the order in which they run")), classes="dialog-title")
            yield from self.list_of(RuleList(id="rules"))
            yield Said(id="said")
            yield Foot()

    def on_mount(self) -> None:
        self._work(None)

    @property
    def rows(self) -> RuleList:
        return self.query_one(RuleList)

    def settings_changed(self) -> None:
        """Show the rules as they are now."""
        super().settings_changed()
        self._work(None)

    def _work(
        self,
        change: Callable[[], object] | None,
        *,
        said: Callable[[object], str] = lambda _result: "",
        cursor: int | None = None,
    ) -> None:
        """Do `change`, await it or else do it in the library's thread, show the rules, and say what `said` makes of its
        result."""
        # One at a time: a key that comes sooner would be about rules that stand elsewhere by then.
        if self._busy and change is not None:
            return
        self._busy = change is not None
        self.run_worker(
            beside(self._changed(change, said, cursor), self.reader_app.first), group="rules", exclusive=False
        )

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
                text = said(await (change() if iscoroutinefunction(change) else self.reader_app.ask(change)))
            rules = await self.reader_app.ask(self._library.rules)
        except HaowaiError as error:
            self.say(str(error), problem=True)
            return
        finally:
            self._busy = False
        self.rows.add_key = self.key("add")
        self.rows.file = self._library.paths.config.name
        self.rows.show(rules, cursor=cursor)
        if self._library.settings != before:
            self.reader_app.settings_taken(before)
        if change is not None:
            self.say(text)

    # Moving the cursor, and the rules.

    def action_lower(self) -> None:
        self._shift(self.times)

    def action_higher(self) -> None:
        self._shift(-self.times)

    def _shift(self, rows: int) -> None:
        rule = self.rows.current
        if rule is None or not 1 <= rule.place + rows <= len(self.rows.entries):
            return
        to = rule.place + rows
        move = partial(self._library.move_rule, rule.place, to)
        self._work(move, cursor=to - 1)

    # Adding and changing.

    def action_add(self) -> None:
        self._ask_query(None, "", ())

    def action_choose(self) -> None:
        rule = self.rows.current
        if rule is not None:
            self._ask_query(rule.place, rule.query, rule.do)

    def _ask_query(self, place: int | None, query: str, do: tuple[str, ...], problem: str = "") -> None:
        hint = _("Words and conditions, such as: harbour title:ferry feed:gazette author:Lin")
        prompt = PromptScreen(_("Which articles"), hint=hint, value=query, problem=problem)
        self.app.push_screen(prompt, partial(self._query_given, place, do))

    def _query_given(self, place: int | None, do: tuple[str, ...], query: str | None) -> None:
        if query:
            self._ask_do(place, query, do)

    def _ask_do(self, place: int | None, query: str, do: tuple[str, ...], problem: str = "") -> None:
        from haowai_tui.library.rules import ACTIONS

        hint = _("With spaces between: {actions}").format(actions="  ".join(ACTIONS))
        prompt = PromptScreen(_("What to do with them"), hint=hint, value=" ".join(do), problem=problem)
        self.app.push_screen(prompt, partial(self._do_given, place, query))

    def _do_given(self, place: int | None, query: str, typed: str | None) -> None:
        if typed is not None:
            self.run_worker(
                beside(self._keep(place, query, tuple(typed.split())), self.reader_app.first),
                group="rules",
                exclusive=False,
            )

    async def _keep(self, place: int | None, query: str, do: tuple[str, ...]) -> None:
        """Look the rule over first: what is wrong in it is asked for again, with what was typed."""
        try:
            count = await self.reader_app.ask_looking(self._library.try_rule, query, do)
        except HaowaiError as error:
            try:
                await self.reader_app.ask(self._library.parse_query, query)
            except HaowaiError:
                self._ask_query(place, query, do, str(error))
            else:
                self._ask_do(place, query, do, str(error))
            return
        library = self._library
        change = partial(library.add_rule if place is None else partial(library.change_rule, place), query, do)
        text = counted(
            "{count} stored article matches; {key} runs the rules over all articles.",
            "{count} stored articles match; {key} runs the rules over all of them.",
            count,
            key=self.key("run"),
        )
        cursor = len(self.rows.entries) if place is None else place - 1
        self._work(change, said=lambda _result: text, cursor=cursor)

    def action_remove(self) -> None:
        rule = self.rows.current
        if rule is not None:
            remove = partial(self._library.remove_rule, rule.place)
            said = _("The rule is removed. {undo} brings it back.").format(undo=self.key("undo"))
            self._work(remove, said=lambda _result: said)

    # Trying and running.

    def action_try(self) -> None:
        rule = self.rows.current
        if rule is not None:
            self.run_worker(beside(self._try(rule)), group="rules", exclusive=False)

    async def _try(self, rule: RuleState) -> None:
        try:
            count, rows = await self.reader_app.ask_looking(self._library.test_rule, rule.place)
        except HaowaiError as error:
            self.say(str(error), problem=True)
            return
        title = counted("{count} article matches.", "{count} articles match.", count)
        now = present()
        lines = [(row.title or _("(no headline)"), f"{row.feed_title} {brief(row.when, now)}") for row in rows]
        if lines:
            self.app.push_screen(ChooseScreen(title, lines))
        else:
            self.say(title)

    def action_run(self) -> None:
        self._work(self._run, said=self._what_ran)

    async def _run(self) -> object:
        from haowai_tui.library.rules import changed_by

        with self.at_work():
            # Of how many is not known before.
            runs = await self.reader_app.at_length(self._library.running_rules, partial(self.tell_parts, total=None))
        return None if runs is None else await self.reader_app.ask_behind(changed_by, runs)

    def _what_ran(self, count: object) -> str:
        if not isinstance(count, int):
            return _("Stopped; {undo} undoes what has been done.").format(undo=self.key("undo"))
        return counted(
            "{count} article changed. {undo} undoes.",
            "{count} articles changed. {undo} undoes.",
            count,
            undo=self.key("undo"),
        )

    def action_undo(self) -> None:
        self._work(self._undo, said=self._what_undone)

    async def _undo(self) -> object:
        with self.at_work():
            return await self.reader_app.undo(_UNDONE_HERE, tell=lambda done: self.tell_parts(*done))

    def _what_undone(self, result: object) -> str:
        if result == "":
            return _("Nothing that was done here can be undone.")
        return undone_sentence(None if result is None else str(result), self.key("undo"))
