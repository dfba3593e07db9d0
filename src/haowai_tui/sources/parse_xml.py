"""RSS 0.9x, 1.0 (RDF) and 2.0, and Atom: plain ones by `plain`, all others by feedparser.

They are handed UTF-8, whatever it was: left alone, feedparser reads a whole feed as iso-8859-2 because
of one bad byte. Dates are taken as written: its own reading of Chinese dates and of CST is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from haowai_tui.errors import ParseError
from haowai_tui.locale import gettext as _
from haowai_tui.markup import html_to_text
from haowai_tui.model import Block, Enclosure, Entry, Image, blocks_text
from haowai_tui.sources.loose import put_right
from haowai_tui.sources.parse import (
    MAX_ENTRIES,
    MAX_LINE,
    Found,
    body_blocks,
    byline,
    count,
    has_tags,
    line,
    lines,
    taken,
    title_or_opening,
    with_pictures,
)
from haowai_tui.sources.plain import MAIL_AND_NAME, Unusual, read_plain
from haowai_tui.text import clean, clean_url, detect_language, parse_date

_PIECE = 1 << 18
_LONGEST = 1 << 20
_NEAR = 64
_BEGINNING = re.compile(rb"[&<\]\xef]")
_DECLARATION = re.compile(rb"^(?:\xef\xbb\xbf)*\s*<\?xml\b[^>]*\?>\s*|^(?:\xef\xbb\xbf)*\s*", re.I)
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_BARE_AMPERSAND = re.compile(rb"&(?!#[0-9]+;|#x[0-9a-fA-F]+;|[a-zA-Z_][\w.-]*;)")
_VERBATIM = b"<![CDATA[", b"]]>"
_CONTROLS = bytes(code for code in range(0x20) if code not in (9, 10, 13))
_NO_CHARACTERS = re.compile(b"\xef\xbf[\xbe\xbf]")
_FAR_MORE = 2
"""So many times as long as the content, a summary is the text, and the content its beginning."""
_MOST_PICTURES = 40
_FLASH = "application/x-shockwave-flash"
"""What a feed of films still names: a player that nothing plays any more."""
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:$|\?)", re.I)


def parse_xml(data: bytes, address: str) -> Found:
    """A feed from XML in UTF-8, as much as a broken one still gives. Raises `ParseError` when it is none."""
    try:
        feed, entries = read_plain(prepare(data), clean_url(address))
    except Unusual:
        feed, entries = by_feedparser(prepare(data), clean_url(address))
    return Reading(feed, address).found(entries)


def by_feedparser(pieces: Iterable[bytes], address: str) -> tuple[Any, list[Any]]:
    """What feedparser reads of a feed and its entries. Raises `ParseError` when it is none."""
    from xml.sax import SAXException

    import feedparser

    put_right()
    # A stream, never a string: feedparser opens strings as files and addresses.
    found = feedparser.parse(
        BytesIO(b"".join(pieces)),
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": address,
        },
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not found.get("version") and not found.entries:
        raise ParseError(_("What the address answered with is not a feed that can be read."))
    if not any(found.entries) and isinstance(found.get("bozo_exception"), SAXException):
        # It breaks off before its first entry, and would pass for a feed without any.
        raise ParseError(_("The feed is damaged and cannot be read."))
    return found.feed, found.entries


def prepare(data: bytes, size: int = _PIECE) -> Iterator[bytes]:
    """XML in UTF-8 without what no parser survives: a false declaration, and characters XML has no place for.

    In pieces of `size` bytes and what it takes to the end of a tag, for nothing that is repaired has one in it. Where
    no tag ends for long, a piece ends before what might be the beginning of something."""
    yield b'<?xml version="1.0" encoding="utf-8"?>\n'
    declaration = _DECLARATION.match(data)
    start = declaration.end() if declaration else 0
    inside = False
    while start < len(data):
        end = data.find(b">", start + size, start + size + _LONGEST) + 1 or _quiet(data, start + size + _LONGEST)
        piece = data[start:end].translate(None, _CONTROLS)
        start = end
        if b"\xef\xbf" in piece:
            piece = _NO_CHARACTERS.sub(b"", piece)
        piece = _REFERENCE.sub(_legal_reference, piece)
        if inside or b"&" in piece:
            piece, inside = _without_bare_ampersands(piece, inside)
        else:
            inside = piece.rfind(_VERBATIM[0]) > piece.rfind(_VERBATIM[1])
        if piece:
            yield piece


def _quiet(data: bytes, end: int) -> int:
    if end >= len(data):
        return len(data)
    begun = _BEGINNING.search(data, end - _NEAR, end)
    return begun.start() if begun else end


def _without_bare_ampersands(piece: bytes, inside: bool) -> tuple[bytes, bool]:
    """Left bare, "A&B C" is read as an entity without its semicolon and comes out as "A&B; C". In CDATA it is no
    entity, and stays. `inside` is whether the piece begins, and then whether it ends, in the middle of CDATA."""
    begin, end = _VERBATIM
    done: list[bytes] = []
    at = 0
    while at < len(piece):
        if not inside:
            start = piece.find(begin, at)
            inside = start >= 0
            start = start if inside else len(piece)
            done.append(_BARE_AMPERSAND.sub(b"&amp;", piece[at:start]))
            at = start
        if inside:
            stop = piece.find(end, at)
            inside = stop < 0
            stop = len(piece) if inside else stop + len(end)
            done.append(piece[at:stop])
            at = stop
    return b"".join(done), inside


def _legal_reference(match: re.Match[bytes]) -> bytes:
    digits, base = (match[1], 16) if match[1] else (match[2], 10)
    # Leading zeros may be many; more digits than any character needs are no character.
    digits = digits.lstrip(b"0") or b"0"
    code = int(digits, base) if len(digits) <= 8 else 0
    legal = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return b"&#%d;" % code if legal else b""


class Reading:
    """What the entries of one feed need to know of the feed they stand in."""

    def __init__(self, feed: Any, address: str) -> None:
        self.address = address
        self.own = clean_url(address)
        self.feed = feed
        self.title = _title(feed)
        self.link = clean_url(_string(feed, "link"), address)
        self.language = line(_string(feed, "language"))
        self.chinese = self.language.lower().startswith("zh")

    def found(self, entries: list[Any]) -> Found:
        """The feed, with what `entries` say; the list is emptied on the way."""
        if not self.language:
            sample = " ".join([self.title, *(_string(entry, "title") for entry in entries[:20])])
            self.language = detect_language(sample[:4000])
            self.chinese = self.language == "zh"
        del entries[MAX_ENTRIES:]
        return Found(
            title=self.title,
            link=self.link,
            language=self.language,
            entries=(self.entry(entry) for entry in taken(entries) if len(entry)),
        )

    def entry(self, entry: Any) -> Entry:
        link = self.entry_link(entry)
        enclosures = _enclosures(entry, self.address)
        body = self.blocks(entry, link)
        blocks = with_pictures(body, self.pictures(entry, enclosures))
        published, updated = self.dates(entry)
        authors = _authors(entry)
        return Entry(
            guid=line(_string(entry, "id")),
            link=link,
            title=title_or_opening(_title(entry), body or blocks, link),
            byline=byline(authors),
            source_name=_title(entry.get("source") or {}) or self.title,
            published=published,
            updated=updated,
            comments=_comments(entry),
            language=line(_string(entry, "language")) or self.language,
            blocks=blocks,
            authors=authors,
            categories=lines(
                html_to_text(str(tag.get("label") or tag.get("term") or "")[:MAX_LINE])
                for tag in entry.get("tags") or []
            ),
            enclosures=enclosures,
        )

    def entry_link(self, entry: Any) -> str:
        original = clean_url(_string(entry, "feedburner_origlink"))
        return original or clean_url(_string(entry, "link"), self.address)

    def blocks(self, entry: Any, link: str) -> tuple[Block, ...]:
        """The body: the longest content, or the summary when there is none worth the name, when it says far more, or
        the same with links and lists that the content has not: podcasts have their text again without them."""
        contents = sorted(entry.get("content") or [], key=lambda one: -len(one.get("value") or ""))
        summary = entry.get("summary_detail") or {"value": _string(entry, "summary")}
        best: tuple[Block, ...] = ()
        length, is_bare = 0, False
        for detail in (*contents, summary):
            media_type = str(detail.get("type") or "text/html")
            if not media_type.startswith("text/") and "xml" not in media_type and "html" not in media_type:
                continue
            value = str(detail.get("value") or "")
            adds = is_bare and has_tags(value)
            if best and len(value) <= length * _FAR_MORE and not adds:
                continue
            blocks = body_blocks(value, media_type, self.base(detail, link))
            said = len(blocks_text(blocks))
            if not best or said > length * _FAR_MORE or (adds and said * _FAR_MORE > length):
                best, length, is_bare = blocks, said, not has_tags(value)
        if best:
            return best
        # A film has no other text than what is said of its file.
        first = (entry.get("media_descriptions") or [{}])[0]
        return body_blocks(str(first.get("value") or ""), f"text/{first.get('type')}", link or self.address)

    def base(self, detail: Any, link: str) -> str:
        """What links in a body are relative to: its xml:base where one is set, else the article itself."""
        base = clean_url(str(detail.get("base") or ""))
        if base and base != self.own:
            return base
        return link or self.link or self.address

    def dates(self, entry: Any) -> tuple[datetime | None, datetime | None]:
        """When it was published and when it changed, from the dates as written."""
        read = [self.date(_string(entry, name)) for name in ("published", "created", "updated")]
        published = read[0] or read[1] or read[2]
        return published, read[2] if read[2] != published else None

    def date(self, written: str) -> datetime | None:
        return parse_date(written[:200], chinese=self.chinese) if written else None

    def pictures(self, entry: Any, enclosures: tuple[Enclosure, ...]) -> tuple[Image, ...]:
        """The entry's own pictures: those among its media, else among its files, else its thumbnail.

        Several are one picture in many sizes where their widths are told, and many pictures where they are not."""
        said = {one["of"]: clean(str(one.get("value") or "")) for one in entry.get("media_descriptions") or []}
        found: list[Image] = []
        for number, media in enumerate(entry.get("media_content") or [], 1):
            url = clean_url(str(media.get("url") or ""), self.address)
            kind = str(media.get("medium") or media.get("type") or "")
            if url and (kind.startswith("image") or (not kind and _PICTURE.search(url))):
                found.append(Image(url, said.get(number, "")))
                if media.get("width"):
                    break
        if found:
            return tuple(found[:_MOST_PICTURES])
        for enclosure in enclosures:
            if enclosure.media_type.startswith("image/"):
                return (Image(enclosure.url),)
        for media in entry.get("media_thumbnail") or []:
            if url := clean_url(str(media.get("url") or ""), self.address):
                return (Image(url),)
        url = clean_url(str((entry.get("image") or {}).get("href") or ""), self.address)
        return (Image(url),) if url else ()


def _string(item: Any, name: str) -> str:
    # dict.get on purpose: feedparser's own answers for a missing date with another one.
    value = dict.get(item, name)
    return value if isinstance(value, str) else ""


def _title(item: Any) -> str:
    value = _string(item, "title")[: MAX_LINE * 10]
    detail = dict.get(item, "title_detail") or {}
    # Plain is what feedparser leaves when a title shows no sign of markup: "1 < 2" is then meant literally.
    return line(value if detail.get("type") == "text/plain" else html_to_text(value))


def _authors(entry: Any) -> tuple[str, ...]:
    # RSS writes "mail@host (Name)"; feedparser cuts long host names in the middle.
    written = MAIL_AND_NAME.match(_string(entry, "author")[:MAX_LINE])
    if written:
        return lines([html_to_text(written[1] or "")])
    people = [person for person in entry.get("authors") or [] if isinstance(person, dict)]
    names = lines(html_to_text(str(person.get("name") or "")[:MAX_LINE]) for person in people)
    return names or lines([html_to_text(_string(entry, "author")[:MAX_LINE])])


def _comments(entry: Any) -> int | None:
    written = count(_string(entry, "slash_comments"))
    return written if written is not None else count(_string(entry, "thr_total"))


def _enclosures(entry: Any, address: str) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    listed = [(one, "href", "length") for one in entry.get("enclosures") or []]
    listed += [(one, "url", "filesize") for one in entry.get("media_content") or []]
    for one, where, size in listed:
        url = clean_url(str(one.get(where) or ""), address)
        # A picture without a type belongs to the body, not to the files.
        media_type = line(one.get("type") or "").lower()
        if url and (where == "href" or media_type) and media_type != _FLASH:
            found.setdefault(url, Enclosure(url=url, media_type=media_type, length=count(one.get(size)) or 0))
    return tuple(found.values())
