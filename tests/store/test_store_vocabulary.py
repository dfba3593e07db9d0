"""What begins so is asked for as the whole words of the index: the same is found, whatever it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haowai_tui.library.query import Known, parse, selection_of
from haowai_tui.model import Entry, FeedData
from haowai_tui.model.query import Words
from haowai_tui.store import Store, matching
from haowai_tui.store.matching import collected
from haowai_tui.store.vocabulary import spelled_out
from haowai_tui.store.words import Asked, question_of

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HEADLINES = (
    "Harbour reopens",
    "Harbours reopen, harbourmaster pleased",
    "Hárbour café",
    "The harb our side",
    "river walk",
    "river walkers 渡口",
    "渡口重新开放 harbour",
    "Straßenbahn straße",
    "interim",
    *(f"inter{number}ed" for number in range(40)),
    "ﬁnal ﬁnale",
    "衡阳渡口",
    "行长",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("vocabulary") / "haowai.db") as opened:
        feed = opened.add_feed("folder:/a", source="folder", title="a").id
        entries = tuple(
            Entry(guid=str(number), title=title, published=NOW - timedelta(hours=number))
            for number, title in enumerate(HEADLINES)
        )
        opened.store_feed(feed, FeedData(entries=entries), now=NOW)
        yield opened


words = st.one_of(
    st.sampled_from(
        ["harbour", "harb", "harbourm", "HÁRBO", "inter", "interim", "river walk", "straß", "ﬁnal", "渡口", "hengy"]
    ),
    st.text(alphabet="harboueintrwlk 渡口ß", min_size=1, max_size=8),
)


@settings(max_examples=200, deadline=None)
@given(text=words, title=st.booleans(), sounds=st.booleans())
def test_the_same_is_found(store: Store, text: str, title: bool, sounds: bool) -> None:
    question = question_of(Words(text, title=title, sounds=sounds))
    with store._db.reading() as connection:
        assert collected(connection, spelled_out(connection, question)) == collected(connection, question)


def test_few_words_stand_for_their_beginning_and_many_do_not(store: Store) -> None:
    with store._db.reading() as connection:
        few = spelled_out(connection, question_of(Words("harbour", title=True)))
        many = spelled_out(connection, question_of(Words("inter5 OR inter")))
        all_of = question_of(Words('"river walk'))
        phrase = spelled_out(connection, all_of)
    assert few == Asked("search", 'title : ("harbour" OR "harbourmaster" OR "harbours")')
    assert isinstance(many, Asked) and many.match.endswith(" *")
    assert phrase == Asked("search", '("river walk" OR "river walkers")')


def test_searching_asks_for_no_beginnings_of_frequent_words(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "FREQUENT", 0)
    monkeypatch.setattr(matching, "FREQUENT_SOUNDS", 0)
    asked: list[str] = []
    chosen = selection_of(parse("harbour", Known(feeds=store.feeds(), written=lambda word: 0)))
    with store._db.reading() as connection:
        connection.set_trace_callback(asked.append)
        assert len(store.headlines(chosen)) == store.count(chosen) == 4
        assert len(store.best(chosen)) == 4
        connection.set_trace_callback(None)
    searched = re.findall(r"search MATCH '([^']*)'", "\n".join(asked))
    assert searched and [match for match in searched if '" *' in match] == []
