"""Subscribing: from what a person types to a feed that has articles."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urldefrag

from msgspec import Struct

from haowai_tui.config import Paths, Settings
from haowai_tui.errors import AddressError, DamagedFeedError, NetError, NoFeedError, StatusError
from haowai_tui.library import given
from haowai_tui.library.opml import Outline
from haowai_tui.library.refresh import Fetcher, fetching
from haowai_tui.library.shelving import Shelf
from haowai_tui.locale import gettext as _
from haowai_tui.model import Candidate, Feed
from haowai_tui.net import split_credentials
from haowai_tui.net.address import web_host
from haowai_tui.sources import registry
from haowai_tui.sources.contract import Capability
from haowai_tui.sources.feed import web_address
from haowai_tui.sources.following import kept_address, page_url
from haowai_tui.sources.sample import edition_feeds
from haowai_tui.store import Store
from haowai_tui.text import clean, clean_lines, shown_url


class Added(Struct, frozen=True, kw_only=True):
    """What subscribing did: the feed, other feeds found behind the address, and how many articles came. `signed_in` is
    when the feed existed and was given the name and password that it is to be asked with."""

    feed: Feed
    candidates: tuple[Candidate, ...] = ()
    new: int = 0
    existed: bool = False
    signed_in: bool = False


class Imported(Struct, frozen=True, kw_only=True):
    """What importing did: the feeds that are new, how many were there, and a sentence for each that was refused."""

    added: tuple[Feed, ...]
    existing: int
    refused: tuple[str, ...]


def normal_address(address: str, source: str) -> str:
    """An address as it is kept: folders absolute, web addresses with their scheme, nothing that draws on screens.

    Raises `AddressError` for a feed's address that could never be fetched.
    """
    if source == "folder":
        # The name of a folder may have several spaces in a row.
        return str(Path(clean_lines(address).strip("\n")).expanduser().resolve())
    address = clean(address)
    if source in ("haowai", "page"):
        web_host(page_url(address, source))
        return kept_address(address, source)
    if source != "feed":
        return address
    if address.lower().startswith("rsshub:"):
        return address
    # No server hears of what stands behind a #: with it a feed would be subscribed to a second time.
    address = urldefrag(web_address(address)).url
    web_host(address)
    return address


def clean_category(category: Sequence[str]) -> tuple[str, ...]:
    """A path of categories whose names can be drawn; empty ones are left out."""
    return tuple(name for part in category if (name := clean(part)))


_READ_BY = re.compile(r"^\w+\+(?=https?://)")
"""What stands before the address of a page: the source that reads it."""


def first_title(address: str, title: str = "") -> str:
    """What a feed is called until it says so itself. A name and password in its address are no part of that."""
    if title or "://" not in address:
        return title
    shown = _READ_BY.sub("", split_credentials(address)[0])
    return "" if shown == address else shown


async def resolve(paths: Paths, settings: Settings, address: str, source: str = "") -> list[Candidate]:
    """The feeds behind an address, best first, at least one. Raises `NetError`, `NoFeedError`."""
    async with fetching(paths, settings) as fetcher:
        return await behind(fetcher, address, source)


async def behind(fetcher: Fetcher, address: str, source: str) -> list[Candidate]:
    """The feeds behind an address, best first, at least one, with what fetches them. Raises as `resolve`."""
    name = source or registry.guess(clean(address))
    address = normal_address(address, name)
    plugin = registry.load(name)
    if name == "sample" and address not in {feed.address for feed in edition_feeds()}:
        raise NoFeedError(_("The sample edition has no feed “{name}”.").format(name=address.removeprefix("sample:")))
    if name != "feed" and Capability.DISCOVER not in plugin.capabilities:
        return [Candidate(address=address, source=name)]
    if name == "folder":
        return [Candidate(address=address, source=name)]
    secret = split_credentials(address)[0] != address
    try:
        found = await fetcher.asked(name, lambda: given.candidates(plugin.discover(address, fetcher.context(name))))
    except DamagedFeedError as error:
        raise (DamagedFeedError(str(error), address) if secret else error) from error
    if not found:
        text = _(
            "No feed was found at {address}; look there for a link called RSS or feed, or add it with --source page."
        )
        raise NoFeedError(text.format(address=split_credentials(address)[0]))
    # What the reader typed holds the name and password that the feed will be asked for again.
    if secret and len(found) == 1:
        return [Candidate(address=address, title=found[0].title, source=found[0].source)]
    return found


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

    Without a network the address itself is subscribed to, and a feed that is damaged too; the feed's row says so.
    A feed that is there is given the name and password of an address that is its own but for them, when they are right.
    Raises `AddressError`, `NoFeedError` and `UnknownSourceError`, and `NetError` where they are wrong.
    """
    path, own_title = clean_category(category), clean(title)
    name = source or registry.guess(clean(address))
    plain = normal_address(address, name)
    known = await asyncio.to_thread(_find, store, plain)
    there = known or await asyncio.to_thread(_find_but_for_the_password, store, plain)
    if there is not None and (known or _without_password(plain) == plain):
        return Added(feed=there, existed=True)
    async with fetching(paths, settings) as fetcher:
        try:
            candidates = await behind(fetcher, address, source)
        except (NetError, DamagedFeedError) as error:
            if there is not None:
                raise
            place = error.address if isinstance(error, DamagedFeedError) else plain
            if (known := await asyncio.to_thread(_find, store, place)) is not None:
                return Added(feed=known, existed=True)
            feed, is_new = await asyncio.to_thread(
                store.put_feed, place, source=name, title=first_title(place), own_title=own_title, category=path
            )
            if not is_new:
                return Added(feed=feed, existed=True)
            due = error.retry_at if isinstance(error, StatusError) else None
            await asyncio.to_thread(store.note_failure, feed.id, str(error), now=datetime.now(UTC), next_due=due)
            return Added(feed=await asyncio.to_thread(store.feed, feed.id))
        best = candidates[0]
        if there is not None and best.address == plain:
            await asyncio.to_thread(store.change_address, there.id, plain)
            new = await _first_fetch(fetcher, store, settings, await asyncio.to_thread(store.feed, there.id))
            feed = await asyncio.to_thread(store.feed, there.id)
            return Added(feed=feed, candidates=tuple(candidates), new=new, existed=True, signed_in=True)
        before = await asyncio.to_thread(_find, store, best.address)
        if before is not None:
            return Added(feed=before, candidates=tuple(candidates), existed=True)
        if best.source == "folder":
            await _check_folder(best.address)
        feed, is_new = await asyncio.to_thread(
            store.put_feed,
            best.address,
            source=best.source,
            title=first_title(best.address, clean(best.title)),
            own_title=own_title,
            category=path,
        )
        if not is_new:
            # By someone else, in the moment since it was looked for.
            return Added(feed=feed, candidates=tuple(candidates), existed=True)
        new = await _first_fetch(fetcher, store, settings, feed)
    return Added(feed=await asyncio.to_thread(store.feed, feed.id), candidates=tuple(candidates), new=new)


async def _first_fetch(fetcher: Fetcher, store: Store, settings: Settings, feed: Feed) -> int:
    """Fetch a feed at once. Gives how many articles are new."""
    async with Shelf(store, settings) as shelf:
        outcome = await fetcher.fetch_fenced(feed, shelf, lambda: None)
    return int(getattr(outcome, "new", 0))


async def _check_folder(address: str) -> None:
    if not await asyncio.to_thread(Path(address).is_dir):
        raise NoFeedError(_("There is no folder {path}.").format(path=clean(address)))


def import_outlines(store: Store, outlines: Iterable[Outline]) -> Imported:
    """Subscribe to what a document lists, without fetching. Called in one transaction: who imports the same at the same
    time finds all of it there, or nothing."""
    # An export is without names and passwords: what it lists is there when it is there with them.
    known = {way for feed in store.feeds() for way in ways_of(feed.address)}
    names = {info.name for info in registry.available()}
    added: list[Feed] = []
    refused: list[str] = []
    existing = 0
    for outline in outlines:
        try:
            source = _source_of(outline, names)
            address = normal_address(outline.address, source)
        except AddressError as error:
            refused.append(
                _("Line {line}: {problem}").format(line=outline.line, problem=error) if outline.line else str(error)
            )
            continue
        if address in known:
            existing += 1
            continue
        known |= ways_of(address)
        title = first_title(address, outline.title)
        feed = store.add_feed(
            address, source=source, title=title, own_title=outline.own_title, category=outline.category
        )
        added.append(feed)
    return Imported(added=tuple(added), existing=existing, refused=tuple(refused))


def _source_of(outline: Outline, names: set[str]) -> str:
    """The source that an outline names, else the one that reads its address. Raises `AddressError`.

    A folder is only taken from a document that names the source: any other list of subscriptions is about the web.
    """
    if outline.source in names:
        return outline.source
    source = registry.guess(outline.address)
    if source == "folder" or outline.source:
        text = _("{address} is not an address that any source reads.")
        raise AddressError(text.format(address=shown_url(outline.address)))
    return source


def _without_password(address: str) -> str:
    return split_credentials(address)[0] if "://" in address else address


def _find_but_for_the_password(store: Store, address: str) -> Feed | None:
    """The feed of this machine that has an address but for the name and password."""
    bare = _without_password(address)
    return next((feed for feed in store.feeds() if not feed.account and _without_password(feed.address) == bare), None)


def ways_of(address: str) -> set[str]:
    """The ways in which the address of a feed may be written: as it is kept, perhaps from before hosts were written in
    one way, and without a name and password."""
    usual = _usual(address)
    return {address, usual, *(split_credentials(one)[0] for one in (address, usual) if "://" in one)}


def _usual(address: str) -> str:
    return web_address(address) if re.match("https?://", address, re.I) else address


def _find(store: Store, address: str) -> Feed | None:
    """The feed that has an address, in whichever way that is written."""
    found = store.find_feed(address)
    return found or next((feed for feed in store.feeds() if _usual(feed.address) == address), None)
