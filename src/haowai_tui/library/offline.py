"""The offline edition: whole texts and pictures of what is unread or starred, fetched before a journey."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from haowai_tui.errors import HaowaiError, StoreError
from haowai_tui.text import clean

if TYPE_CHECKING:
    from haowai_tui.config import Paths, Settings
    from haowai_tui.library.events import (
        FullTextDone,
        FullTextsStarted,
        OfflineFinished,
        PictureDone,
        PicturesStarted,
    )
    from haowai_tui.model import Block
    from haowai_tui.store import Store

    OfflineEvent = FullTextsStarted | FullTextDone | PicturesStarted | PictureDone | OfflineFinished


class OfflineAsked:
    """The part of the library that makes the offline edition."""

    _store: Store
    paths: Paths
    settings: Settings

    async def offline(
        self, *, days: int = 3, images: bool = False, megabytes: int = 0
    ) -> AsyncGenerator[OfflineEvent, None]:
        """Fetch what is missing of the articles that came in the last `days` and are unread, and of all starred ones:
        whole texts, and with `images` their pictures. Closing the generator stops it; what has come is kept.

        When the store holds more than so many `megabytes` of texts then, the oldest that have been read are forgotten;
        0 is the setting `general.keep_megabytes`. Pictures have a budget of their own.
        """
        import asyncio

        from haowai_tui.library.daily import days_ago
        from haowai_tui.library.events import FullTextDone, OfflineFinished, PictureDone, PicturesStarted
        from haowai_tui.library.full_text import fetch_many, worth_keeping

        ids = await asyncio.to_thread(worth_keeping, self._store, days_ago(days))
        wanted = await asyncio.to_thread(self._store.wanting, None, ids=ids, limit=len(ids) or 1)
        texts = failed = 0
        stream = fetch_many(self._store, self.paths, self.settings, wanted)
        try:
            async for event in stream:
                if isinstance(event, FullTextDone):
                    texts, failed = texts + (not event.sentence), failed + bool(event.sentence)
                yield event
        finally:
            await stream.aclose()
        brought = 0
        if images:
            urls = await asyncio.to_thread(self._missing_pictures, ids)
            yield PicturesStarted(total=len(urls))
            for url in urls:
                sentence = await self._picture(url)
                brought, failed = brought + (not sentence), failed + bool(sentence)
                yield PictureDone(url=url, sentence=sentence)
        budget = (megabytes or self.settings.general.keep_megabytes) * 1_000_000
        if budget:
            await asyncio.to_thread(self._store.expire, max_bytes=budget, now=datetime.now(UTC))
        size = await asyncio.to_thread(self._size, ids)
        yield OfflineFinished(articles=len(ids), texts=texts, pictures=brought, failed=failed, size=size)

    async def _picture(self, url: str) -> str:
        """Keep one picture; what went wrong as one sentence, or empty."""
        from haowai_tui.library import pictures
        from haowai_tui.library.log import redacted

        try:
            await pictures.fetch_picture(self._store, self.paths, self.settings, url)
        except StoreError:
            raise
        except HaowaiError as error:
            return redacted(clean(str(error)))
        return ""

    def _missing_pictures(self, ids: Sequence[int]) -> list[str]:
        from haowai_tui.library import pictures

        cache = pictures.cache_of(self.paths, self.settings)
        urls = (url for one in ids for url in _pictures(self._store.article(one).blocks))
        return [url for url in dict.fromkeys(urls) if cache.find(url) is None]

    def _size(self, ids: Sequence[int]) -> int:
        """The bytes that these articles and their kept pictures take."""
        from haowai_tui.library import pictures

        cache = pictures.cache_of(self.paths, self.settings)
        size = self._store.bytes_of(ids)
        for one in ids:
            for url in _pictures(self._store.article(one).blocks):
                path = cache.find(url)
                size += path.stat().st_size if path is not None else 0
        return size


def _pictures(blocks: Sequence[Block]) -> Iterator[str]:
    from haowai_tui.model import Image, ListBlock, Quote

    for block in blocks:
        match block:
            case Image(url=url) if url:
                yield url
            case Quote(inner):
                yield from _pictures(inner)
            case ListBlock(items):
                for item in items:
                    yield from _pictures(item)
