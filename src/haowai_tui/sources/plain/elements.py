"""What elements are called, and what is written in them, as feedparser takes it."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any
from xml.etree.ElementTree import Element

from haowai_tui.sources.plain.names import HARMLESS, KNOWN_PREFIXES, MISTAKEN, NAMESPACES, THREADING

Data = dict[str, Any]

XML = "{http://www.w3.org/XML/1998/namespace}"
MAIL_AND_NAME = re.compile(r"\s*[^\s@()<>]+@[^\s@()<>]+\s*(?:\((.*)\))?\s*$", re.S)
_C1 = re.compile("[\x80-\x9f]")
_CLOSING_OR_REFERENCE = re.compile(r"</(\w+)>|&#?\w+;")


class Unusual(Exception):
    """There is something in the feed that is not read here."""


class Names:
    """What elements are called: `title`, `dc:date`, or None for one of a namespace that feedparser makes nothing of."""

    def __init__(self, bound: list[tuple[str, str]]) -> None:
        seen: dict[str, str] = {}
        for prefix, uri in bound:
            known = NAMESPACES.get(uri.lower())
            if prefix and seen.setdefault(prefix, uri) != uri:
                raise Unusual
            if uri.lower() in HARMLESS:
                continue
            # feedparser takes some namespaces for others, and prefixes for those that they usually stand for.
            if prefix.lower() in KNOWN_PREFIXES and prefix != known:
                raise Unusual
            if known is None and (uri.lower() in MISTAKEN or "rss" in uri.lower()):
                raise Unusual
            if uri == THREADING and prefix != "thr":
                raise Unusual
        self._bare = {uri for prefix, uri in bound if not prefix and uri.lower() not in NAMESPACES}
        self._known: dict[str, str | None] = {}

    def of(self, element: Element) -> str | None:
        tag = element.tag
        if tag not in self._known:
            self._known[tag] = self._name(tag)
        return self._known[tag]

    def _name(self, tag: str) -> str | None:
        if tag[0] != "{":
            return tag.lower()
        uri, _brace, local = tag[1:].partition("}")
        prefix = NAMESPACES.get(uri.lower())
        local = local.lower()
        if prefix is None:
            if uri in self._bare and "-" not in local:
                # feedparser may call its own elements so, and takes it for one.
                raise Unusual
            return None
        return f"{prefix}:{local}" if prefix else local


def attributes(element: Element) -> dict[str, str]:
    """The attributes of an element that means something. Raises `Unusual` for those of other namespaces."""
    found: dict[str, str] = {}
    for name, value in element.attrib.items():
        if name == XML + "lang":
            continue
        if name[0] == "{":
            raise Unusual
        key = name.lower()
        if key in found:
            raise Unusual
        found[key] = value.lower() if key in ("rel", "type") else value
    return found


def bare(element: Element) -> None:
    if element.attrib or len(element):
        raise Unusual


def text_of(element: Element) -> str:
    """The text of an element that has nothing but text in it."""
    if len(element):
        raise Unusual
    return (element.text or "").strip()


def repaired(text: str) -> str:
    """UTF-8 that was taken for ISO 8859-1, which feedparser puts right."""
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    if _C1.search(text):
        raise Unusual
    return text


def looks_like_html(text: str) -> bool:
    if not _CLOSING_OR_REFERENCE.search(text):
        return False
    from feedparser.mixin import _FeedParserMixin

    return bool(_FeedParserMixin.looks_like_html(text))


def link_of(element: Element) -> dict[str, str]:
    """A link's attributes with the address as `href`."""
    found = attributes(element)
    href = found.get("url", found.get("uri", found.get("href")))
    if href:
        found.pop("url", None)
        found.pop("uri", None)
        found["href"] = href
    return found
