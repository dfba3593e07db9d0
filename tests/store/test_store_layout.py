"""The index of words as stores made by earlier versions have it, with the headline before the text."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from haowai_tui.model import Entry, FeedData, Paragraph, Selection, Span
from haowai_tui.model.query import Words
from haowai_tui.store import Store, database

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TEXTS = ("渡口重新开放，居民表示欢迎。", "The old ferry reopens.", "图书馆推迟开工。", "停航的渡口")


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of six articles that the version before made."""
    path = tmp_path / "haowai.db"
    before = database._migrations()[: database._BODY_FIRST - 1]
    with monkeypatch.context() as patch:
        patch.setattr(database, "_migrations", lambda: before)
        with Store.open(path) as store:
            feed = store.add_feed("https://example.org/", source="feed", title="Feed")
            entries = tuple(
                Entry(guid=str(n), title=f"白石港 No. {n}", published=NOW, blocks=(Paragraph((Span(text),)),))
                for n, text in enumerate((*TEXTS, "", "渡口"))
            )
            store.store_feed(feed.id, FeedData(entries=entries), now=NOW)
    return path


def columns(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info (search)")]


def found(store: Store, text: str, *, title: bool = False) -> int:
    return store.count(Selection(query=Words(text, title=title)))


def looks_the_same(store: Store) -> None:
    assert (found(store, "渡口"), found(store, "重新开放"), found(store, "old ferry"), found(store, "ferry old")) == (
        3, 1, 1, 0,
    )  # fmt: skip
    assert (found(store, "白石港"), found(store, "白石港", title=True), found(store, "渡口", title=True)) == (6, 6, 0)
    feed = store.feeds()[0]
    entry = Entry(guid="0", title="改了", published=NOW, blocks=(Paragraph((Span("渡轮"),)),))
    store.store_feed(feed.id, FeedData(entries=(entry,)), now=NOW)
    assert (found(store, "渡口"), found(store, "渡轮"), found(store, "改了", title=True)) == (2, 1, 1)
    assert store.check().integrity == "ok"


def test_texts_of_some_kilobytes_leave_little_of_a_new_store_empty(tmp_path: Path) -> None:
    chance = random.Random(1)
    texts = ["".join(chance.choices("渡口重新开放居民表示欢迎图书馆推迟开工", k=2_900)) for _ in range(300)]
    with Store.open(tmp_path / "haowai.db") as store:
        feed = store.add_feed("https://example.org/", source="feed", title="Feed")
        entries = tuple(
            Entry(guid=str(n), title=str(n), published=NOW, blocks=(Paragraph((Span(text),)),))
            for n, text in enumerate(texts)
        )
        store.store_feed(feed.id, FeedData(entries=entries), now=NOW)
    with closing(sqlite3.connect(tmp_path / "haowai.db")) as connection:
        pages, length = connection.execute(
            "SELECT sum(pgsize), (SELECT sum(length(body)) FROM bodies) FROM dbstat WHERE name = 'bodies'"
        ).fetchone()
    assert 2_100 < length / 300 < 2_700 and pages < length * 1.15


def test_a_new_store_notes_no_column_for_the_words_of_texts(tmp_path: Path) -> None:
    with Store.open(tmp_path / "haowai.db"):
        assert columns(tmp_path / "haowai.db") == ["body", "title"]


def test_the_index_of_an_earlier_store_is_made_again(old: Path) -> None:
    assert columns(old) == ["title", "body"]
    with Store.open(old) as store:
        assert columns(old) == ["body", "title"]
        looks_the_same(store)


def test_a_large_store_keeps_its_index_and_can_be_opened_with_a_wrong_number(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_LARGE", 5)
    with Store.open(old) as store:
        assert columns(old) == ["title", "body"] and store.rescued is None
        looks_the_same(store)
    for number in (2, 12345):
        with closing(sqlite3.connect(old)) as connection:
            connection.execute(f"PRAGMA user_version = {number}")
        with Store.open(old) as store:
            assert store.rescued is None and found(store, "渡轮") == 1
