"""Articles on their way from a server into the store: parsed where hostile ones do no harm, stored by the hundred."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from haowai_tui.errors import ParseError
from haowai_tui.library.shelving import tame
from haowai_tui.library.syncing.work import Work, batches
from haowai_tui.locale import gettext as _
from haowai_tui.model import Entry
from haowai_tui.store import Arrival
from haowai_tui.sync.contract import RemoteArticle
from haowai_tui.text import clean, clean_url

_AT_ONCE = 100
"""Articles that are stored together: a step short enough that keys and refreshes get their turn."""
_PARSED_AT_ONCE = 25
"""Articles that one process parses in one go."""


class Arriving:
    """Articles that a server gave: parsed from the beginning, by all the processes there are, and stored when it is
    their turn. Of feeds that are not here those with a star are kept, and those that are here are brought up to date.
    Close it, whatever comes."""

    def __init__(self, work: Work, articles: Sequence[RemoteArticle], places: Mapping[str, tuple[int, str]]) -> None:
        self._work = work
        self._places = places
        self._articles = [article for article in articles if article.id in places]
        self._parsing = [
            asyncio.create_task(_parsed(work, [(one, places[one.id][1]) for one in batch]))
            for batch in batches(self._articles, _PARSED_AT_ONCE)
        ]

    @classmethod
    async def begin(cls, work: Work, articles: Sequence[RemoteArticle]) -> Arriving:
        """Let articles be parsed."""
        return cls(work, articles, await asyncio.to_thread(_places, work, articles))

    async def store(self) -> None:
        """Store them, with their flags. Raises `StoreError`."""
        step = _AT_ONCE // _PARSED_AT_ONCE
        for batch, tasks in zip(batches(self._articles, _AT_ONCE), batches(self._parsing, step), strict=True):
            entries = [entry for task in tasks for entry in await task]
            arrivals = [
                Arrival(
                    feed_id=self._places[one.id][0],
                    remote=one.id,
                    entry=entry,
                    read=one.read,
                    starred=one.starred,
                    mark=one.mark,
                )
                for one, entry in zip(batch, entries, strict=True)
            ]
            await asyncio.to_thread(_store, self._work, arrivals)

    async def close(self) -> None:
        """Stop what is still parsed."""
        for task in self._parsing:
            task.cancel()
        await asyncio.gather(*self._parsing, return_exceptions=True)


async def store_articles(work: Work, articles: Sequence[RemoteArticle]) -> None:
    """Store what a server gave of articles. Raises `StoreError`."""
    arriving = await Arriving.begin(work, articles)
    try:
        await arriving.store()
    finally:
        await arriving.close()


def _places(work: Work, articles: Sequence[RemoteArticle]) -> dict[str, tuple[int, str]]:
    """The feed here of each article, and its address, by the article's id on the server."""
    feeds = {feed.remote: feed for feed in work.store.synced_feeds(work.id) if feed.remote}
    found = {one.id: (feeds[one.feed].id, feeds[one.feed].address) for one in articles if one.feed in feeds}
    if strays := [one for one in articles if one.feed not in feeds]:
        known = work.store.feeds_of_remotes(work.id, [one.id for one in strays])
        found |= {remote: (feed_id, "") for remote, feed_id in known.items()}
        new = [one.id for one in strays if one.starred and one.id not in known]
        if new:
            keeper = work.store.keeping_feed(work.id, title=_("Starred articles of other feeds"))
            found |= dict.fromkeys(new, (keeper, ""))
    return found


def _store(work: Work, arrivals: Sequence[Arrival]) -> None:
    new, _edited = work.store.store_arrivals(work.id, arrivals, now=datetime.now(UTC))
    work.new += len(new)
    for told in tame(work.store, work.settings, new):
        if not work.first:
            work.tell(told)


async def _parsed(work: Work, articles: Sequence[tuple[RemoteArticle, str]]) -> list[Entry]:
    """The entries of articles, one for each; each comes with the address of its feed. Where a body cannot be read the
    article is kept without it, so that it is not asked for again and again."""
    items = [_item(index, article, address) for index, (article, address) in enumerate(articles)]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode("utf-8", "replace")
    try:
        data = await work.workers.parse_feed(body, charset="utf-8", address="", content_type="application/feed+json")
    except ParseError:
        if len(articles) > 1:
            middle = len(articles) // 2
            first, second = articles[:middle], articles[middle:]
            return [*await _parsed(work, first), *await _parsed(work, second)]
        return [_bare(articles[0][0])]
    found = {entry.guid: entry for entry in data.entries}
    return [
        replace(found[str(index)], guid=article.id) if str(index) in found else _bare(article)
        for index, (article, _address) in enumerate(articles)
    ]


def _item(index: int, article: RemoteArticle, address: str) -> dict[str, object]:
    """An article as an item of a JSON feed. What is relative in it is relative to its link, or to its feed."""
    return {
        "id": str(index),
        "url": clean_url(article.link, address),
        "title": article.title,
        "content_html": article.html,
        "authors": [{"name": article.author}] if article.author else [],
        "date_published": article.published.isoformat() if article.published else "",
        "attachments": [
            {"url": clean_url(one.url, address), "mime_type": one.media_type, "size_in_bytes": one.length}
            for one in article.files
        ],
    }


def _bare(article: RemoteArticle) -> Entry:
    return Entry(
        guid=article.id,
        link=clean_url(article.link),
        title=clean(article.title)[:500],
        published=article.published,
    )
