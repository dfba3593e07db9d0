"""What the Google Reader API writes: ids in their two forms, and items. Nothing is taken on trust.

The API was never published; what is read here is what FeedHQ's reference, The Old Reader's and BazQux' documentation
describe.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from haowai_tui.sync.contract import RemoteArticle, RemoteFeed, RemoteFile
from haowai_tui.sync.values import is_to_come, listed, number, rows, seconds, text
from haowai_tui.text import clean

LONG = "tag:google.com,2005:reader/item/"
"""What the long form of an item's id begins with."""

READ = "user/-/state/com.google/read"
STARRED = "user/-/state/com.google/starred"
READING_LIST = "user/-/state/com.google/reading-list"
LABEL = "user/-/label/"

_DECIMAL = re.compile(r"-?[0-9]{1,20}\Z")
_HEX = re.compile(r"[0-9a-fA-F]{16}\Z")
_OWN = re.compile(r"user/[^/]+/")


def plain_id(written: object) -> str:
    """An item's id in the one form kept here: 64 bits as a signed decimal number, or, where a server's ids are not
    64 bits (The Old Reader), what stands after the prefix. Empty for what is no id."""
    if isinstance(written, int) and not isinstance(written, bool):
        return _signed(written)
    if not isinstance(written, str):
        return ""
    bare = written.strip()
    if bare.startswith(LONG):
        bare = bare.removeprefix(LONG)
        return _signed(int(bare, 16)) if _HEX.match(bare) else clean(bare)[:100]
    return _signed(int(bare)) if _DECIMAL.match(bare) else clean(bare)[:100]


def long_id(plain: str) -> str:
    """The long form of an id, which every server takes."""
    return LONG + (f"{int(plain) & 0xFFFFFFFFFFFFFFFF:016x}" if _DECIMAL.match(plain) else plain)


def _signed(number: int) -> str:
    number &= 0xFFFFFFFFFFFFFFFF
    return str(number - (1 << 64) if number >> 63 else number)


def own_stream(stream: object) -> str:
    """A stream's name with the reader's own number left out, as the states are written here."""
    return _OWN.sub("user/-/", stream, count=1) if isinstance(stream, str) else ""


def read_feed(item: Any) -> RemoteFeed | None:
    """A subscription, or None for what is none."""
    if not isinstance(item, dict) or not isinstance(item.get("id"), str):
        return None
    stream = item["id"]
    # Servers that have no numbers for feeds have their addresses in the ids.
    address = text(item.get("url")) or stream.removeprefix("feed/")
    labels = [
        text(one.get("label")) or own_stream(one.get("id")).removeprefix(LABEL) for one in rows(item.get("categories"))
    ]
    label = next((label for label in labels if label), "")
    return RemoteFeed(
        id=stream[:2000],
        address=clean(address)[:2000],
        title=clean(unescape(text(item.get("title"))))[:500],
        category=(clean(unescape(label))[:200],) if label else (),
        link=clean(text(item.get("htmlUrl")))[:2000],
    )


def read_item(item: Any) -> RemoteArticle | None:
    """An article, or None for what is none."""
    if not isinstance(item, dict) or not (known := plain_id(item.get("id"))):
        return None
    origin = item.get("origin")
    states = {own_stream(one) for one in listed(item.get("categories")) if isinstance(one, str)}
    return RemoteArticle(
        id=known,
        feed=text(origin.get("streamId"))[:2000] if isinstance(origin, dict) else "",
        read=READ in states,
        starred=STARRED in states,
        link=_first_link(item.get("canonical")) or _first_link(item.get("alternate")),
        title=unescape(text(item.get("title"))),
        html=_content(item.get("content")) or _content(item.get("summary")),
        author=unescape(text(item.get("author"))),
        published=seconds(item.get("published")),
        files=tuple(_files(item.get("enclosure"))),
        mark=_mark(item),
    )


def _mark(item: dict[str, Any]) -> int:
    """When the server got it, in microseconds: what `ts` of mark-all-as-read is compared with."""
    crawled = number(item.get("crawlTimeMsec"))
    mark = crawled * 1000 + 999 if crawled else number(item.get("timestampUsec"))
    # A mark in the future would let articles be marked read that nobody has seen.
    return 0 if is_to_come(mark / 1_000_000) else mark


def _content(value: object) -> str:
    return text(value.get("content")) if isinstance(value, dict) else ""


def _first_link(links: object) -> str:
    for one in listed(links):
        if isinstance(one, dict) and text(one.get("href")):
            return unescape(text(one["href"]))
    return ""


def _files(value: object) -> list[RemoteFile]:
    found = []
    for one in listed(value):
        if isinstance(one, dict) and text(one.get("href")):
            length = number(one.get("length"))
            found.append(RemoteFile(url=text(one["href"]), media_type=text(one.get("type")), length=length))
    return found
