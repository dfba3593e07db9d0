"""Removing feeds with all their articles, part by part, and going on with what was cut short."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from haowai_tui.library.parts import drained
from haowai_tui.library.undo import Undoing

if TYPE_CHECKING:
    from haowai_tui.store import Store

AT_ONCE_ALONE = 1_000
"""So many articles leave in one part where nobody reads meanwhile: with fewer parts all of it takes less time."""


class Removing(Undoing):
    """The part of the library that removes feeds. A feed that is being removed is in no list from the first part on,
    and is not asked for anything new; its articles leave after that. Where that is cut short, by a crash or because the
    reader leaves, whoever opens the library next goes on with it."""

    _store: Store

    def remove_feed(self, feed_id: int) -> None:
        """Remove a feed with its articles; `undo` brings it back. Whoever interrupts that keeps it. Raises
        `NotFoundError`."""
        try:
            drained(self.removing_feeds([feed_id], at_once=AT_ONCE_ALONE))
        except KeyboardInterrupt:
            drained(self.undoing_these(self.keep_feeds([feed_id])))
            raise

    def removing_feeds(
        self, feed_ids: Sequence[int], about: str = "", *, at_once: int = 0
    ) -> Generator[tuple[int, int], None, None]:
        """Remove feeds as one action, which is about what the first is called unless `about` says more; part by part as
        they are asked for, each of which takes no longer than a key may wait. Gives of how many articles how many are
        gone. What is not done yet is done by `going_on_removing`, or not at all after `keep_feeds`. Raises
        `NotFoundError`."""
        from haowai_tui.library.feeds import shown

        titles = [shown(self._store.feed(feed_id)).title for feed_id in feed_ids]
        total, count = self._store.articles_in(feed_ids), 0
        for part in self._store.remove_feeds(feed_ids, about or titles[0], at_once=at_once):
            count += part
            yield min(count, total), total

    def keep_feeds(self, feed_ids: Sequence[int]) -> list[int]:
        """Keep feeds that are being removed. Returns the actions to give to `undoing_these`, which bring back what is
        gone already; none where the feeds are gone."""
        return self._store.stay(feed_ids)

    def are_leaving(self) -> bool:
        """Whether the removal of feeds was cut short."""
        return bool(self._store.leaving())

    def finish_removing(self) -> None:
        """Go on with all removals that were cut short, until they are done."""
        drained(self.going_on_removing(at_once=AT_ONCE_ALONE))

    def going_on_removing(self, *, at_once: int = 0) -> Generator[tuple[int, int], None, None]:
        """Go on with all removals that were cut short, part by part, see `removing_feeds`."""
        leaving = self._store.leaving()
        total, count = self._store.articles_in(list(leaving)), 0
        for action in sorted(set(leaving.values())):
            for part in self._store.go_on_removing(action, at_once=at_once):
                count += part
                yield min(count, total), total
            self._store.forget_removal(action)
