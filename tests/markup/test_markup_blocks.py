from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haowai_tui.markup import html_to_blocks, html_to_text, markdown_to_blocks, parse_saved_page, text_to_blocks
from haowai_tui.model import (
    Block,
    Code,
    Heading,
    Image,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Span,
    Style,
    Table,
    blocks_text,
    list_mark,
    spans_text,
)
from haowai_tui.model.codec import decode_blocks, encode_blocks

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
    <table><caption>k</caption><tr><th>h</th></tr><tr><td colspan=2>i</td><td>j</td></tr>
    <tr><td>l<td>m<td>n</tr></table><figure><img data-src="/p.png" alt="q"><figcaption>r</figcaption></figure><hr>"""
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
    assert blocks_text(blocks) == "ab[2J"
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


def test_a_break_after_a_space_is_kept() -> None:
    assert (
        blocks_text(html_to_blocks("<p>by <a href='https://a.example/u'> tern </a> <br> <b>x</b></p>")) == "by tern\nx"
    )


def test_a_table_of_one_row_with_a_picture_lays_it_out_and_empty_columns_go() -> None:
    picture, said = html_to_blocks(
        "<table><tr><td><a href='https://a.example/'><img src='https://a.example/p.jpg' alt=g></a><td>by<br>x</table>"
    )
    assert isinstance(picture, Image) and said == Paragraph((Span("by\nx"),))
    (table,) = html_to_blocks("<table><tr><td>a<td><td>b<tr><td>c<td><td>d</table>")
    assert isinstance(table, Table) and [len(row) for row in table.rows] == [2, 2]


def test_a_picture_says_what_it_has_to_say_wherever_that_is_written() -> None:
    (comic,) = html_to_blocks("<img src='https://a.example/p.png' title='At last.'>")
    assert comic == Image("https://a.example/p.png", "At last.")
    (plain,) = html_to_blocks("<amp-img src='https://a.example/p.png' width=600 height=400 alt=x></amp-img>")
    assert plain == Image("https://a.example/p.png", "x", (), 600, 400)
    assert not html_to_blocks("<img src='https://a.example/count' width=0 height=0>")
    (late,) = html_to_blocks("<picture><source srcset='https://a.example/w.webp 1x'><img alt=x></picture>")
    assert late == Image("https://a.example/w.webp", "x")


def test_a_mail_is_put_together_whatever_short_lines_are_in_it() -> None:
    wide = "this is a plain text message that has been wrapped at seventy-two"
    text = f"Hello,\n\n{wide}\n{wide}\n{wide}\nend\n\n> one\n> two\n\nYours,\nR."
    assert blocks_text(text_to_blocks(text)) == f"Hello,\n{wide} {wide} {wide} end\n> one\n> two\nYours,\nR."


def _of(html: str) -> list[Block]:
    return list(html_to_blocks(html, "https://a.example/"))


def test_a_cell_that_reaches_down_leaves_the_cells_below_in_their_columns() -> None:
    html = """<table><tr><th rowspan=2>Year</th><th colspan=2>Trout</th><th rowspan=2>Perch</th></tr>
    <tr><th>caught</th><th>released</th></tr><tr><td rowspan=2>2024</td><td>12</td><td>4</td><td>31</td></tr>
    <tr><td>9</td><td>2</td><td>28</td></tr><tr><td colspan=3>Total</td><td>99</td></tr></table>"""
    (table,) = _of(html)
    assert isinstance(table, Table)
    assert [spans_text(cell) for cell in table.header] == ["Year", "Trout caught", "Trout released", "Perch"]
    assert [[spans_text(cell) for cell in row] for row in table.rows] == [
        ["2024", "12", "4", "31"],
        ["", "9", "2", "28"],
        ["Total", "", "", "99"],
    ]


def test_nothing_in_a_cell_is_lost() -> None:
    html = """<table><tr><th>who</th><th>what</th></tr><tr><td><img src=f.png width=20 alt=flag></td><td><ul><li>one
    <li>two</ul></td></tr><tr><td>b</td><td><p>three<p>four</td></tr><tr><td>c</td><td><pre>ls -l\ncd ..</pre></td></tr>
    <tr><td><img src=big.png alt=map></td><td>five<br>six</td></tr></table>"""
    picture, table = _of(html)
    assert picture == Image("https://a.example/big.png", "map")
    assert isinstance(table, Table)
    assert [[spans_text(cell) for cell in row] for row in table.rows] == [
        ["flag", "- one\n- two"],
        ["b", "three\nfour"],
        ["c", "ls -l\ncd .."],
        ["map", "five\nsix"],
    ]


def test_one_heading_over_a_table_is_its_caption_and_one_cell_below_it_a_paragraph() -> None:
    html = "<table><tr><th colspan=2>湖</th></tr><tr><th>面积</th><td>41</td></tr><tr><th>深</th><td>9</td></tr>"
    table, below = _of(html + "<tr><td colspan=2>去年测得</td></tr></table>")
    assert isinstance(table, Table) and spans_text(table.caption) == "湖" and not table.header
    assert blocks_text((below,)) == "去年测得"


NUMBERED = {
    "chroma-table": "<table class=lntable><tr><td class=lntd><pre><code><span class=lnt>1\n</span><span class=lnt>2\n"
    "</span></code></pre></td><td class=lntd><pre><code class=language-go>a\n  b\n</code></pre></td></tr></table>",
    "chroma": "<pre><code class=language-go><span><span class=ln>1</span><span>a\n</span></span><span>"
    "<span class=ln>2</span><span>  b\n</span></span></code></pre>",
    "chroma-without-classes": "<pre><code class=language-go><span style='user-select:none'>1</span>a\n"
    "<span style='user-select:none'>2</span>  b</code></pre>",
    "rouge": "<pre class=language-go><code><table><tbody><tr><td class='gutter gl'><pre class=lineno>1\n2\n</pre></td>"
    "<td class=code><pre>a\n  b\n</pre></td></tr></tbody></table></code></pre>",
    "hexo": "<figure data-lang=go><table><tr><td class=gutter><pre><span>1</span><br><span>2</span><br></pre></td><td>"
    "<pre><span>a</span><br><span>  b</span><br></pre></td></tr></table></figure>",
    "pygments": "<div data-lang=go><table><tr><td><div><pre>1\n2</pre></div></td><td><div><pre>a\n  b\n</pre></div>"
    "</td></tr></table></div>",
    "github": "<div data-lang=go><table><tr><td class=blob-num></td><td class=blob-code>a</td></tr><tr>"
    "<td class=blob-num></td><td class=blob-code>  b</td></tr></table></div>",
    "an-element-a-line": "<pre data-language=go><code><div><div>a</div></div><div><div>  b</div></div></code></pre>",
}


@pytest.mark.parametrize("kind", NUMBERED)
def test_the_numbers_of_lines_are_no_code_and_lines_stay_lines(kind: str) -> None:
    assert _of(NUMBERED[kind]) == [Code("a\n  b", "go")]


def test_a_link_around_blocks_leads_there_from_the_first() -> None:
    (picture,) = _of("<a href=/x><div><img src=/p.png></div></a>")
    assert isinstance(picture, Image) and picture.caption == (Span("a.example/x", link="https://a.example/x"),)
    picture, title, said = _of("<a href=/x><div><img src=/p.png></div><div><h3>题</h3></div><p>文</p></a>")
    assert isinstance(picture, Image) and not picture.caption
    assert isinstance(title, Heading) and title.spans == (Span("题", link="https://a.example/x"),)
    assert said == Paragraph((Span("文"),))
    assert _of("<b><p>粗</p></b>") == [Paragraph((Span("粗", Style.BOLD),))]


def test_a_picture_leads_where_it_is_a_link_to_unless_that_is_itself() -> None:
    (picture,) = _of("<p><a href='https://films.example/1'><img src=/p.jpg alt=渡口></a></p>")
    assert isinstance(picture, Image) and picture.caption == (Span("渡口", link="https://films.example/1"),)
    (picture,) = _of("<a href='/p-large.JPG'><img src=/p.jpg alt=渡口></a>")
    assert picture == Image("https://a.example/p.jpg", "渡口")


def test_a_gallery_keeps_the_caption_of_each_picture() -> None:
    html = """<figure><figure><img src=1.jpg><figcaption>one</figcaption></figure><figure><img src=2.jpg></figure>
    <figcaption>all</figcaption></figure>"""
    first, second, all_of_them = _of(html)
    assert isinstance(first, Image) and spans_text(first.caption) == "one"
    assert isinstance(second, Image) and not second.caption
    assert blocks_text((all_of_them,)) == "all"
    html = "<dl class=gallery-item><dt><a href=/f/1><img src=1.jpg></a></dt><dd>fish</dd></dl>"
    (picture,) = _of(html)
    assert isinstance(picture, Image) and picture.caption == (Span("fish", link="https://a.example/f/1"),)


def test_a_picture_that_stands_for_a_word_stays_in_its_sentence() -> None:
    html = """<p>好<img class=emoji alt=😀 src=1.png>，<img src=/equation?tex=q%3Dk alt=[公式]>，<img src=s.gif width=1
    height=1 alt=x>完<img src=o.gif style="width:1px;height:1px"><img src=/favicon.ico>。</p>"""
    assert blocks_text(tuple(_of(html))) == "好😀，q=k，完。"


def test_formulas_that_scripts_would_draw_show_as_they_are_written() -> None:
    html = """<p>设</p><div class=latex-rendered data-attrs='{"persistentExpression":"r = \\\\frac{d}{n}"}'></div>
    <p>则<script type="math/tex">x^2</script>。</p>"""
    assert blocks_text(tuple(_of(html))) == "设\nr = \\frac{d}{n}\n则x^2。"


def test_badges_stand_in_one_line() -> None:
    badge = "<a href='https://ci.example/'><img src='https://ci.example/tern/badge.svg' alt=build></a>"
    (paragraph,) = _of(f"<p>{badge} {badge.replace('build', 'docs').replace('ci.', 'docs.')}</p>")
    assert isinstance(paragraph, Paragraph) and spans_text(paragraph.spans) == "build docs"
    assert [span.link for span in paragraph.spans if span.link] == ["https://ci.example/", "https://docs.example/"]


HIDDEN = (
    "<div style='display:none;max-height:0'>预览‌&nbsp;‌&nbsp;</div>",
    "<p hidden>预览</p>",
    "<span class=sr-only>预览</span>",
    "<div style='max-height:0;overflow:hidden'>预览</div>",
    "<p style='visibility: hidden'>预览</p>",
    "<div class=sharedaddy><ul><li>分享</ul></div>",
    "<div class=subscription-widget-wrap-editor><p>订阅</p><form><input type=email></form></div>",
)


@pytest.mark.parametrize("html", HIDDEN)
def test_what_no_browser_shows_is_not_shown(html: str) -> None:
    assert blocks_text(tuple(_of(html + "<p>正文从这里开始，说的是渡口。</p>"))) == "正文从这里开始，说的是渡口。"


def test_what_waits_for_a_click_or_a_script_is_shown() -> None:
    assert blocks_text(tuple(_of("<p>谜底：</p><div class=spoiler style='display:none'>管家</div>"))) == "谜底：\n管家"
    assert not _of("<table class=mobile-table style='display:none'><tr><td>又一遍</td></tr></table>")
    text = "整篇文章都藏着，等脚本来把它打开。" * 20
    assert (
        blocks_text(tuple(_of(f"<p>题</p><div id=js_content style='visibility: hidden'>{text}</div>"))) == f"题\n{text}"
    )


def test_an_address_that_is_cut_short_for_the_eye_is_cut_short() -> None:
    html = """<p>见<a href=/long/address><span class=invisible>https://</span><span class=ellipsis>a.example/long</span>
    <span class=invisible>/address</span></a></p>"""
    (paragraph,) = _of(html)
    assert isinstance(paragraph, Paragraph)
    assert paragraph.spans[1] == Span("a.example/long…", link="https://a.example/long/address")


LISTS = {
    "<ol type=a><li>x<li>y</ol>": ["a.", "b."],
    "<ol type=A start=26><li>x<li>y</ol>": ["Z.", "AA."],
    "<ol type=I start=8><li>x<li>y</ol>": ["VIII.", "IX."],
    "<ol style='list-style-type: lower-roman' start=4><li>x<li>y</ol>": ["iv.", "v."],
    "<ol style='list-style-type:cjk-ideographic' start=10><li>x<li>y</ol>": ["十、", "十一、"],
    "<ol reversed><li>x<li>y<li>z</ol>": ["3.", "2.", "1."],
    "<ol reversed start=10><li>x<li>y</ol>": ["10.", "9."],
    "<ol><li>x<li value=5>y<li>z</ol>": ["1.", "5.", "6."],
    "<ol><li>x<li><li>z</ol>": ["1.", "3."],
    "<ol start=0><li>x</ol>": ["0."],
}


@pytest.mark.parametrize("html", LISTS)
def test_a_list_is_numbered_as_it_is_written(html: str) -> None:
    (block,) = decode_blocks(encode_blocks(_of(html)))
    assert isinstance(block, ListBlock)
    assert [list_mark(block, place) for place in range(len(block.items))] == LISTS[html]


def test_the_boxes_of_a_list_of_tasks_are_ticked_or_not() -> None:
    html = "<ul><li><input type=checkbox checked> 写<li><p><input type=checkbox> 签</p><li><input>选</ul>"
    (block,) = _of(html)
    assert [blocks_text(item) for item in block.items] == ["[x] 写", "[ ] 签", "选"]  # type: ignore[union-attr]


def test_lines_that_are_set_in_stay_set_in_and_paragraphs_that_are_come_apart() -> None:
    assert blocks_text(tuple(_of("<p>风<br>&nbsp;&nbsp;&nbsp;&nbsp;吹</p>"))) == "风\n\u00a0\u00a0\u00a0\u00a0吹"
    assert blocks_text(tuple(_of("<p>风 <br> 吹 <b>雨</b> <br>&nbsp;&nbsp; 打</p>"))) == "风\n吹 雨\n\u00a0\u00a0打"
    assert blocks_text(tuple(_of("<div style='white-space:pre-line'>一\n二</div>"))) == "一\n二"
    long = "清晨六点，渡口的灯还亮着，摆渡的何师傅已经烧好了第一壶水。"
    assert _of(f"　　{long}<br>　　{long}") == [Paragraph((Span(long),))] * 2
    assert _of("　　谁在芦花外，<br>　　呼船过野塘？") == [Paragraph((Span("谁在芦花外，\n呼船过野塘？"),))]


def test_the_place_of_a_footnote_is_raised_and_its_number_stands_before_it() -> None:
    html = """<p>理由<a class=footnote-anchor href=#f1>1</a>。</p><div><a class=footnote-number href=#a1>1</a><div>
    <p>好的。</p></div></div>"""
    first, second = _of(html)
    assert first == Paragraph((Span("理由"), Span("1", Style.SUPERSCRIPT), Span("。")))
    assert blocks_text((second,)) == "1. 好的。"


def test_a_number_that_leads_to_a_place_in_the_page_is_a_footnote_only_at_a_word() -> None:
    assert _of("<p>见第<a href=#c>3</a><a href=#d>4</a>节 <a href=#c>5</a>，[<a href=#d>6</a>]</p>") == [
        Paragraph((Span("见第"), Span("3", Style.SUPERSCRIPT), Span("4", Style.SUPERSCRIPT), Span("节 5，[6]")))
    ]


def test_a_notice_stands_apart_and_verse_is_no_code() -> None:
    html = "<div class='admonition note'><p class=admonition-title>注意</p><p>桥窄。</p></div><p>然后</p>"
    notice, after = _of(html)
    assert notice == Quote((Paragraph((Span("注意", Style.BOLD),)), Paragraph((Span("桥窄。"),))))
    assert after == Paragraph((Span("然后"),))
    (verse,) = _of("<pre class=wp-block-verse>风\n  吹 <em>雨</em></pre>")
    assert blocks_text((verse,)) == "风\n\u00a0\u00a0吹 雨" and isinstance(verse, Paragraph)


def test_links_beside_each_other_are_two_and_one_that_was_broken_is_one() -> None:
    assert blocks_text(tuple(_of("<a href=/1>报告</a><a href=/2>下载</a>"))) == "报告 下载"
    assert blocks_text(tuple(_of("<a href=/1>青</a><a href=/1>州</a>"))) == "青州"


def test_a_reading_is_kept_wherever_it_is_written() -> None:
    assert blocks_text(tuple(_of("<dl><dt>甲<dt>乙<dd>丙<dl><dt>丁<dd>戊</dl></dl>"))).count("戊") == 1
    (paragraph,) = _of("<ruby><rb>朝</rb><rb>菌</rb><rtc><rt>zhāo</rt><rt>jùn</rt></rtc></ruby>")
    assert paragraph == Paragraph((Span("朝菌", ruby="zhāo jùn"),))


def test_what_is_struck_out_by_its_style_is_struck_out() -> None:
    (paragraph,) = _of("<p><span style='text-decoration: line-through'>十二</span>元</p>")
    assert paragraph == Paragraph((Span("十二", Style.STRIKE), Span("元")))
    assert _of("<p style='font-weight:700'>粗</p>") == [Paragraph((Span("粗", Style.BOLD),))]


def test_a_link_leads_past_a_page_that_says_that_one_is_leaving() -> None:
    (paragraph,) = _of("<p><a href='https://link.zhihu.com/?target=https%3A//walls.example/a%3Fb'>墙</a></p>")
    assert paragraph == Paragraph((Span("墙", link="https://walls.example/a?b"),))
    (paragraph,) = _of("<p><a href='https://link.zhihu.com/?target=javascript:x()'>墙</a></p>")
    assert paragraph == Paragraph((Span("墙", link="https://link.zhihu.com/?target=javascript:x()"),))


def test_a_text_beside_an_empty_cell_is_no_code_for_the_code_in_it() -> None:
    html = "<table><tr><td class=gutter></td><td><p>one</p><pre>x = 1</pre><p>two</p></td></tr></table>"
    assert [type(block) for block in _of(html)] == [Paragraph, Code, Paragraph]


NESTED = 300
WIDE = 30_000


@pytest.mark.parametrize(
    "html",
    [
        "<div style='display:none'>" * NESTED + "字" * WIDE,
        "<div style='white-space:pre'>\n" * NESTED + "字\n" * WIDE,
        "<table><tr>" + "<td rowspan=200 colspan=40>x" * 20_000 + "<tr><td>y" * 500,
        "http://a.example/" + ")" * WIDE * 10,
        "<p style='text-decoration:" * WIDE,
        "<table><tr><td><pre>" * 100 + "x\n" * WIDE,
        "<div class=latex-rendered data-attrs='" + "[" * WIDE + "'></div>",
        "<ul><li>" * NESTED + "<input type=checkbox>" * WIDE,
    ],
    ids=["hidden", "lines", "spans", "address", "styles", "code", "formula", "boxes"],
)
def test_what_was_made_to_take_for_ever_is_read(html: str) -> None:
    html_to_blocks(html, "https://a.example/")
