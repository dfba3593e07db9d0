"""Nextcloud News, API v1-3: nextcloud.github.io/news/api/api-v1-3."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from haowai_tui.errors import NetError, StatusError, SyncAuthError, SyncError
from haowai_tui.locale import gettext as _
from haowai_tui.sync.contract import Change, Flag, Limits, Login, Page, RemoteArticle, RemoteFeed, RemoteFile
from haowai_tui.sync.values import is_to_come, number, rows, seconds, text
from haowai_tui.sync.wire import Wire
from haowai_tui.text import clean

_REFUSED = (401, 403)
_GONE = 404
_THERE = 409

_ALL = "type=3&id=0"
_OVERLAP = 600
"""Seconds that are asked for once more: what was being written then has an earlier moment than what was there."""
_MICROSECONDS = 100_000_000_000_000
"""Moments from here on are not in seconds."""


class NextcloudNews:
    """A `Changing` account.

    At first all articles are asked for, from the newest down: the note is `down:LOWEST ID:MOMENT`, where the moment is
    the latest change in the first page, before which nothing can have changed unseen. From then on it is `MOMENT`,
    and what has changed since comes in one answer.
    """

    def __init__(self, wire: Wire, login: Login) -> None:
        self._wire = wire
        self._login = login
        self.limits = Limits(ids=1000, articles=250, read_to_mark=True)

    async def _ask(self, method: str, path: str, data: object = None) -> bytes:
        pair = base64.b64encode(f"{self._login.name}:{self._login.password}".encode()).decode()
        try:
            return await self._wire.call(method, path, data, {"Authorization": f"Basic {pair}"})
        except StatusError as error:
            if error.status not in _REFUSED:
                raise
            sentence = _("{host} refuses the name or the password; check them with: haowai account add")
            raise SyncAuthError(sentence.format(host=self._wire.host)) from error

    async def _rows(self, method: str, path: str, name: str, data: object = None) -> list[dict[str, Any]]:
        told = self._wire.read_table(await self._ask(method, path, data))
        if not isinstance(told.get(name), list):
            raise self._wire.not_such()
        return rows(told[name])

    async def check(self) -> str:
        try:
            told = self._wire.read_table(await self._ask("GET", "/version"))
        except StatusError as error:
            if error.status == _GONE:
                raise self._wire.not_such() from error
            raise
        if not text(told.get("version")):
            raise self._wire.not_such()
        return self._login.name

    # Feeds.

    async def _folders(self) -> dict[int, str]:
        return {
            number(one.get("id")): clean(text(one.get("name")))[:200]
            for one in await self._rows("GET", "/folders", "folders")
        }

    async def feeds(self) -> list[RemoteFeed]:
        folders = await self._folders()
        found = await self._rows("GET", "/feeds", "feeds")
        return [_feed(item, folders) for item in found if number(item.get("id"))]

    async def subscribe(self, address: str, category: Sequence[str] = ()) -> RemoteFeed:
        try:
            made = await self._rows("POST", "/feeds", "feeds", {"url": address, "folderId": None})
        except StatusError as error:
            if error.status == _THERE:
                for feed in await self.feeds():
                    if feed.address == address:
                        return feed
            sentence = _("{host} found no feed at {address} and did not subscribe to it.")
            raise SyncError(sentence.format(host=self._wire.host, address=clean(address)[:200])) from error
        if not made:
            raise self._wire.not_such()
        return _feed(made[0], {})

    async def rename_feed(self, feed: str, title: str) -> None:
        await self._ask("POST", f"/feeds/{feed}/rename", {"feedTitle": title})

    async def move_feed(self, feed: str, category: Sequence[str], *, out_of: Sequence[str]) -> None:
        folder = await self._folder("/".join(category)) if category else None
        await self._ask("POST", f"/feeds/{feed}/move", {"folderId": folder})

    async def _folder(self, name: str) -> int:
        for known, title in (await self._folders()).items():
            if title == name:
                return known
        made = await self._rows("POST", "/folders", "folders", {"name": name})
        return number(made[0].get("id")) if made else 0

    async def unsubscribe(self, feed: str) -> None:
        try:
            await self._ask("DELETE", f"/feeds/{feed}")
        except StatusError as error:
            if error.status != _GONE:
                raise

    # Articles.

    async def changes(self, since: str) -> Page:
        if since and not since.startswith("down:") and not _is_to_come(number(since)):
            after = max(0, number(since) - _OVERLAP * (1_000_000 if number(since) > _MICROSECONDS else 1))
            items = await self._rows("GET", f"/items/updated?lastModified={after}&{_ALL}", "items")
            return Page(articles=_articles(items), since=str(max(_latest(items), number(since))))
        lowest, begun = since.split(":")[1:] if since.startswith("down:") else ("0", "")
        size = self.limits.articles
        asked = f"/items?{_ALL}&getRead=true&oldestFirst=false&batchSize={size}&offset={lowest}"
        items = await self._rows("GET", asked, "items")
        begun = begun or str(_latest(items) or 1)
        # Some answer with the article at the offset again.
        ids = [known for item in items if (known := number(item.get("id")))]
        fresh = [known for known in ids if not number(lowest) or known < number(lowest)]
        upwards = len(ids) >= size and ids == sorted(ids)
        if upwards or (not fresh and number(lowest) and await self._is_below(number(lowest))):
            sentence = _("{host} says that there are more articles than it gives; the next sync asks again.")
            raise NetError(sentence.format(host=self._wire.host))
        if fresh:
            return Page(articles=_articles(items), since=f"down:{min(fresh)}:{begun}", more=True)
        return Page(articles=(), since=begun, more=True)

    async def _is_below(self, lowest: int) -> bool:
        """Whether there is an article below the last that was given: an empty page is the end only if there is none,
        for nobody asks for what lies behind it again."""
        items = await self._rows("GET", f"/items?{_ALL}&getRead=true&oldestFirst=true&batchSize=1&offset=0", "items")
        return any(0 < number(item.get("id")) < lowest for item in items)

    async def change(self, change: Change) -> None:
        words = {Flag.READ: ("read", "unread"), Flag.STARRED: ("star", "unstar")}[change.flag]
        ids = [int(one) for one in change.ids if one.isdigit()]
        await self._ask("POST", f"/items/{words[0] if change.value else words[1]}/multiple", {"itemIds": ids})

    async def mark_feed_read(self, feed: str, mark: int) -> None:
        await self._ask("POST", f"/feeds/{feed}/read", {"newestItemId": mark})


def _is_to_come(moment: int) -> bool:
    return is_to_come(moment / 1_000_000 if moment > _MICROSECONDS else moment)


def _latest(items: list[dict[str, Any]]) -> int:
    """The latest change among articles, in the server's own unit; 0 for none. One that is yet to come would hide all
    that changes until then."""
    return max((when for item in items if not _is_to_come(when := number(item.get("lastModified")))), default=0)


def _feed(item: dict[str, Any], folders: dict[int, str]) -> RemoteFeed:
    folder = folders.get(number(item.get("folderId")), "")
    return RemoteFeed(
        id=str(number(item.get("id"))),
        address=clean(text(item.get("url")))[:2000],
        title=clean(text(item.get("title")))[:500],
        category=(folder,) if folder else (),
        link=clean(text(item.get("link")))[:2000],
    )


def _articles(items: list[dict[str, Any]]) -> tuple[RemoteArticle, ...]:
    return tuple(_article(item) for item in items if number(item.get("id")))


def _article(item: dict[str, Any]) -> RemoteArticle:
    file = text(item.get("enclosureLink"))
    return RemoteArticle(
        id=str(number(item.get("id"))),
        feed=str(number(item.get("feedId"))),
        read=not item.get("unread"),
        starred=bool(item.get("starred")),
        link=text(item.get("url")),
        title=text(item.get("title")),
        html=text(item.get("body")),
        author=text(item.get("author")),
        published=seconds(item.get("pubDate")),
        files=(RemoteFile(url=file, media_type=text(item.get("enclosureMime"))),) if file else (),
        changed=seconds(item.get("lastModified")),
        mark=number(item.get("id")),
    )
