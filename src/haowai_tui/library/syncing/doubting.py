"""Whether a list is to be believed. What is missing from it counts as read, or as without a star: a server that gives
an empty list for a moment, or half of one, would mark everything read."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from haowai_tui.errors import TooLargeError
from haowai_tui.library.syncing.work import Work
from haowai_tui.locale import gettext as _
from haowai_tui.sync.contract import Flag, Listing, RemoteArticle

_MANY = 10
"""So many articles are read elsewhere before it is looked into: a request for every few would be one at each sync."""

_ASKED = 8
"""Articles that are asked for to see what they say of themselves."""


async def doubted(work: Work, server: Listing, flag: Flag, listed: Collection[str]) -> bool:
    """Whether articles that a list lacks, and that have the mark here, say themselves that they still have it. The
    reader is told then, and the list is good for what stands in it only. Raises `SyncError`, `NetError`."""
    lacking, controls = await asyncio.to_thread(_lacking, work, flag, listed)
    if len(lacking) < (_MANY if flag is Flag.READ else 1):
        return False
    size = max(1, min(_ASKED, server.limits.articles - 1))
    sample = _spread(lacking, size)
    try:
        found = await server.articles_of([*sample, *controls[: max(0, server.limits.articles - size)]])
    except TooLargeError:
        return False
    if not _still(flag, [one for one in found if one.id in sample], [one for one in found if one.id in controls]):
        return False
    if flag is Flag.READ:
        text = _("{account} lists fewer unread articles than it has; what the list lacks stays unread here.")
    else:
        text = _("{account} lists fewer starred articles than it has; what the list lacks stays starred here.")
    work.doubted.append(text.format(account=work.account.name))
    return True


def _lacking(work: Work, flag: Flag, listed: Collection[str]) -> tuple[list[str], list[str]]:
    """The articles that have the mark here and are not on the list, and one or two that are read on both sides."""
    waiting = {action.item for action in work.store.pending(work.id) if action.what == flag.value}
    here = {one: value for one, (_id, value) in work.store.remote_flags(work.id, flag.value).items()}
    off = [one for one in here if one not in listed and one not in waiting]
    if flag is Flag.STARRED:
        return [one for one in off if here[one]], []
    return [one for one in off if not here[one]], [one for one in off if here[one]][-2:]


def _spread(ids: Sequence[str], count: int) -> list[str]:
    """At most so many of them, from all over."""
    step = max(1, len(ids) // count)
    return list(ids[::step][:count])


def _still(flag: Flag, sample: Sequence[RemoteArticle], controls: Sequence[RemoteArticle]) -> bool:
    if flag is Flag.STARRED:
        return any(one.starred for one in sample)
    # There are servers whose articles never say that they are read.
    return any(one.read for one in controls) and any(not one.read for one in sample)
