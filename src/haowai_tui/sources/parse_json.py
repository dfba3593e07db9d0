"""JSON Feed 1.0 and 1.1 (jsonfeed.org), read leniently: a wrong type in a place is an empty place."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from haowai_tui.errors import ParseError
from haowai_tui.locale import gettext as _
from haowai_tui.markup import html_to_text, text_to_blocks
from haowai_tui.model import Block, Enclosure, Entry, Image
from haowai_tui.sources.parse import (
    MAX_ENTRIES,
    MAX_LINE,
    Found,
    body_blocks,
    byline,
    line,
    lines,
    taken,
    title_or_opening,
    with_pictures,
)
from haowai_tui.text import clean_url, detect_language, parse_date


def parse_json(data: bytes, address: str) -> Found:
    """A feed from JSON in UTF-8. Raises `ParseError` when it is not JSON or no feed."""
    feed = _read(data)
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ParseError(_("What the address answered with is JSON, but not a feed."))
    title, authors = _title(feed.get("title")), _authors(feed)
    items = [item for item in feed.pop("items")[:MAX_ENTRIES] if isinstance(item, dict)]
    language = line(feed.get("language"))
    if not language:
        language = detect_language(" ".join([title, *(line(item.get("title")) for item in items[:20])])[:4000])
    return Found(
        title=title,
        link=clean_url(_string(feed.get("home_page_url")), address),
        language=language,
        entries=(_entry(item, title, authors, language, address) for item in taken(items)),
    )


def _read(data: bytes) -> Any:
    try:
        # Without a text of it all, which one rare character makes four times as long.
        return msgspec.json.decode(data)
    except ValueError:
        # Half of a character, a number that is none: the standard library takes what publishers write.
        pass
    try:
        return json.loads(data.decode("utf-8", "replace").lstrip("\ufeff"))
    except ValueError as error:
        raise ParseError(_("The feed is broken JSON and cannot be read.")) from error


def _entry(item: dict[str, Any], feed_title: str, feed_authors: tuple[str, ...], language: str, address: str) -> Entry:
    link = clean_url(_string(item.get("url")) or _string(item.get("external_url")), address)
    own_language = line(item.get("language")) or language
    chinese = own_language.lower().startswith("zh")
    picture = clean_url(_string(item.get("image")) or _string(item.get("banner_image")), link or address)
    blocks = with_pictures(_blocks(item, link or address), (Image(picture),) if picture else ())
    authors = _authors(item) or feed_authors
    updated = parse_date(_string(item.get("date_modified"))[:200], chinese=chinese)
    published = parse_date(_string(item.get("date_published"))[:200], chinese=chinese) or updated
    tags = item.get("tags")
    return Entry(
        guid=line(item.get("id")),
        link=link,
        title=title_or_opening(_title(item.get("title")), blocks, link),
        byline=byline(authors),
        source_name=feed_title,
        published=published,
        updated=updated if updated != published else None,
        language=own_language,
        blocks=blocks,
        authors=authors,
        categories=lines(tags) if isinstance(tags, list) else (),
        enclosures=_enclosures(item, address),
    )


def _blocks(item: dict[str, Any], base: str) -> tuple[Block, ...]:
    """The body: HTML, else text, else the summary."""
    return (
        body_blocks(_string(item.get("content_html")), "text/html", base)
        or text_to_blocks(_string(item.get("content_text")))
        or text_to_blocks(_string(item.get("summary")))
    )


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    people = item.get("authors")
    if not isinstance(people, list):
        # Version 1.0 had one author.
        people = [item.get("author")]
    return lines(person.get("name") if isinstance(person, dict) else person for person in people)


def _enclosures(item: dict[str, Any], address: str) -> tuple[Enclosure, ...]:
    attachments = item.get("attachments")
    found: dict[str, Enclosure] = {}
    for one in attachments if isinstance(attachments, list) else ():
        if isinstance(one, dict) and (url := clean_url(_string(one.get("url")), address)):
            size = one.get("size_in_bytes")
            length = int(size) if isinstance(size, int | float) and 0 <= size < 1e15 else 0
            found.setdefault(url, Enclosure(url=url, media_type=line(one.get("mime_type")).lower(), length=length))
    return tuple(found.values())


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _title(value: object) -> str:
    text = _string(value)[: MAX_LINE * 10]
    # The format says plain text; publishers write HTML all the same.
    return line(html_to_text(text) if "</" in text or "&" in text else text)
