"""The full-text index, as articles enter and leave it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.model import Entry, FeedData, Paragraph, Selection, Span
from haowai_tui.store import Store, index
from haowai_tui.text.prepared import PreparedEntries, prepare
from haowai_tui.text.tokens import index_words, runs_of, start_words

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def entry(guid: str, text: str, *, link: str = "") -> Entry:
    return Entry(
        guid=guid, title="渡口 Ferry", link=link, published=NOW, language="zh", blocks=(Paragraph((Span(text),)),)
    )


def found(store: Store, word: str) -> int:
    return store.count(Selection(terms=(word,)))


def test_a_feeds_articles_are_written_into_the_index_together(tmp_path: Path) -> None:
    path = tmp_path / "haowai.db"
    with Store.open(path) as store:
        feed = store.add_feed("https://example.org/feed", source="feed")
        entries = tuple(entry(str(number), f"轮渡第{number}班") for number in range(60))
        store.store_feed(feed.id, FeedData(entries=entries), now=NOW)
        assert found(store, "轮渡") == 60
    with closing(sqlite3.connect(path)) as connection:
        pieces = connection.execute("SELECT count(DISTINCT segid) FROM search_idx").fetchone()[0]
    assert pieces == 1


def prepared(entries: Sequence[Entry]) -> Sequence[Entry]:
    return PreparedEntries([prepare(one, frozenset()) for one in entries])


@pytest.mark.parametrize("arriving", [tuple, prepared])
def test_an_article_that_changes_within_one_answer_is_found_by_its_last_text_alone(
    tmp_path: Path, arriving: Callable[[Sequence[Entry]], Sequence[Entry]]
) -> None:
    with Store.open(tmp_path / "haowai.db") as store:
        feed = store.add_feed("https://example.org/feed", source="feed")
        twice = (
            entry("old", "水库放水", link="https://example.org/1"),
            entry("new", "车站封闭", link="https://example.org/1"),
        )
        store.store_feed(feed.id, FeedData(entries=arriving(twice)), now=NOW)
        assert (found(store, "水库"), found(store, "车站"), found(store, "渡口")) == (0, 1, 1)
        edited = arriving([entry("new", "机场启用", link="https://example.org/1")])
        store.store_feed(feed.id, FeedData(entries=edited), now=NOW)
        assert (found(store, "车站"), found(store, "机场")) == (0, 1)
        store.remove_feed(feed.id)
        assert (found(store, "机场"), found(store, "渡")) == (0, 0)


def test_an_article_that_is_put_away_with_its_feed_is_found_when_that_comes_back(tmp_path: Path) -> None:
    with Store.open(tmp_path / "haowai.db") as store:
        feed = store.add_feed("https://example.org/feed", source="feed")
        store.store_feed(feed.id, FeedData(entries=(entry("1", "水库放水"),)), now=NOW)
        removed = store.remove_feed(feed.id)
        assert (found(store, "水库"), found(store, "fer")) == (0, 0)
        store.restore_feed(removed)
        assert (found(store, "水库"), found(store, "fer")) == (1, 1)


@given(st.lists(st.text()))
def test_texts_have_the_same_words_apart_as_together(texts: list[str]) -> None:
    assert runs_of("\n".join(texts)) == [run for text in texts for run in runs_of(text)]


def test_the_index_of_starts_holds_characters_and_first_letters_those_of_the_headline_marked() -> None:
    starts = start_words(runs_of("渡口"), runs_of("The ferry 한국어 停"))
    assert sorted(starts.split()) == sorted(
        ["·渡", "·口", "渡", "口", "停", "t", "th", "the", "f", "fe", "fer", "ferr", "한", "한국", "한국어"]
    )
    assert index_words(runs_of("南渡口 Ferry カフェ")) == "南渡 渡口 口 ferry カフ フェ ェ"


ODD = (
    "引“号”",
    'back\\slash "quoted" {brace} [0]',
    "naïve ﬁne Ⅷ",
    "\u2028\x85 渡\u200b口",
    "𠮷野家",
    "'; DROP TABLE search",
)


def test_whatever_stands_in_a_text_is_entered_as_it_is_and_leaves_again(tmp_path: Path) -> None:
    with Store.open(tmp_path / "haowai.db") as store:
        feed = store.add_feed("https://example.org/feed", source="feed")
        entries = tuple(entry(str(number), f"{odd} lamp{number}") for number, odd in enumerate(ODD))
        store.store_feed(feed.id, FeedData(entries=entries), now=NOW)
        for number, odd in enumerate(ODD):
            assert found(store, f"lamp{number}") == 1
            assert all(found(store, run) >= 1 for run in runs_of(odd)), odd
        store.remove_feed(feed.id)
        assert found(store, "lamp*") == found(store, "ferry") == 0
    with closing(sqlite3.connect(tmp_path / "haowai.db")) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.left USING fts5vocab (main, search, instance)")
        assert connection.execute("SELECT count(*) FROM temp.left").fetchone() == (0,)


def test_many_words_are_entered_in_few_steps_and_no_step_holds_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_BYTES_AT_ONCE", 20_000)
    with Store.open(tmp_path / "haowai.db") as store:
        feed = store.add_feed("https://example.org/feed", source="feed")
        entries = tuple(entry(str(number), f"轮渡第{number}班" * 40) for number in range(60))
        ran: list[str] = []
        with store._db.writing(durable=False) as connection:
            connection.set_trace_callback(ran.append)
            store.store_feed(feed.id, FeedData(entries=entries), now=NOW)
            connection.set_trace_callback(None)
        steps = [one for one in ran if one.startswith("INSERT INTO search ")]
        assert 2 < len(steps) < 10
        assert max(map(len, steps)) < 25_000
        assert found(store, "轮渡") == found(store, "班轮") == 60


def test_of_a_new_feed_nothing_is_looked_up_entry_by_entry(tmp_path: Path) -> None:
    with Store.open(tmp_path / "haowai.db") as store:
        feed = store.add_feed("https://example.org/feed", source="feed")
        entries = tuple(
            entry(str(number), f"轮渡第{number}班", link=f"https://example.org/{number}") for number in range(30)
        )
        looks: list[int] = []
        for news in (entries, (*entries, entry("30", "末班", link="https://example.org/30"))):
            ran: list[str] = []
            with store._db.writing(durable=False) as connection:
                connection.set_trace_callback(ran.append)
                stored = store.store_feed(feed.id, FeedData(entries=news), now=NOW)
                connection.set_trace_callback(None)
            looks.append(sum(one.startswith("SELECT") and "AND identity = " in one for one in ran))
        assert looks == [0, 31]
        assert (len(stored.new), stored.unchanged) == (1, 30)
