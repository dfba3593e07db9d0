"""newsboat's `cache.db`: the articles it kept, which were read, flagged and deleted. It is opened to be read only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from haowai_tui.errors import ParseError
from haowai_tui.library.moving import newsboat_urls
from haowai_tui.locale import gettext as _
from haowai_tui.model import Enclosure, Entry
from haowai_tui.text import clean, clean_url

_ITEMS = (
    "SELECT feedurl, guid, title, author, url, pubDate, content, unread, coalesce(flags, ''),"
    " coalesce(enclosure_url, ''), coalesce(enclosure_type, ''), {deleted} FROM rss_item ORDER BY feedurl, id"
)
_LATEST = 32_503_680_000
"""The year 3000, in seconds since 1970: what is beyond it is no time."""


class Item(Struct, frozen=True, kw_only=True):
    """An article that newsboat kept. `flags` are letters. One that was `deleted` there was to be seen no more."""

    entry: Entry
    read: bool
    flags: str
    deleted: bool


def items_by_feed(path: Path) -> Iterator[tuple[str, list[Item]]]:
    """The addresses of feeds with the articles kept of each. Raises `ParseError` when this is no such file."""
    try:
        uri = path.resolve().as_uri() + "?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=5)) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            columns = {row[1] for row in connection.execute("PRAGMA table_info(rss_item)")}
            if not columns:
                raise ParseError(_("{path} is a database, but not newsboat's.").format(path=path))
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            rows = connection.execute(_ITEMS.format(deleted="deleted" if "deleted" in columns else "0"))
            for address, group in groupby(rows, key=lambda row: str(row[0])):
                yield address, [_item(row, newsboat_urls.filtered(address)) for row in group]
    except sqlite3.Error as error:
        text = _("{path} cannot be read as newsboat's cache: {reason}.")
        raise ParseError(text.format(path=path, reason=clean(str(error)))) from error


def _item(row: tuple[object, ...], address: str) -> Item:
    """An article of the feed at `address`. newsboat keeps links as they are written there."""
    from haowai_tui.markup import html_to_blocks
    from haowai_tui.sources.parse import title_or_opening
    from haowai_tui.text import leads_somewhere

    guid, title, author, url, when, content, unread, flags, enclosure, kind, deleted = row[1:]
    link, file = clean_url(str(url), address), clean_url(str(enclosure), address)
    known = _guid(str(guid), str(url), str(title))
    if known and known == str(url) and not leads_somewhere(known):
        # newsboat took the identifier for a link. To us it is none, and known by the address that it would be.
        known, link = link, ""
    blocks = html_to_blocks(str(content), link)
    entry = Entry(
        guid=known,
        link=link,
        title=title_or_opening(clean(str(title)), blocks, link),
        byline=clean(str(author)),
        published=_time(when),
        blocks=blocks,
        enclosures=(Enclosure(url=file, media_type=clean(str(kind))),) if file else (),
    )
    letters = "".join(letter for letter in str(flags) if letter.isascii() and letter.isalpha())
    return Item(entry=entry, read=not unread, flags=letters, deleted=bool(deleted))


def _guid(guid: str, url: str, title: str) -> str:
    """The publisher's own identifier; where there was none newsboat made one of the link and the date, or without a
    link took the headline."""
    made = guid != url and guid.startswith(url) if url else guid == title
    return "" if made else clean(guid)


def _time(seconds: object) -> datetime | None:
    if not isinstance(seconds, int) or not 0 < seconds < _LATEST:
        return None
    return datetime.fromtimestamp(seconds, UTC)
