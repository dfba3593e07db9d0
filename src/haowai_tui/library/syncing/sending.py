"""Sending what the reader did to articles: in batches, each noted before it goes and forgotten when it has arrived."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Sequence

from haowai_tui.errors import StatusError
from haowai_tui.library.syncing.work import Work, batches
from haowai_tui.model.sync import Pending
from haowai_tui.sync.contract import Change, Flag, Marking

_TOO_MUCH = (400, 404, 413, 414, 422)
"""What servers say to a batch that is too long, or has an article in it that is gone."""


async def send_flags(work: Work, actions: Sequence[Pending]) -> None:
    """Send flags of articles. Raises `SyncError`, `NetError`: what was not confirmed still waits then."""
    groups: dict[tuple[str, str], list[Pending]] = defaultdict(list)
    for action in actions:
        groups[action.what, action.value].append(action)
    # Stars first: of all that could get lost they are missed most.
    for (what, value), group in sorted(groups.items(), key=lambda item: item[0][0] != Flag.STARRED.value):
        for batch in batches(group, work.server.limits.ids):
            await asyncio.to_thread(work.store.note_tried, batch)
            await _send(work, Flag(what), value == "1", batch)
            await asyncio.to_thread(work.store.note_sent, batch)
            work.sent += len(batch)


async def _send(work: Work, flag: Flag, value: bool, batch: Sequence[Pending]) -> None:
    try:
        await work.server.change(Change(flag=flag, value=value, ids=tuple(action.item for action in batch)))
    except StatusError as error:
        if error.status not in _TOO_MUCH:
            raise
        if len(batch) > 1:
            middle = len(batch) // 2
            await _send(work, flag, value, batch[:middle])
            await _send(work, flag, value, batch[middle:])
        # One alone that is refused is an article that the server has no more.


async def read_whole_feeds(work: Work, actions: Sequence[Pending], unread: Collection[str] | None) -> Sequence[Pending]:
    """Mark feeds read whole, where that says the same as their articles one by one and takes fewer requests. Returns
    the actions that are left. `unread` are the ids that the server lists as unread, None where the store is in step
    with it."""
    read = [action for action in actions if action.what == Flag.READ.value and action.value == "1"]
    server = work.server
    if not isinstance(server, Marking) or not server.limits.read_to_mark or len(read) <= server.limits.ids:
        return actions
    of_feed: dict[int, list[Pending]] = defaultdict(list)
    feeds = await asyncio.to_thread(work.store.feeds_of_remotes, work.id, [action.item for action in read])
    for action in read:
        if action.item in feeds:
            of_feed[feeds[action.item]].append(action)
    marks = {feed.id: feed for feed in await asyncio.to_thread(work.store.synced_feeds, work.id)}
    done: set[int] = set()
    for feed_id, group in of_feed.items():
        feed = marks.get(feed_id)
        if feed is None or not feed.mark or len(group) <= server.limits.ids:
            continue
        if await asyncio.to_thread(_others_unread, work, feed_id, group, unread):
            continue
        await asyncio.to_thread(work.store.note_tried, group)
        await server.mark_feed_read(feed.remote, feed.mark)
        await asyncio.to_thread(work.store.note_sent, group)
        work.sent += len(group)
        done |= {action.id for action in group}
    return [action for action in actions if action.id not in done]


def _others_unread(work: Work, feed_id: int, group: Sequence[Pending], unread: Collection[str] | None) -> bool:
    """Whether a feed has an article that is unread, here or there, and that the reader has not just read."""
    if work.store.unread_remotes(work.id, feed_id):
        return True
    if unread is None:
        return False
    known = work.store.remotes_of(work.id, feed_id) - {action.item for action in group}
    return any(remote in unread for remote in known)
