"""The settings while haowai runs: changed from the screens, and read again when their file has changed."""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from haowai_tui.errors import SettingsError, UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.text import clean

if TYPE_CHECKING:
    from haowai_tui.config import Paths, RuleSettings, Settings
    from haowai_tui.config.inner import Inner
    from haowai_tui.model.smart import RuleState
    from haowai_tui.store import Store

Stamp = tuple[int, int, int] | None


class Configuring(ABC):
    """The part of the library that holds the settings. Methods may be called from any thread."""

    _store: Store
    paths: Paths
    settings: Settings
    _stamp: Stamp = None

    def watch_settings(self) -> None:
        """Take the file as it is now for what the settings are from."""
        self._stamp = _stamp(self.paths.config)

    def settings_are_old(self) -> bool:
        """Whether their file has changed since it was read."""
        return _stamp(self.paths.config) != self._stamp

    def reload_settings(self) -> bool:
        """Read the settings again if their file has changed; whether it had. Raises `SettingsError` once for a file
        that cannot be understood, and then the settings stay as they are."""
        from haowai_tui.config import load

        if not self.settings_are_old():
            return False
        self._stamp = _stamp(self.paths.config)
        self._take(load(self.paths.config))
        return True

    def line_of_setting(self, key: str) -> int:
        """The line of the file, from 1, in which a setting stands, or the table that it belongs to; 0 when neither is
        there. Raises `SettingsError` for a file that cannot be read."""
        from haowai_tui.config.lines import line_of
        from haowai_tui.config.reading import read

        return line_of(read(self.paths.config), tuple(key.split("."))) or 0

    def change_setting(self, key: str, value: object) -> None:
        """Set a setting in the file, None for its default; comments and order stay. `value` is as TOML has it. Raises
        `SettingsError`, and then all is as it was. On the disk when it returns."""
        from haowai_tui.config import checked, known_setting
        from haowai_tui.config.writing import with_value, without

        setting = known_setting(key)
        taken = None if value is None else checked(setting, value)
        with self._store.action("setting", key):
            if value is None:
                self._rewrite(lambda written: without(written, setting))
            else:
                self._rewrite(lambda written: with_value(written, setting, taken))

    def change_inner_setting(self, inner: Inner, value: object) -> None:
        """As `change_setting`, for what stands within a table; `value` has been held against what may stand there."""
        from haowai_tui.config.writing import with_value_at, without_at

        with self._store.action("setting", inner.key):
            if value is None:
                self._rewrite(lambda written: without_at(written, inner.place))
            else:
                self._rewrite(lambda written: with_value_at(written, inner.place, value))

    def settings_faults(self) -> list[str]:
        """A sentence for each thing in the settings that can be read and will not work: in rules, in the tables of
        sources and of services."""
        from haowai_tui.library import saving, source_settings

        found = []
        for rule in self.rules():
            if rule.error:
                found.append(_("Rule {place}: {problem}").format(place=rule.place, problem=rule.error))
        found += source_settings.faults(self.settings.sources)
        return [*found, *saving.faults(self.settings.share.savers)]

    # Rules.

    def rules(self) -> list[RuleState]:
        """The rules in the order in which they run, with how many articles each has changed and where it is written."""
        from haowai_tui.config.reading import read
        from haowai_tui.config.rule_writing import rule_lines
        from haowai_tui.library import rules

        found = rules.states(self._store, self.settings.rules)
        try:
            lines = rule_lines(read(self.paths.config), len(found)) if found else []
        except (SettingsError, ValueError):
            # The file is being changed: what runs is what was read.
            lines = [0] * len(found)
        return [replace(rule, line=line) for rule, line in zip(found, lines, strict=True)]

    def add_rule(self, text: str, do: Sequence[str]) -> None:
        """Put a rule behind the others. Raises `UsageError`, `SettingsError`."""
        from haowai_tui.config.rule_writing import with_rule

        rule = self._rule(text, do)
        with self._store.action("add_rule", rule.query):
            self._rewrite(lambda written: with_rule(written, rule))

    def change_rule(self, place: int, text: str, do: Sequence[str]) -> None:
        """Let the rule at `place` (from 1) say something else. Raises `UsageError`, `SettingsError`."""
        from haowai_tui.config.rule_writing import with_rule_at

        rule = self._rule(text, do)
        with self._store.action("change_rule", rule.query):
            self._rewrite(lambda written: with_rule_at(written, self._place(written, place), rule))

    def remove_rule(self, place: int) -> None:
        """Remove the rule at `place` (from 1). Raises `UsageError`, `SettingsError`."""
        from haowai_tui.config.rule_writing import without_rule

        with self._store.action("remove_rule", self._query_at(place)):
            self._rewrite(lambda written: without_rule(written, self._place(written, place)))

    def move_rule(self, place: int, to: int) -> None:
        """Let the rule at `place` run as the one at `to` (both from 1). Raises `UsageError`, `SettingsError`."""
        from haowai_tui.config.rule_writing import with_rule_moved

        with self._store.action("move_rule", self._query_at(place)):
            self._rewrite(
                lambda written: with_rule_moved(written, self._place(written, place), self._place(written, to))
            )

    def put_back_settings(self, patches: Sequence[str]) -> bool:
        """Take changes of the file back, the last first; False, and nothing is changed, when it has been changed in
        the same places by somebody else since. Raises `SettingsError`."""
        from haowai_tui.config.patching import taken_back, unpacked
        from haowai_tui.config.reading import read
        from haowai_tui.config.writing import write

        text: str | None = read(self.paths.config)
        for patch in patches:
            text = text if text is None else taken_back(text, unpacked(patch))
        if text is None:
            return False
        self._take(write(self.paths.config, text))
        self._stamp = _stamp(self.paths.config)
        return True

    def _rule(self, text: str, do: Sequence[str]) -> RuleSettings:
        from haowai_tui.config import RuleSettings
        from haowai_tui.library import rules

        rule = RuleSettings(query=clean(text).strip(), do=tuple(clean(action).strip() for action in do))
        rules.check(self._store, rule)
        return rule

    def _query_at(self, place: int) -> str:
        known = self.settings.rules
        return known[place - 1].query if 1 <= place <= len(known) else ""

    def _place(self, written: str, place: int) -> int:
        """A place in the file, which may have been changed since its rules were shown."""
        from haowai_tui.config import parse

        if not 1 <= place <= len(parse(written, str(self.paths.config)).rules):
            raise UsageError(_("There is no rule {number}; haowai rules lists them.").format(number=place))
        return place - 1

    def _rewrite(self, change: Callable[[str], str]) -> None:
        """Change the file, within an action that is undone."""
        from haowai_tui.config import parse
        from haowai_tui.config.patching import patch_of
        from haowai_tui.config.reading import read
        from haowai_tui.config.writing import write

        written = read(self.paths.config)
        # A file that cannot be understood is for its reader to mend, not for us to write over.
        parse(written, str(self.paths.config))
        changed = change(written)
        if changed == written:
            return
        self._store.note_settings(patch_of(written, changed).packed())
        self._take(write(self.paths.config, changed))
        self._stamp = _stamp(self.paths.config)

    def _take(self, settings: Settings) -> None:
        from haowai_tui.text import set_ambiguous_width

        self.settings = settings
        set_ambiguous_width(2 if settings.ui.ambiguous_width == 2 else 1)


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
