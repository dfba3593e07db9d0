"""Justified lines, spaces between Chinese and Latin, right to left, code, definitions, footnotes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from haowai_tui.markup import html_to_blocks
from haowai_tui.model import Article, Block, Code, ListBlock, Paragraph, Span, Style
from haowai_tui.text import cell_offsets, cell_width, graphemes, set_ambiguous_width
from haowai_tui.typeset import (
    ArticleLabels,
    Line,
    Options,
    Run,
    article_lines,
    find_hits,
    marked,
    plain,
    set_lines,
    visual,
    visual_text,
)
from haowai_tui.typeset.blocks import BlockSetter, Links
from haowai_tui.typeset.code import code_lines
from haowai_tui.typeset.spacing import spaced

LABELS = ArticleLabels(untitled="", byline="", key_points="", links="", picture="图片")


def page(html: str, width: int = 40, **options: object) -> str:
    article = Article(
        id=1, feed_id=1, feed_title="", received=datetime.now(UTC), title="题", blocks=html_to_blocks(html)
    )
    return plain(article_lines(article, width, Options(**options), LABELS))  # type: ignore[arg-type]


def set_block(*blocks: Block, width: int = 40) -> str:
    """Blocks as they are set, without what stands around them."""
    setter = BlockSetter(Options(), Links(), "图片")
    return plain(Line(visual(line.runs)) for line in setter.many(blocks, width))


@given(
    st.lists(st.sampled_from([*"渡船新闻，。（）", "word", " ", "A1"]), max_size=90).map("".join), st.integers(20, 60)
)
@settings(max_examples=200, deadline=None)
def test_justified_lines_have_the_same_words_and_are_never_too_wide(text: str, width: int) -> None:
    ragged = list(set_lines([Run(text)], width))
    full = list(set_lines([Run(text)], width, justify=True))
    assert [line.text.replace(" ", "") for line in full] == [line.text.replace(" ", "") for line in ragged]
    assert all(cell_width(line.text) <= width for line in full)


def test_a_justified_paragraph_fills_every_line_but_its_last() -> None:
    text = "渡口的早班船六点开，桥上的人还不多，The early boat leaves at six，票价三元。" * 4
    lines = list(set_lines([Run(text)], 40, justify=True))
    assert {cell_width(line.text) for line in lines[:-1]} == {40}
    assert not lines[-1].text.count("  ")


@pytest.mark.parametrize(
    ("spacing", "text", "expected"),
    [
        ("space", "用Python写的3个工具", "用 Python 写的 3 个工具"),
        ("space", "2026年3月5日的iPhone", "2026年3月5日的 iPhone"),
        ("none", "用 Python 写的 3 个工具 and more", "用Python写的3个工具and more"),
        ("keep", "用 Python写", "用 Python写"),
    ],
)
def test_chinese_and_latin_stand_as_far_apart_as_is_wanted(spacing: str, text: str, expected: str) -> None:
    assert "".join(run.text for run in spaced([Run(text)], spacing)) == expected  # type: ignore[arg-type]
    pieces = [Run(char) for char in text]
    assert "".join(run.text for run in spaced(pieces, spacing)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("logical", "seen"),
    [
        ("car means אבג.", "car means גבא."),
        ("אבג (12) דה", "הד (12) גבא"),
        ("سعر 3.5 دولار", "رالود 3.5 رعس"),
        ("渡口 אב 渡船", "渡口 בא 渡船"),
    ],
)
def test_right_to_left_runs_are_shown_as_they_are_read(logical: str, seen: str) -> None:
    assert visual_text(logical) == seen


@given(st.text(alphabet="אבגعد 12,.%$+-ab渡(", max_size=30))
@settings(deadline=None)
def test_reordering_loses_nothing_and_leaves_left_to_right_alone(text: str) -> None:
    mirrored = str.maketrans("(", ")")
    assert sorted(visual_text(text).translate(mirrored)) == sorted(text.translate(mirrored))
    latin = "".join(char for char in text if char < "\u0590")
    assert visual_text(latin) == latin


def test_what_is_drawn_around_text_is_a_wall_to_right_to_left() -> None:
    runs = visual([Run("│ ", kind="box"), Run("אב"), Run("  ", kind="gap"), Run("גד"), Run(" │", kind="box")])
    assert "".join(run.text for run in runs) == "│ בא  דג │"


def test_a_right_to_left_paragraph_stands_at_the_right() -> None:
    line = page("<p>אבג דה</p>", width=30, hanging=False).splitlines()[-1]
    assert line == " " * 24 + "אבג דה"


def test_code_keeps_its_spaces_and_is_cut_where_it_is_too_long() -> None:
    code = "if x:\n    return '" + "号" * 12 + "'"
    lines = page(f"<pre>{code}</pre>", width=24).splitlines()[2:]
    assert lines == [" if x:", "     return '号号号号号", "   号号号号号号号'"]


def test_a_definition_list_sets_its_terms_out() -> None:
    html = "<dl><dt>渡口</dt><dd>船靠岸的地方。</dd><dt>Ferry</dt><dd>A boat that crosses.</dd></dl>"
    blocks = html_to_blocks(html)
    assert isinstance(blocks[0], ListBlock) and blocks[0].definitions
    assert page(html).splitlines()[2:] == ["渡口", "    船靠岸的地方。", "", "Ferry", "    A boat that crosses."]


def test_a_footnote_is_a_raised_number_and_leads_nowhere() -> None:
    html = '<p>三元<sup><a href="#fn1">1</a></sup>。</p><ol><li id="fn1">含税。<a href="#r1">↩</a></li></ol>'
    assert page(html).splitlines()[2:] == ["三元¹。", "", "1. 含税。"]


def test_lines_are_drawn_from_ascii_where_line_drawing_would_spoil_them() -> None:
    html = "<blockquote><p>引</p></blockquote><hr><ul><li>一</li></ul><figure><img alt='图' src='x'></figure>"
    text = page(html, ascii=True)
    assert not set(text) & set("│─┌┐└┘▪◦")
    assert "| 引" in text and "* 一" in text and "+--" in text


def test_pictures_have_their_rows_before_they_have_come() -> None:
    article = Article(
        id=1,
        feed_id=1,
        feed_title="",
        received=datetime.now(UTC),
        title="题",
        blocks=html_to_blocks('<img src="https://example.org/a.png" width="640" height="320" alt="桥">'),
    )
    lines = article_lines(article, 60, Options(pictures=12), LABELS)
    rows = [line.picture for line in lines if line.picture]
    assert [row.row for row in rows] == list(range(rows[0].rows)) and rows[0].rows == 12
    assert rows[0].url == "https://example.org/a.png" and rows[0].width == 60
    assert not [line for line in article_lines(article, 60, Options(), LABELS) if line.picture]


@given(st.text(max_size=40))
@settings(deadline=None)
def test_the_cells_before_each_place_agree_with_the_width_of_what_is_there(text: str) -> None:
    offsets = cell_offsets(text)
    assert len(offsets) == len(text) + 1 and offsets[-1] == cell_width(text)
    at = 0
    for grapheme in graphemes(text):
        at += len(grapheme)
        assert offsets[at] == cell_width(text[:at])


def test_ambiguous_characters_are_as_wide_as_the_terminal_makes_them() -> None:
    try:
        assert cell_width("“号”—…") == 6
        set_ambiguous_width(2)
        assert cell_width("“号”—…") == 10 and cell_offsets("“号”")[-1] == 6
    finally:
        set_ambiguous_width(1)


def words_of(lines: list[Line], query: str) -> list[str]:
    return ["".join(lines[part.line].text[part.start : part.end] for part in hit) for hit in find_hits(lines, query)]


def test_words_are_found_over_line_ends_cases_and_widths_but_not_across_words() -> None:
    lines = list(set_lines([Run("The island is land. Ｐｙｔｈｏｎ and CAFÉ; 渡口重新开放")], 12))
    assert words_of(lines, "is land") == ["is land"]
    assert words_of(lines, "island") == ["island"]
    assert words_of(lines, "python") == ["Ｐｙｔｈｏｎ"]
    assert words_of(lines, "cafe") == ["CAFÉ"]
    assert words_of(lines, "口 重新") == ["口重新"] and words_of(lines, "口重新") == ["口重新"]
    assert words_of(lines, "  ") == []


def test_marks_fall_on_their_characters_whatever_runs_they_lie_in() -> None:
    runs = [Run("渡口"), Run("重新", kind="quote"), Run("开放")]
    out = marked(runs, [(1, 3, "match"), (5, 6, "match")])
    assert [(run.text, run.kind) for run in out] == [
        ("渡", "text"),
        ("口", "match"),
        ("重", "match"),
        ("新", "quote"),
        ("开", "text"),
        ("放", "match"),
    ]


def test_columns_of_figures_stand_at_the_right() -> None:
    rows = "".join(f"<tr><td>{name}</td><td>{count}</td></tr>" for name, count in (("北闸", 8), ("南", 112)))
    html = f"<table><tr><th>渡口</th><th>班次</th></tr>{rows}</table>"
    assert page(html).splitlines()[2:] == ["渡口  班次", "────  ────", "北闸     8", "南     112"]


def test_a_byline_is_broken_between_its_parts() -> None:
    article = Article(id=1, feed_id=1, feed_title="", received=datetime(2026, 11, 28, tzinfo=UTC), title="标题")
    labels = replace(LABELS, byline="记者 苏晚 · 青萍市晨报 · 2026年11月19日 周四 07:20 · 1 分钟")
    lines = [line.text for line in article_lines(article, 40, Options(), labels)]
    assert lines[1:3] == ["记者 苏晚 · 青萍市晨报", "2026年11月19日 周四 07:20 · 1 分钟"]
    narrow = [line.text for line in article_lines(article, 12, Options(), labels)]
    assert "".join(narrow[1:]).replace(" ", "").replace("·", "") == "记者苏晚青萍市晨报2026年11月19日周四07:201分钟"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("x<sup>2</sup>", "x²"),
        ("noted<sup><a href='#n'>[12]</a></sup>.", "noted¹²."),
        ("noted<sup>[a]</sup>", "noted^[a]"),
        ("the 5<sup>th</sup> of May", "the 5th of May"),
        ("x<sup>ab</sup>", "x^ab"),
        ("a<sup>[]</sup>", "a^[]"),
    ],
)
def test_what_is_raised_reads_as_what_it_is(html: str, text: str) -> None:
    assert text in page(f"<p>{html}</p>")


def test_headlines_and_headings_that_are_written_from_the_right_stand_there() -> None:
    article = Article(
        id=1,
        feed_id=1,
        feed_title="",
        received=datetime.now(UTC),
        title="שלום עולם",
        blocks=html_to_blocks("<h2>שלום</h2><p>שלום, world</p><h2>Hello</h2>"),
    )
    lines = [line.text for line in article_lines(article, 40, Options(), LABELS) if line.words]
    assert [line.endswith(("שלום", "עולם", "world")) and line.startswith(" " * 20) for line in lines[:3]] == [True] * 3
    assert lines[3] == "Hello"


def test_lists_are_set_with_the_marks_that_they_have() -> None:
    one, two = ((Paragraph((Span("甲"),)),), (Paragraph((Span("乙"),)),))
    assert set_block(ListBlock((one, two), True, 3, numbering="i")) == "iii. 甲\n iv. 乙"
    assert set_block(ListBlock((one, two), True, numbering="一")) == "一、甲\n二、乙"
    assert set_block(ListBlock((one, two), True, numbers=(10, 9))) == "10. 甲\n 9. 乙"


def test_two_footnotes_beside_each_other_are_two_and_one_in_two_styles_is_one() -> None:
    up = Style.SUPERSCRIPT
    spans = (Span("湖"), Span("[2]", up), Span("[3]", up), Span("有"), Span("[", up), Span("来源", up | Style.ITALIC))
    assert set_block(Paragraph((*spans, Span("]", up)))) == "湖²,³有^[来源]"
    assert set_block(Paragraph((Span("10"), Span("−9", up), Span(" 1"), Span("er", up)))) == "10⁻⁹ 1er"


def test_terms_that_share_what_is_said_stand_together() -> None:
    html = "<dl><dt>CSS<dt>Sass<dd>Two terms, one text.<dt>C<dd>x</dl>"
    assert set_block(*html_to_blocks(html)) == "CSS\nSass\n    Two terms, one text.\n\nC\n    x"


def test_marks_of_what_is_read_from_the_right_stand_on_the_right() -> None:
    html = """<ul><li>שלום עולם<ul><li>שתיים</ul></ul><ol><li>אחת<li>שתיים</ol><blockquote>הים היה נדיב</blockquote>
    <dl><dt>נמל<dd>מקום</dl><figure><img src=/a.jpg><figcaption>שחר</figcaption></figure>
    <table><tr><th>אונייה<th>טון<tr><td>שחף<td>41</table><p>ים</p>"""
    assert set_block(*html_to_blocks(html, "https://a.example/"), width=20).split("\n") == [
        "         םלוע םולש ▪",
        "           םייתש ◦",
        "",
        "              תחא .1",
        "            םייתש .2",
        "",
        "      בידנ היה םיה │",
        "",
        "                 למנ",
        "              םוקמ",
        "",
        "┌──────────────────┐",
        "│              רחש │",
        "└──────────────────┘",
        "",
        "         ןוט  היינוא",
        "         ───  ──────",
        "          41     ףחש",
        "",
        "                  םי",
    ]


@given(st.text("ab 号 \t", max_size=120), st.integers(6, 40))
def test_a_line_of_code_that_is_cut_loses_nothing(text: str, width: int) -> None:
    lines = list(code_lines(Code(text), width))
    assert all(cell_width(line.text) <= max(width, 6) for line in lines)
    assert "".join(run.text for line in lines for run in line.runs if run.kind == "code") == text


def test_a_line_of_code_is_cut_between_words_where_one_is_near() -> None:
    text = "a line that goes on and on beyond the width of any terminal"
    assert plain(code_lines(Code(text), 30)) == " a line that goes on and on\n   beyond the width of any\n   terminal"


def test_the_number_of_a_link_stands_at_its_last_word() -> None:
    spans = (Span("tern ", link="https://a.example/"), Span("x"))
    assert set_block(Paragraph(spans)) == "tern[1] x"


def seen(html: str, width: int) -> list[str]:
    setter = BlockSetter(Options(), Links(), "")
    lines = setter.many(html_to_blocks(html), width)
    return ["".join(run.text for run in visual(line.runs, line.base)).rstrip() for line in lines]


def test_a_line_is_read_from_the_side_from_which_its_paragraph_is() -> None:
    html = "<p>An English sentence with the word שלום in it goes on, and here comes another one.</p>"
    assert seen(html, 38) == ["An English sentence with the word", "םולש in it goes on, and here comes", "another one."]
    html = "<p>שלום לכולם, קראו את הדוח של Seagull II Foundation שפורסם.</p>"
    assert seen(html, 30) == ["   לש חודה תא וארק ,םלוכל םולש", " .םסרופש Seagull II Foundation"]


def test_a_sentence_that_begins_with_a_name_in_latin_is_still_read_from_the_right() -> None:
    assert seen("<p>PDF עברית כולה</p>", 20) == ["      הלוכ תירבע PDF"]
    assert seen("<p>The word שלום</p>", 20) == ["The word םולש"]


def test_signs_that_are_raised_of_themselves_have_no_mark() -> None:
    up = Style.SUPERSCRIPT
    spans = (Span("号外"), Span("TM", up), Span("、渡口"), Span("®", up), Span("、河"), Span("†", up))
    assert set_block(Paragraph(spans)) == "号外™、渡口®、河†"
    assert set_block(Paragraph((Span("2"), Span("e", up), Span(" x"), Span("e", up)))) == "2e x^e"
