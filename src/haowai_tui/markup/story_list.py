"""The list of stories on a front page: what repeats there, in one structure, with long link texts and times."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime
from typing import Any
from urllib.parse import urldefrag, urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from haowai_tui.markup.tree import attribute, element_text, parse_tree
from haowai_tui.model import Teaser
from haowai_tui.text import cell_width, clean, clean_url, parse_date, story_url

MOST = 200
"""Stories read from one page."""

_LEAST_CELLS = 12
"""Link texts narrower than this are the page's menus."""

_LEAST_STORIES = 3
_MOST_LINKS = 3000
"""Links looked at on one page."""
_DATE = re.compile(
    r"(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?:\s*日)?(?:\s+\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
    r"|\d{1,2}月\d{1,2}日(?:\s*\d{1,2}[:：]\d{2})?|\d{1,2}-\d{1,2}\s+\d{1,2}[:：]\d{2}"
    r"|(?:\d+|半)\s*(?:分钟|小时|天)前|(?:昨天|今天|前天)(?:\s*\d{1,2}[:：]\d{2})?"
    r"|\d+\s+(?:minute|hour|day)s?\s+ago|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2},\s+\d{4}"
    r"|\d{1,2}\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{4}"
)
_NEXT = re.compile(r"^(?:下一页|下页|后一页|更多新闻|next(?:\s+page)?|older(?:\s+posts)?)\s*[›»>→]*$|^[›»>→]+$", re.I)
_AWAY = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|css|js|zip|rar|exe|apk|pdf|mp4|mp3)$", re.I)


class _Group(Struct):
    """Links of one structure: the tags and classes on the way down to them."""

    items: list[tuple[Any, Teaser]] = field(default_factory=list)
    dated: int = 0

    @property
    def score(self) -> float:
        width = sum(min(80, cell_width(teaser.title)) for _node, teaser in self.items)
        return width * (1 + self.dated / max(1, len(self.items)))


def find_stories(html: str, base: str, *, same_host: bool = True) -> tuple[Teaser, ...]:
    """The stories that a front page lists, in its order, each once; empty when it has no such list.

    `base` is the page's address; with `same_host` links to other hosts are no stories of this page. Never raises.
    """
    root = parse_tree(html)
    if root is None:
        return ()
    chinese = any("\u4e00" <= char <= "\u9fff" for char in element_text(root)[:4000])
    groups: defaultdict[str, _Group] = defaultdict(_Group)
    for node in root.css("a[href]")[:_MOST_LINKS]:
        teaser = _link_teaser(node, base, same_host=same_host)
        if teaser is None or _in_furniture(node):
            continue
        groups[_signature(node)].items.append((node, teaser))
    lists = [group for group in groups.values() if len(group.items) >= _LEAST_STORIES]
    targets = _Targets()
    for group in lists:
        group.items = [(node, _filled(node, teaser, targets, chinese=chinese)) for node, teaser in group.items]
        group.dated = sum(teaser.published is not None for _node, teaser in group.items)
    if not lists:
        return ()
    best = max(group.score for group in lists)
    chosen = [group for group in lists if group.score >= best / 4]
    return _in_order(root, chosen)


def next_page(html: str, base: str) -> str:
    """The address of the page that goes on after this one, or empty."""
    root = parse_tree(html)
    if root is None:
        return ""
    for node in root.css("a[href]"):
        said = clean(element_text(node))
        if attribute(node, "rel").lower() == "next" or _NEXT.match(said):
            link = clean_url(attribute(node, "href"), base)
            if link and urlsplit(link).hostname == urlsplit(base).hostname and urldefrag(link)[0] != urldefrag(base)[0]:
                return link
    return ""


def _link_teaser(node: Any, base: str, *, same_host: bool) -> Teaser | None:
    heading = next(iter(node.css("h1, h2, h3, h4, h5")), None)
    title = clean(element_text(heading if heading is not None else node)) or clean(attribute(node, "title"))
    if cell_width(title) < _LEAST_CELLS:
        return None
    href = attribute(node, "href")
    link = story_url(clean_url(href, base))
    parts = urlsplit(link)
    if not link or parts.scheme not in ("http", "https") or _AWAY.search(parts.path):
        return None
    if same_host and _site(parts.hostname) != _site(urlsplit(base).hostname):
        return None
    if link == urldefrag(base)[0] or parts.path in ("", "/"):
        return None
    return Teaser(title=title[:300], link=link)


def _site(host: str | None) -> str:
    """A host without its first label where that is only a part of the site: news.example.com is example.com."""
    labels = (host or "").split(".")
    if (host or "").replace(".", "").isdigit() or len(labels) < 3:
        return host or ""
    return ".".join(labels[-3:] if len(labels[-2]) <= 3 and len(labels[-1]) == 2 else labels[-2:])


def _in_furniture(node: Any) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in ("nav", "footer", "aside", "form"):
            return True
        parent = parent.parent
    return False


def _signature(node: Any) -> str:
    parts: list[str] = []
    parent = node
    while parent is not None and parent.tag != "body" and len(parts) < 12:
        names = re.sub(r"\d+", "", attribute(parent, "class")).split()
        parts.append(parent.tag + "." + ".".join(sorted(name for name in names if len(name) > 1)[:2]))
        parent = parent.parent
    return ">".join(reversed(parts))


class _Targets:
    """How many different links an element holds, counted once for each."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}

    def count(self, node: Any) -> int:
        """The number of addresses that links in `node` lead to."""
        if node.mem_id not in self._counts:
            self._counts[node.mem_id] = len({attribute(link, "href") for link in node.css("a[href]")})
        return self._counts[node.mem_id]


def _filled(node: Any, teaser: Teaser, targets: _Targets, *, chinese: bool) -> Teaser:
    """The teaser with the time and the snippet that stand beside its link: in the largest element around it that
    holds no other story's link."""
    item = node
    while item.parent is not None and item.parent.tag not in ("body", "html"):
        if targets.count(item.parent) > 1:
            break
        item = item.parent
    text = clean(element_text(item)).replace(teaser.title, " ", 1)
    found = _DATE.search(text)
    published: datetime | None = None
    machine = next((attribute(time, "datetime") for time in item.css("time[datetime]")), "")
    if machine:
        published = parse_date(machine, chinese=chinese)
    if found and published is None:
        published = parse_date(found[0], chinese=chinese)
    if found:
        text = text.replace(found[0], " ", 1)
    snippet = clean(re.sub(r"[|·\[\]()]+\s*$", "", text.strip()))
    return replace(teaser, snippet=snippet[:300] if cell_width(snippet) >= 16 else "", published=published)


def _in_order(root: Any, groups: list[_Group]) -> tuple[Teaser, ...]:
    chosen = {node.mem_id: teaser for group in groups for node, teaser in group.items}
    found: dict[str, Teaser] = {}
    for node in root.css("a[href]")[:_MOST_LINKS]:
        teaser = chosen.get(node.mem_id)
        if teaser is not None and len(found) < MOST:
            kept = found.get(teaser.link)
            if kept is None or len(teaser.title) > len(kept.title):
                found[teaser.link] = teaser
    return tuple(found.values())
