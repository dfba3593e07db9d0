"""Tiny Tiny RSS' own API: tt-rss.org/ApiReference."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from haowai_tui.errors import NetError, StatusError, SyncAuthError, SyncError
from haowai_tui.locale import gettext as _
from haowai_tui.sync.contract import MOST_LISTED, Change, Flag, Limits, Login, RemoteArticle, RemoteFeed, RemoteFile
from haowai_tui.sync.values import number, rows, seconds, text
from haowai_tui.sync.wire import Wire
from haowai_tui.text import clean

_PAGE = 200
"""Headlines in one answer: the server gives no more, whatever is asked for."""
_OVERLAP = 200
"""Ids that are asked for once more: an article with a lower id may have been stored after one with a higher."""
_TRIES = 3
"""So often a list is begun again that changed while it was read."""

_STARRED, _ALL = -1, -4
_REFUSED = (401, 403)
_LISTS = {(Flag.READ, False): (_ALL, "unread"), (Flag.STARRED, True): (_STARRED, "all_articles")}
"""Where the articles with a flag are listed, and which of those there."""
_FIELDS = {Flag.STARRED: 0, Flag.READ: 2}
"""What `updateArticle` knows the flags by. The second is whether an article is unread."""


class _Refusal(Exception):
    """An answer that says no, and the server's word for why."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class TinyTinyRss:
    """A `Listing` account. `since` is the highest id of an article that was seen."""

    def __init__(self, wire: Wire, login: Login) -> None:
        self._wire = wire
        self._login = login
        self._session = ""
        self._highest = 0
        # `catchupFeed` marks all that the server has, also what was not seen here.
        self.limits = Limits(ids=1000, articles=_PAGE)

    # Asking.

    async def _ask(self, op: str, **fields: object) -> Any:
        """What an operation answers. Raises `_Refusal` when it says no for a reason of its own."""
        for again in (False, True):
            if not self._session:
                await self._log_in()
            try:
                return await self._call({"op": op, "sid": self._session, **fields})
            except _Refusal as refusal:
                if refusal.word != "NOT_LOGGED_IN":
                    self._explain(refusal)
                    raise
                if again:
                    raise self._locked_out() from refusal
            except StatusError as error:
                if error.status not in _REFUSED:
                    raise
                if again:
                    raise self._locked_out() from error
            self._session = ""
        raise AssertionError("the second time returns or raises")

    async def _log_in(self) -> None:
        fields: dict[str, object] = {"op": "login", "user": self._login.name, "password": self._login.password}
        try:
            told = await self._call(fields)
        except _Refusal as refusal:
            self._explain(refusal)
            raise self._wrong_password() from refusal
        except StatusError as error:
            if error.status in _REFUSED:
                raise self._wrong_password() from error
            if error.status in (404, 405):
                raise self._wire.not_such() from error
            raise
        self._session = text(told.get("session_id")) if isinstance(told, dict) else ""
        if not self._session:
            raise self._wire.not_such()

    async def _call(self, fields: dict[str, object]) -> Any:
        told = self._wire.read_table(await self._wire.call("POST", "/", fields))
        content = told.get("content")
        if told.get("status") not in (0, 1) or content is None:
            raise self._wire.not_such()
        if told["status"] == 1:
            raise _Refusal(clean(text(content.get("error")) if isinstance(content, dict) else "")[:100])
        return content

    def _explain(self, refusal: _Refusal) -> None:
        if refusal.word == "API_DISABLED":
            sentence = _("{host} has its API switched off for {name}: enable it in the preferences there.")
            raise SyncError(sentence.format(host=self._wire.host, name=clean(self._login.name))) from refusal

    def _wrong_password(self) -> SyncAuthError:
        sentence = _("{host} refuses the name or the password; check them with: haowai account add")
        return SyncAuthError(sentence.format(host=self._wire.host))

    def _locked_out(self) -> SyncAuthError:
        sentence = _("{host} no longer accepts the login; check it with: haowai account test")
        return SyncAuthError(sentence.format(host=self._wire.host))

    async def _sure(self, op: str, **fields: object) -> Any:
        """What an operation answers that there is no reason to refuse."""
        try:
            return await self._ask(op, **fields)
        except _Refusal as refusal:
            sentence = _("{host} did not do what was asked of it ({reason}).")
            raise SyncError(sentence.format(host=self._wire.host, reason=refusal.word or op)) from refusal

    async def _rows(self, op: str, **fields: object) -> list[dict[str, Any]]:
        found = await self._sure(op, **fields)
        if not isinstance(found, list) or len(known := rows(found)) < len(found):
            raise self._wire.not_such()
        return known

    async def check(self) -> str:
        self._session = ""
        await self._log_in()
        await self._sure("getApiLevel")
        return clean(self._login.name)

    # Feeds.

    async def feeds(self) -> list[RemoteFeed]:
        names = await self._categories()
        found = await self._rows("getFeeds", cat_id=-3)  # all, without the virtual ones
        return [_feed(item, names) for item in found if number(item.get("id"))]

    async def _categories(self) -> dict[int, str]:
        """Titles by number; where feeds without a category are is 0, and what is not the reader's own is below."""
        found = await self._rows("getCategories", include_empty=True)
        return {known: clean(text(one.get("title")))[:200] for one in found if (known := number(one.get("id")))}

    async def subscribe(self, address: str, category: Sequence[str] = ()) -> RemoteFeed:
        wanted = "/".join(category)
        place = next((known for known, name in (await self._categories()).items() if name == wanted), 0)
        told = await self._sure("subscribeToFeed", feed_url=address, category_id=place)
        status = told.get("status") if isinstance(told, dict) else None
        known = str(number(status.get("feed_id"))) if isinstance(status, dict) else ""
        for feed in await self.feeds():
            if feed.id == known or feed.address == address:
                return feed
        sentence = _("{host} found no feed at {address} and did not subscribe to it.")
        raise SyncError(sentence.format(host=self._wire.host, address=clean(address)[:200]))

    async def rename_feed(self, feed: str, title: str) -> None:
        if not any(one.id == feed and one.title == title for one in await self.feeds()):
            sentence = _("{host} lets no program rename a feed; do it on its own pages.")
            raise SyncError(sentence.format(host=self._wire.host))

    async def move_feed(self, feed: str, category: Sequence[str], *, out_of: Sequence[str]) -> None:
        wanted = ("/".join(category),) if category else ()
        if not any(one.id == feed and one.category == wanted for one in await self.feeds()):
            sentence = _("{host} lets no program move a feed; do it on its own pages.")
            raise SyncError(sentence.format(host=self._wire.host))

    async def unsubscribe(self, feed: str) -> None:
        try:
            await self._ask("unsubscribeFeed", feed_id=int(feed))
        except _Refusal as refusal:
            if any(one.id == feed for one in await self.feeds()):
                sentence = _("{host} did not do what was asked of it ({reason}).")
                raise SyncError(sentence.format(host=self._wire.host, reason=refusal.word)) from refusal

    # Articles.

    async def ids(self, flag: Flag, *, value: bool) -> AsyncIterator[Sequence[str]]:
        place, mode = _LISTS[flag, value]
        yield [str(one) for one in await self._listed(feed_id=place, view_mode=mode)]

    async def arrived(self, since: str) -> AsyncIterator[Sequence[str]]:
        after = max(0, number(since) - _OVERLAP)
        found = await self._listed(feed_id=_ALL, view_mode="all_articles", since_id=after)
        self._highest = max([*found, number(since)])
        yield [str(one) for one in found]

    def now(self) -> str:
        return str(self._highest)

    async def _listed(self, **fields: object) -> list[int]:
        """The ids of a list, whole. Each page is asked for with the last of the one before it, which must be the first
        there, and none may come twice: else the list has changed under the reader, and articles would be passed
        over."""
        for _attempt in range(_TRIES):
            if (found := await self._pages(fields)) is not None:
                return found
        sentence = _("The articles of {host} changed while they were listed; the next sync tries again.")
        raise NetError(sentence.format(host=self._wire.host))

    async def _pages(self, fields: dict[str, object]) -> list[int] | None:
        found: dict[int, None] = {}
        while True:
            # By title: of the orders there are the only one in which hardly two articles are in the same place.
            skip = max(0, len(found) - 1)
            items = await self._rows("getHeadlines", **fields, limit=_PAGE, skip=skip, order_by="title")
            page = [number(item.get("id")) for item in items]
            if 0 in page:
                # What is missing from a list counts as read: one that cannot be read whole is none.
                raise self._wire.not_such()
            fresh = page[1:] if found else page
            if (found and page[:1] != [next(reversed(found))]) or not found.keys().isdisjoint(fresh):
                return None
            if not fresh:
                return list(found)
            found.update(dict.fromkeys(fresh))
            if len(found) > MOST_LISTED:
                sentence = _("{host} gives a list that has no end; nothing was changed by it.")
                raise NetError(sentence.format(host=self._wire.host))

    async def articles_of(self, ids: Sequence[str]) -> tuple[RemoteArticle, ...]:
        found = await self._rows("getArticle", article_id=",".join(ids))
        return tuple(_article(item) for item in found if str(number(item.get("id"))) in set(ids))

    async def change(self, change: Change) -> None:
        value = change.value if change.flag is Flag.STARRED else not change.value
        await self._sure("updateArticle", article_ids=",".join(change.ids), mode=int(value), field=_FIELDS[change.flag])


def _feed(item: dict[str, Any], names: dict[int, str]) -> RemoteFeed:
    name = names.get(number(item.get("cat_id")), "")
    return RemoteFeed(
        id=str(number(item.get("id"))),
        address=clean(text(item.get("feed_url")))[:2000],
        title=clean(text(item.get("title")))[:500],
        category=(name,) if name else (),
    )


def _article(item: dict[str, Any]) -> RemoteArticle:
    return RemoteArticle(
        id=str(number(item.get("id"))),
        feed=str(number(item.get("feed_id"))),
        read=not item.get("unread"),
        starred=bool(item.get("marked")),
        link=text(item.get("link")),
        title=text(item.get("title")),
        html=text(item.get("content")),
        author=text(item.get("author")),
        published=seconds(item.get("updated")),
        files=tuple(
            RemoteFile(url=text(one.get("content_url")), media_type=text(one.get("content_type")))
            for one in rows(item.get("attachments"))
        ),
    )
