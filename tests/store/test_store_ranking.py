"""The best of what a query finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haowai_tui.library.query import parse_query
from haowai_tui.model import Entry, FeedData, Paragraph, Selection, Span
from haowai_tui.store import Store, matching

NOW = datetime(2026, 11, 23, tzinfo=UTC)
# The headline, the text, and how many hours ago.
ARTICLES = (
    ("渡口重新开放", "", 90),
    ("老桥与渡口", "", 80),
    ("老桥修好了", "从渡口看得见。", 20),
    ("今天的渡口", "老桥还在修。", 30),
    ("晨报", "渡口和老桥。", 1),
    ("渡口停航", "", 2),
    ("渡口夜航", "", 3),
    ("渡口买票", "", 4),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("ranking") / "haowai.db") as opened:
        feed = opened.add_feed("folder:/a", source="folder", title="a")
        entries = tuple(
            Entry(guid=title, title=title, published=NOW - timedelta(hours=hours), blocks=(Paragraph((Span(text),)),))
            for title, text, hours in ARTICLES
        )
        opened.store_feed(feed.id, FeedData(entries=entries), now=NOW)
        yield opened


def best(store: Store, text: str, limit: int = 200) -> list[str]:
    titles = {row.id: row.title for row in store.headlines(Selection(muted=None))}
    return [titles[number] for number in store.best(parse_query(text), limit=limit)]


def test_headlines_come_before_texts_and_of_equals_the_newest_first(store: Store) -> None:
    found = best(store, "渡口")
    assert found[:3] == ["渡口停航", "渡口夜航", "渡口买票"]
    assert found[-2:] == ["晨报", "老桥修好了"]
    assert best(store, "渡口", limit=2) == found[:2]


def test_a_headline_with_all_words_is_best_and_a_rarer_word_counts_more(store: Store) -> None:
    assert best(store, "渡口 老桥") == ["老桥与渡口", "老桥修好了", "今天的渡口", "晨报"]
    assert best(store, "渡口 老桥", limit=1) == ["老桥与渡口"]


def test_a_query_without_words_has_the_newest_first(store: Store) -> None:
    assert best(store, "is:unread", limit=2) == ["晨报", "渡口停航"]


parts = st.sampled_from(["渡口", "老桥", "渡", "title:老桥", "-晨报", "is:unread", "after:2026-11-20", "没有"])


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(parts, min_size=1, max_size=4), st.booleans())
def test_the_best_are_all_that_a_query_finds_in_another_order(store: Store, asked: list[str], either: bool) -> None:
    chosen = parse_query((" OR " if either else " ").join(asked))
    found = store.best(chosen)
    assert sorted(found) == sorted(row.id for row in store.headlines(chosen))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "FREQUENT", 0)
        assert store.best(chosen) == found
        patch.setattr(matching, "MIDDLING", 0)
        assert store.best(chosen) == found
