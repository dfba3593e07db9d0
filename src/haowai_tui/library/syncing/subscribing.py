"""The subscriptions of an account: what the reader did to them is sent, then the server's list is taken over."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime

from haowai_tui.errors import (
    HaowaiError,
    OfflineError,
    StatusError,
    SyncAuthError,
    SyncBusyError,
    SyncError,
    SyncMovedError,
)
from haowai_tui.library.syncing.work import Work
from haowai_tui.locale import gettext as _
from haowai_tui.model.sync import Pending, SyncedFeed, plain_address, stored_address
from haowai_tui.sync.contract import RemoteFeed

log = logging.getLogger("haowai")


async def keep_subscriptions(work: Work) -> None:
    """Bring the account's subscriptions into step. Raises `SyncError`, `NetError`, `StoreError`."""
    remote = await work.server.feeds()
    if await _send(work, remote):
        remote = await work.server.feeds()
    gone = await asyncio.to_thread(_lacking, work, remote)
    if gone and remote:
        # A feed goes with all that is in it: only if it is missing twice.
        again = await work.server.feeds()
        listed = {one.id for one in again}
        remote = [*again, *(one for one in remote if one.id not in listed)]
    await _take(work, remote)


# What the reader did.


async def _send(work: Work, remote: Sequence[RemoteFeed]) -> bool:
    waiting = await asyncio.to_thread(work.store.pending, work.id)
    sent = False
    for action in waiting:
        if action.what == "subscribed" and action.value == action.base and not action.tried:
            await asyncio.to_thread(work.store.note_sent, [action])  # there and back again
        elif action.what == "subscribed":
            sent |= await _fenced(work, action, _subscribe if action.value == "1" else _unsubscribe, remote)
    for action in waiting:
        if action.what in ("title", "category"):
            sent |= await _fenced(work, action, _edit, remote)
    return sent


_Send = Callable[[Work, Pending, Sequence[RemoteFeed]], Awaitable[bool]]
"""Sends one change, and says whether it is done with: False lets it wait on."""


async def _fenced(work: Work, action: Pending, send: _Send, remote: Sequence[RemoteFeed]) -> bool:
    """Send one change. One that the server will not have is given up: what it has instead is taken over, and said."""
    try:
        done = await send(work, action, remote)
    except (SyncAuthError, SyncBusyError, SyncMovedError, OfflineError):
        raise
    except (SyncError, StatusError) as error:
        log.warning("account %s refused a change of a feed: %s", work.account.name, error)
        work.refused.append(str(error))
        await asyncio.to_thread(_note_refusal, work, action, error)
        done = True
    if done:
        await asyncio.to_thread(work.store.note_sent, [action])
        work.sent += 1
    return done


def _note_refusal(work: Work, action: Pending, error: HaowaiError) -> None:
    for feed in work.store.synced_feeds(work.id):
        if action.what == "subscribed" and feed.address == plain_address(action.item):
            work.store.note_failure(feed.id, str(error), now=datetime.now(UTC))


async def _subscribe(work: Work, action: Pending, remote: Sequence[RemoteFeed]) -> bool:
    address = plain_address(action.item)
    feeds = await asyncio.to_thread(work.store.synced_feeds, work.id)
    here = next((feed for feed in feeds if feed.address == address), None)
    if here is None:
        return True
    there = next((feed for feed in remote if feed.address == address), None)
    if there is None:
        await asyncio.to_thread(work.store.note_tried, [action])
        there = await work.server.subscribe(address, here.category)
    if any(feed.remote == there.id and feed.id != here.id for feed in feeds):
        # What was typed led to a feed that is here already.
        await asyncio.to_thread(_remove_quietly, work, here)
    else:
        await asyncio.to_thread(work.store.set_remote, here.id, there.id)
    return True


def _remove_quietly(work: Work, feed: SyncedFeed) -> None:
    with work.store.removing_quietly(work.id):
        work.store.remove_feed(feed.id)


async def _unsubscribe(work: Work, action: Pending, remote: Sequence[RemoteFeed]) -> bool:
    address = plain_address(action.item)
    there = next((feed for feed in remote if feed.id == action.remote or feed.address == address), None)
    if there is not None:
        await asyncio.to_thread(work.store.note_tried, [action])
        await work.server.unsubscribe(there.id)
    await asyncio.to_thread(work.store.forget_dead_flags, work.id)
    return True


async def _edit(work: Work, action: Pending, remote: Sequence[RemoteFeed]) -> bool:
    feeds = await asyncio.to_thread(work.store.synced_feeds, work.id)
    here = next((feed for feed in feeds if str(feed.id) == action.item), None)
    if here is None:
        return True
    if not here.remote:
        # It waits until the server has the feed, if that is to have it.
        return not await asyncio.to_thread(_is_awaited, work, here)
    there = next((feed for feed in remote if feed.id == here.remote), None)
    await asyncio.to_thread(work.store.note_tried, [action])
    if action.what == "title":
        await work.server.rename_feed(here.remote, action.value or here.title)
    else:
        category = tuple(json.loads(action.value))
        await work.server.move_feed(here.remote, category, out_of=there.category if there else ())
    return True


def _is_awaited(work: Work, feed: SyncedFeed) -> bool:
    waiting = (action for action in work.store.pending(work.id) if action.what == "subscribed")
    return any(action.value == "1" and plain_address(action.item) == feed.address for action in waiting)


# What the server has.


async def _take(work: Work, remote: Sequence[RemoteFeed]) -> None:
    await asyncio.to_thread(_take_over, work, remote)


def _bring_back(work: Work, remote: Sequence[RemoteFeed]) -> None:
    """Bring back, with all that was marked in them, feeds that the server lists again and that are among what can be
    undone: it may have left them out for a time."""
    here = work.store.synced_feeds(work.id)
    known = {feed.remote for feed in here} | {feed.address for feed in here}
    missing = {stored_address(work.id, one.address) for one in remote if not known & {one.id, one.address}}
    for done in work.store.actions() if missing else ():
        feeds = work.store.feeds_of(done) if done.kind == "remove_feed" else []
        removed = feeds[0][1] if len(feeds) == 1 else None
        if removed is not None and removed.address in missing:
            missing.discard(removed.address)
            _quietly(work, work.store.removals.bring_back(done))
            with work.store.removing_quietly(work.id):
                work.store.take_back(done)


def _quietly(work: Work, parts: Iterator[int]) -> None:
    """Remove feeds, or bring them back, part by part as the server did: whoever reads waits for no more than a part."""
    while True:
        with work.store.removing_quietly(work.id):
            if next(parts, None) is None:
                return


def _lacking(work: Work, remote: Sequence[RemoteFeed]) -> list[SyncedFeed]:
    """The feeds here that the server has had and does not list, but for those that are being removed."""
    listed, leaving = {one.id for one in remote}, work.store.leaving()
    feeds = work.store.synced_feeds(work.id)
    return [feed for feed in feeds if feed.remote and feed.remote not in listed and feed.id not in leaving]


def _take_over(work: Work, remote: Sequence[RemoteFeed]) -> None:
    waiting = {action.item: action for action in work.store.pending(work.id) if action.what == "subscribed"}
    leaving = {plain_address(item) for item, action in waiting.items() if action.value == "0"}
    gone = _lacking(work, remote)
    if gone and not remote:
        text = _("{account} lists no feeds any more; nothing was removed here. Is it the right account?")
        raise SyncError(text.format(account=work.account.name))
    for feed in gone:
        # As an action of its own, so that it can be had back.
        _quietly(work, work.store.removals.remove_feeds([feed.id], feed.own_title or feed.title))
        work.removed.append(feed.own_title or feed.title)
    _bring_back(work, [one for one in remote if one.address not in leaving])
    seen: set[str] = set()
    for one in remote:
        if one.address in leaving:
            continue
        # A server may have the same feed twice.
        address = one.address if one.address not in seen else f"{one.address}#{one.id}"
        seen.add(address)
        work.store.put_synced_feed(
            work.id, remote=one.id, address=address, title=one.title, category=one.category, link=one.link
        )
