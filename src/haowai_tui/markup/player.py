"""What plays in a page, films and sound, as a line that leads there: a terminal plays none, and without it the text
around speaks of nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from haowai_tui.lazy import pattern
from haowai_tui.markup.tree import attribute
from haowai_tui.model import Heading, Paragraph, Span
from haowai_tui.text import clean, clean_url

PLAYERS = frozenset({"iframe", "video", "audio", "embed", "object"})
"""The elements that play something."""
_SIGN = "▸ "
_LONGEST = 80
"""Characters of an address that are shown."""
_SMALLEST = 3
"""Pixels of a frame that nobody is to see."""

# Frames that count, sell or ask to be liked, and what no browser plays any more.
_NOTHING = pattern(
    r"doubleclick|googlesyndication|googletagmanager|adservice|adsystem|\bads?\b|/plugins/(?:like|share|page|follow)"
    r"|/widgets/(?:tweet_button|follow_button)|recaptcha|disqus|\.swf\b"
)
_HIDDEN = pattern(r"display\s*:\s*none|visibility\s*:\s*hidden")
_NO_TITLE = pattern(r"(?i)(?:[\w.]+ ){0,3}(?:player|embed|embedded content|iframe|video)")
"""What sites write as the title of every frame."""
_ID = r"([A-Za-z0-9_-]{1,64})"
_PAGES = (
    (
        pattern(rf"(?:www\.)?youtube(?:-nocookie)?\.com/embed/(?!videoseries){_ID}"),
        "https://www.youtube.com/watch?v={}",
    ),
    (pattern(rf"player\.vimeo\.com/video/{_ID}"), "https://vimeo.com/{}"),
    (pattern(rf"(?:www\.)?dailymotion\.com/embed/video/{_ID}"), "https://www.dailymotion.com/video/{}"),
    (pattern(rf"player\.youku\.com/embed/{_ID}"), "https://v.youku.com/v_show/id_{}.html"),
)
"""Players that are known by their path, and the pages of what they play."""
_ASKED = {
    "player.bilibili.com": {"bvid": "https://www.bilibili.com/video/{}", "aid": "https://www.bilibili.com/video/av{}"},
    "v.qq.com": {"vid": "https://v.qq.com/x/page/{}.html"},
}
"""Players that are told in the query what to play."""
_FILMS = tuple(
    page.partition("{")[0]
    for page in (*(page for _form, page in _PAGES), *(page for pages in _ASKED.values() for page in pages.values()))
)
"""What the addresses of those pages begin with."""


def player(node: Any, base: str) -> Paragraph | None:
    """A line with what an element plays, leading to it; None for what shows nothing."""
    if _HIDDEN.search(attribute(node, "style")) or any(_is_tiny(attribute(node, side)) for side in ("width", "height")):
        return None
    link = next((url for one in _sources(node) if (url := clean_url(one, base)).startswith("http")), "")
    if not link or _NOTHING.search(link):
        return None
    link = _page_of(link)
    title = clean(attribute(node, "title") or attribute(node, "aria-label"))
    place = link.partition("://")[2].removeprefix("www.").rstrip("/")
    if title and not _NO_TITLE.fullmatch(title):
        shown = f"{title} ({place.partition('/')[0]})"
    else:
        shown = place if len(place) <= _LONGEST else f"{place[:_LONGEST]}…"
    return Paragraph((Span(_SIGN + clean(shown), link=link),))


def plays_what_is_known(node: Any) -> bool:
    """Whether an element is the player of a site for films: among the frames of a page it is part of the article."""
    link = clean_url(attribute(node, "src"), "https://localhost/")
    return bool(link) and _page_of(link) != link


def is_known_player(block: Heading | Paragraph) -> bool:
    """Whether a block is the line of such a one."""
    first = block.spans[0]
    return first.text.startswith(_SIGN) and first.link.startswith(_FILMS)


def _sources(node: Any) -> list[str]:
    """Where an element has what it plays, the likeliest first."""
    names = ("data", "src") if node.tag == "object" else ("src", "data-src", "data-lazy-src")
    inner = [attribute(child, "src") for child in node.css("source, embed, iframe")]
    return [one for one in (*(attribute(node, name) for name in names), *inner) if one and one != "about:blank"]


def _is_tiny(size: str) -> bool:
    number = size.removesuffix("px")
    return number.isascii() and number.isdigit() and int(number[:9]) <= _SMALLEST


def _page_of(link: str) -> str:
    """The page of what a known player plays, which says more than the player; else the address as it is."""
    parts = urlsplit(link)
    for form, page in _PAGES:
        if found := form.match(parts.netloc + parts.path):
            return page.format(found[1])
    given = parse_qs(parts.query)
    for name, page in _ASKED.get(parts.netloc, {}).items():
        value = given.get(name, [""])[0]
        if value.isascii() and value.isalnum():
            return page.format(value)
    return link
