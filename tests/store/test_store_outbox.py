from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from haowai_tui.model import Entry, FeedData, Selection
from haowai_tui.store import Arrival, Store

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with Store.open(tmp_path / "haowai.db") as opened:
        yield opened


def entries(count: int) -> tuple[Entry, ...]:
    return tuple(Entry(guid=str(n), title=f"港口 {n}", link=f"https://example.org/{n}") for n in range(count))


def with_account(store: Store) -> tuple[int, list[int]]:
    """An account with a feed of three unread articles; returns the feed and the articles."""
    account = store.put_account("home", kind="greader", address="http://127.0.0.1", login="anna", secret={})
    feed = store.put_synced_feed(account.id, remote="feed/1", address="https://a/f", title="A", category=(), link="")
    arrivals = [
        Arrival(feed_id=feed, remote=entry.guid, entry=entry, read=False, starred=False, mark=n)
        for n, entry in enumerate(entries(3))
    ]
    return feed, store.store_arrivals(account.id, arrivals, now=NOW)[0]


def steps(store: Store, act: Callable[[], object]) -> int:
    """How many instructions SQLite carries out to write what an act writes, its triggers included."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    store._db._writer.set_progress_handler(step, 1)
    act()
    store._db._writer.set_progress_handler(None, 1)
    return count


def test_an_action_and_its_note_are_one_transaction(store: Store, tmp_path: Path) -> None:
    _feed, (first, *_others) = with_account(store)
    with pytest.raises(RuntimeError), store.action("star"):
        store.set_starred([first], True)
        raise RuntimeError
    assert store.pending(1) == [] and not store.article(first).starred
    store.set_starred([first], True)
    with sqlite3.connect(tmp_path / "haowai.db") as other:
        assert other.execute("SELECT what, value FROM outbox").fetchall() == [("starred", "1")]


def test_the_last_action_on_a_flag_is_what_waits(store: Store) -> None:
    _feed, (first, *_others) = with_account(store)
    for value in (True, False, True):
        store.set_read([first], value)
    (action,) = store.pending(1)
    assert (action.what, action.value, action.base, action.tried) == ("read", "1", "0", False)


def test_what_was_changed_again_while_it_was_sent_waits_on(store: Store) -> None:
    _feed, (first, *_others) = with_account(store)
    store.set_starred([first], True)
    sent = store.pending(1)
    store.note_tried(sent)
    store.set_starred([first], False)
    store.note_sent(sent)
    (action,) = store.pending(1)
    assert (action.value, action.base, action.tried) == ("0", "1", False)


def test_what_a_server_says_is_no_action_and_gives_way_to_one(store: Store) -> None:
    _feed, (first, second, _third) = with_account(store)
    store.set_read([first], True)
    store.set_read([first], False)
    assert store.say_flags(1, "read", {first: True, second: True}, now=NOW) == 1
    assert not store.article(first).read and store.article(second).read
    assert [action.item for action in store.pending(1)] == ["0"]


def test_without_accounts_an_article_costs_a_few_instructions_and_a_mark_a_look(store: Store, tmp_path: Path) -> None:
    told = []
    with Store.open(tmp_path / "bare.db") as bare:
        for name in ("read", "starred", "subscribed", "unsubscribed", "renamed", "moved"):
            bare._db._writer.execute(f"DROP TRIGGER outbox_{name}")
        for one in (store, bare):
            feed = one.add_feed("https://local/f", source="feed")
            data = FeedData(title="晨报", entries=entries(50))
            arrival = steps(one, lambda one=one, feed=feed, data=data: one.store_feed(feed.id, data, now=NOW))
            marking = steps(one, lambda one=one: one.mark_read(Selection()))
            told.append((arrival, marking))
    (with_outbox, marked), (without, marked_without) = told
    assert 0 <= with_outbox - without < 50 * 10 < without / 20
    assert 0 < marked - marked_without < 50 * 40
    assert store.sync_state().accounts == 0


def test_a_removed_feed_comes_back_without_its_account_when_that_is_gone(store: Store) -> None:
    feed, _articles = with_account(store)
    removed = store.remove_feed(feed)
    store.remove_account(1, keep_feeds=False)
    back = store.restore_feed(removed)
    assert (back.address, back.account, back.total) == ("https://a/f", 0, 3)
    store.set_starred([row.id for row in store.headlines(Selection())], True)
    assert store.sync_state().pending == 0


def test_the_same_feed_is_read_here_and_in_an_account(store: Store) -> None:
    with_account(store)
    local = store.add_feed("https://a/f", source="feed")
    assert {feed.account for feed in store.feeds() if feed.address == "https://a/f"} == {0, 1}
    assert store.find_feed("https://a/f") == store.feed(local.id)
