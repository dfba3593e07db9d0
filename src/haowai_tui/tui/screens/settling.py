"""Settings in the reader: their screen, and taking over what has changed while it runs."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from haowai_tui.errors import SettingsError
from haowai_tui.locale import gettext as _
from haowai_tui.tui.screens.sending import Sending


@runtime_checkable
class TakesSettings(Protocol):
    """A screen that goes by settings while it stands."""

    def settings_changed(self) -> None:
        """Go by the library's settings as they are now."""


class Settling(Sending):
    """Shows the settings and goes by them."""

    def begin_settling(self) -> None:
        """Look for changes of the settings file, from now on."""
        self.look_for(self.library.settings_are_old, self._settings_seen, unless=lambda: False)

    def _settings_seen(self, are_old: bool) -> None:
        if are_old:
            self.look_at_settings()

    def look_at_settings(self) -> None:
        """Take the settings over if their file has changed."""
        self.start(self._look_at_settings(), group="settings")

    async def _look_at_settings(self) -> None:
        before = self.library.settings
        try:
            changed = await self.ask(self.library.reload_settings)
        except SettingsError as error:
            self.say(_("{problem} The settings stay as they were.").format(problem=error), stay=True)
            return
        if changed:
            told = self.reader_app.settings_taken(before)
            self.say(told or _("The settings have been read again."))

    def settings_changed(self) -> None:
        """Go by the settings as they are now."""
        ui = self.library.settings.ui
        pane = self.article_pane
        before = pane.options, pane.reorders
        pane.use_settings(ui)
        if (pane.options, pane.reorders) != before:
            pane.set_again(pane.options)
        self.refresh(layout=True)

    def action_settings(self) -> None:
        from haowai_tui.tui.screens.settings import SettingsScreen

        self.app.push_screen(SettingsScreen(self.library), self._settings_left)

    def action_rules(self) -> None:
        from haowai_tui.tui.screens.rules import RulesScreen

        self.app.push_screen(RulesScreen(self.library), self._rules_left)

    def _rules_left(self, _result: None) -> None:
        self.start(self.after_change(), group="feeds")

    async def _settings_left(self, wanted: str | None) -> None:
        if wanted is not None:
            await self.run_action(wanted)
