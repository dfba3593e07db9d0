"""Bytes to entries: which kind of feed it is, and what all kinds have in common.

Runs in a parser child; nothing here touches the network or the disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from html import unescape
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.errors import HaowaiError, ParseError
from haowai_tui.lazy import pattern
from haowai_tui.locale import gettext as _
from haowai_tui.markup import html_to_blocks, text_to_blocks
from haowai_tui.model import Block, Entry, FeedData, Image, ListBlock, Paragraph, Quote, blocks_text, spans_text
from haowai_tui.sources.looks import looks_like_json
from haowai_tui.text import as_utf8, clean, detect_language, truncate

T = TypeVar("T")

MAX_ENTRIES = 5_000
"""Entries read from one feed; a feed with more is cut, newest first as its publisher listed them."""

MAX_LINE = 1_000
"""Characters kept of a title, a name, an identifier: a publisher's slip must not fill the store."""

_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:-]*(?:\s[^<>]*)?/?>|<!--|<!\[CDATA\[")
"""A tag, and not a mail address or a link in angle brackets."""
_TAIL = pattern(
    "The post .+ (?:appeared first|first appeared) on .+|Der Beitrag .+ erschien zuerst (?:auf|bei) .+|"
    "L.article .+ est apparu en premier sur .+|La entrada .+ (?:se publicó|aparece|apareció) primero en .+|"
    "O post .+ apareceu primeiro em .+|L.articolo .+ (?:proviene da|sembra essere il primo su) .+|"
    ".{1,200}(?:最先|首先|最早)出现在.+|投稿 ?.+に最初に表示されました。|"
    ".+ was originally published in .+ on Medium, where people are continuing the conversation .+"
)
"""What WordPress and Medium put under an article."""
_CLOSED_BREAK = re.compile(r"<br\b[^<>]*>\s*</br\s*>", re.I)
_ESCAPED_HTML = re.compile(r"\s*<(?:p|div|br|a|img|span|h[1-6]|ul|ol|table|blockquote)\b[^<>]*>.*", re.I | re.S)


class Found(Struct, frozen=True, kw_only=True):
    """What a feed says of itself, and its entries. Those are made one by one as they are taken, and what they are made
    from goes with them: a long feed is not in memory in all its states."""

    title: str = ""
    link: str = ""
    language: str = ""
    entries: Iterator[Entry]


@contextmanager
def told() -> Iterator[None]:
    """Whatever a parser does with hostile bytes, the caller meets one error class, `ParseError`."""
    try:
        yield
    except HaowaiError:
        raise
    except (RecursionError, MemoryError) as error:
        raise ParseError(_("The feed is nested too deeply or too large to be read.")) from error
    except Exception as error:
        raise ParseError(_("The feed is damaged and cannot be read.")) from error


def parse(body: bytes, *, charset: str = "", address: str = "", content_type: str = "") -> FeedData:
    """Read a feed in RSS, RDF, Atom or JSON Feed. Raises `ParseError` and nothing else. See `read`."""
    with told():
        found = read(body, charset=charset, address=address, content_type=content_type)
        entries = settle_identities(list(found.entries))
    return FeedData(title=found.title, link=found.link, language=found.language, entries=entries)


def read(body: bytes, *, charset: str = "", address: str = "", content_type: str = "") -> Found:
    """A feed in RSS, RDF, Atom or JSON Feed, its entries yet to be made. To be called, and they taken, under `told`.

    `charset` and `content_type` are what the server said, `address` is where it came from and what relative
    links are joined to. Entries that have nothing to show are left out.
    """
    from haowai_tui.sources import parse_json, parse_xml

    if not body.strip(b" \t\r\n\x00"):
        raise ParseError(_("The address answered with nothing at all."))
    if looks_like_json(body, content_type):
        found = parse_json.parse_json(as_utf8(body, charset=charset or "utf-8", kind="text"), address)
    else:
        found = parse_xml.parse_xml(as_utf8(body, charset=charset, kind="xml"), address)
    return replace(found, entries=(entry for entry in found.entries if entry.title))


def taken(items: list[T]) -> Iterator[T]:
    """The items in their order; the list is empty in the end, and each item is gone when the next one comes."""
    items.reverse()
    while items:
        yield items.pop()


def body_blocks(value: str, media_type: str = "text/html", base: str = "") -> tuple[Block, ...]:
    """Blocks from what a feed carries as a body, which is often not what it says it is; without the sentence that some
    programs put under every article, which says nothing but where it was published."""
    blocks = _blocks(value, media_type, base)
    if len(blocks) > 1 and isinstance(last := blocks[-1], Paragraph) and any(span.link for span in last.spans):
        text = spans_text(last.spans)
        if len(text) < MAX_LINE and _TAIL.match(text):
            return blocks[:-1]
    return blocks


def has_tags(value: str) -> bool:
    """Whether there is a tag in a text, written out or escaped once more."""
    return bool(_TAG.search(value) or _ESCAPED_HTML.match(unescape(value)))


def _blocks(value: str, media_type: str, base: str) -> tuple[Block, ...]:
    if not value.strip():
        return ()
    if media_type == "text/plain":
        return text_to_blocks(value)
    if _TAG.search(value):
        # XHTML writes one break as two tags, which HTML reads as two breaks.
        return html_to_blocks(_CLOSED_BREAK.sub("<br>", value) if "</br" in value else value, base)
    plain = unescape(value)
    # HTML that was escaped once too often: it would be read as a page of angle brackets.
    if _ESCAPED_HTML.match(plain):
        return html_to_blocks(plain, base)
    # Without a single tag line breaks are all the structure there is; HTML would fold them away.
    return text_to_blocks(plain)


def with_pictures(blocks: tuple[Block, ...], pictures: Sequence[Image]) -> tuple[Block, ...]:
    """The blocks with the entry's own pictures before them, unless the body has pictures already."""
    if not pictures or any(_has_picture(block) for block in blocks):
        return blocks
    return (*pictures, *blocks)


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


class Identities:
    """What tells the entries of a feed apart, noted as they come, so that they themselves need not be kept."""

    def __init__(self) -> None:
        self._links: dict[str, set[tuple[str, str]]] = {}
        self._noted: list[tuple[str, str, int]] = []

    def note(self, entry: Entry) -> None:
        """Note the next entry."""
        guid, link = entry.guid, entry.link
        if guid:
            self._links.setdefault(guid, set()).add((link, "" if link else entry.title))
        self._noted.append((guid, link, 0 if link else hash((entry.title, entry.published, entry.blocks))))

    def settled(self) -> Iterator[tuple[int, bool]]:
        """The place of each entry that is to be kept, and whether its identifier is to be taken from it.

        The same entry listed twice is kept once. An identifier that different entries share is no identifier: their
        links identify them."""
        seen: set[tuple[str, str, int]] = set()
        for place, (guid, link, said) in enumerate(self._noted):
            shared = bool(guid) and len(self._links[guid]) > 1
            identity = (guid, "", 0) if guid and not shared else ("", link, said)
            if identity not in seen:
                seen.add(identity)
                yield place, shared


def settle_identities(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Entries whose identifiers tell them apart, see `Identities`."""
    identities = Identities()
    for entry in entries:
        identities.note(entry)
    return tuple(
        replace(entries[place], guid="") if shared else entries[place] for place, shared in identities.settled()
    )
