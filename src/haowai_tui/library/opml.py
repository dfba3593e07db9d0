"""OPML 2.0 in and out: folders nest as categories, the reader's own names and the sources are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from haowai_tui.errors import ParseError
from haowai_tui.locale import gettext as _
from haowai_tui.model import Feed
from haowai_tui.net import split_credentials
from haowai_tui.text import clean

_NAMESPACE = "https://haowai.example/opml"
_SOURCE = f"{{{_NAMESPACE}}}source"
_MAX_BYTES = 20_000_000
_MAX_DEPTH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A subscription as OPML has it."""

    address: str
    title: str
    own_title: str
    source: str
    category: tuple[str, ...]
    link: str = ""


def read_opml(data: bytes) -> list[Outline]:
    """The subscriptions in an OPML document, in its order. Raises `ParseError`."""
    problem = _("This is not an OPML file, or it is damaged.")
    if len(data) > _MAX_BYTES or b"<!ENTITY" in data[:100_000]:
        raise ParseError(problem)
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise ParseError(problem) from error
    body = root.find("body")
    if body is None:
        raise ParseError(problem)
    return list(_outlines(body, ()))


def _outlines(parent: ElementTree.Element, category: tuple[str, ...]) -> Iterator[Outline]:
    for element in parent.findall("outline"):
        address = (element.get("xmlUrl") or element.get("xmlurl") or "").strip()
        text = clean(element.get("text") or "")
        title = clean(element.get("title") or "") or text
        if address:
            own = text if text and text != title else ""
            yield Outline(
                address=clean(address),
                title=title,
                own_title=own,
                source=clean(element.get(_SOURCE) or ""),
                category=category,
                link=clean(element.get("htmlUrl") or ""),
            )
        elif len(category) < _MAX_DEPTH:
            name = text or title
            yield from _outlines(element, (*category, name) if name else category)


def write_opml(feeds: Iterable[Feed], titles: dict[int, str]) -> bytes:
    """An OPML document of `feeds`, without names and passwords in addresses; `titles` are the publishers' names."""
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
            "title": titles.get(feed.id) or feed.title,
            "xmlUrl": address,
            _SOURCE: feed.source,
        }
        if feed.link:
            attributes["htmlUrl"] = feed.link
        ElementTree.SubElement(folders[feed.category], "outline", attributes)
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"
