"""What a page says of itself: headline, byline, site, time, language, from JSON-LD, meta tags and its first lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from haowai_tui.markup.tree import attribute, element_text, parse_document
from haowai_tui.text import clean, parse_date

_KINDS = ("NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle", "TechArticle", "LiveBlogPosting")
_TITLES = ("og:title", "twitter:title", "title")
_TIMES = (
    "article:published_time", "og:published_time", "publishdate", "pubdate", "datepublished", "date", "dc.date",
    "parsely-pub-date", "weibo: article:create_at", "og:release_date",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "dc.creator", "parsely-author", "byl")
_SITES = ("og:site_name", "application-name", "mediaid")
_SPLITS = re.compile(r"\s*[-_|–—·»]\s*")
DATE = re.compile(
    r"(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?:\s*日)?(?:[T\s]+\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
    r"(?:Z|[+-]\d{2}:?\d{2})?|(?:\d+|半)\s*(?:分钟|小时|天)前|(?:昨天|今天|前天)\s*\d{1,2}[:：]\d{2}"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2},\s+\d{4}(?:\s+\d{1,2}:\d{2}(?:\s*[ap]m)?)?"
    r"|\d{1,2}\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{4}(?:\s+\d{1,2}:\d{2})?",
)
BYLINE = re.compile(
    r"(?:来源|记者|作者|文|By)\s*[:：/ ]\s*(?P<name>[^\s|，,。;；()（）\d]{2,20}(?: [A-Z][^\s|,]{1,15})?)"
)
_NEAR = 3000
"""So many characters of the page's text are looked at for a time and a byline."""


class PageHead(Struct, frozen=True, kw_only=True):
    """What a page says of itself; empty or None where it does not."""

    title: str = ""
    byline: str = ""
    site: str = ""
    published: datetime | None = None
    language: str = ""


def read_head(document: Any, base: str = "") -> PageHead:
    """What a parsed page says of itself."""
    metas = {
        (attribute(node, "property") or attribute(node, "name") or attribute(node, "itemprop")).lower(): clean(
            attribute(node, "content")
        )
        for node in reversed(document.css("meta[content]"))
    }
    linked = next(_json_articles(document), {})
    site = next((metas[name] for name in _SITES if metas.get(name)), "") or _named(linked.get("publisher"))
    root = document.css_first("html")
    said = attribute(root, "lang").lower() if root is not None else ""
    language = "zh" if said.startswith("zh") else "en" if said.startswith("en") else ""
    text = _first_lines(document.body)
    chinese = language == "zh" or sum("\u4e00" <= char <= "\u9fff" for char in text[:400]) > 40
    return PageHead(
        title=_title(document, metas, linked, site),
        byline=_byline(metas, linked, text),
        site=site,
        published=_published(document, metas, linked, text, chinese=chinese),
        language=language,
    )


def page_title(html: str) -> str:
    """A page's own title, without the site's name after it."""
    document = parse_document(html)
    node = document.css_first("title")
    whole = clean(element_text(node)) if node is not None else ""
    return _SPLITS.split(whole)[0][:200] if whole else ""


def _first_lines(body: Any) -> str:
    """The page's first texts, each element's on a line of its own: a byline ends where its element does."""
    parts: list[str] = []
    length = 0
    for node in body.traverse(include_text=True):
        parent = node.parent
        if node.tag != "-text" or (parent is not None and parent.tag in ("script", "style", "noscript")):
            continue
        text = clean(node.text_content or "")
        if text:
            parts.append(text)
            length += len(text)
        if length > _NEAR:
            break
    return "\n".join(parts)


def _json_articles(document: Any) -> Iterator[dict[str, Any]]:
    for node in document.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(node.text() or "")
        except (ValueError, RecursionError):
            continue
        items = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
        for item in items if isinstance(items, list) else []:
            kind = item.get("@type", "") if isinstance(item, dict) else ""
            if any(name in _KINDS for name in (kind if isinstance(kind, list) else [kind])):
                yield item


def _named(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(name for item in value[:3] if (name := _named(item)))
    if isinstance(value, dict):
        value = value.get("name", "")
    return clean(value)[:80] if isinstance(value, str) else ""


def _title(document: Any, metas: dict[str, str], linked: dict[str, Any], site: str) -> str:
    said = _named(linked.get("headline"))
    headings = [clean(element_text(node)) for node in document.css("h1")]
    node = document.css_first("title")
    whole = clean(element_text(node)) if node is not None else ""
    for heading in headings:
        if len(heading) >= 4 and (heading in whole or len(headings) == 1):
            return heading[:300]
    said = said or next((metas[name] for name in _TITLES if metas.get(name)), "") or whole
    parts = _SPLITS.split(said)
    while len(parts) > 1 and (parts[-1] == site or len(parts[-1]) < len(parts[0])):
        parts.pop()
    return said[: said.find(parts[-1]) + len(parts[-1])][:300] if parts else said[:300]


def _byline(metas: dict[str, str], linked: dict[str, Any], text: str) -> str:
    said = _named(linked.get("author")) or next((metas[name] for name in _AUTHORS if metas.get(name)), "")
    if said and not said.startswith("http"):
        return said[:80]
    found = BYLINE.search(text[:1200])
    return found["name"] if found else ""


def _published(
    document: Any, metas: dict[str, str], linked: dict[str, Any], text: str, *, chinese: bool
) -> datetime | None:
    said = [str(linked.get("datePublished") or ""), *(metas.get(name, "") for name in _TIMES)]
    said += [attribute(node, "datetime") for node in document.css("time[datetime]")[:2]]
    found = DATE.search(text)
    said += [found[0]] if found else []
    return next((time for value in said if value and (time := parse_date(value, chinese=chinese))), None)
