"""Bytes to `FeedData`: which kind of feed it is, and what all kinds have in common.

Runs in a parser child; nothing here touches the network or the disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import unescape

from msgspec.structs import replace

from haowai_tui.errors import HaowaiError, ParseError
from haowai_tui.locale import gettext as _
from haowai_tui.markup import html_to_blocks, text_to_blocks
from haowai_tui.model import Block, Entry, FeedData, Image, ListBlock, Quote, blocks_text
from haowai_tui.sources.looks import looks_like_json
from haowai_tui.text import clean, decode, detect_language, truncate

MAX_ENTRIES = 5_000
"""Entries read from one feed; a feed with more is cut, newest first as its publisher listed them."""

MAX_LINE = 1_000
"""Characters kept of a title, a name, an identifier: a publisher's slip must not fill the store."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|<!\[CDATA\[")
_ESCAPED_HTML = re.compile(r"\s*<(?:p|div|br|a|img|span|h[1-6]|ul|ol|table|blockquote)\b[^<>]*>.*", re.I | re.S)


def parse(body: bytes, *, charset: str = "", address: str = "", content_type: str = "") -> FeedData:
    """Read a feed in RSS, RDF, Atom or JSON Feed. Raises `ParseError` and nothing else.

    `charset` and `content_type` are what the server said, `address` is where it came from and what relative
    links are joined to.
    """
    try:
        data = _parse(body, charset, address, content_type)
    except HaowaiError:
        raise
    except (RecursionError, MemoryError) as error:
        raise ParseError(_("The feed is nested too deeply or too large to be read.")) from error
    except Exception as error:
        # Whatever a parser does with hostile bytes, the caller meets one error class.
        raise ParseError(_("The feed is damaged and cannot be read.")) from error
    return replace(data, entries=settle_identities([entry for entry in data.entries if entry.title]))


def _parse(body: bytes, charset: str, address: str, content_type: str) -> FeedData:
    from haowai_tui.sources import parse_json, parse_xml

    if not body.strip(b" \t\r\n\x00"):
        raise ParseError(_("The address answered with nothing at all."))
    if looks_like_json(body, content_type):
        return parse_json.parse_json(decode(body, charset=charset or "utf-8", kind="text"), address)
    return parse_xml.parse_xml(decode(body, charset=charset, kind="xml"), address)


def body_blocks(value: str, media_type: str = "text/html", base: str = "") -> tuple[Block, ...]:
    """Blocks from what a feed carries as a body, which is often not what it says it is."""
    if not value.strip():
        return ()
    if media_type == "text/plain":
        return text_to_blocks(value)
    if _TAG.search(value):
        return html_to_blocks(value, base)
    plain = unescape(value)
    # HTML that was escaped once too often: it would be read as a page of angle brackets.
    if _ESCAPED_HTML.match(plain):
        return html_to_blocks(plain, base)
    # Without a single tag line breaks are all the structure there is; HTML would fold them away.
    return text_to_blocks(plain)


def with_picture(blocks: tuple[Block, ...], url: str, alt: str = "") -> tuple[Block, ...]:
    """The blocks with the entry's own picture before them, unless the body has pictures already."""
    if not url or any(_has_picture(block) for block in blocks):
        return blocks
    return (Image(url=url, alt=alt), *blocks)


def _has_picture(block: Block) -> bool:
    match block:
        case Image():
            return True
        case Quote(inner):
            return any(_has_picture(one) for one in inner)
        case ListBlock(items):
            return any(_has_picture(one) for item in items for one in item)
        case _:
            return False


def title_or_opening(title: str, blocks: tuple[Block, ...], link: str = "") -> str:
    """The title, or the opening words of an entry that was published without one, or at the least its link."""
    return title or truncate(clean(blocks_text(blocks[:3])[:400]), 80) or link[:MAX_LINE]


def line(value: object) -> str:
    """One clean, bounded line from whatever a feed had in a place meant for text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return clean(str(value)[: MAX_LINE * 2])[:MAX_LINE]


def lines(values: Iterable[object]) -> tuple[str, ...]:
    """Clean lines in their order, empty ones and repetitions left out."""
    return tuple(dict.fromkeys(text for value in values if (text := line(value))))


def byline(names: Sequence[str]) -> str:
    """Authors' names as one line, joined the way their script joins names."""
    chinese = any(detect_language(name) == "zh" for name in names)
    return ("、" if chinese else ", ").join(names)


def count(value: object) -> int | None:
    """A count of comments, or None when it is no sensible number."""
    text = line(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def settle_identities(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Entries whose identifiers tell them apart.

    The same entry listed twice is kept once. An identifier that different entries share is no identifier: it
    is taken from them and their links identify them.
    """
    links: dict[str, set[tuple[str, str]]] = {}
    for entry in entries:
        if entry.guid:
            links.setdefault(entry.guid, set()).add((entry.link, "" if entry.link else entry.title))
    settled: dict[tuple[str, str, str, object], Entry] = {}
    for entry in entries[:MAX_ENTRIES]:
        one = replace(entry, guid="") if entry.guid and len(links[entry.guid]) > 1 else entry
        if one.guid:
            identity: tuple[str, str, str, object] = (one.guid, "", "", "")
        elif one.link:
            identity = ("", one.link, "", "")
        else:
            identity = ("", "", one.title, (one.published, one.blocks))
        settled.setdefault(identity, one)
    return tuple(settled.values())
