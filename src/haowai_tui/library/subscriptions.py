"""Subscribing: from what a person types to a feed that has articles."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from haowai_tui.config import Paths, Settings
from haowai_tui.errors import NetError, NoFeedError, SourceError
from haowai_tui.library.refresh import Fetcher, fetching
from haowai_tui.locale import gettext as _
from haowai_tui.model import Candidate, Feed
from haowai_tui.net import split_credentials
from haowai_tui.sources import registry
from haowai_tui.sources.contract import Capability
from haowai_tui.sources.feed import web_address
from haowai_tui.store import Store
from haowai_tui.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What subscribing did: the feed, other feeds found behind the address, and how many articles came."""

    feed: Feed
    candidates: tuple[Candidate, ...] = ()
    new: int = 0
    existed: bool = False


def normal_address(address: str, source: str) -> str:
    """An address as it is kept: folders absolute, web addresses with their scheme, nothing that draws on screens."""
    address = clean(address)
    if source == "folder":
        return str(Path(address).expanduser().resolve())
    return web_address(address) if source == "feed" else address


async def resolve(paths: Paths, settings: Settings, address: str, source: str = "") -> list[Candidate]:
    """The feeds behind an address, best first, at least one. Raises `NetError`, `NoFeedError`."""
    async with fetching(paths, settings) as fetcher:
        return await _resolve(fetcher, address, source)


async def _resolve(fetcher: Fetcher, address: str, source: str) -> list[Candidate]:
    name = source or registry.guess(clean(address))
    address = normal_address(address, name)
    plugin = registry.load(name)
    if name != "feed" and Capability.DISCOVER not in plugin.capabilities:
        return [Candidate(address=address, source=name)]
    if name == "folder":
        return [Candidate(address=address, source=name)]
    secret = split_credentials(address)[0] != address
    found = await plugin.discover(address, fetcher.context(name))
    if not found:
        text = _("No feed was found at {address}; look on the site for a link called RSS, Atom or feed.")
        raise NoFeedError(text.format(address=split_credentials(address)[0]))
    if secret and len(found) == 1:
        # What the reader typed holds the name and password that the feed will be asked for again.
        return [Candidate(address=address, title=found[0].title, source=found[0].source)]
    return list(found)


async def add(
    store: Store,
    paths: Paths,
    settings: Settings,
    address: str,
    *,
    source: str = "",
    category: Sequence[str] = (),
    title: str = "",
) -> Added:
    """Subscribe to the best feed behind `address` and fetch it at once.

    Without a network the address itself is subscribed to; the feed's row says so. Raises `NoFeedError` and
    `UnknownSourceError`.
    """
    name = source or registry.guess(clean(address))
    plain = normal_address(address, name)
    known = await asyncio.to_thread(store.find_feed, plain)
    if known is not None:
        return Added(feed=known, existed=True)
    async with fetching(paths, settings) as fetcher:
        try:
            candidates = await _resolve(fetcher, address, source)
        except NetError as error:
            feed = await asyncio.to_thread(
                store.add_feed, plain, source=name, own_title=clean(title), category=category
            )
            await asyncio.to_thread(store.note_failure, feed.id, str(error), now=datetime.now(UTC))
            return Added(feed=await asyncio.to_thread(store.feed, feed.id))
        best = candidates[0]
        before = await asyncio.to_thread(store.find_feed, best.address)
        if before is not None:
            return Added(feed=before, candidates=tuple(candidates), existed=True)
        if best.source == "folder":
            await _check_folder(best.address)
        feed = await asyncio.to_thread(
            store.add_feed,
            best.address,
            source=best.source,
            title=clean(best.title),
            own_title=clean(title),
            category=tuple(clean(part) for part in category),
        )
        outcome = await fetcher.fetch_fenced(feed, store)
    new = getattr(outcome, "new", 0)
    return Added(feed=await asyncio.to_thread(store.feed, feed.id), candidates=tuple(candidates), new=new)


async def _check_folder(address: str) -> None:
    if not await asyncio.to_thread(Path(address).is_dir):
        raise SourceError(_("There is no folder {path}.").format(path=clean(address)))
