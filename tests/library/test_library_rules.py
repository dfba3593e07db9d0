"""What rules do to articles, and which of two that say the same is kept."""

from __future__ import annotations

import asyncio
import os
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from haowai_tui.config import RuleSettings, Settings, paths
from haowai_tui.library import Library
from haowai_tui.library.events import Notified
from haowai_tui.model import Entry, FeedData, Headline, Selection

NOW = datetime.now(UTC)


def opened(home: Path, *rules: RuleSettings) -> Library:
    return Library.open(paths({"HAOWAI_HOME": str(home)}), Settings(rules=rules))


def arrive(library: Library, source: str, *titles: str, link: str = "") -> tuple[int, ...]:
    feed = library._store.add_feed(f"folder:/{source}", source="folder", title=source)
    entries = tuple(
        Entry(guid=title, title=title, link=link, published=NOW - timedelta(hours=n)) for n, title in enumerate(titles)
    )
    return library._store.store_feed(feed.id, FeedData(title=source, entries=entries), now=NOW).new


def titles(rows: list[Headline]) -> list[str]:
    return [row.title for row in rows]


def test_a_muted_article_is_in_no_list_and_no_count_but_is_found_when_asked_for(tmp_path: Path) -> None:
    with opened(tmp_path, RuleSettings(query="title:广告", do=("mute",))) as library:
        arrive(library, "晨报", "广告 大促", "港口通航", "广告 换季")
        library.set_starred([1], True)
        library.run_rules()
        assert titles(library.headlines(Selection())) == ["港口通航"]
        assert (library.counts().total, library.counts().unread, library.counts().starred) == (1, 1, 0)
        (feed,) = library.feeds()
        assert (feed.unread, feed.total) == (1, 1)
        assert library.count(Selection()) == library.count(Selection(unread=True)) == 1
        assert titles(library.headlines(library.parse_query("is:muted"))) == ["广告 大促", "广告 换季"]
        assert titles(library.headlines(library.parse_query("is:muted OR 港口"))) == [
            "广告 大促",
            "港口通航",
            "广告 换季",
        ]
        assert titles(library.headlines(library.parse_query("-is:muted"))) == ["港口通航"]
        assert library.neighbour(Selection(), 2, forward=True) is None
        library.mark_read(Selection())
        assert "rules" not in library.undo() and library.counts().unread == 1
        library.undo()
        assert (library.counts().total, library.counts().starred) == (3, 1)


def test_counts_stay_right_whatever_is_marked_muted_and_removed(tmp_path: Path) -> None:
    chance = random.Random(7)
    with opened(tmp_path) as library:
        ids = arrive(library, "晨报", *(f"第{n}条" for n in range(12)))
        for _ in range(120):
            some = chance.sample(ids, 3)
            value = chance.random() < 0.5
            chance.choice((library._store.set_muted, library._store.set_read, library._store.set_starred))(some, value)
            rows = library.headlines(Selection())
            counts, (feed,) = library.counts(), library.feeds()
            assert counts.total == feed.total == len(rows)
            assert counts.unread == feed.unread == sum(not row.read for row in rows)
            assert counts.starred == sum(row.starred for row in rows)


def test_points_add_up_sort_the_list_and_do_not_grow_by_running_again(tmp_path: Path) -> None:
    rules = (
        RuleSettings(query="港口", do=("score:+5",)),
        RuleSettings(query="通航", do=("score:2",)),
        RuleSettings(query="广告", do=("score:-9",)),
    )
    with opened(tmp_path, *rules) as library:
        arrive(library, "晨报", "广告", "平常事", "港口修缮", "港口通航", "另一件")
        library.run_rules()
        library.run_rules()
        by_score = Selection(by_score=True)
        rows = library.headlines(by_score)
        assert [(row.title, row.score) for row in rows] == [
            ("港口通航", 7), ("港口修缮", 5), ("平常事", 0), ("另一件", 0), ("广告", -9)
        ]  # fmt: skip
        assert [library.position(by_score, row.id) for row in rows] == [0, 1, 2, 3, 4]
        walked = [rows[0]]
        while (row := library.neighbour(by_score, walked[-1].id)) is not None:
            walked.append(row)
        assert walked == rows
        assert library.neighbour(by_score, rows[3].id, forward=False) == rows[2]
        assert titles(library.headlines(by_score, offset=1, limit=2)) == ["港口修缮", "平常事"]
        assert "rules" in library.undo()
        assert {row.score for row in library.headlines(Selection())} == {0}


def test_a_second_run_of_the_rules_changes_nothing_and_says_so(tmp_path: Path) -> None:
    rules = (
        RuleSettings(query="港口", do=("score:+5", "notify", "tag:港")),
        RuleSettings(query="通航", do=("score:2",)),
        RuleSettings(query="修缮", do=("score:-5",)),
    )

    def changed() -> list[str]:
        ids = frozenset[int]().union(*(run.articles for run in library.run_rules()))
        return sorted(titles([row for row in library.headlines(Selection()) if row.id in ids]))

    with opened(tmp_path, *rules) as library:
        arrive(library, "晨报", "港口修缮", "港口通航", "河道通航", "平常事")
        assert changed() == ["河道通航", "港口修缮", "港口通航"]
        hits = [rule.hits for rule in library.rules()]
        assert changed() == []
        assert [rule.hits for rule in library.rules()] == hits == [2, 2, 0]
        assert len(library.undoable()) == 1


def test_what_rules_muted_keeps_its_points_at_the_next_run(tmp_path: Path) -> None:
    rules = (RuleSettings(query="广告", do=("score:5", "mute")), RuleSettings(query="港口", do=("score:2",)))
    with opened(tmp_path, *rules) as library:
        arrive(library, "晨报", "广告 大促", "港口通航", "广告与港口")
        library.run_rules()
        scores = [library._store.marked(number).score for number in (1, 2, 3)]
        assert scores == [5, 2, 5]
        # Rules do not see what is muted: that they give it nothing now is no word against what they gave it.
        assert [run.articles for run in library.run_rules() if run.articles] == []
        assert [library._store.marked(number).score for number in (1, 2, 3)] == scores
        assert len(library.undoable()) == 1


def test_points_that_no_rule_gives_any_longer_go(tmp_path: Path) -> None:
    with opened(tmp_path, RuleSettings(query="港口", do=("score:+5",))) as library:
        arrive(library, "晨报", "港口通航", "平常事")
        library.run_rules()
    with opened(tmp_path) as library:
        assert [sorted(run.articles) for run in library.run_rules()] == [[1]]
        assert {row.score for row in library.headlines(Selection())} == {0}
        assert library.run_rules() == []


def test_what_rules_highlight_shows_and_what_they_tell_is_told_as_it_arrives(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    rules = RuleSettings(query="台风", do=("highlight", "notify")), RuleSettings(query="演习", do=("mute",))
    with opened(tmp_path / "home", *rules) as library:
        asyncio.run(library.add(str(news), source="folder"))
        for number, title in enumerate(("台风登陆", "台风演习", "海棠开了")):
            (news / f"{number}.txt").write_text(f"{title}\n\n这是正文。", "utf-8")

        async def told() -> list[Any]:
            return [event async for event in library.refresh() if isinstance(event, Notified)]

        assert [event.title for event in asyncio.run(told())] == ["台风登陆"]
        marks = {row.title: row.highlighted for row in library.headlines(Selection(muted=None))}
        assert marks == {"台风登陆": True, "台风演习": True, "海棠开了": False}
        assert asyncio.run(told()) == []


@pytest.mark.parametrize(("ranks", "kept"), [((0, 0), "晨报"), ((0, 3), "晚报"), ((-1, 0), "晚报")])
def test_the_same_link_is_kept_from_the_feed_that_ranks_highest(
    tmp_path: Path, ranks: tuple[int, int], kept: str
) -> None:
    with opened(tmp_path) as library:
        library.settings = replace(library.settings, general=replace(library.settings.general, mute_duplicates="link"))
        first = arrive(library, "晨报", "港口通航", link="https://example.org/port")
        second = arrive(library, "晚报", "港口今日通航", link="https://example.org/port")
        other = arrive(library, "晚报", "海棠开了", link="https://example.org/flowers")
        for name, rank in zip(("晨报", "晚报"), ranks, strict=True):
            library.set_rank(library.find_feeds(name)[0].id, rank)
        from haowai_tui.library.duplicates import mute_same_links

        assert mute_same_links(library._store, library.settings, [*first, *second, *other])
        rows = library.headlines(Selection())
        assert {row.feed_title for row in rows if row.id not in other} == {kept}
        assert other[0] in [row.id for row in rows]


def test_the_same_text_is_kept_once_where_the_settings_say_so(tmp_path: Path) -> None:

    def write(path: Path, words: str) -> None:
        path.write_text(words, "utf-8")
        # Of today for whoever asks the clock: the system's own files may have another one.
        os.utime(path, (time.time(), time.time()))

    text = "白鹭号渡轮昨夜在青麦海峡与货轮相撞后沉没，119人获救，船长任海声最后离船。海事局说，出事时能见度不足200米。"
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write(tmp_path / name / "x.txt", f"白鹭号在青麦海峡沉没\n\n{text}")
    with opened(tmp_path / "home") as library:
        general = replace(library.settings.general, mute_duplicates="story")
        library.settings = replace(library.settings, general=general)
        for name in ("a", "b"):
            asyncio.run(library.add(str(tmp_path / name), source="folder"))

        async def refresh() -> None:
            async for _event in library.refresh():
                pass

        for name in ("a", "b"):
            write(tmp_path / name / "y.txt", f"渡轮沉没之后\n\n{text}次日，海事局成立调查组。")
        asyncio.run(refresh())
        rows = library.headlines(Selection())
        assert sorted((row.title, row.feed_title) for row in rows if "之后" in row.title) == [("渡轮沉没之后", "a")]


def test_what_arrives_while_rules_run_keeps_the_points_it_came_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haowai_tui.library.rules.AT_ONCE", 3)
    rules = (RuleSettings(query="harbour", do=("score:2",)), RuleSettings(query="late", do=("score:1",)))
    with opened(tmp_path, *rules) as library:
        arrive(library, "gazette", *(f"harbour {number}" for number in range(10)))
        parts = library.running_rules()
        next(parts), next(parts)
        (new,) = arrive(library, "herald", "harbour late")
        library._store.add_score([new], 7)
        assert list(parts)
        assert library._store.marked(new).score == 7
        assert {row.score for row in library.headlines(Selection()) if row.id != new} == {2}


def test_what_a_rule_matches_in_everything_is_asked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Page by page each of them walked again all that stood before it.
    monkeypatch.setattr("haowai_tui.library.rules.AT_ONCE", 3)
    rules = (
        RuleSettings(query="harbour", do=("star", "score:2", "tag:port")),
        RuleSettings(query="is:starred", do=("read",)),
    )
    with opened(tmp_path, *rules) as library:
        arrive(library, "gazette", *(f"harbour {number}" for number in range(10)), "ferry")
        asked: list[str] = []
        with library._store._db.reading() as connection:
            connection.set_trace_callback(asked.append)
            library._store.ids_of(Selection())
            connection.set_trace_callback(None)
        assert len([one for one in asked if "FROM articles" in one]) == 1
        parts = list(library.running_rules())
        # Four parts of each rule, as many that give the points, and one that counts.
        assert parts == [0, 3, 6, 9, 10, 13, 16, 19, 20, 20, 20, 20, 20, 20]
        rows = library.headlines(Selection())
        assert {row.score for row in rows if row.starred} == {2}
        assert sum(row.starred and row.read for row in rows) == 10
        assert [(done.kind, done.number) for done in library.undoable()] == [("rules", 10)]
        assert sorted(library.tags()) == [("port", 10)]
        library.undo()
        rows = library.headlines(Selection())
        assert not any(row.starred or row.read or row.score for row in rows)
        assert library.tags() == []
