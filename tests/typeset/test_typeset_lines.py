from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haowai_tui.markup import html_to_blocks
from haowai_tui.model import Article, Teaser
from haowai_tui.text import cell_width
from haowai_tui.typeset import NOT_FIRST, NOT_LAST, ArticleLabels, ArticleSetter, Options, article_lines, fill, plain

LABELS = ArticleLabels(
    untitled="无题",
    byline="记者 · 晨报",
    key_points="核心提示",
    links="链接",
    picture="图片",
    related="相关",
    hot="热门",
)
HTML = """<p>他说：“修一条路，先想它夜里的样子。”——这是（规矩）。<a href="https://example.org/a">链接</a></p>
<h2>小标题</h2><ul><li>一<ul><li>二</li></ul></li></ul><ol start="9"><li>九</li><li>十</li></ol>
<blockquote><p>引文</p></blockquote>
<pre><code class="language-python">def f(x):\n    return "号" * 80</code></pre><hr>
<table><caption>表</caption><tr><th>月份</th><th>数目</th></tr><tr><td>九月</td><td>八十六</td></tr></table>
<figure><img alt="图"><figcaption>图片说明</figcaption></figure><p><ruby>字<rt>zì</rt></ruby>H<sub>2</sub>O</p>"""


def article(html: str = HTML) -> Article:
    return Article(
        id=1,
        feed_id=1,
        feed_title="晨报",
        received=datetime.now(UTC),
        title="沿河步道全线贯通，清晨六点就有人跑完十一公里",
        key_points=("断了九年的三百米改从纱厂旧货廊穿过。",),
        blocks=html_to_blocks(html),
        related=(Teaser(title="夜班公交", snippet="开到凌晨一点"),),
    )


@pytest.mark.parametrize("width", [10, 11, 12, 16, 20, 33, 40, 76, 120])
def test_no_line_of_an_article_is_wider_than_asked(width: int) -> None:
    lines = article_lines(article(), width, Options(), LABELS)
    assert [line.text for line in lines if cell_width(line.text) > width] == []


def test_an_article_has_all_its_parts_in_order() -> None:
    text = plain(article_lines(article(), 60, Options(), LABELS))
    parts = [
        "沿河步道",
        "记者 · 晨报",
        "核心提示",
        "断了九年",
        "他说",
        "接[1]",
        "小标题",
        "▪ 一",
        "◦ 二",
        "9. 九",
        "10. 十",
    ]
    parts += [
        "│ 引文",
        "def f",
        "        ────────────",
        "月份",
        "图片说明",
        "字(zì)H₂O",
        "[1] https://example.org/a",
        "夜班公交",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


words = st.sampled_from(
    [
        *"港口渡船新闻步道，。：；！？“”‘’（）《》、",
        "——",
        "……",
        " ",
        "Python",
        "3.14%",
        "25 km",
        "https://example.org/a/b?c=d",
        "👨‍👩‍👧",
    ]
)


@given(st.lists(words, max_size=60).map("".join), st.integers(10, 120))
@settings(max_examples=300, deadline=None)
def test_filled_lines_give_the_text_back_and_fit(text: str, width: int) -> None:
    lines = fill(text, width)
    assert "".join(text[start:end] for start, end in lines) == text
    for start, end in lines:
        assert cell_width(text[start:end].rstrip()) <= width


@given(
    st.lists(
        st.sampled_from([*"港口渡船新闻步道", "，", "。", "“渡口”", "（步道）", "——", "……", "word"]), max_size=60
    ).map("".join)
)
@settings(max_examples=300, deadline=None)
def test_no_mark_stands_where_a_newspaper_would_not_put_it(text: str) -> None:
    width = 24
    lines = [text[start:end] for start, end in fill(text, width)]
    for before, line in itertools.pairwise(lines):
        # A cluster of marks as wide as the line leaves no choice.
        if cell_width(line) < width - 8 and cell_width(before) < width - 8:
            continue
        run = len(line) - len(line.lstrip(NOT_FIRST))
        assert run == 0 or run >= 6 or cell_width(before) > width - 2
        assert not before or before[-1] not in NOT_LAST
    assert not any(
        a.endswith("wor"[:n]) and b.startswith("word"[n:]) for n in (1, 2, 3) for a, b in itertools.pairwise(lines) if n
    )


def test_a_dash_and_an_ellipsis_of_two_are_never_parted() -> None:
    for width in range(10, 40):
        text = "渡口重新开放——步道全线贯通……夜班公交开到凌晨" * 3
        lines = [text[start:end] for start, end in fill(text, width)]
        for before, after in itertools.pairwise(lines):
            assert (before[-1] + after[0]) not in ("——", "……")


def test_one_closing_mark_may_hang_in_the_margin() -> None:
    text = "渡口重新开放步道，贯通"
    assert fill(text, 16, hang=2)[0] == (0, 9)
    assert fill(text, 16)[0][1] < 9


def test_the_first_screen_of_a_long_article_is_set_without_the_rest() -> None:
    setter = ArticleSetter(article("<p>渡口重新开放。</p>" * 50_000), 60, Options(), LABELS)
    setter.advance(80)
    assert len(setter.lines) == 80 and not setter.done


def test_each_line_of_the_body_knows_its_block() -> None:
    lines = article_lines(article("<p>一</p><p>二</p>"), 60, Options(), LABELS)
    assert [line.block for line in lines if line.text in ("一", "二")] == [0, 1]
