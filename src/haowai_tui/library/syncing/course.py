"""The course of a sync: subscriptions, flags both ways, then the articles that are not here."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime

from haowai_tui.errors import SyncError, TooLargeError
from haowai_tui.library.events import SyncProgress
from haowai_tui.library.syncing.arriving import Arriving, store_articles
from haowai_tui.library.syncing.doubting import doubted
from haowai_tui.library.syncing.sending import read_whole_feeds, send_flags
from haowai_tui.library.syncing.subscribing import keep_subscriptions
from haowai_tui.library.syncing.work import Work
from haowai_tui.locale import gettext as _
from haowai_tui.model.sync import Pending
from haowai_tui.sync.contract import Changing, Flag, Listing, Page, RemoteArticle
from haowai_tui.sync.merge import Verdict, decide
from haowai_tui.sync.values import number

_FLAGS = (Flag.READ.value, Flag.STARRED.value)

_AGAIN = 5
"""At so many syncs articles that were listed as new and not given are asked for again; then they count as gone."""


async def run(work: Work) -> None:
    """Sync an account. May be stopped at any point, and goes on from there the next time. Raises `SyncError`,
    `NetError`, `StoreError`."""
    await keep_subscriptions(work)
    if isinstance(work.server, Listing):
        await _by_lists(work, work.server)
    elif isinstance(work.server, Changing):
        await _by_changes(work, work.server)
    else:
        raise SyncError(_("This kind of account cannot be synced; update haowai."))
    await asyncio.to_thread(work.store.note_synced, work.id, now=datetime.now(UTC))


async def send_waiting(work: Work) -> None:
    """Send what waits, without asking what the server has: a few requests. A flag that was set back to what it was
    waits for a sync, which sees who changed it last; feeds are synced whole, for their articles. Raises as `run`
    does."""
    waiting = await asyncio.to_thread(work.store.pending, work.id)
    if any(action.what not in _FLAGS for action in waiting):
        await run(work)
        return
    await send_flags(work, [action for action in waiting if action.goes_alone])
    await asyncio.to_thread(work.store.note_reached, work.id)


def _flags_waiting(work: Work) -> list[Pending]:
    return [action for action in work.store.pending(work.id) if action.what in _FLAGS]


# Servers that list ids.


async def _by_lists(work: Work, server: Listing) -> None:
    unread = {one async for batch in server.ids(Flag.READ, value=False) for one in batch}
    starred = {one async for batch in server.ids(Flag.STARRED, value=True) for one in batch}
    before, _blank, tries = work.account.since.partition(" ")
    arrived = [one async for batch in server.arrived(before) for one in batch]
    since = server.now()
    to_send: list[Pending] = []
    settled: list[Pending] = []
    for action in await asyncio.to_thread(_flags_waiting, work):
        there = action.item in starred if action.what == Flag.STARRED.value else action.item not in unread
        verdict = decide(action, there, None)
        # That a list lacks an article may be its fault. Saying once more what is so already costs one request.
        told = action.item in (starred if action.what == Flag.STARRED.value else unread)
        send = verdict is Verdict.SEND or (verdict is Verdict.DONE and not told)
        (to_send if send else settled).append(action)
        work.kept += verdict is Verdict.YIELD
    await asyncio.to_thread(work.store.note_sent, settled)
    await send_flags(work, await read_whole_feeds(work, to_send, unread))
    for action in to_send:
        # The lists are from before this was sent.
        listed = starred if action.what == Flag.STARRED.value else unread
        (listed.add if (action.what == Flag.STARRED.value) == (action.value == "1") else listed.discard)(action.item)
    for flag, marked in ((Flag.READ, unread), (Flag.STARRED, starred)):
        sure = not await doubted(work, server, flag, marked)
        await asyncio.to_thread(_say_listed, work, flag, marked, sure=sure)
    given = await _fetch_missing(work, server, {*unread, *starred, *arrived})
    if not given.issuperset(await asyncio.to_thread(work.store.missing, work.id, arrived)) and number(tries) < _AGAIN:
        # Of those that are read nothing but this list tells: it is asked for from where it began.
        since = f"{before} {number(tries) + 1}"
    await asyncio.to_thread(work.store.set_since, work.id, since)


def _say_listed(work: Work, flag: Flag, marked: set[str], *, sure: bool) -> None:
    """Take over what a list of unread or starred articles says: of those that are on it, and of those that it lacks
    where that is sure."""
    now = datetime.now(UTC)
    starred = flag is Flag.STARRED
    wanted = {}
    for remote, (article_id, here) in work.store.remote_flags(work.id, flag.value).items():
        there = (remote in marked) is starred
        if here != there and (sure or remote in marked):
            wanted[article_id] = there
    if wanted:
        work.changed += work.store.say_flags(work.id, flag.value, wanted, now=now)


async def _fetch_missing(work: Work, server: Listing, ids: Collection[str]) -> set[str]:
    """Fetch those of the articles that are not here. Returns the ids of those that the server gave."""
    # The newest first, as far as ids tell.
    ordered = sorted(ids, key=lambda one: (len(one), one), reverse=True)
    missing = await asyncio.to_thread(work.store.missing, work.id, ordered)
    size, asked, given = server.limits.articles, 0, set[str]()
    storing: asyncio.Task[None] | None = None

    def tell(done: int) -> None:
        work.tell(SyncProgress(account=work.account.name, done=done, total=len(missing)))

    if missing:
        tell(0)
    try:
        while asked < len(missing):
            try:
                articles = await server.articles_of(missing[asked : asked + size])
            except TooLargeError:
                if size == 1:
                    raise
                size = max(1, size // 2)  # long articles: fewer at a time
                continue
            given.update(one.id for one in articles)
            before, storing = storing, asyncio.create_task(_store_after(storing, await Arriving.begin(work, articles)))
            if before is not None:
                await before
                tell(asked)
            asked += size
        if storing is not None:
            await storing
            tell(len(missing))
    finally:
        if storing is not None:
            storing.cancel()
            await asyncio.gather(storing, return_exceptions=True)
    return given


async def _store_after(before: asyncio.Task[None] | None, arriving: Arriving) -> None:
    """Store a page when the one before it is stored: meanwhile it is parsed, and the next one fetched."""
    try:
        if before is not None:
            await before
        await arriving.store()
    finally:
        await arriving.close()


# Servers that tell what changed.


async def _by_changes(work: Work, server: Changing) -> None:
    since, done = work.account.since, 0
    more = True
    while more:
        page = await server.changes(since)
        await store_articles(work, page.articles)
        await asyncio.to_thread(_settle, work, page)
        # Last: what a page says of actions that wait is not said again.
        await asyncio.to_thread(work.store.set_since, work.id, page.since)
        done += len(page.articles)
        if page.articles:
            total = done - len(page.articles) + page.total if page.total else 0
            work.tell(SyncProgress(account=work.account.name, done=done, total=total))
        since, more = page.since, page.more
    to_send: list[Pending] = []
    settled: list[Pending] = []
    for action in await asyncio.to_thread(_flags_waiting, work):
        (to_send if decide(action, None, None) is Verdict.SEND else settled).append(action)
    await asyncio.to_thread(work.store.note_sent, settled)
    await send_flags(work, await read_whole_feeds(work, to_send, None))


def _settle(work: Work, page: Page) -> None:
    """Merge the actions that wait with what a page says of their articles."""
    told = {article.id: article for article in page.articles}
    for action in _flags_waiting(work):
        if (article := told.get(action.item)) is None:
            continue
        there = _flag(article, action.what)
        verdict = decide(action, there, article.changed)
        if verdict is Verdict.SEND:
            work.store.rebase(action, str(int(there)))
            continue
        work.store.note_sent([action])
        if verdict is Verdict.YIELD:
            work.kept += 1
            here = work.store.remote_flags(work.id, action.what)
            if action.item in here:
                work.store.say_flags(work.id, action.what, {here[action.item][0]: there}, now=datetime.now(UTC))


def _flag(article: RemoteArticle, what: str) -> bool:
    return article.starred if what == Flag.STARRED.value else article.read
