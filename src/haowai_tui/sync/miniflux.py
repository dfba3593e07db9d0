"""Miniflux' own API: miniflux.app/docs/api.html."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from haowai_tui.errors import NetError, OfflineError, StatusError, SyncAuthError, SyncError
from haowai_tui.locale import gettext as _
from haowai_tui.sync.contract import Change, Flag, Limits, Login, Page, RemoteArticle, RemoteFeed, RemoteFile
from haowai_tui.sync.values import AHEAD, is_to_come, moment, number, rows, text
from haowai_tui.sync.wire import Wire
from haowai_tui.text import clean

_UNAUTHORISED = 401
_GONE = 404
_TRIES = 3


class Miniflux:
    """A `Changing` account. The password is the reader's own, or an API key.

    What changed is asked for in windows of time whose end lies in the past, and within one in the order of ids, which
    do not change: what changes meanwhile falls into the next window. A note of how far that is, is
    `FROM:TO:LAST ID:NEWEST CHANGE`, with nothing between the colons but the last when the window is done with.

    A window is done with when all is there that the server says is in it: it is asked for again otherwise.
    """

    def __init__(self, wire: Wire, login: Login) -> None:
        self._wire = wire
        self._login = login
        self._by_key = False
        self._to_come = 0
        self.limits = Limits(ids=1000, articles=250)

    # Asking.

    async def _ask(self, method: str, path: str, data: object = None, *, tries: int = 0) -> bytes:
        for again in (False, True):
            try:
                return await self._wire.call(method, "/v1/" + path, data, self._headers(), tries=tries)
            except StatusError as error:
                if error.status != _UNAUTHORISED:
                    raise
                if again:
                    text_ = _("{host} refuses the name or the password; check them with: haowai account add")
                    raise SyncAuthError(text_.format(host=self._wire.host)) from error
                # Whether it is a password or a key cannot be seen.
                self._by_key = not self._by_key
        raise AssertionError("the second time returns or raises")

    def _headers(self) -> dict[str, str]:
        if self._by_key:
            return {"X-Auth-Token": self._login.password}
        pair = f"{self._login.name}:{self._login.password}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}

    async def _table(self, path: str) -> dict[str, Any]:
        return self._wire.read_table(await self._ask("GET", path))

    async def check(self) -> str:
        try:
            told = await self._table("me")
        except StatusError as error:
            if error.status == _GONE:
                raise self._wire.not_such() from error
            raise
        return clean(text(told.get("username"))) or self._login.name

    # Feeds.

    async def feeds(self) -> list[RemoteFeed]:
        found = self._wire.read_json(await self._ask("GET", "feeds"))
        if not isinstance(found, list):
            raise self._wire.not_such()
        return [_feed(item) for item in rows(found) if number(item.get("id"))]

    async def subscribe(self, address: str, category: Sequence[str] = ()) -> RemoteFeed:
        known = ""
        try:
            told = self._wire.read_table(await self._ask("POST", "feeds", {"feed_url": address}))
            known = str(number(told.get("feed_id")))
        except StatusError as error:
            refusal: StatusError | None = error  # also what it says of a feed that is there
        else:
            refusal = None
        for feed in await self.feeds():
            if feed.id == known or feed.address == address:
                return feed
        sentence = _("{host} found no feed at {address} and did not subscribe to it.")
        raise SyncError(sentence.format(host=self._wire.host, address=clean(address)[:200])) from refusal

    async def rename_feed(self, feed: str, title: str) -> None:
        await self._ask("PUT", f"feeds/{feed}", {"title": title})

    async def move_feed(self, feed: str, category: Sequence[str], *, out_of: Sequence[str]) -> None:
        # Every feed has a category there; the first is where those without one are.
        known = rows(self._wire.read_json(await self._ask("GET", "categories")))
        name = "/".join(category)
        ids = [number(one.get("id")) for one in known if not name or text(one.get("title")) == name]
        if not ids:
            made = self._wire.read_table(await self._ask("POST", "categories", {"title": name}))
            ids = [number(made.get("id"))]
        await self._ask("PUT", f"feeds/{feed}", {"category_id": min(ids)})

    async def unsubscribe(self, feed: str) -> None:
        try:
            await self._ask("DELETE", f"feeds/{feed}")
        except StatusError as error:
            if error.status != _GONE:
                raise

    # Articles.

    async def changes(self, since: str) -> Page:
        start, end, last, newest = (since.split(":", 3) + [""] * 4)[:4] if since else ("", "", "0", "")
        if not end:
            found = await self._newest()
            if not found or found == newest:
                return Page(articles=(), since=since)
            when, latest = _seconds(newest), _seconds(found)
            # A moment yet to come would hide all that changes until then: this machine's clock stands for it.
            start = "0" if is_to_come(when) else str(when)
            newest = (datetime.now(UTC) - timedelta(seconds=AHEAD)).isoformat() if is_to_come(latest) else found
            end, last, self._to_come = str(latest + 1 if latest else 0), "0", 1
        size = self.limits.articles
        asked = (
            f"entries?changed_after={start}&changed_before={end}&after_entry_id={last}"
            f"&order=id&direction=asc&limit={size}&status=read&status=unread"
        )
        told = await self._table(asked)
        entries, total = rows(told.get("entries")), number(told.get("total"))
        if not isinstance(told.get("entries"), list) and (total or "total" not in told):
            raise self._wire.not_such()
        ids = [number(item.get("id")) for item in entries]
        more = len(entries) >= size or total > len(entries)
        if more and (not ids or ids != sorted(ids) or ids[0] <= number(last)):
            sentence = _("{host} says that there are more articles than it gives; the next sync asks again.")
            raise NetError(sentence.format(host=self._wire.host))
        if not ids and self._to_come:
            # There was to be more, which has changed since or was kept back: the next sync looks.
            return Page(articles=(), since=since)
        self._to_come = max(0, total - len(entries))
        note = f"{start}:{end}:{ids[-1]}:{newest}" if more else f":::{newest}"
        articles = tuple(_article(item) for item in entries if number(item.get("id")))
        return Page(articles=articles, since=note, more=more, total=total)

    async def _newest(self) -> str:
        """When the article that changed last did so, as the server writes it; empty when there is none."""
        told = await self._table("entries?order=changed_at&direction=desc&limit=1&status=read&status=unread")
        return next((text(item.get("changed_at")) for item in rows(told.get("entries"))), "")

    async def change(self, change: Change) -> None:
        if change.flag is Flag.READ:
            status = "read" if change.value else "unread"
            ids = [int(one) for one in change.ids if one.isdigit()]
            await self._ask("PUT", "entries", {"entry_ids": ids, "status": status})
        else:
            for one in change.ids:
                await self._star(one, change.value)

    async def _star(self, entry: str, value: bool) -> None:
        """Stars can only be turned over: what there is must be known before, and a request that was not answered must
        not be sent again unseen."""
        for attempt in range(_TRIES):
            try:
                told = await self._table(f"entries/{entry}")
            except StatusError as error:
                if error.status == _GONE:
                    return
                raise
            if bool(told.get("starred")) is value:
                return
            try:
                await self._ask("PUT", f"entries/{entry}/bookmark", tries=1)
                return
            except (OfflineError, SyncAuthError):
                raise
            except (NetError, SyncError):
                if attempt == _TRIES - 1:
                    raise


def _seconds(written: str) -> int:
    when = moment(written)
    return int(when.timestamp()) if when else 0


def _feed(item: dict[str, Any]) -> RemoteFeed:
    category = item.get("category")
    name = clean(text(category.get("title")))[:200] if isinstance(category, dict) else ""
    return RemoteFeed(
        id=str(number(item.get("id"))),
        address=clean(text(item.get("feed_url")))[:2000],
        title=clean(text(item.get("title")))[:500],
        category=(name,) if name else (),
        link=clean(text(item.get("site_url")))[:2000],
    )


def _article(item: dict[str, Any]) -> RemoteArticle:
    return RemoteArticle(
        id=str(number(item.get("id"))),
        feed=str(number(item.get("feed_id"))),
        read=item.get("status") == "read",
        starred=bool(item.get("starred")),
        link=text(item.get("url")),
        title=text(item.get("title")),
        html=text(item.get("content")),
        author=text(item.get("author")),
        published=moment(item.get("published_at")),
        files=tuple(
            RemoteFile(url=text(one.get("url")), media_type=text(one.get("mime_type")), length=number(one.get("size")))
            for one in rows(item.get("enclosures"))
        ),
        changed=moment(item.get("changed_at")),
    )
