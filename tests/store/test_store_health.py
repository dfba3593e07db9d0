"""The figures that tell how feeds fare."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haowai_tui.model import Entry, FeedData, Paragraph, Span
from haowai_tui.store import Store

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with Store.open(tmp_path / "haowai.db") as opened:
        yield opened


def entry(guid: str, days: float, text: str = "text") -> Entry:
    body = (Paragraph((Span(text),)),)
    return Entry(guid=guid, title=guid, published=NOW - timedelta(days=days), blocks=body)


def counted(store: Store, feed_id: int) -> int:
    with store._db.reading() as connection:
        statement = (
            "SELECT coalesce(sum(length(body)), 0) FROM bodies JOIN articles ON id = article_id WHERE feed_id = ?"
        )
        return int(connection.execute(statement, (feed_id,)).fetchone()[0])


def test_the_volume_of_a_feed_is_counted_by_weeks(store: Store) -> None:
    feed = store.add_feed("http://a.example/", source="feed")
    days = (0.5, 1, 8, 15, 15, 15, 100, -3)
    entries = tuple(entry(str(place), day) for place, day in enumerate(days))
    store.store_feed(feed.id, FeedData(entries=entries), now=NOW)
    quiet = store.add_feed("http://b.example/", source="feed")
    figures = store.figures(now=NOW, weeks=4)
    assert figures[feed.id].weeks == (0, 3, 1, 3)
    assert figures[feed.id].newest == NOW
    assert figures[feed.id].since == NOW
    assert figures[quiet.id].weeks == (0, 0, 0, 0) and figures[quiet.id].newest is None


def test_the_bytes_of_a_feed_are_kept_whatever_happens_to_its_articles(store: Store) -> None:
    feed = store.add_feed("http://a.example/", source="feed")
    store.store_feed(feed.id, FeedData(entries=(entry("1", 1), entry("2", 2), entry("3", 3))), now=NOW)

    def kept() -> int:
        return store.figures(now=NOW, weeks=1)[feed.id].bytes

    assert kept() == counted(store, feed.id) > 0
    edited = entry("1", 1, "a much longer text than it was: " + "ferry harbour quay " * 20)
    store.store_feed(feed.id, FeedData(entries=(edited,)), now=NOW)
    assert kept() == counted(store, feed.id)
    (article,) = [row.id for row in store.articles([1, 2, 3]) if row.title == "1"]
    store.set_full_text(article, (Paragraph((Span("the whole text " * 50),)),))
    assert kept() == counted(store, feed.id)
    store.set_read([2, 3], True)
    assert store.expire(max_age_days=1, now=NOW) == 2
    assert kept() == counted(store, feed.id) > 0
    removed = store.remove_feed(feed.id)
    store.restore_feed(removed)
    assert kept() == counted(store, feed.id) > 0


def test_what_was_read_before_the_figures_were_kept_counts_as_opened(tmp_path: Path) -> None:
    from haowai_tui.store.database import _migrations

    path = tmp_path / "old.db"
    with Store.open(path) as store:
        feed = store.add_feed("http://a.example/", source="feed")
        store.store_feed(feed.id, FeedData(entries=(entry("1", 1), entry("2", 2))), now=NOW)
        store.set_read([1], True)
        number = next(number for number, file in _migrations() if "opened" in file.read_text("utf-8"))
        with store._db.writing(durable=True) as connection:
            # As the store was before that migration.
            for trigger in (
                "bodies_added",
                "bodies_changed",
                "bodies_removed",
                "volumes_added",
                "volumes_removed",
                "volumes_moved",
            ):
                connection.execute(f"DROP TRIGGER {trigger}")
            connection.execute("DROP TABLE volumes")
            for column in ("bytes", "opened", "last_opened"):
                connection.execute(f"ALTER TABLE feeds DROP COLUMN {column}")
            script = next(file.read_text("utf-8") for known, file in _migrations() if known == number)
            from haowai_tui.store.database import _statements

            for statement in _statements(script):
                connection.execute(statement)
        figures = store.figures(now=NOW, weeks=1)[feed.id]
        assert figures.opened == 1 and figures.bytes == counted(store, feed.id) and figures.weeks == (2,)


def test_opening_is_counted_on_the_feed(store: Store) -> None:
    feed = store.add_feed("http://a.example/", source="feed")
    store.store_feed(feed.id, FeedData(entries=(entry("1", 1),)), now=NOW)
    store.note_opened(1, now=NOW)
    store.note_opened(1, now=NOW + timedelta(hours=1))
    store.note_opened(99, now=NOW)
    figures = store.figures(now=NOW, weeks=1)[feed.id]
    assert (figures.opened, figures.last_opened) == (2, NOW + timedelta(hours=1))


def test_the_volume_follows_what_is_edited_and_forgotten(store: Store) -> None:
    feed = store.add_feed("http://a.example/", source="feed")
    store.store_feed(feed.id, FeedData(entries=(entry("1", 1), entry("2", 9), entry("3", 16))), now=NOW)
    store.store_feed(feed.id, FeedData(entries=(entry("3", 2),)), now=NOW)
    store.set_read([2], True)
    store.expire(max_age_days=5, now=NOW)
    assert store.figures(now=NOW, weeks=4)[feed.id].weeks == (0, 0, 0, 2)
    removed = store.remove_feed(feed.id)
    assert store.figures(now=NOW, weeks=4) == {}
    back = store.restore_feed(removed)
    assert store.figures(now=NOW, weeks=4)[back.id].weeks == (0, 0, 0, 2)


def test_the_figures_scan_no_articles(store: Store) -> None:
    from haowai_tui.store import health

    with store._db.reading() as connection:
        for statement in (health._FIGURES, health._VOLUMES, health._STARRED):
            values = {"before": 0} if ":before" in statement else {}
            plan = [row[3] for row in connection.execute("EXPLAIN QUERY PLAN " + statement, values)]
            scans = [line for line in plan if line.startswith("SCAN") and not line.startswith("SCAN f")]
            assert scans in ([], ["SCAN articles USING INDEX articles_starred"]), plan


def rows(store: Store) -> int:
    with store._db.reading() as connection:
        return int(connection.execute("SELECT count(*) FROM volumes").fetchone()[0])


def test_the_volumes_of_days_that_no_figure_looks_at_are_forgotten(store: Store) -> None:
    feeds = [store.add_feed(f"http://{name}.example/", source="feed") for name in "ab"]
    for feed in feeds:
        entries = tuple(entry(f"{feed.id} {day}", day) for day in range(0, 3000, 10))
        store.store_feed(feed.id, FeedData(entries=entries), now=NOW)
    before = store.figures(now=NOW, weeks=52)
    assert rows(store) == 600
    store.forget_volumes(now=NOW)
    assert rows(store) == 2 * 41
    assert store.figures(now=NOW, weeks=52) == before
    # What is old goes, comes back and changes its time all the same.
    store.set_read([row.id for row in store.articles(range(1, 700))], True)
    store.expire(max_age_days=500, now=NOW)
    store.store_feed(feeds[0].id, FeedData(entries=(entry(f"{feeds[0].id} 0", 900), entry("new", 1))), now=NOW)
    store.forget_volumes(now=NOW)
    assert rows(store) <= 2 * 41 + 1
