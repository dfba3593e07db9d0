from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haowai_tui.errors import NotFoundError, StoreVersionError
from haowai_tui.model import Anchor, Entry, Feed, FeedData, Paragraph, Selection, Span
from haowai_tui.store import Store

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def entry(number: int, text: str = "渡口重新开放", **changes: object) -> Entry:
    fields: dict[str, object] = {
        "guid": str(number),
        "title": f"港口新闻 {number}",
        "published": NOW - timedelta(minutes=number),
        "blocks": (Paragraph((Span(text),)),),
    }
    return Entry(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with Store.open(tmp_path / "data" / "haowai.db") as opened:
        yield opened


def filled(store: Store, count: int = 10, address: str = "http://example.org/1") -> Feed:
    feed = store.add_feed(address, source="feed")
    store.store_feed(feed.id, FeedData(title="晨报", entries=tuple(map(entry, range(count)))), now=NOW)
    return store.feed(feed.id)


def test_the_files_are_the_readers_alone(store: Store, tmp_path: Path) -> None:
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "haowai.db").stat().st_mode & 0o777 == 0o600


def test_two_feeds_with_the_same_guids_keep_their_articles_apart(store: Store) -> None:
    filled(store)
    filled(store, address="http://example.org/2")
    assert store.count(Selection()) == 20


def test_an_article_edited_by_its_publisher_is_updated_in_place_and_stays_read(store: Store) -> None:
    feed = filled(store)
    store.set_read((1,), True)
    store.set_starred((1,), True)
    done = store.store_feed(feed.id, FeedData(entries=(entry(0, "改成了轮渡停航"),)), now=NOW)
    assert (done.new, done.updated) == ((), (1,))
    article = store.article(1)
    assert article.read and article.starred and article.blocks == (Paragraph((Span("改成了轮渡停航"),)),)
    assert store.count(Selection(terms=("停航",))) == 1
    assert store.count(Selection(terms=("重新开放",))) == 9


def test_an_article_whose_identifier_has_changed_is_not_a_new_one(store: Store) -> None:
    feed = store.add_feed("http://example.org/", source="feed")
    kept = entry(1, guid="one-1", link="http://example.org/1")
    (article_id,), _new = store.adopt_entries(feed.id, [kept], now=NOW)
    store.set_read((article_id,), True)
    # newsboat keeps the identifier as it is written; here one that stands for an address is made absolute.
    again = entry(1, guid="http://example.org/one-1", link="http://example.org/1")
    other = entry(1, guid="two", link="http://example.org/1", published=NOW)
    done = store.store_feed(feed.id, FeedData(entries=(again, other)), now=NOW)
    assert store.count(Selection()) == 2 and done.new == (article_id + 1,)
    assert store.article(article_id).read
    assert store.store_feed(feed.id, FeedData(entries=(again, other)), now=NOW).new == ()


@pytest.mark.parametrize("published", [NOW, None])
def test_a_feed_with_new_identifiers_at_every_fetch_brings_nothing_new(
    store: Store, published: datetime | None
) -> None:
    feed = store.add_feed("http://example.org/", source="feed")

    def fetched(round_: int, text: str = "渡口重新开放") -> FeedData:
        links = {n: f"http://example.org/{n}" for n in range(3)}
        entries = (entry(n, text, guid=f"{round_}-{n}", link=links[n], published=published) for n in links)
        return FeedData(entries=tuple(entries))

    first = store.store_feed(feed.id, fetched(0), now=NOW)
    store.set_read(first.new, True)
    for round_ in (1, 2):
        done = store.store_feed(feed.id, fetched(round_), now=NOW + timedelta(hours=round_))
        assert (done.new, done.updated, done.unchanged) == ((), (), 3)
    edited = store.store_feed(feed.id, fetched(3, "渡口又关了"), now=NOW)
    # Without a time nothing says that it is the same story: alerts have one headline and one link, too.
    assert (len(edited.updated), len(edited.new)) == ((3, 0) if published else (0, 3))


def test_an_entry_listed_twice_is_stored_once(store: Store) -> None:
    feed = store.add_feed("http://example.org/", source="feed")
    store.store_feed(feed.id, FeedData(entries=(entry(1), entry(1), entry(2, guid="", link="http://l/"))), now=NOW)
    store.store_feed(feed.id, FeedData(entries=(entry(2, guid="", link="http://l/"),)), now=NOW)
    assert store.count(Selection()) == 2


def test_counts_are_kept_through_every_change(store: Store) -> None:
    feed = filled(store)
    store.set_read((1, 2, 3), True)
    store.set_read((3,), False)
    store.set_starred((5,), True)
    assert (store.feed(feed.id).unread, store.feed(feed.id).total) == (8, 10)
    counts = store.counts(NOW - timedelta(minutes=4))
    assert (counts.total, counts.unread, counts.starred, counts.today_unread) == (10, 8, 1, 3)
    for selection in (Selection(unread=True), Selection(feeds=(feed.id,), unread=True)):
        assert store.count(selection) == len(store.headlines(selection)) == 8


def test_an_unread_list_keeps_what_is_read_while_it_is_open(store: Store) -> None:
    filled(store)
    opened = datetime.now(UTC)
    selection = Selection(unread=True, read_after=opened)
    store.set_read((4,), True)
    rows = store.headlines(selection)
    assert [row.id for row in rows] == list(range(1, 11)) and rows[3].read
    assert store.position(selection, 5) == 4
    assert store.count(Selection(unread=True, read_after=opened + timedelta(hours=1))) == 9


def test_rows_neighbours_and_positions_agree(store: Store) -> None:
    filled(store, 250)
    ids = [row.id for offset in range(0, 250, 100) for row in store.headlines(Selection(), offset=offset)]
    assert len(set(ids)) == 250
    for place in (0, 1, 120, 249):
        assert store.position(Selection(), ids[place]) == place
    following = store.neighbour(Selection(), ids[120])
    assert following is not None and following.id == ids[121]
    store.set_read(tuple(ids[100:120]), True)
    before = store.neighbour(Selection(), ids[120], forward=False, unread=True)
    assert before is not None and before.id == ids[99]


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(unread=True),
        Selection(starred=True),
        Selection(feeds=(1,)),
        Selection(feeds=(1,), unread=True),
        Selection(unread=True, read_after=NOW),
        Selection(newest_id=5),
    ],
)
def test_a_list_walks_an_index_and_sorts_nothing(store: Store, selection: Selection) -> None:
    filled(store)
    plans: list[str] = []
    with store._db.reading() as connection:
        connection.set_trace_callback(plans.append)
        store.headlines(selection)
        connection.set_trace_callback(None)
        (statement,) = [text for text in plans if text.startswith("SELECT") and "ORDER BY" in text]
        plan = " ".join(row[3] for row in connection.execute("EXPLAIN QUERY PLAN " + statement))
    assert "USING" in plan
    # The few that were read since the list was opened may be sorted among themselves; the unread may not.
    assert "TEMP B-TREE" not in plan.split("RIGHT")[0]


def test_a_removed_feed_comes_back_as_it_was(store: Store) -> None:
    feed = filled(store)
    store.set_read((1, 2), True)
    store.set_starred((3,), True)
    store.set_position(4, Anchor(2, 31, 77))
    removed = store.remove_feed(feed.id)
    assert store.count(Selection()) == 0 and store.count(Selection(terms=("渡口",))) == 0
    with pytest.raises(NotFoundError):
        store.feed(feed.id)
    back = store.restore_feed(removed)
    assert (back.id, back.unread, back.total) == (feed.id, 8, 10)
    assert store.article(3).starred and store.position_of(4) == Anchor(2, 31, 77)
    assert store.count(Selection(terms=("渡口",))) == 10


@given(st.text())
@settings(max_examples=150, deadline=None)
def test_anything_typed_into_search_is_answered(text: str) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder, Store.open(Path(folder) / "h.db") as opened:
        filled(opened, 1)
        assert opened.count(Selection(terms=(text,))) in (0, 1)


def test_old_read_articles_go_and_starred_and_unread_stay(store: Store) -> None:
    feed = store.add_feed("http://example.org/", source="feed")
    old = tuple(entry(n, published=NOW - timedelta(days=100 + n)) for n in range(6))
    store.store_feed(feed.id, FeedData(entries=old), now=NOW)
    store.set_read((1, 2, 3), True)
    store.set_starred((3,), True)
    assert store.expire(max_age_days=30, now=NOW) == 2
    assert [row.id for row in store.headlines(Selection())] == [3, 4, 5, 6]
    assert store.expire(max_bytes=1, now=NOW) == 0


def test_much_is_forgotten_part_by_part_and_looked_for_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haowai_tui.store.expiring._AT_ONCE", 2)
    feed = store.add_feed("http://example.org/", source="feed")
    old = FeedData(entries=tuple(entry(n, published=NOW - timedelta(days=100 + n)) for n in range(7)))
    kept = store.store_feed(feed.id, old, now=NOW).new[3]
    store.mark_read(Selection())
    store.set_starred([kept], True)
    asked: list[str] = []
    with store._db.reading() as connection:
        connection.set_trace_callback(asked.append)
    commits = store._db.commits
    assert store.expire(max_age_days=30, now=NOW) == 6
    assert [row.id for row in store.headlines(Selection())] == [kept]
    # Three parts, and one that lets go of what was forgotten long ago.
    assert store._db.commits - commits == 4
    assert len([one for one in asked if "a.starred = 0" in one]) == 1


def test_what_was_read_and_forgotten_does_not_come_back_while_its_feed_has_it(store: Store) -> None:
    feed = store.add_feed("http://example.org/", source="feed")
    other = store.add_feed("http://example.com/", source="feed")
    old = FeedData(entries=tuple(entry(n, published=NOW - timedelta(days=100 + n)) for n in range(6)))
    store.store_feed(feed.id, old, now=NOW)
    store.mark_read(Selection())
    assert store.expire(max_age_days=30, now=NOW) == 6
    for days in range(0, 700, 50):
        later = NOW + timedelta(days=days)
        new = FeedData(entries=(*old.entries, entry(10 + days, published=later)))
        stored = store.store_feed(feed.id, new, now=later)
        assert (len(stored.new), stored.unchanged) == (1, 6)
        store.mark_read(Selection())
        store.expire(max_age_days=30, now=later)
    # Another feed has a say of its own.
    assert len(store.store_feed(other.id, old, now=NOW).new) == 6


def test_what_feeds_no_longer_have_is_kept_in_mind_for_half_a_year(store: Store) -> None:
    feed = store.add_feed("http://example.org/", source="feed")
    old = FeedData(entries=(entry(1, published=NOW - timedelta(days=100)),))
    store.store_feed(feed.id, old, now=NOW)
    store.mark_read(Selection())
    store.expire(max_age_days=30, now=NOW)
    later = NOW + timedelta(days=200)
    store.store_feed(feed.id, FeedData(entries=(entry(2, published=NOW),)), now=NOW)
    store.mark_read(Selection())
    assert store.expire(max_age_days=30, now=later) == 1
    assert len(store.store_feed(feed.id, old, now=later).new) == 1


def test_what_was_forgotten_is_known_again_under_another_identity(store: Store) -> None:
    feed = store.add_feed("http://example.org/", source="feed")

    def told(guid: str, day: int) -> FeedData:
        when = NOW - timedelta(days=day)
        return FeedData(entries=(entry(1, guid=guid, published=when, link="https://example.org/daily"),))

    store.store_feed(feed.id, told("a", 100), now=NOW)
    store.mark_read(Selection())
    assert store.expire(max_age_days=30, now=NOW) == 1
    assert store.store_feed(feed.id, told("b", 100), now=NOW).new == ()
    # What is at the same address on another day is another.
    assert len(store.store_feed(feed.id, told("c", 99), now=NOW).new) == 1


def test_a_feed_that_is_brought_back_does_not_bring_what_was_forgotten(store: Store) -> None:
    feed = store.add_feed("http://example.org/", source="feed")
    old = FeedData(entries=(entry(1, published=NOW - timedelta(days=100)),))
    store.store_feed(feed.id, old, now=NOW)
    store.mark_read(Selection())
    assert store.expire(max_age_days=30, now=NOW) == 1
    back = store.restore_feed(store.remove_feed(feed.id))
    assert store.store_feed(back.id, old, now=NOW).new == ()


def test_many_that_go_go_in_pieces(store: Store) -> None:
    feed = store.add_feed("http://example.org/", source="feed")
    many = tuple(entry(n, published=NOW - timedelta(days=100)) for n in range(1_200))
    store.store_feed(feed.id, FeedData(entries=many), now=NOW)
    store.mark_read(Selection())
    assert store.expire(max_age_days=30, now=NOW) == 1_200
    assert store.count(Selection()) == 0 and store.count(Selection(terms=("body",))) == 0


def test_what_no_database_can_hold_is_stored_all_the_same(store: Store) -> None:
    feed = store.add_feed("http://example.org/", source="feed")
    odd = entry(1, "\ud800", title="a\ud800", published=datetime.max.replace(tzinfo=UTC))
    store.store_feed(feed.id, FeedData(entries=(odd,)), now=NOW)
    assert store.headlines(Selection())[0].when == NOW


def test_a_newer_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "haowai.db"
    Store.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE of_tomorrow (id INTEGER)")
        connection.execute("PRAGMA user_version = 9999")
    with pytest.raises(StoreVersionError):
        Store.open(path)


MARKER = """
import sys
from pathlib import Path
from haowai_tui.store import Store
store = Store.open(Path(sys.argv[1]))
for number in range(1, 2001):
    store.set_read((number,), True)
    print(number, flush=True)
"""


def test_no_mark_that_was_confirmed_is_lost_when_the_program_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "haowai.db"
    with Store.open(path) as opened:
        filled(opened, 2000)
    for _round in range(8):
        with Store.open(path) as opened:
            opened.set_read(tuple(range(1, 2001)), False)
        child = subprocess.Popen([sys.executable, "-c", MARKER, str(path)], stdout=subprocess.PIPE, env=os.environ)
        assert child.stdout is not None
        last = 0
        for line in child.stdout:
            last = int(line)
            if last >= 20 + 7 * _round:
                child.send_signal(signal.SIGKILL)
                break
        rest = child.stdout.read().split()
        child.wait()
        last = int(rest[-1]) if rest else last
        with Store.open(path) as opened:
            assert opened.count(Selection(unread=True)) <= 2000 - last
            assert opened.check().integrity == "ok"


def test_two_processes_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "haowai.db"
    with Store.open(path) as opened:
        filled(opened, 300)
    code = MARKER.replace("range(1, 2001)", "range(int(sys.argv[2]), int(sys.argv[2]) + 150)")
    children = [
        subprocess.Popen([sys.executable, "-c", code, str(path), str(at)], stdout=subprocess.DEVNULL) for at in (1, 151)
    ]
    assert [child.wait() for child in children] == [0, 0]
    with Store.open(path) as opened:
        assert opened.count(Selection(unread=True)) == 0


def test_a_ranked_selection_keeps_its_own_order(store: Store) -> None:
    feed = filled(store)
    ids = [row.id for row in store.headlines(Selection(feeds=(feed.id,)))]
    order = (ids[2], ids[0], 99_999, ids[1])
    ranked = Selection(ids=order, ranked=True)
    assert [row.id for row in store.headlines(ranked)] == [ids[2], ids[0], ids[1]]
    assert [row.id for row in store.headlines(ranked, offset=1, limit=1)] == [ids[0]]
    assert store.position(ranked, ids[1]) == 2 and store.position(ranked, 4711) is None
    store.set_read((ids[0],), True)
    after = store.neighbour(ranked, ids[2])
    unread = store.neighbour(ranked, ids[2], unread=True)
    before = store.neighbour(ranked, ids[1], forward=False)
    assert after and unread and before and (after.id, unread.id, before.id) == (ids[0], ids[1], ids[0])
    assert store.neighbour(ranked, ids[1]) is None
