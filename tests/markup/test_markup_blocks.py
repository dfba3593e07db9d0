from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haowai_tui.markup import html_to_blocks, html_to_text, markdown_to_blocks, parse_saved_page, text_to_blocks
from haowai_tui.model import Code, Heading, Image, ListBlock, Paragraph, Quote, Rule, Style, Table, blocks_text

PAGE = """渡口步道今日开放
晨报客户端
2026-10-11 09:08:07
3
核心提示

步道全长十一公里，今天起向市民开放。

      步道全长十一公里，今天起向市民开放，沿途设有长椅与饮水点，夜间十点以后灯光减半。

渡口步道今日开放

      修路先修灯

      路灯全部朝下，不照水面，也不照人家的窗，河道管理处说这是设计时定下的第一条。

相关内容

夜班公交延长到凌晨
——末班车上坐着下班的护士和面点师傅
2026-10-10 08:00:00
老钟表铺搬家，三百座...
邵师傅从最里面的落地钟开始，一座一座按住
2026-10-09 08:00:00

热门资讯

图书馆还书箱里的一封... 信上只有一句话，搬了七次家每次都带着它，如今把它还了回来
菜场收摊以后 晚上八点折叠桌摆出来，八点半象棋毛笔二胡各占一角
"""


def test_every_kind_of_block_is_read() -> None:
    html = """<h2>T</h2><p>a <b>b <i>c</i></b> <a href="/x">d</a></p><ul><li>e<ol><li>f</li></ol></li></ul>
    <blockquote>g</blockquote><pre><code class="language-python">x = 1\n  y</code></pre>
    <table><caption>k</caption><tr><th>h</th></tr><tr><td colspan=2>i</td><td>j</td></tr></table>
    <figure><img data-src="/p.png" alt="q"><figcaption>r</figcaption></figure><hr>"""
    blocks = html_to_blocks(html, "https://example.org/")
    kinds = [type(block) for block in blocks]
    assert kinds == [Heading, Paragraph, ListBlock, Quote, Code, Table, Image, Rule]
    paragraph, code, table, image = blocks[1], blocks[4], blocks[5], blocks[6]
    assert isinstance(paragraph, Paragraph)
    assert [(s.text, s.style) for s in paragraph.spans][1:3] == [("b ", Style.BOLD), ("c", Style.BOLD | Style.ITALIC)]
    assert paragraph.spans[-1].link == "https://example.org/x"
    assert code == Code("x = 1\n  y", "python")
    assert isinstance(table, Table) and len(table.rows[0]) == 3
    assert isinstance(image, Image) and image.url == "https://example.org/p.png" and image.caption[0].text == "r"


def test_what_could_act_is_left_out() -> None:
    html = "<script>x()</script><iframe src=x></iframe><p>a<img src=t.gif width=1 height=1 alt=x>"
    html += "<a href='javascript:x()'>b</a>&#27;[2J</p>"
    blocks = html_to_blocks(html)
    assert blocks_text(blocks) == "a\nb[2J"
    assert not [span for block in blocks if isinstance(block, Paragraph) for span in block.spans if span.link]


def test_a_reading_beside_a_character_is_kept() -> None:
    (paragraph,) = html_to_blocks("<p><ruby>字<rt>zì</rt></ruby></p>")
    assert isinstance(paragraph, Paragraph) and paragraph.spans[0].ruby == "zì"


def test_two_line_breaks_part_paragraphs() -> None:
    assert len(html_to_blocks("<div>一<br><br>二</div>")) == 2


def test_fifty_thousand_open_tags_are_read_as_text() -> None:
    assert blocks_text(html_to_blocks("<div>" * 50_000 + "x")) == "x"


@given(st.text(alphabet=st.sampled_from("<>/ab=\"'&;#x1 divulltpre\n\x00\ud800号")))
@settings(max_examples=200, deadline=None)
def test_no_html_makes_reading_fail(html: str) -> None:
    html_to_blocks(html)
    html_to_text(html)


def test_a_title_loses_its_tags_and_entities() -> None:
    assert html_to_text("A &amp; <b>B</b>&#27;") == "A & B"


def test_a_saved_page_has_all_its_parts() -> None:
    entry = parse_saved_page(PAGE)
    assert entry is not None
    assert (entry.title, entry.byline, entry.comments) == ("渡口步道今日开放", "晨报客户端", 3)
    assert entry.published is not None and entry.published.isoformat() == "2026-10-11T01:08:07+00:00"
    assert len(entry.key_points) == 1
    assert [type(block) for block in entry.blocks] == [Paragraph, Image, Heading, Paragraph]
    assert [teaser.title for teaser in entry.related] == ["夜班公交延长到凌晨", "老钟表铺搬家，三百座..."]
    assert entry.related[1].published is not None
    assert [teaser.title for teaser in entry.hot] == ["图书馆还书箱里的一封...", "菜场收摊以后"]
    assert all(teaser.snippet for teaser in entry.hot)


def test_a_saved_page_may_miss_parts() -> None:
    entry = parse_saved_page(PAGE.split("相关内容")[0].replace("\n3\n", "\n"))
    assert entry is not None and entry.comments is None and entry.related == () and entry.hot == ()


def test_other_text_is_not_taken_for_a_saved_page() -> None:
    assert parse_saved_page("一封信\n\n没有时间，也没有标签。") is None


def test_plain_text_and_markdown_become_blocks() -> None:
    assert len(text_to_blocks("一行\n续行\n\n第二段")) == 2
    blocks = markdown_to_blocks("# T\n\n- a\n- b\n\n```python\nx\n```\n\n<script>x</script>")
    assert [type(block) for block in blocks][:3] == [Heading, ListBlock, Code]


def test_a_line_end_of_the_source_is_nothing_between_chinese_characters() -> None:
    html = "<p>\n清晨的步道，\n  已经有<b>人</b>\n<i>\n跑完</i>了<a href='/x'>\n十一</a>公里\n</p>"
    assert blocks_text(html_to_blocks(html)) == "清晨的步道，已经有人跑完了十一公里"
    assert blocks_text(html_to_blocks("<p>用 Python\n写的 <b>news\nreader</b>\n</p>")) == "用 Python 写的 news reader"
    assert html_to_text("<b>清晨</b>的\n步道 &amp;\n路") == "清晨的步道 & 路"


def test_a_line_break_that_is_meant_stays() -> None:
    (paragraph,) = html_to_blocks("<p>一行，<br>\n又一行</p>")
    assert blocks_text((paragraph,)) == "一行，\n又一行"
    assert html_to_text("一行<br>又一行") == "一行 又一行"


def test_lines_of_a_plain_text_are_joined_by_the_same_rule() -> None:
    wide = ("清晨的步道还是湿的" * 4)[:35]
    assert blocks_text(text_to_blocks(f"{wide}\n{wide}\n{wide}\n清晨")) == wide * 3 + "清晨"
    words = "one two three four five six seven eight nine ten eleven twelve"
    assert blocks_text(text_to_blocks("\n".join([words] * 4) + "\n\nend")) == " ".join([words] * 4) + "\nend"
    assert blocks_text(markdown_to_blocks("清晨的\n步道，**已经**\n有人")) == "清晨的步道，已经有人"


FORMULAS = {
    "<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>": "E = mc^2",
    "<mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mi>b</mi></mfrac>": "(a + 1)/b",
    "<msqrt><mi>x</mi></msqrt><mo>\u2062</mo><mroot><mi>y</mi><mn>3</mn></mroot>": "√x∛y",
    "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>"
    "<msub><mi>x</mi><mi>i</mi></msub>": "∑_(i = 1)^n x_i",
    "<semantics><mi>x</mi><annotation encoding='application/x-tex'>\\mathrm{x}</annotation></semantics>": "x",
    "<mo>(</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn>"
    "</mtd></mtr></mtable><mo>)</mo>": "(1, 0; 0, 1)",
    "<mfrac></mfrac>": "",
}


@pytest.mark.parametrize(("source", "text"), FORMULAS.items())
def test_a_formula_is_a_line_of_text_in_its_paragraph(source: str, text: str) -> None:
    blocks = html_to_blocks(f"<p>so <math>{source}</math>.</p>")
    assert blocks_text(blocks) == f"so {text}."


def test_a_formula_that_is_drawn_too_is_read_once() -> None:
    math = "<math><mi>x</mi><mo>=</mo><mn>2</mn></math>"
    katex = f"<span class=katex><span class=katex-mathml>{math}</span><span class=katex-html>x=2</span></span>"
    wiki = f"<span><span>{math}</span><img class=mwe-math-fallback-image-inline src=/x.svg alt=x></span>"
    for source in (katex, wiki):
        assert blocks_text(html_to_blocks(f"<p>Let {source} be.</p>")) == "Let x = 2 be."
    assert "x" in blocks_text(html_to_blocks("<p><span class=katex-html>x</span></p>")), "it is all there is"


def test_the_deepest_formula_is_read() -> None:
    deep = "<mrow>" * 300 + "<mi>x</mi>" + "</mrow>" * 300
    assert blocks_text(html_to_blocks(f"<p>a <math>{deep}</math></p>")).startswith("a")


def test_lines_of_a_plain_text_that_was_not_broken_for_a_screen_stay_lines() -> None:
    text = "本期节目我们打开一个抽屉。\n\n00:00 开场\n03:15 抽屉\n\n主播：林一、周二\n剪辑：老吴"
    assert blocks_text(text_to_blocks(text)) == text.replace("\n\n", "\n")


def test_an_address_that_stands_in_a_text_is_a_link() -> None:
    for blocks in (
        text_to_blocks("图纸：https://plans.example/iron，见（https://a.example/x_(y)）。"),
        html_to_blocks("<p>图纸：https://plans.example/iron，见（https://a.example/x_(y)）。</p>"),
    ):
        assert isinstance(blocks[0], Paragraph)
        links = [(span.text, span.link) for span in blocks[0].spans if span.link]
        assert links == [
            ("https://plans.example/iron", "https://plans.example/iron"),
            ("https://a.example/x_(y)", "https://a.example/x_(y)"),
        ]
    assert not any(
        span.link
        for block in html_to_blocks("<p><code>https://a.example/</code></p>")
        if isinstance(block, Paragraph)
        for span in block.spans
    )
