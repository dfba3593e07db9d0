"""Stories as the reader meets them: found as articles arrive, read once, their own lists first."""

from __future__ import annotations

import asyncio
import itertools
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from haowai_tui.library import Library
from haowai_tui.library.comparing import catch_up
from haowai_tui.library.phrases import story_bars, story_label
from haowai_tui.locale import set_language
from haowai_tui.model import Article, Entry, FeedData, Headline, Paragraph, Selection, Span, Story, Teaser
from servers import Answer, rss, serve

NOW = datetime.now(UTC)
FERRY = "白鹭号渡轮昨夜在青麦海峡与货轮相撞后沉没，119人获救，船长任海声最后离船。海事局说，出事时能见度不足200米。"
OTHER = "任海声驾驶的白鹭号渡轮在青麦海峡沉没，海事局调查组今天登上货轮，119名获救者已被送往青麦县医院。"
FLOWERS = "南山植物园的郁金香展今天开幕，展出三万株，门票二十元，展期到下月底，周末加开夜场。"


def arrive(library: Library, source: str, title: str, text: str, **fields: object) -> int:
    feed = library._store.add_feed(f"folder:/{source}", source="folder", title=source)
    entry = Entry(guid=title, title=title, blocks=(Paragraph((Span(text),)),), published=NOW, **fields)  # type: ignore[arg-type]
    (new,) = library._store.store_feed(feed.id, FeedData(title=source, entries=(entry,)), now=NOW).new
    return new


def three_reports(library: Library) -> tuple[int, int, int]:
    ids = (
        arrive(library, "晨报", "白鹭号在青麦海峡沉没", FERRY),
        arrive(library, "晚报", "青麦海峡沉船119人获救", OTHER),
        arrive(library, "商报", "渡轮白鹭号沉没", "本报综合消息\n" + FERRY),
    )
    library.compare_new()
    return ids


def test_reports_of_one_event_are_one_story_whatever_the_order(open_library, tmp_path) -> None:
    reports = [("晨报", "白鹭号在青麦海峡沉没", FERRY), ("晚报", "青麦海峡沉船", OTHER), ("花报", "花展开幕", FLOWERS)]
    seen: set[frozenset[frozenset[str]]] = set()
    for number, order in enumerate(itertools.permutations(reports)):
        from haowai_tui.config import Settings, paths

        with Library.open(paths({"HAOWAI_HOME": str(tmp_path / str(number))}), Settings()) as library:
            for source, title, text in order:
                arrive(library, source, title, text)
                library.compare_new()
            stories: dict[int, set[str]] = {}
            for row in library.headlines(Selection()):
                stories.setdefault(library.story_of(row.id) or -row.id, set()).add(row.feed_title)
            seen.add(frozenset(map(frozenset, stories.values())))
    assert seen == {frozenset({frozenset({"晨报", "晚报"}), frozenset({"花报"})})}


def test_the_source_s_own_list_comes_first_and_nothing_stands_twice(library: Library) -> None:
    first, second, copy = three_reports(library)
    own = (Teaser(title="青麦海峡沉船119人获救"), Teaser(title="没有存下的旧闻", link="https://example.org/old"))
    asked = arrive(library, "客户端", "白鹭号船长：我最后一个离船", OTHER + "他说，雾很大。", related=own)
    rows = library.related(library.article(asked))
    assert [row.kind for row in rows][:3] == ["own", "own", "event"]
    assert rows[0].article_id == second
    assert [row.article_id for row in rows].count(second) == 1
    folded = next(row for row in rows if row.kind == "event")
    assert folded.article_id in (first, copy) and folded.more == 1


def test_reading_an_article_marks_its_copies_read_but_not_other_reports(library: Library) -> None:
    first, second, copy = three_reports(library)
    assert set(library.set_read([first], True)) == {first, copy}
    assert not library.article(second).read


MEMBERS = "本文为付费会员专享内容，请登录后查看全文。成为会员即可阅读全部内容，并享受更多会员权益。"


def members_only(library: Library) -> tuple[int, int, int, int]:
    """Two articles of a paid feed, and two of its sister; the last of each has a headline in common."""
    ids = (
        arrive(library, "内参", "白鹭号沉没之后", MEMBERS),
        arrive(library, "内参", "园艺业的冬天（2）", MEMBERS),
        arrive(library, "内参财经", "黄金还能涨多久", MEMBERS),
        arrive(library, "内参财经", "园艺业的冬天（2）", MEMBERS),
    )
    library.compare_new()
    return ids


def test_an_article_whose_text_is_a_notice_marks_no_other_read_that_has_another_headline(library: Library) -> None:
    first, second, other, copy = members_only(library)
    assert set(library.set_read([first], True)) == {first}
    assert set(library.set_read([second], True)) == {second, copy}
    assert not library.article(other).read


def test_parts_of_a_series_behind_one_notice_are_no_copies(library: Library) -> None:
    first = arrive(library, "内参", "园艺业的冬天（1）", MEMBERS)
    arrive(library, "内参财经", "园艺业的冬天（2）", MEMBERS)
    library.compare_new()
    assert set(library.set_read([first], True)) == {first}


def test_the_same_text_twice_in_one_feed_is_two_articles(library: Library) -> None:
    first = arrive(library, "晨报", "白鹭号在青麦海峡沉没", FERRY)
    arrive(library, "晨报", "渡轮白鹭号在青麦海峡沉没", FERRY)
    library.compare_new()
    assert set(library.set_read([first], True)) == {first}


def test_what_one_paper_keeps_for_members_is_of_no_one_event(library: Library) -> None:
    titles = ("白鹭号沉没之后", "园艺业的冬天", "黄金还能涨多久", "港口的夜班")
    ids = [arrive(library, "内参", title, MEMBERS) for title in titles]
    library.compare_new()
    assert len({library.story_of(one) or -one for one in ids}) == len(ids)
    assert not [row for row in library.related(library.article(ids[0])) if row.kind == "event"]


def test_muting_what_is_told_twice_leaves_articles_behind_a_notice(library: Library) -> None:
    general = replace(library.settings.general, mute_duplicates="story")
    library.settings = replace(library.settings, general=general)
    first, second, other, copy = members_only(library)
    assert {row.id for row in library.headlines(Selection())} == {first, second, other}
    assert copy


def test_hot_is_what_several_sources_tell(library: Library) -> None:
    ids = three_reports(library)
    arrive(library, "花报", "花展开幕", FLOWERS)
    (story,) = library.hot()
    assert story.sources == story.articles == 3
    assert set(library.hot_selection().ids or ()) <= set(ids)
    assert library.hot(now=NOW + timedelta(days=9)) == []


def test_key_points_are_extracted_only_where_the_source_has_none(library: Library) -> None:
    long = "\n".join(
        [
            FERRY,
            OTHER,
            FLOWERS,
            *(f"第{n}名志愿者把毛毯从码头送到医院，又从医院回到码头。" for n in "一二三四五六七八九"),
        ]
    )
    plain = library.article(arrive(library, "晨报", "白鹭号在青麦海峡沉没", long))
    shown: Article = library.with_key_points(plain)
    assert shown.extracted and 2 <= len(shown.key_points) <= 3
    assert all(point in long for point in shown.key_points)
    own = library.article(arrive(library, "客户端", "白鹭号沉没", long, key_points=("119人获救",)))
    assert library.with_key_points(own) is own


def test_reading_habits_play_no_part_in_what_is_hot_until_they_are_switched_on(library: Library) -> None:
    three_reports(library)
    arrive(library, "花报", "南山郁金香展开幕", FLOWERS)
    arrive(library, "园艺报", "郁金香展今天在南山植物园开幕", FLOWERS + "园方说，今年新增十个品种，展期延长一周。")
    library.compare_new()
    reading = library.headlines(Selection(feeds=(library.find_feeds("花报")[0].id,)))
    library.set_read([row.id for row in reading], True)
    library.set_starred([row.id for row in reading], True)
    before = library.hot()
    library.settings = replace(library.settings, insight=replace(library.settings.insight, habits=True))
    after = library.hot()
    assert not any(story.habit for story in before)
    assert [story.habit for story in after] == ["郁金香" in story.headline.title for story in after]
    lifted = {story.id: story.score for story in after}
    for story in before:
        assert lifted[story.id] <= story.score * 1.5 + 0.001
        assert (lifted[story.id] > story.score) == ("郁金香" in story.headline.title)


def test_a_feed_s_archive_is_not_compared_and_the_newest_come_first(library: Library) -> None:
    feed = library._store.add_feed("folder:/晨报", source="folder", title="晨报")
    days = [0, 400, 2, 1, 12]
    entries = tuple(
        Entry(guid=str(age), title=f"{age} days", published=datetime.now(UTC) - timedelta(days=age)) for age in days
    )
    ids = library._store.store_feed(feed.id, FeedData(entries=entries), now=datetime.now(UTC)).new
    of = dict(zip(days, ids, strict=True))
    assert library.compare_new(most=1) == [of[0]]
    assert not library.is_all_compared()
    assert library.compare_new() == [of[1], of[2]]
    assert library.is_all_compared()


@pytest.mark.parametrize(("mutes", "most", "compared"), [(False, 3, True), (False, 2, False), (True, 2, True)])
def test_a_refresh_compares_what_it_brought_unless_that_is_a_flood(
    library: Library, monkeypatch: pytest.MonkeyPatch, mutes: bool, most: int, compared: bool
) -> None:
    general = replace(library.settings.general, mute_duplicates="story" if mutes else "off")
    library.settings = replace(library.settings, general=general)
    monkeypatch.setattr("haowai_tui.library.library._COMPARABLE", most)

    async def refresh() -> None:
        async for _event in library.refresh():
            pass

    with serve({"/feed": Answer(rss("晨报"))}) as server:
        library.import_opml(f"<opml version='2.0'><body><outline xmlUrl='{server.url}/feed'/></body></opml>".encode())
        asyncio.run(refresh())
    assert library.newest_id() == 3
    assert library.is_all_compared() is compared


def test_while_much_comes_in_what_is_related_is_answered_from_what_is_compared(library: Library) -> None:
    told = set(three_reports(library))
    library.compare_new()
    new = library.article(arrive(library, "早报", "渡轮沉没，打捞开始", FERRY))
    assert told & {row.article_id for row in library.related(new, compare=False)}
    assert library.hot(compare=False)
    assert not library.is_all_compared()
    assert library.related(new) and library.is_all_compared()


def test_a_clock_that_was_ahead_for_an_hour_takes_no_story_apart(library: Library) -> None:
    ids = three_reports(library)
    feed = library._store.add_feed("folder:/x", source="folder", title="x")
    entry = Entry(guid="x", title="渡轮", blocks=(Paragraph((Span(OTHER),)),), published=NOW + timedelta(minutes=1))
    library._store.store_feed(feed.id, FeedData(entries=(entry,)), now=NOW + timedelta(days=365))
    (new,) = catch_up(library._store, now=NOW + timedelta(days=365))
    assert library.story_of(new) == library.story_of(ids[0])
    assert new in {row.article_id for row in library.related(library.article(ids[0]))}


def test_comparing_stops_when_its_time_is_over_and_goes_on_later(library: Library) -> None:
    three = (
        arrive(library, "晨报", "一", FERRY),
        arrive(library, "晚报", "二", OTHER),
        arrive(library, "商报", "三", FERRY),
    )
    assert library.compare_new(seconds=0) == []
    assert sorted(library.compare_new()) == sorted(three)


def test_of_a_story_that_one_article_tells_nothing_is_counted() -> None:
    set_language("en")
    headline = Headline(id=1, feed_id=1, feed_title="Ledger", title="A heron", when=NOW, read=False, starred=False)
    alone = Story(id=1, headline=headline, articles=1, sources=1, first=NOW, last=NOW, hours=(1, 0))
    assert (story_label(alone, now=NOW), story_bars(alone)) == ("", "")
    assert story_label(replace(alone, printed=True), now=NOW) == "on its source's hot list"
    told = replace(alone, articles=3, printed=True)
    assert story_label(told, now=NOW) == "3 articles · 0 minutes" and story_bars(told)
    assert story_label(replace(told, sources=2), now=NOW) == "2 sources · 3 articles · 0 minutes"


def test_while_another_thread_compares_questions_are_answered_without(library: Library) -> None:
    three_reports(library)
    new = library.article(arrive(library, "早报", "渡轮沉没，打捞开始", FERRY))
    with library._comparing:
        library.related(new)
        library.hot()
        assert not library.is_all_compared()
    library.related(new)
    assert library.is_all_compared()


def test_what_a_flood_of_one_text_costs_grows_with_its_length_and_not_with_the_square(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from haowai_tui.insight import sketch, stories

    general = replace(library.settings.general, mute_duplicates="story")
    library.settings = replace(library.settings, general=general)
    count = 300
    for source in ("晨报", "晚报"):
        feed = library._store.add_feed(f"folder:/{source}", source="folder", title=source)
        entries = tuple(
            Entry(
                guid=f"{source} {number}",
                title="白鹭号在青麦海峡沉没",
                blocks=(Paragraph((Span(FERRY * 3),)),),
                published=NOW - timedelta(minutes=number),
            )
            for number in range(count // 2)
        )
        library._store.store_feed(feed.id, FeedData(title=source, entries=entries), now=NOW)
    grouped: list[int] = []
    sketched: list[int] = []
    group, make = stories.group, sketch.sketch

    def counted_group(ids: object, links: object) -> dict[int, int]:
        found = group(ids, links)  # type: ignore[arg-type]
        grouped.append(len(found))
        return found

    def counted_sketch(text: str) -> sketch.Sketch:
        sketched.append(len(text))
        return make(text)

    monkeypatch.setattr(stories, "group", counted_group)
    monkeypatch.setattr(sketch, "sketch", counted_sketch)
    library.compare_new(seconds=600)
    assert library.is_all_compared()
    assert len(grouped) == 12 and max(grouped) <= 25 + stories.MOST
    # Once as it is compared, once as it is looked at for copies.
    assert len(sketched) <= 2 * count
