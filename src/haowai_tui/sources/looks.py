"""What kind of document an address answered with, by its first bytes. Imports nothing that reads it."""

from __future__ import annotations

import re

_FEED_START = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.I)
_HTML_START = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)


def looks_like_json(body: bytes, content_type: str = "") -> bool:
    """Whether the bytes are JSON rather than XML, whatever their server calls them."""
    start = body[:64].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"<"):
        return False
    return start.startswith((b"{", b"[")) or "json" in content_type.lower()


def looks_like_html(body: bytes, content_type: str = "") -> bool:
    """Whether the bytes are a web page. A feed that its server calls text/html is not one."""
    # NULs go so that UTF-16 is recognised too; only the ASCII of the first tags matters here.
    start = body[:2048].replace(b"\x00", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe")
    if _HTML_START.match(_without_prologue(start)):
        return True
    if "html" not in content_type.lower():
        return False
    return not _FEED_START.search(start) and not looks_like_json(body)


def looks_like_feed(body: bytes) -> bool:
    """Whether the bytes begin as a feed does, whatever becomes of them later."""
    start = body[:2048].replace(b"\x00", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe")
    if _FEED_START.match(_without_prologue(start)):
        return True
    return looks_like_json(body) and "jsonfeed.org/version" in start.replace("\\/", "/")


def looks_like_opml(body: bytes) -> bool:
    """Whether the bytes are a list of feeds, as readers export it."""
    start = body[:2048].replace(b"\x00", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe")
    return _without_prologue(start)[:6].lower().startswith("<opml")


def _without_prologue(start: str) -> str:
    """The start of a document after its comments and instructions. Runs in the event loop, so it takes no regex."""
    start = start.lstrip()
    while start.startswith(("<!--", "<?")):
        _skipped, _end, start = start.partition("-->" if start.startswith("<!--") else "?>")
        start = start.lstrip()
    return start
