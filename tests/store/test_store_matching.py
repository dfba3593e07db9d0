"""Words that are frequent are looked for in another way than rare ones: what is found must be the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from haowai_tui.library.query import Known, parse, parse_query, selection_of
from haowai_tui.model import Entry, FeedData, Selection
from haowai_tui.store import Store, matching
from haowai_tui.store.words import Asked, Every, words_apart

NOW = datetime(2026, 11, 23, tzinfo=UTC)
WORDS = ("渡口", "渡", "ferry", "windy", "山")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("matching") / "haowai.db") as opened:
        feeds = [opened.add_feed(f"folder:/{name}", source="folder", title=name).id for name in "ab"]
        for number in range(60):
            title = " ".join(word for place, word in enumerate(WORDS) if number >> place & 1) or "nothing"
            # Times that jump about: what arrived last is not what is newest.
            entry = Entry(guid=str(number), title=title, published=NOW - timedelta(hours=number * 37 % 60))
            opened.store_feed(feeds[number % 2], FeedData(entries=(entry,)), now=NOW)
        opened.set_read(range(1, 60, 3), True, now=NOW)
        opened.set_muted(range(5, 60, 9), True)
        yield opened


def everything(store: Store, asked: Selection) -> list[object]:
    rows = store.headlines(asked, limit=100)
    pages = [row for start in range(0, len(rows) + 3, 9) for row in store.headlines(asked, offset=start, limit=9)]
    some = [*rows[:: len(rows) // 3 + 1], *rows[-1:]]
    places = [store.position(asked, row.id) for row in some]
    around = [
        store.neighbour(asked, row.id, forward=forward, unread=unread)
        for row in some
        for forward in (True, False)
        for unread in (True, False)
    ]
    count = store.count(asked)
    assert [store.count(asked, most=most) for most in (1, count, count + 1)] == [min(count, 1), count, count]
    return [rows, pages, places, around, count]


parts = st.sampled_from(
    [
        *WORDS,
        "dukou",
        "title:dk",
        "wind",
        "title:fer",
        "(渡 OR windy)",
        "title:渡口",
        "is:unread",
        '"渡口 ferry"',
        "words:>1",
        "feed:a",
        "is:muted",
        "!",
    ]
)
queries = st.lists(st.tuples(st.sampled_from(["", "-", "OR "]), parts), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=queries,
    by_score=st.booleans(),
    after=st.booleans(),
    block=st.sampled_from([1, 3, 50]),
    middling=st.sampled_from([0, 25, 1_000]),
)
def test_frequent_words_find_what_rare_ones_would(
    store: Store, asked: list[tuple[str, str]], by_score: bool, after: bool, block: int, middling: int
) -> None:
    text = " ".join(mark + part for mark, part in asked).removeprefix("OR ")
    known = Known(feeds=store.feeds(), written=lambda word: 0)
    chosen = replace(selection_of(parse(text, known)), by_score=by_score, newest_id=58)
    if after and chosen.unread:
        chosen = replace(chosen, read_after=NOW)
    plain = everything(store, chosen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "FREQUENT", 0)
        patch.setattr(matching, "FREQUENT_SOUNDS", 0)
        patch.setattr(matching, "MIDDLING", middling)
        patch.setattr(matching, "_DENSE", 1)
        patch.setattr(matching, "_FIRST_BLOCK", block)
        patch.setattr(matching, "_GAP", 2)
        patch.setattr(matching, "_FEW", 3)
        assert everything(store, chosen) == plain
        patch.setattr(matching, "_MOST_WALKED", 10)
        assert everything(store, chosen) == plain


def test_words_are_one_question_to_each_index() -> None:
    question, rest = words_apart(parse_query("渡口 -山上 (ferries OR windy) is:unread lang:zh"))
    assert isinstance(question, Asked) and question.table == "search"
    assert "NOT" in question.match and "OR" in question.match
    assert rest.terms == () and rest.unread is True and rest.query is not None
    assert words_apart(parse_query("-山"))[0] is None
    question, _rest = words_apart(parse_query("渡 fe -wind"))
    assert isinstance(question, Asked) and question.table == "starts"
    question, _rest = words_apart(parse_query("渡口 山 雾"))
    assert isinstance(question, Every) and [part.table for part in question.parts] == ["search", "starts"]
