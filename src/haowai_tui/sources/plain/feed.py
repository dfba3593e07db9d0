"""A whole plain feed: what it says of itself, and its entries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from haowai_tui.errors import ParseError
from haowai_tui.locale import gettext as _
from haowai_tui.sources.plain.elements import (
    XML,
    Data,
    Names,
    Unusual,
    attributes,
    bare,
    link_of,
    looks_like_html,
    repaired,
    text_of,
)
from haowai_tui.sources.plain.entry import Entry
from haowai_tui.sources.plain.names import AUTHOR_PARTS, BESIDE_ENTRIES, IMAGE_PARTS
from haowai_tui.text import leads_somewhere
from haowai_tui.text.urls import is_plain

MOST_ATTRIBUTES = 500
"""Attributes that an element of a feed may have."""

MOST_ELEMENTS = 250_000
"""Elements that a feed may have: fifty for each of five thousand entries."""

_TEXT = 1 << 16
_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)(/*)(.*?)")
_QUERY_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")
_ATOM = "{http://www.w3.org/2005/Atom}"
_PAGES = frozenset({"html", "xhtml", "text/html", "application/xhtml+xml"})
_TYPES = {
    "text": "text/plain",
    "plain": "text/plain",
    "text/plain": "text/plain",
    "html": "text/html",
    "text/html": "text/html",
}


class _Reader:
    """A tree of elements by expat. The standard library's own would keep a text with many references as many texts."""

    def __init__(self) -> None:
        self.bound: list[tuple[str, str]] = []
        self._builder = TreeBuilder()
        self._names: dict[str, str] = {}
        self._elements = 0
        self._parser = parser = expat.ParserCreate(None, "}")
        parser.buffer_text = True
        parser.buffer_size = _TEXT
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._builder.data
        parser.StartNamespaceDeclHandler = self._bind
        parser.StartDoctypeDeclHandler = self._doctype

    def read(self, pieces: Iterable[bytes]) -> Element:
        """The root. Raises `Unusual` and `ParseError`."""
        try:
            for piece in pieces:
                self._parser.Parse(piece, False)
            self._parser.Parse(b"", True)
            return self._builder.close()
        except (expat.ExpatError, ValueError) as error:
            raise Unusual from error

    def _start(self, tag: str, found: dict[str, str]) -> None:
        self._elements += 1
        if len(found) > MOST_ATTRIBUTES or self._elements > MOST_ELEMENTS:
            # feedparser would look each attribute up among all the others.
            raise ParseError(_("The feed is too large or too damaged to be read."))
        if found:
            found = {self._name(name): value for name, value in found.items()}
            if any(name.lower().endswith("base") for name in found):
                raise Unusual
        self._builder.start(self._name(tag), found)

    def _end(self, tag: str) -> None:
        self._builder.end(self._name(tag))

    def _name(self, name: str) -> str:
        """`{namespace}name`, or the name alone."""
        known = self._names.get(name)
        if known is None:
            self._names[name] = known = "{" + name if "}" in name else name
        return known

    def _bind(self, prefix: str | None, uri: str) -> None:
        self.bound.append((prefix or "", uri))

    def _doctype(self, *_declared: object) -> None:
        raise Unusual


def read_plain(pieces: Iterable[bytes], address: str) -> tuple[Data, list[Data]]:
    """What a feed says of itself, and its entries. `pieces` are XML as `prepare` makes it. Raises `Unusual`."""
    reader = _Reader()
    root = reader.read(pieces)
    names = Names(reader.bound)
    if root.tag == "rss":
        return Feed(names, address, atom=False).rss(root)
    if root.tag == _ATOM + "feed":
        return Feed(names, address, atom=True).feed(root)
    raise Unusual


class Feed:
    def __init__(self, names: Names, address: str, *, atom: bool) -> None:
        self.names = names
        self.atom = atom
        self.base = address and self.join(address, address)
        self.data: Data = {}
        self.entries: list[Data] = []

    @staticmethod
    def join(base: str, address: str) -> str:
        if is_plain(address):
            return address
        address = _SLASHES.sub(r"\1\3", address)
        try:
            return urljoin(base, address)
        except ValueError:
            return ""

    def resolved(self, element: Element) -> str:
        written = text_of(element)
        return repaired(self.join(self.base, written)) if written else ""

    def detail(self, element: Element, default: str) -> Data:
        """A text with what kind of text it is. Raises `Unusual` for XHTML and all that is rarer."""
        found = attributes(element)
        if found and (not self.atom or found.keys() - {"type"}):
            raise Unusual
        kind = _TYPES.get(found.get("type", default), "")
        if not kind:
            raise Unusual
        written = text_of(element)
        if kind == "text/plain" and not self.atom and looks_like_html(written):
            kind = "text/html"
        return {"type": kind, "base": self.base, "value": repaired(written)}

    def rss(self, root: Element) -> tuple[Data, list[Data]]:
        channels = list(root)
        if len(channels) != 1 or self.names.of(channels[0]) != "channel" or channels[0].attrib:
            raise Unusual
        return self.channel(channels[0], "item", root)

    def feed(self, root: Element) -> tuple[Data, list[Data]]:
        return self.channel(root, "entry", root)

    def channel(self, parent: Element, entry: str, root: Element) -> tuple[Data, list[Data]]:
        for name, value in root.attrib.items():
            if name == XML + "lang":
                if value:
                    self.data["language"] = value.replace("_", "-")
            elif name.lower() != "version" and (name[0] != "{" or name.rpartition("}")[2].lower() == "lang"):
                raise Unusual
        for element in parent:
            called = self.names.of(element)
            if called == entry:
                self.entries.append(Entry(self, element).data)
                element.clear()
            elif called is None:
                self.nothing(element)
            else:
                self.about(called, element)
        return self.data, self.entries

    def about(self, name: str, element: Element) -> None:
        """One of the elements beside the entries."""
        match name:
            case "title":
                if "title" in self.data:
                    raise Unusual
                self.data["title_detail"] = detail = self.detail(element, "text/plain")
                self.data["title"] = detail["value"]
            case "link":
                self.set_link(self.data, element)
            case "language" | "dc:language":
                bare(element)
                self.data["language"] = repaired(text_of(element))
            case "id":
                bare(element)
                if leads_somewhere(text_of(element)):
                    self.data.setdefault("link", self.resolved(element))
            case "image" | "textinput":
                self.only(element, IMAGE_PARTS)
            case "author" | "contributor" | "itunes:owner" | "itunes:category" | "skiphours" | "skipdays":
                self.only(element, AUTHOR_PARTS)
            case _ if name in BESIDE_ENTRIES:
                text_of(element)
            case _:
                raise Unusual

    def set_link(self, data: Data, element: Element) -> None:
        """What feedparser takes as the link: the last that leads to a page."""
        if len(element):
            raise Unusual
        if not element.attrib:
            link = self.resolved(element)
            link = _QUERY_REFERENCE.sub(r"&\g<1>", link.replace("&amp;", "&") if data is not self.data else link)
            data["link"] = link
            return
        found = link_of(element)
        if "href" not in found or (element.text or "").strip():
            raise Unusual
        found["href"] = self.join(self.base, found["href"])
        rel = found.get("rel", "alternate")
        kind = found.get("type", "application/atom+xml" if rel == "self" else "text/html")
        if rel == "alternate" and kind in _PAGES:
            data["link"] = found["href"]
        elif rel == "enclosure":
            data.setdefault("enclosures", []).append({"type": "text/html", **found})

    def nothing(self, element: Element) -> None:
        """An element that says nothing to anyone: neither may what is in it."""
        for child in element.iter():
            if self.names.of(child) is not None:
                raise Unusual

    def only(self, element: Element, parts: frozenset[str]) -> None:
        """An element that is passed over: there is nothing in it but `parts`."""
        for child in element.iter():
            if child is not element and (name := self.names.of(child)) is not None and name not in parts:
                raise Unusual
