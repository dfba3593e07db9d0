"""What related, stories, hot and key points keep to, whatever they are given."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haowai_tui.insight import sketch as sketching
from haowai_tui.insight import stories
from haowai_tui.insight.affinity import NONE, Digest, affinity, event_odds, evidence, runs
from haowai_tui.insight.hot import Report, bars, heat, sparkline
from haowai_tui.insight.keypoints import MOST_CHARACTERS, MOST_WORDS, key_points, prose
from haowai_tui.insight.related import rank, score
from haowai_tui.insight.terms import Frequencies, profile, telling, terms_of
from haowai_tui.insight.words import Reasons
from haowai_tui.model import Paragraph, Span

NOTHING = Frequencies(0, {})
FERRY = (
    "白鹭号渡轮昨夜在青麦海峡与一艘货轮相撞后沉没，船上一百二十六人中已有一百一十九人获救。"
    "海事局说，出事时能见度不足二百米，两船都开着雾号。"
    "船长任海声在救生筏上清点了三遍人数，最后一个离船。"
    "沉船躺在四十三米深的海底，潜水员要等到明天平潮时才能下去。"
    "这是青麦海峡三十年来最严重的一次海难。"
)


def digest(number: int, title: str, text: str, days: float = 100.0, source: str = "") -> Digest:
    kept = telling(profile(title, text), NOTHING)
    return Digest(number, days, source or f"paper {number}", kept, lambda: sketching.sketch(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [("２１００億元", "2100亿元"), ("2100亿", "210 billion"), ("６０％", "60 percent"), ("臺灣颱風", "台湾台风")],
)
def test_one_thing_written_two_ways_is_one_term(one: str, other: str) -> None:
    assert set(terms_of(one)) & set(terms_of(other))


def test_names_meet_in_their_reading_and_news_words_in_their_sense() -> None:
    chinese = telling(profile("江城地震", "沈卓在江城说，地震时他在家。"), NOTHING).terms
    english = telling(profile("Quake shakes Jiangcheng", "Shen Zhuo was at home in Jiangcheng."), NOTHING).terms
    assert {"@jiangcheng", "@shenzhuo", "@=quake"} <= chinese.keys() & english.keys()


def test_dates_tell_nothing() -> None:
    assert not set(terms_of("2026年3月20日上午9时30分")) and not set(terms_of("On Thursday, March 20, 2026"))


@given(st.text(max_size=300), st.text(max_size=300))
def test_affinity_is_the_same_either_way_round(one: str, other: str) -> None:
    first, second = digest(1, one[:30], one), digest(2, other[:30], other, 101.0)
    assert affinity(first, second, NOTHING) == affinity(second, first, NOTHING)


@given(st.text(max_size=400))
def test_a_sketch_comes_back_whole_and_overlaps_itself(text: str) -> None:
    made = sketching.sketch(text)
    assert sketching.unpack(sketching.pack(made)) == made
    assert sketching.overlap(made, made) in (0.0, 1.0)
    assert (sketching.overlap(made, made) == 1.0) == (made.size > 0)


def test_a_reprint_is_a_copy_in_either_script_and_width() -> None:
    reprint = "【本报综合】\n" + FERRY.replace("海事局说", "海事局表示").replace("号", "號").replace("艘货轮", "艘貨輪")
    assert sketching.is_copy(sketching.sketch(FERRY), sketching.sketch(reprint))
    bands = set(sketching.bands(sketching.sketch(FERRY)))
    assert bands & set(sketching.bands(sketching.sketch(reprint)))


def test_notices_of_one_series_are_no_copies() -> None:
    notice = "气象台{}时{}分发布大风蓝色预警信号：预计未来{}小时阵风可达{}级，请有关单位和人员做好防范准备，注意安全。"
    one, other = notice.format(9, 14, 12, 8), notice.format(17, 52, 24, 7)
    assert not sketching.is_copy(sketching.sketch(one), sketching.sketch(other))


def test_a_long_name_counts_as_one_piece_of_evidence() -> None:
    name = {"江城": 5.0, "城楚": 5.0, "楚风": 5.0}
    assert sorted(map(len, runs(["江城", "城楚", "楚风", "点球"]))) == [1, 3]
    apart = {"江城": 5.0, "点球": 5.0}
    assert evidence(name, runs(name)) < evidence(apart, runs(apart))


@given(
    st.text("江城楚风点球渡口abc 12", max_size=40), st.text("江城楚风点球渡口abc 12", max_size=40), st.floats(-12, 8)
)
def test_what_is_looked_at_closely_and_what_is_not_come_out_alike(one: str, other: str, least: float) -> None:
    first, second = digest(1, one[:9], one), digest(2, other[:9], other)
    whole = event_odds(first, second, NOTHING)
    quick = event_odds(first, second, NOTHING, least=least)
    assert quick == whole or (whole < least and quick == NONE.odds)


LINKS = st.dictionaries(
    st.tuples(st.integers(1, 12), st.integers(1, 12)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(-4, 6).map(lambda value: round(value, 6)),
    max_size=30,
)


@given(LINKS, st.randoms())
@settings(max_examples=60)
def test_stories_do_not_depend_on_the_order_of_the_links(
    links: dict[tuple[int, int], float], chance: random.Random
) -> None:
    shuffled = list(links.items())
    chance.shuffle(shuffled)
    ids = list(range(1, 13))
    whole = stories.group(ids, links)
    chance.shuffle(ids)
    assert stories.group(ids, dict(shuffled)) == whole
    assert all(story <= article for article, story in whole.items())


@given(LINKS)
def test_articles_that_do_not_hang_together_are_not_one_story(links: dict[tuple[int, int], float]) -> None:
    found = stories.group(range(1, 13), links)
    for story in set(found.values()):
        members = [article for article, known in found.items() if known == story]
        for one, other in itertools.combinations(members, 2) if len(members) == 2 else ():
            assert links.get((one, other), -9.0) >= stories.FIRM


def test_a_feed_that_floods_is_not_hot_and_many_sources_are_hotter() -> None:
    flood = [Report(n, 100.0, "one", n) for n in range(80)]
    few = [Report(n, 100.0, f"paper {n}", n) for n in range(2)]
    many = [Report(n, 100.0, f"paper {n}", n) for n in range(6)]
    assert heat(flood, 100.0).score == 0 < heat(few, 100.0).score < heat(many, 100.0).score
    assert heat(flood + few, 100.0).sources == 3


def test_heat_fades_by_half_lives_and_reprints_count_less() -> None:
    told = [Report(n, 100.0, f"paper {n}", n) for n in range(4)]
    copied = [Report(n, 100.0, f"paper {n}", 1) for n in range(4)]
    now, later = heat(told, 100.0, half_life=6).score, heat(told, 100.5, half_life=6).score
    assert later < now / 3.9
    assert heat(copied, 100.0).score < heat(told, 100.0).score


@given(st.lists(st.floats(90, 100), max_size=40))
def test_every_report_stands_in_one_bar(days: list[float]) -> None:
    counts = bars(days, 100.0)
    assert sum(counts) == len(days)
    assert len(sparkline(counts)) in (0, len(counts))


LONG = [
    FERRY,
    "他说：“雾太大了。”",
    *(f"第{n}段讲的是救援队员如何在寒冷的夜里一趟一趟往返于码头和医院之间。" for n in "一二三四五六七八"),
]


def test_key_points_are_sentences_of_the_article_within_their_room() -> None:
    points = key_points("渡轮与货轮相撞沉没", LONG)
    assert 2 <= len(points) <= 3
    assert all(point in "".join(LONG) for point in points)
    assert sum(map(len, points)) <= MOST_CHARACTERS


def test_english_key_points_are_whole_sentences_too() -> None:
    text = [
        "The ferry Lady Marren sank in Kelpie Sound on Monday night after a collision with a cargo ship.",
        "Rescuers brought 119 of the 126 people on board to safety before dawn, the coast guard said.",
        "Visibility was below two hundred metres and both ships were sounding their horns.",
        *(
            f"Volunteer number {n} carried blankets from the church hall to the quay and went back for more."
            for n in range(9)
        ),
    ]
    points = key_points("Ferry sinks in Kelpie Sound", text)
    assert points and all(point in text for point in points)
    assert sum(len(point.split()) for point in points) <= MOST_WORDS


def test_key_points_are_no_remnants_of_lists_of_links() -> None:
    link = "https://example.org/"
    listed = [
        Paragraph(
            (
                Span("1. "),
                Span(f"渡轮公司宣布第{n}条航线周一恢复通航！票价不变。", link=link),
                Span(f"（晚报，{n}日，记者在北岸）"),
            )
        )
        for n in range(12)
    ]
    broken = [span for n in range(9) for span in (Span(f"第{n}班渡轮改在北岸停靠。", link=link), Span("\n"))]
    teaser = Paragraph((Span("本周渡轮全部停航。", link=link),))
    told = [
        Paragraph((Span("老渡口将在"), Span("周一", link=link), Span(f"重新开放，第{n}段路也已修好。")))
        for n in range(3)
    ]
    lines = prose([*listed, told[0], Paragraph(tuple(broken)), told[1], teaser, told[2]], 6000)
    assert lines == [f"老渡口将在周一重新开放，第{n}段路也已修好。" for n in range(3)]
    assert key_points("一周链接", prose([*listed, Paragraph(tuple(broken)), teaser], 6000)) == ()
    assert len(prose([Paragraph((Span("渡" * 50),))], 20)[0]) == 20


def test_short_articles_have_no_key_points() -> None:
    assert key_points("渡轮沉没", [FERRY]) == ()


@given(st.lists(st.text(max_size=120), max_size=12))
def test_key_points_are_never_invented(paragraphs: list[str]) -> None:
    assert all(any(point in paragraph for paragraph in paragraphs) for point in key_points("题", paragraphs))


def test_the_same_text_elsewhere_is_one_row_and_the_event_comes_first() -> None:
    article = digest(1, "渡轮在青麦海峡沉没", FERRY)
    report = "任海声船长驾驶的白鹭号渡轮在青麦海峡沉没，海事局成立调查组，潜水员明日下水。货轮船员已被问话。"
    others = [
        digest(2, "青麦海峡海难：船长最后离船", report),
        digest(3, "白鹭号沉没 海事局调查", report + "（完）"),
        digest(4, "青麦海峡的油菜花开了", "青麦海峡两岸的油菜花开了，游人如织，民宿一房难求。", 70.0),
    ]
    rows = rank(score(article, others, NOTHING, {}), NOTHING)
    assert (rows[0].id, rows[0].copies, rows[0].same_event) == (2, (3,), True)
    assert [row.id for row in rows[1:]] in ([4], [])
    assert all(not row.same_event for row in rows[1:])


def test_the_reason_is_in_words_that_both_articles_have() -> None:
    other = "青麥海峽渡輪沉沒，海事局成立調查組。"
    shared = ["青麦", "麦海", "海峡", "渡轮", "沉没", "海事"]
    words = Reasons("渡轮在青麦海峡沉没", FERRY, NOTHING).shared(other, shared)
    assert words and all(len(word) >= 2 and word in "渡轮在青麦海峡沉没" + FERRY for word in words)


@pytest.mark.parametrize(
    ("one", "other", "wanted", "unwanted"),
    [
        ("青麦海峡的渡轮怎么沉没了", "没有人知道青麦海峡的渡轮怎么会出事", "青麦海峡", "怎么"),
        ("我们为什么爱看白鹭号外的月亮", "为什么白鹭号外的灯塔熄了，我们去问", "白鹭号", "为什么"),
        ("However the Heron ferry went down", "The Heron crew however went home", "Heron", "However"),
    ],
)
def test_no_reason_is_a_function_word_or_ends_in_one(one: str, other: str, wanted: str, unwanted: str) -> None:
    terms = [term for term in terms_of(one) if term in set(terms_of(other))]
    words = Reasons(one, "", NOTHING).shared(other, terms)
    assert any(wanted in word for word in words)
    assert all(unwanted not in word and word[-1] not in "的了么" and word[0] not in "的在" for word in words)


def test_a_reason_is_rare_where_the_articles_share_something_rare() -> None:
    of = {"渡轮": 400, "白鹭": 2, "鹭号": 2}
    known = Frequencies(1_000, of)
    assert Reasons("白鹭号渡轮", "", known).shared("渡轮里有白鹭号", list(of)) == ("白鹭号",)
    assert Reasons("老渡轮", "", known).shared("新渡轮", ["渡轮"]) == ("渡轮",)
    assert Reasons("119人获救", "", known).shared("说119人获救", ["人获", "获救"]) == ("获救",)
