"""News sitemaps: lists of a site's newest stories, written for search engines."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from haowai_tui.model import Teaser
from haowai_tui.text import clean, clean_url, parse_date

MOST = 500
_ROBOTS = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.I | re.M)
_DECLARES = re.compile(rb"<!(?:ENTITY|DOCTYPE)", re.I)


def robots_sitemaps(text: str, base: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names, those for news first."""
    links = [link for found in _ROBOTS.findall(text[:100_000]) if (link := clean_url(found, base))]
    return tuple(sorted(dict.fromkeys(links), key=lambda link: "news" not in link.lower()))


def sitemap_stories(data: bytes, base: str) -> tuple[Teaser, ...]:
    """The stories with headlines in a news sitemap, newest first; empty for any other document. Never raises.

    A document that declares entities is not read: no sitemap needs them, and they can be made to fill all memory.
    """
    if _DECLARES.search(data[:10_000]):
        return ()
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return ()
    found: list[Teaser] = []
    for url in root.iter():
        if _name(url) != "url" or len(found) >= MOST:
            continue
        texts = {_name(part): clean(part.text or "") for part in url.iter()}
        link = clean_url(texts.get("loc", ""), base)
        if link and texts.get("title"):
            when = texts.get("publication_date") or texts.get("lastmod", "")
            found.append(Teaser(title=texts["title"], link=link, published=parse_date(when)))
    return tuple(sorted(found, key=lambda story: -(story.published.timestamp() if story.published else 0)))


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
