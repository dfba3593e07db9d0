"""All settings with what they are now and what they mean, to look through and to change in place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from haowai_tui.config import Setting, Settings, allowed, checked, describe
from haowai_tui.config.plain import plain, shown
from haowai_tui.config.typed import as_line, can_be_typed, from_line
from haowai_tui.errors import HaowaiError, SettingsError
from haowai_tui.library.undo import IN_SETTINGS
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui.background import beside
from haowai_tui.tui.screens.dialogs import ChooseScreen, PromptScreen
from haowai_tui.tui.screens.lists import ListScreen
from haowai_tui.tui.screens.over import Foot, Said
from haowai_tui.tui.widgets.sifted import SiftedList
from haowai_tui.tui.widgets.strips import Piece

if TYPE_CHECKING:
    from haowai_tui.library import Library

_RULES = "rules"


class SettingList(SiftedList[Setting]):
    """The settings with what they are now, in groups."""

    def __init__(self, settings: Settings, *, id: str) -> None:
        self.settings = settings
        super().__init__(describe(), id=id)

    def text_of(self, entry: Setting) -> str:
        return " ".join((entry.key, entry.group, entry.meaning, entry.label, self.value_text(entry)))

    def heading_of(self, entry: Setting) -> str:
        return entry.group

    def value(self, setting: Setting) -> object:
        """What a setting is now."""
        table = getattr(self.settings, setting.section) if setting.section else self.settings
        return getattr(table, setting.name)

    def value_text(self, setting: Setting) -> str:
        """What a setting is now, without secrets; tables are only counted."""
        return value_text(setting, self.value(setting))

    def draw_entry(self, entry: Setting, line: int, width: int, base: Style) -> list[Piece]:
        room = min(28, width // 2)
        own = self.value(entry) != entry.default
        quiet = base + self.get_component_rich_style("rows--quiet", partial=True)
        name = truncate(entry.name, room - 4)
        style = base + self.get_component_rich_style("rows--unread", partial=True) if own else quiet
        mark = " * " if own else "   "
        value = truncate(self.value_text(entry), max(1, width - room - 1))
        return [(mark + name + " " * (room - 3 - cell_width(name)), base), (value, style)]

    def empty_text(self) -> str:
        return _("No setting like that.")


def value_text(setting: Setting, value: object) -> str:
    """A value as the settings screen has it."""
    if not can_be_typed(setting):
        count = len(cast("list[object]", value))
        return counted("{count} entry", "{count} entries", count) if count else _("none")
    text = as_line(setting, shown(plain(value), setting.name))
    return text or _("empty")


class SettingsScreen(ListScreen[str | None]):
    """Shows and changes settings. Gives the name of the action that the reader wants instead, or
    None: rules have a screen of their own."""

    where = "settings"
    picks = False

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog full"):
            yield Static(Content(_("Settings")), classes="dialog-title")
            yield from self.list_of(SettingList(self._library.settings, id="settings"))
            yield Said(id="meaning")
            yield Said(id="said")
            yield Foot()

    def on_mount(self) -> None:
        self._tell()

    @property
    def rows(self) -> SettingList:
        return self.query_one(SettingList)

    # Looking.

    def on_row_list_moved(self) -> None:
        self._tell()

    def _tell(self) -> None:
        """Say what the setting under the cursor means."""
        setting = self.rows.current
        lines: list[str] = []
        if setting is not None:
            default = value_text(setting, setting.default)
            said = _("Allowed: {allowed}. Default: {default}.")
            lines = [f"{setting.key}  {setting.label}", said.format(allowed=allowed(setting), default=default)]
            if setting.restart:
                lines.append(_("Taken over at the next start."))
        self.query_one("#meaning", Said).hint("\n".join(lines))
        self.say("")

    def settings_changed(self) -> None:
        """Show the settings as they are now."""
        super().settings_changed()
        self.rows.settings = self._library.settings
        self.rows.refresh()
        self._tell()

    # Changing.

    def row_clicked(self) -> None:
        self._tell()
        self.action_choose()

    def action_choose(self) -> None:
        setting = self.rows.current
        if setting is None:
            return
        value = self.rows.value(setting)
        if setting.name == _RULES and not setting.section:
            self.dismiss(_RULES)
        elif not can_be_typed(setting):
            self.action_edit()
        elif isinstance(value, bool):
            self._set(setting, not value)
        elif setting.one_of is not None:
            lines = [(choice or _("empty"), _("now") if choice == value else "") for choice in setting.one_of]
            cursor = setting.one_of.index(str(value))
            chosen = partial(self._choice_made, setting, setting.one_of)
            self.app.push_screen(ChooseScreen(setting.key, lines, cursor=cursor), chosen)
        else:
            self._ask_value(setting, value)

    def _ask_value(self, setting: Setting, value: object) -> None:
        prompt = PromptScreen(
            setting.key,
            hint=f"{setting.label}\n{allowed(setting)}",
            value=as_line(setting, value),
            check=partial(_wrong_with, setting),
        )
        self.app.push_screen(prompt, partial(self._typed, setting))

    def _choice_made(self, setting: Setting, choices: tuple[str, ...], index: int | None) -> None:
        if index is not None:
            self._set(setting, choices[index])

    def _typed(self, setting: Setting, line: str | None) -> None:
        if line is not None:
            self._set(setting, from_line(setting, line))

    def action_default(self) -> None:
        setting = self.rows.current
        if setting is not None and can_be_typed(setting):
            self._set(setting, None)

    def _set(self, setting: Setting, value: object) -> None:
        self._work(partial(self._library.change_setting, setting.key, value))

    def action_undo(self) -> None:
        none = _("Nothing that was done here can be undone.")
        self._work(
            partial(self._library.undo, IN_SETTINGS),
            said=lambda what: _("Undone: {what}.").format(what=what) if what else none,
        )

    def _work(self, change: Callable[[], object], *, said: Callable[[object], str] = lambda _result: "") -> None:
        self.run_worker(beside(self._changed(change, said), self.reader_app.first), group="setting", exclusive=False)

    async def _changed(self, change: Callable[[], object], said: Callable[[object], str]) -> None:
        before = self._library.settings
        try:
            text = said(await self.reader_app.ask(change))
        except HaowaiError as error:
            self.say(str(error), problem=True)
            return
        if told := self.reader_app.settings_taken(before) or text:
            self.say(told)

    def action_edit(self) -> None:
        self.run_worker(beside(self._edit(self.rows.current), self.reader_app.first), group="edit")

    async def _edit(self, setting: Setting | None) -> None:
        """Open the file where a setting is written."""
        try:
            line = await self.reader_app.ask(self._library.line_of_setting, setting.key) if setting else 0
        except SettingsError as error:
            self.say(str(error), problem=True)
        else:
            self.reader_app.edit_settings(line)


def _wrong_with(setting: Setting, line: str) -> str:
    try:
        checked(setting, from_line(setting, line))
    except SettingsError as error:
        return str(error)
    return ""
