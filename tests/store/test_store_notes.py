from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haowai_tui.model import Entry, FeedData, Selection
from haowai_tui.model.codec import encode_entry
from haowai_tui.model.packed import pack
from haowai_tui.model.query import Is, Tagged
from haowai_tui.store import Store, database

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "haowai.db") as opened:
        feed = opened.add_feed("http://example.org/1", source="feed")
        entries = tuple(
            Entry(guid=str(number), title=f"渡口 {number}", published=NOW - timedelta(days=number))
            for number in range(6)
        )
        opened.store_feed(feed.id, FeedData(entries=entries), now=NOW)
        yield opened


def test_a_tag_is_one_however_it_is_written(store: Store) -> None:
    assert store.change_tags((1, 2, 99), ["讀書", "Café"]) == (1, 2)
    assert store.change_tags((1,), ["读书"]) == ()
    assert store.tags_of(1) == ("Café", "讀書")
    assert store.tags() == [("Café", 2), ("讀書", 2)]
    assert store.change_tags((1, 3), remove=["cafe"]) == (1,)
    assert store.count(Selection(query=Tagged("CAFE"))) == 1


def test_a_note_is_kept_changed_and_taken_away(store: Store) -> None:
    assert store.set_note(1, "再看一遍") == ""
    assert store.set_note(1, "看过了") == "再看一遍"
    assert store.note_of(1) == "看过了"
    store.set_note(1, "")
    store.set_note(99, "there is no such article")
    assert (store.note_of(1), store.note_of(99)) == ("", "")


def test_the_queue_keeps_the_order_in_which_it_is_to_be_read(store: Store) -> None:
    assert store.add_later((3, 1, 99)) == (3, 1)
    assert store.add_later((5, 2), first=True) == (5, 2)
    assert store.later() == (5, 2, 3, 1)
    assert store.add_later((3,), first=True) == ()
    assert store.later() == (3, 5, 2, 1)
    assert store.drop_later((5, 4)) == (5,)
    assert store.count(Selection(query=Is("later"))) == 3


def test_a_feed_brought_back_has_its_tags_notes_and_places_in_the_queue(store: Store) -> None:
    store.change_tags((1,), ["渡口"])
    store.set_note(2, "note")
    store.add_later((4, 3))
    removed = store.remove_feed(1)
    assert (store.tags(), store.later()) == ([], ())
    store.restore_feed(removed)
    assert (store.tags_of(1), store.note_of(2), store.later()) == (("渡口",), "note", (4, 3))


def test_what_the_reader_has_added_to_is_not_forgotten_with_age(store: Store) -> None:
    store.set_read(range(1, 7), True)
    store.change_tags((3,), ["keep"])
    store.set_note(4, "keep")
    store.add_later((5,))
    assert store.expire(max_age_days=1, now=NOW + timedelta(days=10)) == 3
    assert [row.id for row in store.headlines(Selection())] == [3, 4, 5]


def test_a_store_from_before_is_found_in_by_the_new_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.db"
    first = database._migrations()[:1]
    with monkeypatch.context() as patch:
        patch.setattr(database, "_migrations", lambda: first)
        Store.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO feeds (id, address, source) VALUES (1, 'http://example.org/1', 'feed')")
        for number in range(1, 1203):
            entry = Entry(title=f"輪渡開放 {number}")
            connection.execute(
                "INSERT INTO articles (id, feed_id, identity, digest, title, sort, received)"
                " VALUES (?, 1, ?, '', ?, 0, 0)",
                (number, str(number), entry.title),
            )
            connection.execute("INSERT INTO bodies VALUES (?, ?)", (number, pack(encode_entry(entry))))
            connection.execute("INSERT INTO search (rowid, title, body) VALUES (?, '輪渡 渡開 開放 放', '')", (number,))
    connection.close()
    with Store.open(path) as opened:
        assert opened.count(Selection(terms=("轮渡开放",))) == 1202
        opened.remove_feed(1)
        assert opened.count(Selection(terms=("轮渡",))) == 0
        assert opened.check().integrity == "ok"
