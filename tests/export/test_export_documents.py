"""Articles as documents: what is in them, and that nothing in an article can break out of them."""

from __future__ import annotations

import io
import re
import struct
import zlib
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from books import complaints
from haowai_tui.export import Labels, Picture, Sheet, epub_book, html_document, markdown_document, text_document
from haowai_tui.export.xhtml import is_language, language_of
from haowai_tui.model import (
    Article,
    Block,
    Code,
    Enclosure,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Span,
    Style,
    Table,
    Teaser,
)

NOW = datetime(2026, 5, 1, 8, 30, tzinfo=UTC)
LABELS = Labels(
    untitled="(no headline)", key_points="Key points", extracted="Key points · extracted", links="Links",
    picture="Picture", enclosures="Files", related="Related", hot="Hot", note="My note", tags="Tags",
    starred="Starred", later="Read later", source="Source", contents="Contents",
)  # fmt: skip


def png(width: int = 2, height: int = 2, grey: int = 90) -> bytes:
    """A small grey picture that decodes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + bytes([grey]) * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def words(text: str, **options: Any) -> Paragraph:
    return Paragraph((Span(text, **options),))


FULL: tuple[Block, ...] = (
    Paragraph(
        (
            Span("老港口将于周一 "),
            Span("重新开放", Style.BOLD | Style.ITALIC),
            Span("，见"),
            Span("计划", link="https://example.org/plan?a=1&b=两 岸#top"),
            Span("（"),
            Span("渡", ruby="dù"),
            Span("）\nsecond line"),
        )
    ),
    Heading((Span("渡轮 & <ferries>"),), 2),
    Image("https://example.org/harbour.png", "The harbour", (Span("港口的早晨"),)),
    Image("https://example.org/gone.png", "Lost"),
    ListBlock(((words("one"), ListBlock(((words("inner"),),), ordered=True, start=3)), (words("two"),))),
    ListBlock(((words("Term"), words("what is said of it")),), definitions=True),
    Quote((words("quoted"), Quote((words("deeper"),)))),
    Code("if a < b:\n    print('`x`')", "python"),
    Table(
        ((Span("Day"),), (Span("Rain | sun"),)), (((Span("Mon"),),), ((Span("Tue"),), (Span("2"),))), (Span("Weather"),)
    ),
    Rule(),
    words("Letters", style=Style.SUPERSCRIPT | Style.MARK),
)


def sheet(number: int = 1, **changes: Any) -> Sheet:
    article = Article(
        id=number, feed_id=1, feed_title="Harbour News", received=NOW, title="Harbour reopens & ferries <return>",
        byline="Mei Lin", published=NOW, link="https://example.org/a?x=1&y=2", language="zh",
        key_points=("The ferry is back.",), blocks=FULL, tags=("渡轮", "harbour"), note="Ask Lin\nabout the plan",
        starred=True, later=True, enclosures=(Enclosure(url="https://example.org/a.mp3", media_type="audio/mpeg"),),
        related=(Teaser(title="The old pier", link="https://example.org/pier", snippet="It leans."),),
        hot=(Teaser(title="Storm"),),
    )  # fmt: skip
    return Sheet(article=replace(article, **changes), byline="Mei Lin · Harbour News · 2026-05-01 16:30", place=2)


def find(url: str) -> Picture | None:
    return Picture.of(png()) if url.endswith("harbour.png") else None


def joined(pieces: Any) -> str:
    return b"".join(pieces).decode()


def test_a_book_keeps_the_rules_of_epub():
    book = epub_book([sheet(1), sheet(2, title="", language="", blocks=())], "Evening & morning", LABELS, find, now=NOW)
    assert complaints(book) == []


@pytest.mark.parametrize(
    "tag", ["zh", "EN", "zh-Hant-TW", "zh-yue-HK", "es-419", "de-1901", "ca-valencia", "en-x-harbour"]
)
def test_a_tag_of_a_language_is_one(tag):
    assert is_language(tag)
    assert language_of(tag) == f' lang="{tag}" xml:lang="{tag}"'


@pytest.mark.parametrize(
    "tag", ["", "utf-8", "utf-16-be", "zh_CN", "e", "english", "zh-", "zh-CN-TW", "en-x", "de-1901\n"]
)
def test_what_is_no_tag_of_a_language_is_not_written_as_one(tag):
    assert not is_language(tag)
    assert language_of(tag) == ""


def test_a_book_holds_the_picture_once_and_all_that_belongs_to_the_article():
    book = ZipFile(io.BytesIO(epub_book([sheet(1), sheet(2)], "Two", LABELS, find, now=NOW)))
    assert len([name for name in book.namelist() if "pictures/" in name]) == 1
    text = "".join(ElementTree.fromstring(book.read("EPUB/article-0001.xhtml")).itertext())
    for part in (
        "The ferry is back.",
        "Ask Lin",
        "渡轮, harbour",
        "Starred",
        "Read later 2",
        "港口的早晨",
        "The old pier",
    ):
        assert part in text


def test_the_same_articles_give_the_same_bytes():
    assert epub_book([sheet()], "T", LABELS, find, now=NOW) == epub_book([sheet()], "T", LABELS, find, now=NOW)


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (lambda name, text: text.replace(b"<p ", b"<p onclick='x()' ", 1), "something that runs"),
        (lambda name, text: text.replace(b'src="pictures/', b'src="https://example.org/', 1), "fetches"),
        (lambda name, text: text.replace(b'id="nav"', b'id="style"'), "twice"),
        (lambda name, text: None if "pictures/" in name else text, "is missing"),
        (lambda name, text: text.replace(b"version=\"3.0\"", b"version=\"2.0\""), "not version 3"),
        (lambda name, text: text.replace(b'idref="article-0001"', b'idref="article-9"'), "cannot be read"),
    ],
)  # fmt: skip
def test_the_checker_of_books_sees_what_is_wrong(harm, sentence):
    good, bad = io.BytesIO(epub_book([sheet()], "T", LABELS, find, now=NOW)), io.BytesIO()
    with ZipFile(good) as book, ZipFile(bad, "w") as other:
        for info in book.infolist():
            if (text := harm(info.filename, book.read(info))) is not None:
                other.writestr(info, text)
    assert any(sentence in one for one in complaints(bad.getvalue()))


def test_a_page_needs_nothing_else_and_is_well_formed():
    text = joined(html_document([sheet(1), sheet(2)], "Two <days>", LABELS, find))
    root = ElementTree.fromstring(text)
    sources = [element.attrib["src"] for element in root.iter() if "src" in element.attrib]
    assert len(sources) == 2
    assert all(source.startswith("data:image/png;base64,") for source in sources)
    assert "default-src 'none'" in text
    assert "<script" not in text
    assert "Harbour reopens &amp; ferries &lt;return&gt;" in text
    assert 'href="https://example.org/gone.png"' in text


def test_markdown_has_what_belongs_to_the_article():
    text = joined(markdown_document([sheet()], "", LABELS))
    assert text.startswith("# Harbour reopens \\& ferries \\<return\\>\n")
    for part in (
        "- Mei Lin", "- Starred", "- Read later 2", "- Tags: 渡轮, harbour", "## Key points",
        "***重新开放***", "[计划](<https://example.org/plan?a=1&b=%E4%B8%A4%20%E5%B2%B8#top>)",
        "![The harbour](<https://example.org/harbour.png>)", "   3. inner".strip(), "> > deeper",
        "```python\nif a < b:", "| Day | Rain \\| sun |", "| Mon |  |", "> Ask Lin\\\n> about the plan",
        "- [The old pier](<https://example.org/pier>)", "渡 (dù)",
    ):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize(
    "text", ["# no heading", "1. no list", "- no list", "+ no", "=== no", "<b>no</b>", "*no*", "[a](b)"]
)
def test_what_an_article_says_is_no_markdown(text):
    done = joined(markdown_document([sheet(blocks=(words(text),))], "", LABELS))
    line = next(line for line in done.split("\n") if re.sub(r"\\", "", line) == text)
    assert re.match(r"^(\\|[0-9]+\\)", line)


def test_plain_text_is_set_in_lines_and_ends_with_the_note():
    text = joined(text_document([sheet(1), sheet(2)], LABELS))
    assert text.count("Harbour reopens & ferries <return>") == 2
    assert text.rstrip().endswith("about the plan")
    # The line is broken between its parts.
    flat = re.sub(r"\s+", " ", text.replace("\nTags", " · Tags"))
    assert "Starred · Read later 2 · Tags: 渡轮, harbour · https://example.org/a?x=1&y=2" in flat


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "--flag", "https://exa mple.org/\x00"]
)
def test_an_address_that_is_not_to_be_opened_is_no_link(link):
    one = sheet(link=link, blocks=(words("word", link=link),), enclosures=(), related=(), hot=())
    page = joined(html_document([one], "t", LABELS, lambda _url: None))
    assert "href=" not in page or "javascript" not in page
    assert "<a href" not in page.replace('<a href="https://exa%20mple.org', "")
    assert "](<" not in joined(markdown_document([one], "", LABELS)).replace("](<https://exa%20mple.org", "")


_ANY = st.text(st.characters(exclude_categories=()), max_size=20)
_SPANS = st.lists(
    st.builds(Span, _ANY, st.sampled_from([Style.NONE, Style.BOLD, Style.CODE, Style(255)]), _ANY, _ANY), max_size=3
).map(tuple)
_ROW = st.lists(_SPANS, max_size=3).map(tuple)
_BLOCKS = st.recursive(
    st.one_of(
        st.builds(Paragraph, _SPANS),
        st.builds(Heading, _SPANS, st.integers(1, 6)),
        st.builds(Image, _ANY | st.just("https://example.org/harbour.png"), _ANY, _SPANS),
        st.builds(Code, _ANY, _ANY),
        st.builds(Table, _ROW, st.lists(_ROW, max_size=2).map(tuple), _SPANS),
        st.just(Rule()),
    ),
    lambda inner: st.one_of(
        st.builds(Quote, st.lists(inner, max_size=2).map(tuple)),
        st.builds(
            ListBlock, st.lists(st.lists(inner, max_size=2).map(tuple), max_size=3).map(tuple), st.booleans(),
            st.integers(-2, 9), st.booleans(),
        ),
    ),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(_BLOCKS, max_size=3).map(tuple), _ANY, _ANY, _ANY)
def test_whatever_an_article_holds_its_book_and_page_are_well_formed(blocks, title, note, link):
    one = sheet(blocks=blocks, title=title, note=note, link=link, tags=(title,), key_points=(note,), language=link)
    assert complaints(epub_book([one], title, LABELS, find, now=NOW)) == []
    ElementTree.fromstring(joined(html_document([one], title, LABELS, find)))
    assert joined(markdown_document([one], title, LABELS))


def test_lists_keep_their_letters_and_tasks_their_boxes() -> None:
    lettered = ListBlock(((Paragraph((Span("甲"),)),), (Paragraph((Span("乙"),)),)), True, 2, numbering="a")
    valued = ListBlock(lettered.items, True, numbers=(5, 4))
    tasks = ListBlock(((Paragraph((Span("[x] 写"),)),), (Paragraph((Span("[ ] 签"),)),)))
    one = sheet(blocks=(lettered, valued, tasks))
    text = b"".join(markdown_document([one], "t", LABELS)).decode()
    assert "- b. 甲\n- c. 乙" in text
    assert "\n\n<!-- -->\n\n- 5\\. 甲\n- 4\\. 乙" in text
    assert "- [x] 写\n- [ ] 签" in text
    page = b"".join(html_document([one], "t", LABELS, lambda _url: None)).decode()
    assert '<ol start="2" type="a">' in page
    table = Table((), (((Span("三\n四"),), (Span("五"),)),))
    assert "| 三<br>四 | 五 |" in b"".join(markdown_document([sheet(blocks=(table,))], "t", LABELS)).decode()
    assert '<ol>\n<li value="5">甲</li>\n<li value="4">乙</li>' in page


def test_an_article_that_is_read_from_the_right_says_so() -> None:
    page = b"".join(html_document([sheet(blocks=(words("עברית"),))], "t", LABELS, lambda _url: None)).decode()
    assert '<article id="article-1" lang="' in page and ' dir="rtl">' in page
    other = b"".join(html_document([sheet()], "t", LABELS, lambda _url: None)).decode()
    # Code is read from the left in any text; books may not say so in their style sheet.
    assert "rtl" not in other.split("<body>")[1] and '<pre dir="ltr">' in other and "direction" not in other
