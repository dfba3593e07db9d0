"""What every sync server's adapter does, in words that all of them share. A new kind of server is one new adapter."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol, runtime_checkable

from msgspec import Struct

MOST_LISTED = 2_000_000
"""Articles that one list may have: more of them come from a server that never stops."""


class Flag(Enum):
    """What a reader sets on an article that servers keep."""

    READ = "read"
    STARRED = "starred"


class Limits(Struct, frozen=True, kw_only=True):
    """What one request of a server may carry, and what it can do."""

    ids: int
    """Articles whose flag one request changes."""
    articles: int
    """Articles that one request asks for whole."""
    read_to_mark: bool = False
    """Whether a `Marking` account stops at the mark. One that cannot would mark what the reader has never seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who the reader is there. `options` are what a kind of server asks for beyond that. Never shown in a `repr`."""

    name: str
    password: str = field(repr=False)
    options: dict[str, str] = field(default_factory=dict, repr=False)


class RemoteFeed(Struct, frozen=True, kw_only=True):
    """A subscription as the server has it, cleaned. `id` is the server's own, opaque here; so is `address`, which is
    the server's word and not what the reader typed."""

    id: str
    address: str
    title: str
    category: tuple[str, ...] = ()
    link: str = ""


class RemoteFile(Struct, frozen=True, kw_only=True):
    """A file that comes with an article; `length` in bytes, 0 when unknown."""

    url: str
    media_type: str = ""
    length: int = 0


class RemoteArticle(Struct, frozen=True, kw_only=True):
    """An article as the server has it. Its texts are as they came: whoever stores them cleans them.

    `id` is in the one form that the adapter always answers with, however the server writes it. `changed` is when one of
    its flags changed last, by the server's clock, or None where the server does not say. `mark` orders a feed's
    articles by when the server got them: what `mark_feed_read` stops at.
    """

    id: str
    feed: str
    read: bool
    starred: bool
    link: str = ""
    title: str = ""
    html: str = ""
    author: str = ""
    published: datetime | None = None
    files: tuple[RemoteFile, ...] = ()
    changed: datetime | None = None
    mark: int = 0


class Change(Struct, frozen=True, kw_only=True):
    """One flag of articles to be set or taken away on the server."""

    flag: Flag
    value: bool
    ids: tuple[str, ...]


class Page(Struct, frozen=True, kw_only=True):
    """A part of what changed. `since` asks for what comes after it, now when there is `more` and at the next sync
    otherwise; it can be kept over a restart."""

    articles: tuple[RemoteArticle, ...]
    since: str
    more: bool = False
    total: int = 0
    """Articles still to come with this page, 0 when that is not known: for a progress bar only."""


class Account(Protocol):
    """A session with one account on one server: it logs in when it must, and again when its token runs out.

    Every method raises `SyncAuthError` (wrong name or password, token refused again), `SyncMovedError` (the address
    answers, but not as such a server), `SyncBusyError` (429 and 5xx after the waits that the server asks for),
    `SyncError` (it will not do this one thing), and `NetError` (no answer, TLS). All changes are idempotent: sending
    one twice is like sending it once. An adapter is a `Listing` or a `Changing` account.
    """

    limits: Limits

    async def check(self) -> str:
        """Log in and say who this is, as the server names the account."""
        ...

    async def feeds(self) -> list[RemoteFeed]:
        """All subscriptions with their categories."""
        ...

    async def change(self, change: Change) -> None:
        """Set or take away a flag on `limits.ids` articles at most. Articles that are gone are passed over."""
        ...

    async def subscribe(self, address: str, category: Sequence[str] = ()) -> RemoteFeed:
        """Subscribe to a feed; one that is subscribed to already is given as it is. `category` is where `move_feed` is
        going to put it, for a server where that can only be said now."""
        ...

    async def rename_feed(self, feed: str, title: str) -> None:
        """Give a feed a title, which is never empty."""
        ...

    async def move_feed(self, feed: str, category: Sequence[str], *, out_of: Sequence[str]) -> None:
        """Put a feed into a category, () for none, and out of the one it is in."""
        ...

    async def unsubscribe(self, feed: str) -> None:
        """Remove a feed; one that is gone already is no error."""
        ...


@runtime_checkable
class Marking(Account, Protocol):
    """A server that can be asked to mark a whole feed read."""

    async def mark_feed_read(self, feed: str, mark: int) -> None:
        """Mark a feed's articles read up to one with `mark`. Only called where `limits.read_to_mark`."""
        ...


@runtime_checkable
class Listing(Account, Protocol):
    """A server that lists the ids of what is unread and of what is starred, whole; articles are asked for by id."""

    def ids(self, flag: Flag, *, value: bool) -> AsyncIterator[Sequence[str]]:
        """The ids of all articles that are unread (`READ`, False) or starred (`STARRED`, True), in batches. A listing
        that breaks off raises: half of one would be taken for what was read elsewhere."""
        ...

    def arrived(self, since: str) -> AsyncIterator[Sequence[str]]:
        """The ids of the articles that the server got after `since`, all of them for an empty one, in batches."""
        ...

    def now(self) -> str:
        """A `since` for what the server gets after it was asked what has arrived, with some before it to be sure."""
        ...

    async def articles_of(self, ids: Sequence[str]) -> tuple[RemoteArticle, ...]:
        """These articles, `limits.articles` at most, in any order; those that the server no longer has are left out."""
        ...


@runtime_checkable
class Changing(Account, Protocol):
    """A server that tells which articles came or changed since a moment, with their flags."""

    async def changes(self, since: str) -> Page:
        """A page of what came or changed after `since`, from the beginning for an empty one."""
        ...
