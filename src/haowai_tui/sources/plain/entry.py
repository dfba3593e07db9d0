"""One entry of a plain feed, element by element."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from haowai_tui.sources.plain.elements import MAIL_AND_NAME, Data, Unusual, attributes, bare, link_of, repaired, text_of
from haowai_tui.sources.plain.names import SOURCE_PARTS, WITHOUT_MEANING
from haowai_tui.text import leads_somewhere

if TYPE_CHECKING:
    from haowai_tui.sources.plain.feed import Feed


class Entry:
    """One entry, element by element."""

    def __init__(self, feed: Feed, element: Element) -> None:
        self.feed = feed
        self.data: Data = {}
        self._seen: set[str] = set()
        self._tags: set[tuple[str | None, ...]] = set()
        for name in element.attrib:
            if name[0] != "{" or name.rpartition("}")[2].lower() in ("lastmod", "href", "about"):
                raise Unusual
        for child in element:
            called = feed.names.of(child)
            if called is None:
                feed.nothing(child)
            elif (read := _ELEMENTS.get(called)) is not None:
                read(self, child)
            elif called in WITHOUT_MEANING:
                text_of(child)
            else:
                raise Unusual
        if "media:title" in self._seen and ("source" in self._seen or not self.data.get("title")):
            raise Unusual

    def once(self, name: str) -> None:
        if name in self._seen:
            raise Unusual
        self._seen.add(name)

    def title(self, element: Element) -> None:
        self.once("title")
        self.data["title_detail"] = detail = self.feed.detail(element, "text/plain")
        self.data["title"] = detail["value"]

    def link(self, element: Element) -> None:
        self.feed.set_link(self.data, element)

    def guid(self, element: Element) -> None:
        found = attributes(element)
        if found.keys() - {"ispermalink"}:
            raise Unusual
        is_link = found.get("ispermalink", "true") == "true"
        self.data["id"] = value = self.feed.resolved(element) if is_link else repaired(text_of(element))
        if is_link and leads_somewhere(text_of(element)):
            self.data.setdefault("link", value)

    def summary(self, element: Element) -> None:
        self.once("summary")
        if self.feed.atom != (self.feed.names.of(element) == "summary"):
            raise Unusual
        self.data["summary_detail"] = self.feed.detail(element, "text/plain" if self.feed.atom else "text/html")

    def content(self, element: Element) -> None:
        if not self.feed.atom:
            raise Unusual
        self.add_content(self.feed.detail(element, "text/plain"))

    def encoded(self, element: Element) -> None:
        if element.attrib:
            raise Unusual
        self.add_content(self.feed.detail(element, "text/html"))

    def add_content(self, detail: Data) -> None:
        self.data.setdefault("content", []).append(detail)
        # Where there is no summary the first content counts as it.
        self.data.setdefault("summary", detail["value"])

    def author(self, element: Element) -> None:
        authors = self.data.setdefault("authors", [])
        if authors and "@" in self.data["author"]:
            raise Unusual
        if len(element):
            if "written author" in self._seen:
                # feedparser puts its parts in the place of the words before.
                raise Unusual
            person = self.person(element)
            called, mail = person["name"], person.get("email")
            self.data["author"] = f"{called} ({mail})" if mail else called
            authors.append({"name": called})
            return
        self._seen.add("written author")
        written = repaired(text_of(element))
        if "@" in written and not MAIL_AND_NAME.match(written):
            raise Unusual
        self.data["author"] = written
        authors.append({"name": written} if written else {})

    def person(self, element: Element) -> dict[str, str]:
        found: dict[str, str] = {}
        for child in element:
            name = self.feed.names.of(child)
            if name is None:
                self.feed.nothing(child)
                continue
            if name not in ("name", "email", "uri", "url") or name in found or child.attrib:
                raise Unusual
            found[name] = text_of(child)
        if (
            not found.get("name")
            or "@" in found["name"]
            or (element.text or "").strip()
            or any((child.tail or "").strip() for child in element)
        ):
            raise Unusual
        return found

    def category(self, element: Element) -> None:
        found = attributes(element)
        scheme = found.get("scheme", found.get("domain"))
        if self.feed.names.of(element) == "media:category":
            scheme = found.get("scheme", "http://search.yahoo.com/mrss/category_schema")
        self.tag(found.get("term"), scheme, found.get("label"))
        value = repaired(text_of(element))
        if value:
            tags = self.data["tags"]
            if tags and not tags[-1]["term"]:
                self._tags.discard(tuple(tags[-1].values()))
                tags[-1]["term"] = value
                self._tags.add(tuple(tags[-1].values()))
            else:
                self.tag(value, None, None)

    def keywords(self, element: Element) -> None:
        bare(element)
        for term in repaired(text_of(element)).split(","):
            if term.strip():
                self.tag(term.strip(), "http://www.itunes.com/", None)

    def tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        tags = self.data.setdefault("tags", [])
        value = {"term": term, "scheme": scheme, "label": label}
        key = (term, scheme, label)
        if any(key) and key not in self._tags:
            self._tags.add(key)
            tags.append(value)

    def enclosure(self, element: Element) -> None:
        if len(element):
            raise Unusual
        self.data.setdefault("enclosures", []).append(link_of(element))

    def media(self, element: Element) -> None:
        """A file, a small picture or a group of them, and what is said of them."""
        name = self.feed.names.of(element)
        if name == "media:description":
            self.media_description(element)
            return
        if name in ("media:content", "media:thumbnail"):
            self.data.setdefault(name.replace(":", "_"), []).append(attributes(element))
        if name == "media:thumbnail" and (len(element) or (element.text or "").strip()):
            raise Unusual
        for child in element:
            part = self.feed.names.of(child)
            if part in ("media:content", "media:thumbnail", "media:group", "media:description"):
                self.media(child)
            elif part == "media:title":
                self.media_title(child)
            elif part == "media:category":
                self.category(child)
            elif part is None:
                self.feed.nothing(child)
            elif part in WITHOUT_MEANING:
                text_of(child)
            else:
                raise Unusual

    def media_title(self, element: Element) -> None:
        """The title of a file counts only where the entry has none."""
        self._seen.add("media:title")
        text_of(element)

    def media_description(self, element: Element) -> None:
        """What is said of the file that was named last, or of all of them."""
        kind = attributes(element).get("type", "plain")
        said = self.data.setdefault("media_descriptions", [])
        said.append({"of": len(self.data.get("media_content", ())), "type": kind, "value": repaired(text_of(element))})

    def source(self, element: Element) -> None:
        self.once("source")
        if not len(element):
            found = attributes(element)
            value = repaired(text_of(element))
            self.data["source"] = ({"href": found["url"]} if "url" in found else {}) | (
                {"title": value} if value else {}
            )
            return
        if element.attrib or not self.feed.atom:
            raise Unusual
        source: Data = {}
        for child in element:
            name = self.feed.names.of(child)
            if name == "title" and not source:
                source["title_detail"] = detail = self.feed.detail(child, "text/plain")
                source["title"] = detail["value"]
            elif name is None:
                self.feed.nothing(child)
            elif name in SOURCE_PARTS:
                text_of(child)
            else:
                raise Unusual
        self.data["source"] = source

    def image(self, element: Element) -> None:
        found = attributes(element)
        if href := found.get("href") or found.get("url"):
            self.data["image"] = {"href": href}
        text_of(element)


def _text(key: str) -> Callable[[Entry, Element], None]:
    """Reads an element that is nothing but its text; of several the last one counts."""

    def read(entry: Entry, element: Element) -> None:
        if element.attrib:
            raise Unusual
        entry.data[key] = repaired(text_of(element))

    return read


_ELEMENTS: dict[str, Callable[[Entry, Element], None]] = {
    "title": Entry.title,
    "link": Entry.link,
    "guid": Entry.guid,
    "id": Entry.guid,
    "description": Entry.summary,
    "summary": Entry.summary,
    "content": Entry.content,
    "content:encoded": Entry.encoded,
    "author": Entry.author,
    "dc:creator": Entry.author,
    "itunes:author": Entry.author,
    "category": Entry.category,
    "dc:subject": Entry.category,
    "media:category": Entry.category,
    "itunes:keywords": Entry.keywords,
    "enclosure": Entry.enclosure,
    "media:content": Entry.media,
    "media:thumbnail": Entry.media,
    "media:group": Entry.media,
    "media:description": Entry.media,
    "media:title": Entry.media_title,
    "source": Entry.source,
    "itunes:image": Entry.image,
    **{name: _text("published") for name in ("pubdate", "published", "issued", "dcterms:issued")},
    **{name: _text("updated") for name in ("updated", "modified", "dc:date", "dcterms:modified")},
    **{name: _text("created") for name in ("created", "dcterms:created")},
    **{name: _text("language") for name in ("language", "dc:language")},
    "slash:comments": _text("slash_comments"),
    "thr:total": _text("thr_total"),
    "feedburner:origlink": _text("feedburner_origlink"),
}
