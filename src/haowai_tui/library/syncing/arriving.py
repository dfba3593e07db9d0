"""Articles on their way from a server into the store: parsed where hostile ones do no harm, stored feed by feed."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from haowai_tui.errors import ParseError
from haowai_tui.library.shelving import tame
from haowai_tui.library.syncing.work import Work, batches
from haowai_tui.model import Entry
from haowai_tui.store import Arrival
from haowai_tui.sync.contract import RemoteArticle
from haowai_tui.text import clean, clean_url

_AT_ONCE = 100
"""Articles that are parsed and stored together: a step short enough that keys and refreshes get their turn."""


async def store_articles(work: Work, articles: Sequence[RemoteArticle]) -> None:
    """Store what a server gave of articles, with their flags; articles of feeds that are not here are passed over."""
    feeds = {feed.remote: feed for feed in await asyncio.to_thread(work.store.synced_feeds, work.id) if feed.remote}
    of_feed: dict[str, list[RemoteArticle]] = defaultdict(list)
    for article in articles:
        if article.feed in feeds:
            of_feed[article.feed].append(article)
    parts = [(feeds[remote], batch) for remote, group in of_feed.items() for batch in batches(group, _AT_ONCE)]
    # Parsed by all the processes there are, and stored as each part is done, in order.
    parsing = [asyncio.create_task(_parsed(work, batch, feed.address)) for feed, batch in parts]
    try:
        for (feed, batch), task in zip(parts, parsing, strict=True):
            arrivals = [
                Arrival(remote=one.id, entry=entry, read=one.read, starred=one.starred, mark=one.mark)
                for one, entry in zip(batch, await task, strict=True)
            ]
            await asyncio.to_thread(_store, work, feed.id, arrivals)
    finally:
        for task in parsing:
            task.cancel()
        await asyncio.gather(*parsing, return_exceptions=True)


def _store(work: Work, feed_id: int, arrivals: Sequence[Arrival]) -> None:
    new, _edited = work.store.store_arrivals(work.id, feed_id, arrivals, now=datetime.now(UTC))
    work.new += len(new)
    for told in tame(work.store, work.settings, new):
        if not work.first:
            work.tell(told)


async def _parsed(work: Work, articles: Sequence[RemoteArticle], address: str) -> list[Entry]:
    """The entries of articles, one for each. Where a body cannot be read the article is kept without it, so that it is
    not asked for again and again."""
    items = [_item(index, article) for index, article in enumerate(articles)]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode("utf-8", "replace")
    try:
        data = await work.workers.parse_feed(
            body, charset="utf-8", address=address, content_type="application/feed+json"
        )
    except ParseError:
        if len(articles) > 1:
            middle = len(articles) // 2
            first, second = articles[:middle], articles[middle:]
            return [*await _parsed(work, first, address), *await _parsed(work, second, address)]
        return [_bare(articles[0])]
    found = {entry.guid: entry for entry in data.entries}
    return [
        replace(found[str(index)], guid=article.id) if str(index) in found else _bare(article)
        for index, article in enumerate(articles)
    ]


def _item(index: int, article: RemoteArticle) -> dict[str, object]:
    return {
        "id": str(index),
        "url": article.link,
        "title": article.title,
        "content_html": article.html,
        "authors": [{"name": article.author}] if article.author else [],
        "date_published": article.published.isoformat() if article.published else "",
        "attachments": [
            {"url": one.url, "mime_type": one.media_type, "size_in_bytes": one.length} for one in article.files
        ],
    }


def _bare(article: RemoteArticle) -> Entry:
    return Entry(
        guid=article.id,
        link=clean_url(article.link),
        title=clean(article.title)[:500],
        published=article.published,
    )
