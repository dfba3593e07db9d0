"""The article in a page that was made for browsers: its body apart from menus, lists, comments and advertisements.

Every paragraph gives points to what holds it, for its length and its commas; menus and lists take them away by the
share of their text that is links. The best holder is the article. What the page says of itself in JSON-LD and meta
tags gives headline, byline and time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from haowai_tui.lazy import pattern
from haowai_tui.markup.html import html_to_blocks
from haowai_tui.markup.page_head import BYLINE, DATE, read_head
from haowai_tui.markup.player import is_known_player, plays_what_is_known
from haowai_tui.markup.tree import attribute, element_text, parse_document
from haowai_tui.markup.unseen import is_hidden, spell_out
from haowai_tui.model import Block, Entry, Heading, Image, ListBlock, Paragraph, block_text, blocks_text, spans_text
from haowai_tui.text import clean, clean_url, detect_language

_LEAST_TEXT = 60
"""A body of fewer characters is no article."""

_UNLIKELY = pattern(
    r"comment|disqus|related|recommend|share|social|sidebar|footer|header|menu|breadcrumb|promo|sponsor|advert|"
    r"\bads?\b|banner|popup|modal|cookie|subscribe|newsletter|toolbar|copyright|hot-?(?:list|news)|rank|pager|"
    r"pagination|tags?\b|author-(?:box|card|bio)|login|download-?app|qrcode|crumb|guess|editor-?(?:info|box)",
    re.I,
)
_SURELY = pattern(r"comment|related|recommend|share", re.I)
_LIKELY = pattern(
    r"article|content|body|main|story|entry|post|text|detail|news-?(?:con|txt|text)|zhengwen|正文|artibody", re.I
)
_NEVER = (
    "script style nav footer aside form iframe button select textarea input object embed template svg canvas dialog"
).split()
_HOLDERS = ("p", "pre", "blockquote", "td", "div", "section", "li", "dd", "span", "font", "center")
_STOPS = pattern(r"[，。、；：！？,;]")
_NOISE = pattern(
    r"^(?:责任编辑|责编|编辑|校对|审核|监制|本文来源|文章来源|来源|原标题|版权声明|免责声明|特别声明|声明|举报|分享到|分享|扫一扫|"
    r"点击(?:查看|进入|下载)|相关(?:阅读|新闻|链接|推荐|文章)|推荐阅读|延伸阅读|热门(?:推荐|评论)|更多(?:精彩|新闻)|上一篇|下一篇|"
    r"返回(?:首页|顶部)|打开APP|share this|related (?:articles|stories)|read (?:more|also|next)|advertisement|"
    r"sign up|subscribe|follow us|all rights reserved|copyright|©|tags?:|filed under)\s*[:：]?",
    re.I,
)
_NOISE_CELLS = 60
_MEASURED = 20
"""So many times the text of a page is measured at most, however its boxes are nested."""
_LOOKED_AT = 60
_PAGES = pattern(r"^(?:下一页|下页|后一页|next(?:\s+page)?)\s*[›»>→]*$|^[›»>→]$", re.I)


def extract_article(html: str, base: str = "", *, title: str = "") -> Entry | None:
    """The article in a page, or None when there is none to be found.

    `base` is the page's address, `title` the headline that is known from elsewhere (it is not repeated in the body).
    Never raises.
    """
    document = parse_document(html)
    if document.body is None:
        return None
    head = read_head(document, base)
    body = document.body
    spell_out(body, html)
    _prepare(body)
    holder = _best(body)
    if holder is None:
        return None
    blocks = tuple(_trimmed(html_to_blocks(holder.html or "", base), {title, head.title}))
    text = blocks_text(blocks)
    if len(text) < _LEAST_TEXT:
        return None
    return Entry(
        link=base,
        title=head.title or title,
        byline=head.byline,
        source_name=head.site,
        published=head.published,
        language=head.language or detect_language(text),
        blocks=blocks,
    )


def article_pages(html: str, base: str) -> str:
    """The address of an article's next page, or empty: a link called 下一页 or next to an address like this one."""
    document = parse_document(html)
    if document.body is None:
        return ""
    here = urlsplit(base)
    stem = re.sub(r"(?:[-_]\d{1,3})?(\.\w+)?$", "", here.path)
    for node in document.css("link[rel=next], a[href]"):
        if node.tag == "a" and not (attribute(node, "rel") == "next" or _PAGES.match(clean(element_text(node)))):
            continue
        link = clean_url(attribute(node, "href"), base)
        parts = urlsplit(link)
        if link != base and parts.hostname == here.hostname and parts.path.startswith(stem):
            return link
    return ""


def amp_version(html: str, base: str) -> str:
    """The address of the page's AMP version, which is plain where the page itself is made by scripts; or empty."""
    node = parse_document(html).css_first("link[rel=amphtml]")
    return clean_url(attribute(node, "href"), base) if node is not None else ""


def _prepare(body: Any) -> None:
    """Take out what is never an article, and let pictures that are loaded late be pictures."""
    for node in body.css("noscript"):
        # What browsers without scripts see: the picture that a script would load.
        inner = node.css_first("img")
        previous = node.prev
        if inner is not None and (previous is None or previous.tag != "img"):
            node.insert_before(inner)
    for node in body.css(", ".join(_NEVER)):
        kept = (node.tag == "iframe" and plays_what_is_known(node)) or (
            node.tag == "input" and attribute(node, "type") == "checkbox" and "disabled" in node.attributes
        )
        if node.parent is not None and not kept:
            node.decompose()
    total = _length(body)
    left = _MEASURED * total
    for node in body.css("div, section, ul, ol, p, header, span, table"):
        if node.parent is None:
            continue
        if _is_hidden(node):
            # Some pages hide their whole text until a script shows it.
            if _length(node) * 2 <= total:
                node.decompose()
        elif left > 0 and _calls_itself_beside(node):
            length = _length(node)
            left -= length
            if length < total * 0.7 or "comment" in _names(node).lower():
                node.decompose()


def _is_hidden(node: Any) -> bool:
    return is_hidden(node) or attribute(node, "aria-hidden") == "true"


def _names(node: Any) -> str:
    return f"{attribute(node, 'class')} {attribute(node, 'id')}".strip()


def _calls_itself_beside(node: Any) -> bool:
    """Whether an element calls itself something that stands beside an article, and does not hold one."""
    names = _names(node)
    if not names or not _UNLIKELY.search(names) or (_LIKELY.search(names) and not _SURELY.search(names)):
        return False
    return node.css_first("h1, article, [itemprop=articleBody]") is None


def _length(node: Any) -> int:
    return len(node.text(deep=True, separator="", strip=True))


def _best(body: Any) -> Any:
    """The element that holds the article."""
    marked = [node for node in body.css("[itemprop=articleBody]") if _length(node) >= _LEAST_TEXT]
    if len(marked) == 1:
        return marked[0]
    scores: defaultdict[int, float] = defaultdict(float)
    nodes: dict[int, Any] = {}
    for node in body.css(", ".join(_HOLDERS)):
        if node.tag in _HOLDERS[-3:] and node.parent is not None and node.parent.tag in _HOLDERS[-3:]:
            continue  # the outermost of them has the text of all
        own = _own_text(node)
        if len(own) < 15:
            continue
        points = 1 + len(_STOPS.findall(own)) + min(len(own) / 50, 6)
        parent, share = node.parent, 1.0
        for _step in range(4):
            if parent is None or parent.tag in ("html", "-document"):
                break
            scores[parent.mem_id] += points * share
            nodes[parent.mem_id] = parent
            parent, share = parent.parent, share / 2
        if node.tag in ("div", "td", "section"):
            # Text between line breaks has no paragraphs: the element itself holds it.
            scores[node.mem_id] += points * 1.2
            nodes[node.mem_id] = node
    best, best_score = None, 0.0
    # Nested boxes hold the same text again and again: only the most promising are looked at whole.
    for identity in sorted(scores, key=lambda one: -scores[one])[:_LOOKED_AT]:
        node, score = nodes[identity], scores[identity]
        score = score * (1 - _link_share(node)) * (0.2 if _lists_stories(node) else 1) + _name_points(node)
        if score > best_score:
            best, best_score = node, score
    return _widened(best, best_score, scores) if best is not None else None


def _own_text(node: Any) -> str:
    """The text of an element outside of the block elements in it."""
    parts: list[str] = []
    for child in node.iter(include_text=True):
        if child.tag == "-text" or child.tag not in (*_HOLDERS[:-3], "ul", "ol", "table", "h1", "h2", "h3", "tbody"):
            parts.append(child.text(deep=True) or "")
    return "".join(parts).strip()


def _link_share(node: Any) -> float:
    total = _length(node) or 1
    return min(1.0, sum(_length(link) for link in node.css("a")) / total)


def _lists_stories(node: Any) -> bool:
    """Whether an element is a list of other stories: a linked heading over every paragraph or two."""
    headings = node.css("h2 a, h3 a, h4 a, h5 a, h2, h3, h4, h5")
    linked: int = sum(heading.tag == "a" for heading in headings)
    paragraphs: int = len(node.css("p"))
    return linked >= 3 and linked * 2 >= paragraphs


def _name_points(node: Any) -> float:
    names = _names(node)
    points = 6.0 if node.tag == "article" else 3.0 if node.tag == "main" else 0.0
    points += 6 if _LIKELY.search(names) else 0
    return points - (8 if _UNLIKELY.search(names) else 0)


def _widened(best: Any, score: float, scores: dict[int, float]) -> Any:
    """The best holder, or what is around it when its siblings hold parts of the same text."""
    node = best
    for _step in range(3):
        parent = node.parent
        if parent is None or parent.tag in ("body", "html"):
            return node
        inside, outside = _length(node), _length(parent)
        near = [child for child in parent.iter() if child.mem_id != node.mem_id and _is_text(child)]
        gained = sum(_length(child) for child in near)
        if gained < inside * 0.25 or gained < (outside - inside) * 0.6:
            return node
        node = parent
    return node


def _is_text(node: Any) -> bool:
    text = node.text(deep=True, separator="", strip=True)
    return len(text) >= 20 and len(_STOPS.findall(text)) >= 1 and _link_share(node) < 0.2


def _trimmed(blocks: tuple[Block, ...], titles: set[str]) -> Iterator[Block]:
    """The blocks without the headline at their top and without editors' and sharing lines."""
    known = {re.sub(r"\W", "", title) for title in titles if title}
    kept: list[Block] = []
    for block in blocks:
        text = block_text(block).strip()
        if isinstance(block, Heading | Paragraph):
            if len(kept) < 3 and (re.sub(r"\W", "", text) in known or _is_head(text)):
                continue
            if _is_noise(block, text):
                continue
        if isinstance(block, ListBlock) and _all_links(block.items):
            continue
        kept.append(block)
    while kept and isinstance(kept[-1], Heading):
        kept.pop()
    seen: set[str] = set()
    for block in kept:
        if isinstance(block, Image) and block.url:
            if block.url in seen:
                continue
            seen.add(block.url)
        yield block


def _is_head(text: str) -> bool:
    """Whether a line is the page's own byline or time, which are known from its head."""
    return len(text) <= _NOISE_CELLS and not _CLOSED.search(text) and bool(DATE.search(text) or BYLINE.match(text))


_CLOSED = pattern(r"[。！？.!?]”?$")


def _all_links(items: tuple[tuple[Block, ...], ...]) -> bool:
    """Whether every item of a list is a link and nothing else: other stories."""
    return all(
        len(item) == 1
        and isinstance(item[0], Paragraph)
        and all(span.link for span in item[0].spans if span.text.strip())
        for item in items
    )


def _is_noise(block: Heading | Paragraph, text: str) -> bool:
    if not text:
        return True
    if len(text) <= _NOISE_CELLS and _NOISE.match(text):
        return True
    if is_known_player(block) or text.startswith(("http://", "https://")):
        return False
    linked = sum(len(span.text) for span in block.spans if span.link)
    return linked > 0.9 * len(spans_text(block.spans)) and len(text) < 40 and not isinstance(block, Heading)
