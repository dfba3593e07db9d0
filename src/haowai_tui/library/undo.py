"""Taking back what the reader did last."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Generator, Iterator, Sequence
from typing import TYPE_CHECKING

from haowai_tui.errors import SettingsError
from haowai_tui.library.parts import AT_ONCE, FEW, drained
from haowai_tui.locale import gettext as _

if TYPE_CHECKING:
    from haowai_tui.model import Feed
    from haowai_tui.model.undo import Done
    from haowai_tui.store import Store

IN_SETTINGS = frozenset({"setting", "add_rule", "change_rule", "remove_rule", "move_rule"})
"""The kinds of actions that change the settings file."""

_MARKS = frozenset({"mark_list_read", "rules"})
"""The kinds of actions that may have changed a million articles, and nothing else."""


class Undoing(ABC):
    """The part of the library that undoes. What is kept is on the disk, so what one process did another takes back."""

    _store: Store

    @abstractmethod
    def put_back_settings(self, patches: Sequence[str]) -> bool:
        """Take changes of the settings file back; False when it has been changed there since."""

    def note_added(self, kind: str, feeds: Sequence[Feed]) -> None:
        """Let `undo` take back that feeds were subscribed to."""
        with self._store.action(kind, feeds[0].title if len(feeds) == 1 else ""):
            for feed in feeds:
                self._store.note_feed(feed.id, None)

    def undoable(self) -> list[Done]:
        """The last actions that `undo` takes back, the newest first."""
        return self._store.actions()

    def lost_by_undoing(self, done: Done) -> int:
        """How many articles that the reader has read or marked would go, with feeds that `done` subscribed to; nothing
        brings them back."""
        return self._store.marked_in(done)

    def undo_to(self, done: Done) -> int:
        """Take back an action and all that came after it, the last first. Returns how many those were."""
        return drained(self.undoing_to(done))

    def undoing_to(self, done: Done) -> Generator[tuple[int, int], None, int]:
        """As `undo_to`, part by part, see `undoing`."""
        count = 0
        while any(known.id >= done.id for known in self._store.actions()):
            yield from self.undoing()
            count += 1
        return count

    def undo(self, kinds: Collection[str] | None = None) -> str:
        """Take back the last action that is kept. Returns what it was, in the reader's language; empty when there is
        none, or it is of none of `kinds`. On the disk when it returns. Raises `SettingsError` for a change of the
        settings that cannot be taken back any more, which is forgotten then."""
        return drained(self.undoing(kinds))

    def undoing(self, kinds: Collection[str] | None = None) -> Generator[tuple[int, int], None, str]:
        """As `undo`, part by part as they are asked for where it has much to bring back, each of which takes no longer
        than a key may wait. Gives of how many how many are done; what is left undone can be undone later."""
        from haowai_tui.library.phrases import done_label

        done = next(iter(self._store.actions()), None)
        if done is None or (kinds is not None and done.kind not in kinds):
            return ""
        yield from self._undoing(done)
        return done_label(done)

    def stopped_undoing(self) -> None:
        """`undoing` was not asked for its further parts: feeds that it was removing stay, as what is left to undo."""
        self._store.removals.stay_unkept()

    def undoing_these(self, actions: Collection[int]) -> Generator[tuple[int, int], None, int]:
        """Take back actions by their ids, the last first, whatever came after them; part by part, see `undoing`.
        Returns how many those were."""
        found = [done for done in self._store.actions() if done.id in actions]
        for done in found:
            yield from self._undoing(done)
        return len(found)

    def _undoing(self, done: Done) -> Generator[tuple[int, int], None, None]:
        # Looking through a million marks for what they never have takes half a second.
        feeds = [] if done.kind in _MARKS else self._store.feeds_of(done)
        patches = [] if done.kind in _MARKS else self._store.settings_of(done)
        known = {feed.id for feed in self._store.feeds()}
        added = [feed_id for feed_id, removed in feeds if removed is None and feed_id in known]
        for parts, total in self._lengthy(done, feeds=bool(feeds), added=added):
            count = 0
            for part in parts:
                count += part
                yield min(count, total), total
        # All the rest is one transaction: a crash within leaves the action as it was.
        with self._store.together():
            for _part in self._store.removals.bring_back(done) if feeds else ():
                pass
            for _part in self._store.removals.remove_unkept(added, done.id) if added else ():
                pass
            self._store.take_back(done)
            # The file comes last: when it cannot be written, the rest stays as it was.
            put_back = not patches or self.put_back_settings(patches)
        if not put_back:
            from haowai_tui.library.phrases import done_label

            text = _("{what} cannot be undone: config.toml has been changed in that place since.")
            raise SettingsError(text.format(what=done_label(done)))

    def _lengthy(self, done: Done, *, feeds: bool, added: Sequence[int]) -> Iterator[tuple[Iterator[int], int]]:
        """What of taking back an action takes long, in parts of so many articles each, and how many those are."""
        if done.number > AT_ONCE and not feeds:
            yield self._store.take_back_marks(done), done.number
        if feeds and (kept := self._store.removals.articles_kept_of(done)) > FEW:
            yield self._store.removals.bring_back(done), kept
        if added and (there := self._store.removals.articles_in(added)) > FEW:
            yield self._store.removals.remove_unkept(added, done.id), there
