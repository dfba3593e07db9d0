"""The Google Reader API, as FreshRSS, Miniflux, The Old Reader, Inoreader and BazQux speak it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from msgspec import Struct

from haowai_tui.errors import NetError, StatusError, SyncAuthError, SyncError
from haowai_tui.locale import gettext as _
from haowai_tui.sync.contract import MOST_LISTED, Change, Flag, Limits, Login, RemoteArticle, RemoteFeed
from haowai_tui.sync.greader_items import (
    LABEL,
    READ,
    READING_LIST,
    STARRED,
    long_id,
    plain_id,
    read_feed,
    read_item,
)
from haowai_tui.sync.values import listed, number
from haowai_tui.sync.wire import Fields, Wire
from haowai_tui.text import clean

T = TypeVar("T")

_API = "/reader/api/0/"
_REFUSED = (401, 403)
_TOO_MUCH = (400, 404, 413, 414, 422)
"""What servers say to a question that is too long, has an article in it that is gone, or none that is there."""
_REFUSALS = 20
"""So many refusals of parts of one question are taken; the rest of it is asked for at the next sync."""
_OVERLAP = 86_400
"""Seconds that what is asked for reaches back before the last sync: no two clocks are the same."""

_SAME_PAGES = 3
"""So often in a row a listing may give a page again before it counts as broken."""


class Dialect(Struct, frozen=True, kw_only=True):
    """In what a server's way with the API is its own."""

    limits: Limits
    listing: int = 10_000
    """Ids asked for in one page; what a server does not give comes with the next."""
    ts_per_microsecond: int = 1
    """The Old Reader counts `ts` in nanoseconds."""
    headers: tuple[tuple[str, str], ...] = ()
    """Headers and the options of the login that go into them."""


class GoogleReader:
    """A `Listing` account."""

    def __init__(self, wire: Wire, login: Login, dialect: Dialect) -> None:
        self._wire = wire
        self._login = login
        self._dialect = dialect
        self.limits = dialect.limits
        self._auth = ""
        self._token = ""
        self._begun = 0.0

    # Logging in.

    async def check(self) -> str:
        body = await self._get("user-info", [("output", "json")])
        told = self._wire.read_table(body)
        names = (told.get(name) for name in ("userName", "userEmail", "userId"))
        return clean(next((name for name in names if isinstance(name, str) and name), self._login.name))

    async def _log_in(self) -> None:
        fields = [
            ("Email", self._login.name),
            ("Passwd", self._login.password),
            ("service", "reader"),
            ("accountType", "HOSTED_OR_GOOGLE"),
            ("client", "haowai"),
        ]
        try:
            body = await self._wire.post("/accounts/ClientLogin", fields, headers=self._own_headers())
        except StatusError as error:
            if error.status in _REFUSED:
                text = _("{host} refuses the name or the password; check them with: haowai account add")
                raise SyncAuthError(text.format(host=self._wire.host)) from error
            if error.status in (400, 404, 405):
                raise self._wire.not_such() from error
            raise
        lines = dict(line.partition("=")[::2] for line in body.decode("utf-8", "replace").splitlines())
        if not (auth := lines.get("Auth", "").strip()):
            raise self._wire.not_such()
        self._auth, self._token = auth, ""

    def _own_headers(self) -> dict[str, str]:
        return {name: self._login.options.get(option, "") for name, option in self._dialect.headers}

    async def _headers(self) -> dict[str, str]:
        if not self._auth:
            await self._log_in()
        return {"Authorization": f"GoogleLogin auth={self._auth}", **self._own_headers()}

    async def _logged_in(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask, and once more with a new login when the server no longer knows the old one."""
        for again in (False, True):
            try:
                return await ask()
            except StatusError as error:
                if error.status not in _REFUSED:
                    raise
                if again:
                    text = _("{host} no longer accepts the login; check it with: haowai account test")
                    raise SyncAuthError(text.format(host=self._wire.host)) from error
                self._auth = self._token = ""
        raise AssertionError("the second time returns or raises")

    async def _get(self, path: str, query: Fields) -> bytes:
        async def ask() -> bytes:
            return await self._wire.get(_API + path, query, await self._headers())

        return await self._logged_in(ask)

    async def _post(self, path: str, fields: Fields, query: Fields = ()) -> bytes:
        fields = list(fields)

        async def ask() -> bytes:
            headers = await self._headers()
            if not self._token:
                body = await self._wire.get(_API + "token", headers=headers)
                self._token = body.decode("ascii", "replace").strip()
            return await self._wire.post(_API + path, [*fields, ("T", self._token)], query, headers)

        return await self._logged_in(ask)

    # Feeds.

    async def feeds(self) -> list[RemoteFeed]:
        told = self._wire.read_table(await self._get("subscription/list", [("output", "json")]))
        items = told.get("subscriptions")
        if not isinstance(items, list):
            raise self._wire.not_such()
        return [feed for item in items if (feed := read_feed(item)) is not None]

    async def subscribe(self, address: str, category: Sequence[str] = ()) -> RemoteFeed:
        fields = [("quickadd", address)]
        try:
            told = self._wire.read_table(await self._post("subscription/quickadd", fields, [("output", "json")]))
        except StatusError as error:
            # That is also what some say when it is subscribed to already.
            if (feed := await self._find(address)) is not None:
                return feed
            raise self._not_subscribed(address) from error
        stream = told.get("streamId")
        for feed in await self.feeds():
            if feed.id == stream or feed.address == address:
                return feed
        raise self._not_subscribed(address)

    async def _find(self, address: str) -> RemoteFeed | None:
        return next((feed for feed in await self.feeds() if feed.address == address), None)

    def _not_subscribed(self, address: str) -> SyncError:
        text = _("{host} found no feed at {address} and did not subscribe to it.")
        return SyncError(text.format(host=self._wire.host, address=clean(address)[:200]))

    async def rename_feed(self, feed: str, title: str) -> None:
        await self._edit([("ac", "edit"), ("s", feed), ("t", title)])

    async def move_feed(self, feed: str, category: Sequence[str], *, out_of: Sequence[str]) -> None:
        fields = [("ac", "edit"), ("s", feed)]
        if category:
            fields.append(("a", LABEL + _label(category)))
        if out_of and _label(out_of) != _label(category):
            fields.append(("r", LABEL + _label(out_of)))
        if len(fields) > 2:
            await self._edit(fields)

    async def unsubscribe(self, feed: str) -> None:
        try:
            await self._edit([("ac", "unsubscribe"), ("s", feed)])
        except StatusError as error:
            if any(one.id == feed for one in await self.feeds()):
                raise error

    async def _edit(self, fields: Fields) -> None:
        await self._post("subscription/edit", fields)

    # Articles.

    async def ids(self, flag: Flag, *, value: bool) -> AsyncIterator[Sequence[str]]:
        if flag is Flag.STARRED:
            asked = [("s", STARRED)] if value else [("s", READING_LIST), ("xt", STARRED)]
        else:
            asked = [("s", READ)] if value else [("s", READING_LIST), ("xt", READ)]
        async for batch in self._listed(asked):
            yield batch

    async def arrived(self, since: str) -> AsyncIterator[Sequence[str]]:
        asked = [("s", READING_LIST)]
        self._begun = time.time()
        # One that is yet to come was noted by a clock that was wrong: all is asked for.
        if since and number(since) <= self._begun:
            asked.append(("ot", since))
        async for batch in self._listed(asked):
            yield batch

    def now(self) -> str:
        return str(max(0, int(self._begun) - _OVERLAP))

    async def _listed(self, asked: Fields) -> AsyncIterator[Sequence[str]]:
        """All pages of a listing. A page that came already adds nothing, but a listing that goes round in circles is
        broken, and so is what it gave."""
        fields = [*asked, ("n", str(self._dialect.listing)), ("output", "json")]
        cursor, known, again = "", set[str](), 0
        while True:
            page = self._wire.read_table(
                await self._get("stream/items/ids", [*fields, ("c", cursor)] if cursor else fields)
            )
            batch = self._refs(page)
            fresh = [one for one in dict.fromkeys(batch) if one not in known]
            known.update(fresh)
            if len(known) > MOST_LISTED:
                text = _("{host} gives a list that has no end; nothing was changed by it.")
                raise NetError(text.format(host=self._wire.host))
            if fresh:
                yield fresh
            onward = page.get("continuation")
            end = not isinstance(onward, str | int) or onward == ""
            if end and (fresh or not batch or not cursor):
                return
            again = 0 if fresh else again + 1
            # A last page that has nothing new in it is one that stands for another.
            if end or again >= _SAME_PAGES:
                text = _("{host} gives the same list again and again; nothing was changed by it.")
                raise NetError(text.format(host=self._wire.host))
            cursor = str(onward)

    def _refs(self, page: dict[str, object]) -> list[str]:
        """The ids on a page. What is missing from a list counts as read: one that cannot be read whole is none, and
        neither is an answer about something else. Only an empty answer may stand for an empty list."""
        refs = page.get("itemRefs", None if page.keys() - {"continuation"} else [])
        ids = [plain_id(one.get("id")) if isinstance(one, dict) else "" for one in listed(refs)]
        if not isinstance(refs, list) or "" in ids:
            raise self._wire.not_such()
        return ids

    async def articles_of(self, ids: Sequence[str]) -> tuple[RemoteArticle, ...]:
        found: list[RemoteArticle] = []
        parts, refusals = [ids], 0
        while parts and refusals < _REFUSALS:
            part = parts.pop(0)
            try:
                found += await self._contents(part)
            except StatusError as error:
                if error.status not in _TOO_MUCH:
                    raise
                refusals += 1
                middle = len(part) // 2
                # One alone that is refused is not there any more.
                parts = [*([part[:middle], part[middle:]] if middle else []), *parts]
        return tuple(found)

    async def _contents(self, ids: Sequence[str]) -> Iterable[RemoteArticle]:
        fields = [("i", long_id(one)) for one in ids]
        body = await self._post("stream/items/contents", [*fields, ("output", "json")], [("output", "json")])
        items = self._wire.read_table(body).get("items")
        if not isinstance(items, list):
            raise self._wire.not_such()
        wanted = set(ids)
        return {one.id: one for item in items if (one := read_item(item)) is not None and one.id in wanted}.values()

    async def change(self, change: Change) -> None:
        state = READ if change.flag is Flag.READ else STARRED
        fields = [("a" if change.value else "r", state), *(("i", long_id(one)) for one in change.ids)]
        await self._post("edit-tag", fields)

    async def mark_feed_read(self, feed: str, mark: int) -> None:
        await self._post("mark-all-as-read", [("s", feed), ("ts", str(mark * self._dialect.ts_per_microsecond))])


def _label(category: Sequence[str]) -> str:
    """The one label that stands for a path of categories: the API has no labels within labels."""
    return "/".join(category)
