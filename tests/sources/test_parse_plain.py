"""Feeds that are read without feedparser are read as it reads them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from haowai_tui.model import FeedData
from haowai_tui.sources.parse import Found
from haowai_tui.sources.parse_xml import Reading, by_feedparser, prepare
from haowai_tui.sources.plain import Unusual, read_plain
from haowai_tui.text import decode

CASES = Path(__file__).parents[1] / "data" / "feeds"
NAMES = sorted(path.name for path in CASES.glob("*.xml"))
ADDRESS = "https://feeds.example/news/all.xml"
ALL_NAMESPACES = """
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"
xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:thr="http://purl.org/syndication/thread/1.0"
xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:own="urn:example:own" xmlns:atom="http://www.w3.org/2005/Atom"
"""


def plain(text: str, address: str = ADDRESS) -> FeedData | None:
    """What is read without feedparser, or None."""
    try:
        feed, entries = read_plain(prepare(text.encode("utf-8", "replace")), address)
    except Unusual:
        return None
    return told(Reading(feed, address).found(entries))


def thorough(text: str, address: str = ADDRESS) -> FeedData:
    feed, entries = by_feedparser(prepare(text.encode("utf-8", "replace")), address)
    return told(Reading(feed, address).found(entries))


def told(found: Found) -> FeedData:
    """What becomes of it: an entry with nothing to show is none."""
    entries = tuple(entry for entry in found.entries if entry.title)
    return FeedData(title=found.title, link=found.link, language=found.language, entries=entries)


def same(text: str, address: str = ADDRESS) -> bool:
    """Whether a feed is read without feedparser; when it is, then as feedparser reads it."""
    found = plain(text, address)
    if found is not None:
        assert found == thorough(text, address)
    return found is not None


def rss(inner: str = "", beside: str = "") -> str:
    return (
        f"<rss version='2.0' {ALL_NAMESPACES}><channel><title>晨报</title>{beside}<item>{inner}</item></channel></rss>"
    )


def atom(inner: str = "", beside: str = "") -> str:
    head = f"<feed xmlns='http://www.w3.org/2005/Atom' {ALL_NAMESPACES} xml:lang='zh-CN'><title>晨报</title>"
    return f"{head}{beside}<entry>{inner}</entry></feed>"


@pytest.mark.parametrize("name", NAMES)
def test_a_case_is_read_as_feedparser_reads_it(name: str) -> None:
    same(decode((CASES / name).read_bytes()))


@pytest.mark.parametrize(
    "name",
    "rss-2.0 rss-0.92 cdata content-and-description dc-creator-and-date media-content media-thumbnail slash-comments"
    " title-with-html encoding-gb18030 guid-is-the-link html-escaped-twice".split(),
)
def test_what_feeds_are_made_of_needs_no_feedparser(name: str) -> None:
    assert same(decode((CASES / f"{name}.xml").read_bytes()))


PIECES = """
渡口|Plain words| |\n|&amp;|&amp;amp;|&amp;#8217;|&#8217;|&amp;nosuch;|a &lt; b|7|Ã©|é|true|a,b, c|x&amp;copy=1|urn:x:1
&lt;b&gt;bold&lt;/b&gt;|&lt;p&gt;one&lt;/p&gt;&lt;p&gt;two&lt;/p&gt;|<![CDATA[<i>x</i> & y]]>|&lt;img src="a.png"&gt;
&lt;script&gt;x&lt;/script&gt;|http://one.example/a?b=1&amp;c=2|../up/b|//two.example/c|HTTP:///three.example
desk@news.example|desk@news.example (Li Wei)|Mon, 02 Mar 2026 10:00:00 GMT|2026-03-02T10:00:00Z|<!-- no --> text
"""
VALUES = "|true|false|html|text|xhtml|Text/HTML|image/png|audio/mpeg|alternate|enclosure|self|12|../up|渡口|image|desk"
WRITTEN = st.lists(st.sampled_from(re.split(r"\||(?<=\S)\n", PIECES)), max_size=3).map("".join)
VALUE = st.sampled_from([*VALUES.split("|"), "http://one.example/a?b=1&amp;c=2"])
RSS_NAMES = (
    "title link guid description pubDate author category enclosure source comments dc:creator dc:date dc:subject"
)
RSS_NAMES += " content:encoded media:content media:thumbnail media:group media:title media:credit media:description"
RSS_NAMES += " itunes:author itunes:keywords itunes:image itunes:duration itunes:summary itunes:title slash:comments"
RSS_NAMES += " feedburner:origLink wfw:commentRss own:thing atom:link atom:updated dcterms:created dc:language odd"
ATOM_NAMES = "title link id summary content published updated author category source contributor rights thr:total"
ATOM_NAMES += " media:thumbnail media:group dc:creator feedburner:origLink own:thing link"
ATTRIBUTES = "href url rel type term label domain scheme isPermaLink length medium fileSize xml:lang text"


def elements(names: str, depth: int = 1) -> st.SearchStrategy[str]:
    inner = WRITTEN
    if depth:
        inner = (
            WRITTEN
            | WRITTEN
            | WRITTEN
            | st.lists(elements("title name email uri media:content media:thumbnail own:x id", 0), max_size=3).map(
                "".join
            )
        )
    attributes = st.dictionaries(st.sampled_from(ATTRIBUTES.split()), VALUE, max_size=3)
    attributes = st.just({}) | st.just({}) | attributes

    def element(name: str, has: dict[str, str], text: str) -> str:
        written = "".join(f' {key}="{value}"' for key, value in has.items())
        return f"<{name}{written}>{text}</{name}>"

    return st.builds(element, st.sampled_from(names.split()), attributes, inner)


@given(st.lists(elements(RSS_NAMES), max_size=6).map("".join), st.lists(elements(RSS_NAMES), max_size=2).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_rss_is_read_as_feedparser_reads_it(inner: str, beside: str) -> None:
    same(rss(inner, beside))


@given(st.lists(elements(ATOM_NAMES), max_size=6).map("".join), st.lists(elements(ATOM_NAMES), max_size=2).map("".join))
@example("<title>x</title><author>Plain words</author><author><name>渡口</name></author>", "")
@settings(max_examples=400, deadline=None)
def test_any_atom_is_read_as_feedparser_reads_it(inner: str, beside: str) -> None:
    same(atom(inner, beside))


@given(st.sampled_from(NAMES), st.data())
@settings(max_examples=200, deadline=None)
def test_a_case_with_lines_lost_is_read_as_feedparser_reads_it(name: str, data: st.DataObject) -> None:
    text = decode((CASES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        text = text[:start] + data.draw(WRITTEN) + text[start + data.draw(st.integers(0, 9)) :]
    same(text)


@pytest.mark.parametrize(
    "inner",
    [
        "<link href='http://one.example/'/><title>a</title>",
        "<title>a</title><link>/b</link><guid>http://one.example/c</guid>",
        "<guid>/c</guid><title>a</title>",
        "<guid isPermaLink='false'>c</guid><link>d?a=1&amp;b;=2</link><title>a</title>",
        "<media:title>m</media:title><title>a</title><media:thumbnail url='t.png'/>",
        "<title>&lt;b&gt;a&lt;/b&gt; Ã©</title><author>desk@news.example (Li)</author>",
        "<title>a</title><category domain='d'>x</category><category>x</category><category/><dc:subject>y</dc:subject>",
        "<title>a</title><post-id xmlns='com-wordpress:feed-additions:1'>9</post-id><own:x y='z'>w</own:x>",
        "<description>&lt;p&gt;x</description><content:encoded>&lt;p&gt;longer&lt;/p&gt;</content:encoded><title/>",
    ],
)
def test_the_oddities_of_feedparser_are_kept(inner: str) -> None:
    assert same(rss(inner)) and same(rss(inner), "")


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE rss [<!ENTITY a 'b'>]>" + rss("<title>&a;</title>"),
        rss("<title>a</title>").replace("<channel>", "<channel xml:base='http://other.example/'>"),
        rss("<title>caf\x85e</title>"),
        rss("<title>a</title><title>b</title>"),
        rss("<title>a</title><description>b</description><itunes:summary>c</itunes:summary>"),
        rss("<title>a</title><odd>b</odd>"),
        rss("<title>a</title><description><p>b</p></description>"),
        rss("<title color='red'>a</title>"),
        rss("<media:title>m</media:title>"),
        rss("<title xmlns='urn:own'>a</title>"),
        rss("<title>a</title><x xmlns:dc='http://search.yahoo.com/mrss/'/>"),
        rss("<title>a</title>").replace('xmlns:own="', 'xmlns:georss="'),
        rss("<title>a</title>").replace("</channel>", ""),
        rss("<title>a&nbsp;b</title>"),
        atom("<title>a</title><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>b</div></content>"),
        atom("<title>a</title><content type='application/octet-stream'>b</content>"),
        atom("<title>a</title><content src='http://one.example/b'/>"),
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>",
        "<rss><item><title>a</title></item></rss>",
        "<html><body/></html>",
        "",
    ],
)
def test_what_is_unusual_is_left_to_feedparser(text: str) -> None:
    assert plain(text) is None


def test_a_plain_feed_imports_no_feedparser() -> None:
    code = "import sys\nfrom haowai_tui.sources.parse import parse\nassert parse(sys.argv[1].encode()).entries\n"
    code += "print(*sys.modules)"
    text = rss("<title>a</title><description>&lt;p&gt;b&lt;/p&gt;</description>")
    run = subprocess.run([sys.executable, "-c", code, text], capture_output=True, text=True, check=True)
    assert "feedparser" not in run.stdout.split()
