"""OPML 2.0 in and out: folders nest as categories, the reader's own names and the sources are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree

from msgspec import Struct

from haowai_tui.errors import ParseError
from haowai_tui.lazy import pattern
from haowai_tui.locale import gettext as _
from haowai_tui.model import Feed
from haowai_tui.net import split_credentials
from haowai_tui.text import clean, clean_lines, decode, shown_url

_NAMESPACE = "https://haowai.example/opml"
_SOURCE = f"{{{_NAMESPACE}}}source"
_OWN_TITLE = f"{{{_NAMESPACE}}}name"
_MAX_BYTES = 20_000_000
_MAX_DEPTH = 40


class Outline(Struct, frozen=True, kw_only=True):
    """A subscription as OPML has it. `line` is where a list of one a line has it, else 0."""

    address: str
    title: str
    own_title: str
    source: str
    category: tuple[str, ...]
    line: int = 0


_BARE_AMPERSAND = pattern(r"&(?!#\d+;|#[xX][0-9a-fA-F]+;|(?:amp|lt|gt|quot|apos);)")
_SCRAPED = {"HTML+XPath": "page"}
"""The sources that read what other readers scrape, by the outline's type: FreshRSS makes feeds of pages so."""


class _Tree(ElementTree.TreeBuilder):
    """Builds the tree of a document that declares nothing: entities are how a small file becomes a huge one."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Refuse the document."""
        raise ValueError("a document type declaration")

    def start(self, tag: str, attrs: dict[str, str], /) -> ElementTree.Element:
        """Some programs give OPML a namespace, some write its names in capitals."""
        return super().start(tag.rpartition("}")[2].lower(), attrs)

    def end(self, tag: str, /) -> ElementTree.Element:
        """The same for the end of an element."""
        return super().end(tag.rpartition("}")[2].lower())


def read_opml(data: bytes) -> list[Outline]:
    """The subscriptions in an OPML document, in its order. Raises `ParseError`.

    A document with a document type declaration is refused.
    """
    return list(_outlines(_body(data)))


def lists_elsewhere(data: bytes) -> list[str]:
    """A sentence for each list of feeds that an OPML document only points to: what OPML calls an inclusion, and
    FreshRSS a dynamic OPML. Raises `ParseError`."""
    found: dict[str, str] = {}
    for element in _body(data).iter("outline"):
        attributes = {name.rpartition("}")[2].lower(): value for name, value in element.attrib.items()}
        kind, target = clean(attributes.get("type", "")).lower(), attributes.get("url", "")
        included = kind == "include" or (kind == "link" and _path(target).endswith((".opml", ".opml.xml")))
        address = clean(attributes.get("opmlurl", "")) or (clean(target) if included else "")
        if address and not attributes.get("xmlurl"):
            found.setdefault(address, clean(attributes.get("text", "") or attributes.get("title", "")))
    text = _(
        "“{name}” takes its feeds from a list at {address}, which was not fetched: save it as a file and import that."
    )
    return [text.format(name=name or shown_url(address), address=shown_url(address)) for address, name in found.items()]


def _path(address: str) -> str:
    try:
        return urlsplit(address).path.lower()
    except ValueError:
        return ""


def _body(data: bytes) -> ElementTree.Element:
    problem = _("This is not an OPML file, or it is damaged.")
    if len(data) > _MAX_BYTES:
        raise ParseError(problem)
    try:
        root = _parse(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise ParseError(problem) from error
    body = root.find("body")
    if body is None or root.tag != "opml":
        raise ParseError(problem)
    return body


def _parse(data: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(data, ElementTree.XMLParser(target=_Tree()))
    except (ElementTree.ParseError, ValueError, LookupError):
        # Expat knows no Chinese encodings, and many lists of subscriptions have one stray byte.
        text = decode(data, kind="xml")
    try:
        return ElementTree.fromstring(text, ElementTree.XMLParser(target=_Tree()))
    except ElementTree.ParseError:
        # Or addresses as they are, with an & that stands for nothing else.
        text = _BARE_AMPERSAND.sub("&amp;", text)
        return ElementTree.fromstring(text, ElementTree.XMLParser(target=_Tree()))


def _outlines(body: ElementTree.Element) -> Iterator[Outline]:
    # By hand and not by recursion: a hostile document nests deeper than Python calls.
    waiting: list[tuple[ElementTree.Element, tuple[str, ...]]] = [(body, ())]
    while waiting:
        element, category = waiting.pop()
        attributes = {name.lower(): value for name, value in element.attrib.items()}
        address = clean_lines(attributes.get("xmlurl", "")).strip()
        text = clean(attributes.get("text", ""))
        title = clean(attributes.get("title", "")) or text
        inner = category
        if address:
            own = clean(attributes.get(_OWN_TITLE, "")) or _called(text or title, title, attributes)
            yield Outline(
                address=address,
                title=title,
                own_title=own,
                source=clean(attributes.get(_SOURCE, "")) or _SCRAPED.get(attributes.get("type", ""), ""),
                category=category,
            )
        elif element is not body and (text or title) and len(category) < _MAX_DEPTH:
            inner = (*category, text or title)
        waiting.extend((child, inner) for child in reversed(element.findall("outline")))


def _called(name: str, title: str, attributes: dict[str, str]) -> str:
    """What the reader called a feed in the program that wrote the list. Others do not tell a name of the reader's from
    the publisher's title: it is kept until the feed says that it is called so itself."""
    if _SOURCE in attributes:
        return name if name != title else ""
    return "" if "://" in name else name


def write_opml(feeds: Iterable[Feed]) -> bytes:
    """An OPML document of `feeds`, in their order, without names and passwords in addresses.

    A name that the reader gave stands in `text` and `title`, as other readers of OPML expect, and in an attribute of
    our own that tells it from the publisher's.
    """
    ElementTree.register_namespace("haowai", _NAMESPACE)
    root = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = "haowai"
    body = ElementTree.SubElement(root, "body")
    folders: dict[tuple[str, ...], ElementTree.Element] = {(): body}
    for feed in feeds:
        for depth in range(1, len(feed.category) + 1):
            path = feed.category[:depth]
            if path not in folders:
                folders[path] = ElementTree.SubElement(folders[path[:-1]], "outline", text=path[-1])
        address = split_credentials(feed.address)[0] if "://" in feed.address else feed.address
        attributes = {
            "type": "rss",
            "text": feed.title,
            "title": feed.title,
            "xmlUrl": address,
            _SOURCE: feed.source,
        }
        if feed.own_title:
            attributes[_OWN_TITLE] = feed.own_title
        if feed.link:
            attributes["htmlUrl"] = feed.link
        ElementTree.SubElement(folders[feed.category], "outline", attributes)
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"
