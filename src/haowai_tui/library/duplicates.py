"""Muting what says the same as an article of a feed that ranks higher."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from haowai_tui.config import Settings
from haowai_tui.library import insight
from haowai_tui.store import Store


def mute_same_links(store: Store, settings: Settings, new: Sequence[int]) -> tuple[int, ...]:
    """Of articles that link to one address, leave the one from the feed that ranks highest; where the settings say so.
    Returns the ids of those that are muted now. Looks only at addresses of `new`."""
    if settings.general.mute_duplicates == "off":
        return ()
    return _mute(store, store.same_links(new))


def mute_same_texts(store: Store, settings: Settings, new: Sequence[int]) -> tuple[int, ...]:
    """The same for articles of one event that have one text. They are known once `new` have been compared."""
    if settings.general.mute_duplicates != "story":
        return ()
    texts = insight.one_texts(store, new)
    return _mute(store, [[article.id for article in same] for same in texts if len(same) > 1])


def _mute(store: Store, groups: Iterable[Sequence[int]]) -> tuple[int, ...]:
    ranks = store.ranks()
    done: list[int] = []
    for group in groups:
        rows = [row for row in store.rows_of(group).values() if not row.muted]
        if len({row.feed_id for row in rows}) < 2:
            continue
        # Among feeds of equal rank the one that has been subscribed to for longer is kept.
        best = max(rows, key=lambda row: (ranks.get(row.feed_id, 0), -row.feed_id, -row.id))
        # What the reader starred is not taken away.
        done += store.set_muted([row.id for row in rows if row.feed_id != best.feed_id and not row.starred], True)
    return tuple(done)
