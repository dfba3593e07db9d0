from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haowai_tui.markup.extract import article_pages, extract_article
from haowai_tui.model import Code, Heading, Image, ListBlock, Table, blocks_text, spans_text
from pages import HELD, Page, pages

WORDS = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9]+")
PAGES = list(pages())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_article_is_found_in_a_page(page: Page) -> None:
    entry = extract_article(page.html, "https://example.org/a.html")
    assert entry is not None
    got, want = Counter(WORDS.findall(blocks_text(entry.blocks))), Counter(WORDS.findall(page.body))
    both = sum((got & want).values())
    assert 2 * both / (sum(got.values()) + sum(want.values())) >= 0.97
    assert entry.title == page.title
    assert entry.byline == page.byline
    if not (page.name.startswith(("linked", "old"))):
        assert entry.published is not None
    if page.name.startswith(("semantic", "linked")):
        assert entry.published == page.published
    assert entry.language == ("zh" if page.chinese else "en")


BODY = (
    "<p>清晨六点，第一班渡船从北岸开出，船上坐了四十二个人，多是上班的人。</p>"
    "<h2>班次</h2><table><tr><th>班</th><th>时</th></tr><tr><td>早</td><td>6</td></tr></table>"
    '<figure><img src="/blank.gif" data-src="/real.jpg"><figcaption>北岸的早晨</figcaption></figure>'
    "<ul><li>票价三元</li><li>学生半价</li></ul><pre><code>ferry --at 6</code></pre>"
    "<p>船长说，停航三年里他每天来看水位，像看一位老邻居，风雨无阻。</p>"
)


def test_an_article_keeps_its_pictures_tables_lists_and_code() -> None:
    html = f"<html><body><div class='nav'><a href='/'>首页</a></div><div class='content'>{BODY}</div></body></html>"
    entry = extract_article(html, "https://example.org/x")
    assert entry is not None
    kinds = [type(block) for block in entry.blocks]
    for kind in (Heading, Table, Image, ListBlock, Code):
        assert kind in kinds
    picture = next(block for block in entry.blocks if isinstance(block, Image))
    assert picture.url == "https://example.org/real.jpg" and spans_text(picture.caption) == "北岸的早晨"


def test_a_picture_that_only_a_script_would_load_is_found() -> None:
    html = "<article><div><noscript><img src='/lazy.jpg'></noscript></div>" + BODY + "</article>"
    entry = extract_article(html, "https://example.org/x")
    assert entry is not None
    assert "https://example.org/lazy.jpg" in [block.url for block in entry.blocks if isinstance(block, Image)]


@pytest.mark.parametrize(
    ("here", "link", "found"),
    [
        ("/a/1.html", '<a href="/a/1_2.html">下一页</a>', "/a/1_2.html"),
        ("/a/1.html", '<a href="/a/2.html">下一篇</a>', ""),
        ("/a/1.html", '<a href="/b/9.html">下一页</a>', ""),
        ("/story", '<link rel="next" href="/story/2">', "/story/2"),
        ("/a/1_2.html", '<a href="http://elsewhere.test/a/1_3.html">下一页</a>', ""),
    ],
)
def test_an_article_of_several_pages_leads_from_one_to_the_next(here: str, link: str, found: str) -> None:
    site = "https://example.org"
    assert article_pages(f"<html><body>{link}</body></html>", site + here) == (site + found if found else "")


@pytest.mark.parametrize("html", ["", "<script>1</script>", "<p>短。</p>", "<a href=/x>" * 900, "<div>" * 5000 + "x"])
def test_where_there_is_no_article_none_is_found(html: str) -> None:
    assert extract_article(html, "https://example.org/") is None


@given(st.text(alphabet="<>/apdiv tblert='\"=&;渡口，。", max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_page_makes_finding_fail(html: str) -> None:
    extract_article(html, "https://example.org/")
    article_pages(html, "https://example.org/")


def test_on_shapes_that_it_was_not_made_for_it_is_as_good_as_it_was() -> None:
    marks = []
    for page in pages(HELD):
        entry = extract_article(page.html, "https://example.org/a.html")
        got = Counter(WORDS.findall(blocks_text(entry.blocks) if entry else ""))
        want = Counter(WORDS.findall(page.body))
        marks.append(2 * sum((got & want).values()) / (sum(got.values()) + sum(want.values())))
    assert sum(marks) / len(marks) >= 0.90


def test_a_page_that_hides_its_text_until_a_script_shows_it_is_read() -> None:
    said = "镇上的人都说，这条河从前是有名字的。老人们记得它叫“青衣”，年轻人只管它叫“大河”。"
    page = f"""<body><div id=img-content><h1>一条河的名字</h1><div class=rich_media_content id=js_content
    style="visibility: hidden; opacity: 0; "><section>{"".join(f"<p>{said}{n}</p>" for n in range(6))}<p>
    https://a.example/map</p></section></div></div><div style="display:none"><p>微信扫一扫关注</p></div></body>"""
    entry = extract_article(page, "https://weekly.example/s/1")
    assert entry is not None
    assert blocks_text(entry.blocks).startswith(said) and blocks_text(entry.blocks).endswith("https://a.example/map")
    assert "扫一扫" not in blocks_text(entry.blocks)


def test_the_boxes_of_tasks_in_a_page_are_kept_and_those_of_forms_are_not() -> None:
    said = "<p>镇上的人都说，这条河从前是有名字的。老人们记得它叫“青衣”，年轻人只管它叫“大河”。</p>" * 4
    tasks = (
        "<ul><li><input type=checkbox disabled checked> 量河</li><li><input type=checkbox disabled=''> 立碑</li></ul>"
    )
    entry = extract_article(f"<article>{said}{tasks}<p><input type=checkbox> 记住我的选择，下次不再问。</p></article>")
    assert entry is not None
    assert "[x] 量河\n[ ] 立碑\n记住我" in blocks_text(entry.blocks)


def test_formulas_that_scripts_would_draw_are_kept_in_whole_texts() -> None:
    said = "<p>镇上的人都说，这条河从前是有名字的。老人们记得它叫“青衣”，年轻人只管它叫“大河”。</p>" * 4
    entry = extract_article(
        f"<article>{said}<p>面积是 <script type='math/tex'>a^2</script>，见<a href=/x>"
        "<span class=ellipsis>a.example/l</span></a>，深度不详。</p></article>",
        "https://a.example/",
    )
    assert entry is not None and blocks_text(entry.blocks).endswith("面积是 a^2，见a.example/l…，深度不详。")
