"""How the time of everything that parses grows with the size of what it is given.

    python benchmarks/ladder.py [NAME ...]

Gives each parser (those whose names begin with a NAME, or all) inputs of 10 KB, 100 KB, 1 MB and 10 MB in several
shapes, and prints the seconds of processor time that each took and the exponent between the last two sizes: 1.0 is
linear. A size that would take more than half a minute is left out. Feeds are parsed here without the limit of five
seconds that a parser process has; a feed that takes longer is marked as given up in the reader.
"""

from __future__ import annotations

import json
import math
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from haowai_tui import config
from haowai_tui.errors import HaowaiError
from haowai_tui.library.opml import read_opml
from haowai_tui.library.query import parse_query
from haowai_tui.markup.extract import extract_article
from haowai_tui.markup.html import html_to_blocks
from haowai_tui.model import Article
from haowai_tui.sources.parser_child import Asked, respond
from haowai_tui.text import clean, parse_date
from haowai_tui.typeset import ArticleLabels, Options, article_lines

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
MOST_SECONDS = 30
LABELS = ArticleLabels(untitled="", byline="", key_points="", links="")
PARAGRAPH = "<p>港口 reopened <b>on</b> [x] <a href='/1'>Monday</a>，人们说：“好。”</p>"
ITEM = (
    "<item><title>港口 {n}</title><link>https://example.org/{n}</link><guid>{n}</guid>"
    "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate><description><![CDATA["
    + PARAGRAPH * 5
    + "]]></description></item>"
)
ENTRY = (
    "<entry><title>港口 {n}</title><link href='https://example.org/{n}'/><id>{n}</id>"
    "<updated>2026-11-23T10:00:00Z</updated><content type='html'><![CDATA[" + PARAGRAPH * 5 + "]]></content></entry>"
)
Shape = Callable[[int], bytes]


def repeated(before: str, unit: str, after: str = "") -> Shape:
    """`unit` as often as it takes; `{n}` in it is a number that counts up."""

    def made(size: int) -> bytes:
        count = max(1, (size - len(before) - len(after)) // len(unit.encode()))
        middle = "".join(unit.replace("{n}", str(n)) for n in range(count)) if "{n}" in unit else unit * count
        return (before + middle + after).encode()

    return made


def json_feed(size: int) -> bytes:
    body = PARAGRAPH * 5
    items = [
        {"id": str(n), "title": f"港口 {n}", "content_html": body, "date_published": "2026-11-23T10:00:00Z"}
        for n in range(max(1, size // (len(body.encode()) + 90)))
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}, ensure_ascii=False).encode()


def feed(data: bytes) -> object:
    asked = Asked(address="https://example.org/feed", language="en", known=frozenset())
    return list(respond(asked, lambda: data))


def markup(data: bytes) -> object:
    return html_to_blocks(data.decode("utf-8", "replace"), "https://example.org/")


def typesetting(data: bytes) -> Callable[[], object]:
    blocks = tuple(html_to_blocks(data.decode("utf-8", "replace"), "https://example.org/"))
    article = Article(id=1, feed_id=1, feed_title="", received=datetime.now(UTC), title="t", blocks=blocks)
    return lambda: article_lines(article, 72, Options(), LABELS)


RSS = "<rss version='2.0'><channel><title>晨报</title>", "</channel></rss>"
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><title>晨报</title>", "</feed>"
RDF = (
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
    "<channel rdf:about='x'><title>晨报</title></channel>",
    "</rdf:RDF>",
)
LONG_ITEM = "<item><title>t</title><guid>1</guid><description><![CDATA["
FEEDS: dict[str, Shape] = {
    "rss, many items": repeated(RSS[0], ITEM, RSS[1]),
    "rss, small items": repeated(RSS[0], "<item><guid>{n}</guid></item>", RSS[1]),
    "rss, one long item": repeated(RSS[0] + LONG_ITEM, PARAGRAPH, "]]></description></item>" + RSS[1]),
    "rss, escaped": repeated(RSS[0], ITEM.replace("<![CDATA[", "").replace("]]>", "").replace("<p>", "&lt;p>"), RSS[1]),
    "rss, broken": repeated(RSS[0] + "<bad & >", ITEM, ""),
    "rss, one long title": repeated(RSS[0] + "<item><title>", "港口 ", "</title></item>" + RSS[1]),
    "rss, nested tags": repeated(RSS[0] + "<item><description>", "&lt;div&gt;", "</description></item>" + RSS[1]),
    "rss, many elements": repeated(RSS[0] + "<item>", "<category>港口 {n}</category>", "</item>" + RSS[1]),
    "rss, many attributes": repeated(RSS[0] + "<item ", "a{n}='1' ", "/>" + RSS[1]),
    "rdf, many items": repeated(RDF[0], ITEM.replace("<item>", "<item rdf:about='{n}'>"), RDF[1]),
    "atom, many entries": repeated(ATOM[0], ENTRY, ATOM[1]),
    "atom, xhtml": repeated(
        ATOM[0] + "<entry><id>1</id><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>",
        PARAGRAPH,
        "</div></content></entry>" + ATOM[1],
    ),
    "json, many items": json_feed,
    "no feed, brackets": repeated("", "<a"),
}
PAGES: dict[str, Shape] = {
    "paragraphs": repeated("", PARAGRAPH),
    "one paragraph": repeated("<p>", "港口 reopened on Monday. ", "</p>"),
    "one line": repeated("<pre>", "x", "</pre>"),
    "nested": repeated("", "<div>x"),
    "unclosed": repeated("", "<b><i><a href=x>x"),
    "table": repeated("<table>", "<tr><td>a {n}<td>港口</tr>", "</table>"),
    "wide table": repeated("<table><tr>", "<td>港口 {n}", "</table>"),
    "list": repeated("<ul>", "<li>港口 {n}", "</ul>"),
    "breaks": repeated("<p>", "港口<br>"),
    "entities": repeated("<p>", "&amp;&#x1f6a2;"),
    "pictures": repeated("", "<figure><img src='/{n}.png'><figcaption>港口</figcaption></figure>"),
    "brackets": repeated("", "<"),
}
TEXTS: dict[str, Shape] = {
    "english": repeated("<p>", "The ferry runs again on Monday mornings, they say. "),
    "chinese": repeated("<p>", "渡口在周一重新开放，沿岸的步道也一并修好。"),
    "one word": repeated("<p>", "x"),
    "marks": repeated("<p>", "e\u0301\u0302\u0303"),
    "right to left": repeated("<p>", "שלום עולם hello "),
    "emoji": repeated("<p>", "👩‍👩‍👧‍👦🏳️‍🌈"),
    "code": repeated("<pre>", "def f(x): return x  # 港口\n"),
    "paragraphs": repeated("", PARAGRAPH),
    "table": repeated("<table>", "<tr><td>a {n}<td>港口</tr>", "</table>"),
    "quotes": repeated("", "<blockquote>x"),
}


def as_text(function: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: function(data.decode())


LADDERS: list[tuple[str, Callable[[bytes], object], dict[str, Shape]]] = [
    ("feed", feed, FEEDS),
    ("html", markup, PAGES),
    ("extract", as_text(lambda text: extract_article(text, "https://example.org/")), PAGES),
    ("clean", as_text(clean), {"text": repeated("", "a\x1b]0;x\x07港口e\u0301\u0302\u0303\u0304\u0305\u202e ")}),
    (
        "opml",
        read_opml,
        {
            "flat": repeated(
                "<opml><body>", "<outline text='港口 {n}' xmlUrl='https://example.org/{n}'/>", "</body></opml>"
            ),
            "nested": repeated("<opml><body>", "<outline text='x'>"),
        },
    ),
    (
        "query",
        as_text(parse_query),
        {
            "words": repeated("", "港口 "),
            "brackets": repeated("", "("),
            "or": repeated("a", " OR b{n}"),
            "no": repeated("", "-"),
        },
    ),
    (
        "date",
        as_text(parse_date),
        {"digits": repeated("", "1"), "clocks": repeated("", "12:"), "years": repeated("", "2026年")},
    ),
    (
        "settings",
        lambda data: config.parse(data.decode(), "config.toml"),
        {"rules": repeated("", "[[rules]]\nquery = 'a{n}'\ndo = ['star']\n"), "comment": repeated("#", "x")},
    ),
    ("typeset", typesetting, TEXTS),
]


class TooLong(Exception):
    """It took longer than anybody waits."""


def too_long(*_arguments: object) -> None:
    raise TooLong


def seconds(target: Callable[[bytes], object], data: bytes) -> float:
    """Processor seconds of one go."""
    ready = typesetting(data) if target is typesetting else lambda: target(data)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    began = time.process_time()
    try:
        ready()
    except HaowaiError:
        pass  # refused: that too takes its time
    except TooLong:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - began


def climb(target: Callable[[bytes], object], shape: Shape) -> tuple[list[float], float]:
    """The seconds for each size, and the exponent between the last two that took long enough to tell."""
    seconds(target, shape(2_000))  # what is imported at the first call is not measured
    took: list[float] = []
    for size in SIZES:
        if took and took[-1] * 10 > MOST_SECONDS:
            break
        took.append(seconds(target, shape(size)))
    told = [one for one in took if one > 0.003]
    exponent = math.log10(told[-1] / told[-2]) if len(told) > 1 and told[-1] < math.inf else math.nan
    return took, math.inf if told and told[-1] == math.inf else exponent


def main(names: list[str]) -> None:
    signal.signal(signal.SIGPROF, too_long)
    print(f"{'':30}" + "".join(f"{size // 1000:>9} KB" for size in SIZES) + "   exponent")
    for name, target, shapes in LADDERS:
        for shape, made in shapes.items():
            title = f"{name}: {shape}"
            if names and not any(title.startswith(one) for one in names):
                continue
            took, exponent = climb(target, made)
            cells = "".join(f"{one:>12.3f}" for one in took) + " " * 12 * (len(SIZES) - len(took))
            print(f"{title:30}{cells}{exponent:>11.2f}{'  !' if exponent > 1.15 else ''}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
