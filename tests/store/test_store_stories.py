"""What is kept for finding the articles of one event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haowai_tui.model import Entry, FeedData, Paragraph, Selection, Span
from haowai_tui.store import DigestRow, Store

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path / "haowai.db") as opened:
        yield opened


def entries(*texts: str) -> FeedData:
    return FeedData(
        entries=tuple(
            Entry(guid=str(n), title=text, blocks=(Paragraph((Span(text),)),)) for n, text in enumerate(texts)
        )
    )


def stored(store: Store, *texts: str) -> tuple[int, ...]:
    feed = store.add_feed("folder:/news", source="folder")
    return store.store_feed(feed.id, entries(*texts), now=NOW).new


def digest(article_id: int, marks: tuple[int, ...] = ()) -> DigestRow:
    return DigestRow(
        article_id=article_id, days=100.0, source="a", comments=0, terms={"渡轮": 3.0}, sketch=b"x", marks=marks
    )


def test_what_arrives_or_changes_waits_to_be_compared(store: Store) -> None:
    ids = stored(store, "渡轮沉没", "港口罢工")
    assert [article.id for article in store.uncompared(10)] == list(reversed(ids))
    store.keep_stories({}, ids)
    assert store.uncompared(10) == []
    feed = store.feeds()[0]
    store.store_feed(feed.id, entries("渡轮沉没", "港口罢工结束"), now=NOW)
    assert [article.title for article in store.uncompared(10)] == ["港口罢工结束"]


def test_a_digest_comes_back_as_it_was_kept_and_counts_its_terms_once(store: Store) -> None:
    (first, second) = stored(store, "一", "二")
    for _again in range(2):
        store.keep_digests([digest(first), digest(second)], {first: ["渡轮", "港口"], second: ["渡轮"]})
    assert [row.terms for row in store.digests([first, second])] == [{"渡轮": 3.0}] * 2
    assert store.frequencies(["渡轮", "港口", "地震"]) == (2, {"渡轮": 2, "港口": 1})


def test_articles_are_found_by_their_marks_and_by_their_words(store: Store) -> None:
    (first, second) = stored(store, "臺風登陆 typhoon lands", "晴天")
    store.keep_digests([digest(first, (7, 8)), digest(second, (8,))], {})
    assert store.with_marks([7, 8], newest=5) == {first: 2, second: 1}
    assert store.with_term(["登陆"], newest=5) == [first]
    assert store.with_term(["typhoon", "typhoons"], newest=5) == [first]
    assert store.with_term(["登陆"], newest=5, since_id=second) == []


def test_links_are_kept_between_digests_only_and_walked_to_their_end(store: Store) -> None:
    ids = stored(store, "一", "二", "三", "四")
    store.keep_digests([digest(article) for article in ids[:3]], {})
    a, b, c, d = ids
    store.keep_links({(a, b): 2.0, (b, c): 1.0, (c, d): 3.0})
    found, links, rim = store.links_among([a], most=10)
    assert found == {a, b, c} and not rim
    assert links == {(a, b): 2.0, (b, c): 1.0}


def test_of_what_hangs_together_only_what_is_near_is_found(store: Store) -> None:
    ids = stored(store, *"一二三四五六七八")
    store.keep_digests([digest(article) for article in ids], {})
    a, b, c, d, e, *_rest, last = ids
    store.keep_links({(a, b): 2.0, (b, c): 1.0, (a, d): 2.0, (d, last): 2.0, (e, last): 2.0})
    found, links, rim = store.links_among([a, d], most=2)
    # The newest of the two that are next, and nothing behind that: of these it is known that there is more.
    assert found == {a, b, d, last} and rim == {b, last}
    assert links == {(a, b): 2.0, (a, d): 2.0, (d, last): 2.0}
    # Each of two that have nothing to do with each other has so many.
    found, _links, rim = store.links_among([c, e], most=1)
    assert found == {b, c, e, last} and rim == {b, last}


def test_a_story_of_one_article_is_none(store: Store) -> None:
    a, b, c = stored(store, "一", "二", "三")
    store.keep_stories({a: a, b: a, c: c}, [a, b, c])
    assert store.stories_of([a, b, c]) == {a: a, b: a}
    store.look_at(a)
    store.keep_stories({a: a, b: a, c: a}, [])
    assert store.members([a]) == {a: [(a, True), (b, True), (c, False)]}
    store.keep_stories({a: a, b: b, c: c}, [])
    assert store.stories_of([a, b, c]) == {}


def test_what_is_compared_goes_with_its_article_and_after_its_time(store: Store) -> None:
    a, b, c = stored(store, "一", "二", "三")
    store.keep_digests([digest(article, (1,)) for article in (a, b, c)], {})
    store.keep_links({(a, b): 2.0})
    store.set_read([a], True)
    store.forget_digests(99.0)
    assert len(store.digests([a, b, c])) == 3
    store.expire(max_age_days=1, now=datetime(2026, 4, 20, tzinfo=UTC))
    assert [row.article_id for row in store.digests([a, b, c])] == [b, c]
    assert store.links_among([b], most=5) == ({b}, {}, frozenset())
    store.forget_digests(101.0)
    assert store.digests([b, c]) == [] and not store.with_marks([1], newest=5)


def test_a_feed_that_comes_back_is_compared_again(store: Store) -> None:
    ids = stored(store, "一", "二")
    store.keep_digests([digest(ids[0])], {})
    store.keep_stories({}, ids)
    removed = store.remove_feed(store.feeds()[0].id)
    assert store.digests(list(ids)) == []
    store.restore_feed(removed)
    assert [article.id for article in store.uncompared(10)] == list(reversed(ids))


def test_a_folded_list_has_one_row_for_a_story_and_says_how_many_stand_behind_it(tmp_path: Path) -> None:
    with Store.open(tmp_path / "haowai.db") as store:
        feed = store.add_feed("http://example.org/", source="feed")
        now = datetime(2026, 3, 5, 12, tzinfo=UTC)
        entries = tuple(Entry(guid=str(n), title=f"第{n}篇", published=now - timedelta(hours=n)) for n in range(6))
        ids = store.store_feed(feed.id, FeedData(entries=entries), now=now).new
        store.keep_stories({ids[1]: 7, ids[3]: 7, ids[4]: 7}, ids)
        folded = Selection(folded=True)
        rows = store.headlines(folded)
        assert [(row.id, row.more) for row in rows] == [(ids[0], 0), (ids[1], 2), (ids[2], 0), (ids[5], 0)]
        assert store.count(folded) == 4 and store.position(folded, ids[5]) == 3
        assert store.position(folded, ids[3]) is None
        after = store.neighbour(folded, ids[2])
        assert after is not None and after.id == ids[5]
        # Read, the newest gives its place among the unread to the next.
        store.set_read((ids[1],), True)
        unread = Selection(folded=True, unread=True, feeds=(feed.id,), newest_id=store.newest_id())
        assert [row.id for row in store.headlines(unread)] == [ids[0], ids[2], ids[3], ids[5]]
        assert store.count(unread) == 4
