"""A new feed's articles are stored many at once: what comes of it is what storing them one by one gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from haowai_tui.model import Entry, FeedData, Paragraph, Span
from haowai_tui.store import Store, first

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TEXTS = st.text("渡口a'\"\\\0\x1f\ud800𠮷\u2028é{}[]", max_size=6)
LINKS = st.sampled_from(["", "https://example.org/1", "https://example.org/2", "https://example.org/\0"])
WHEN = st.sampled_from([None, NOW, NOW - timedelta(days=3), NOW + timedelta(days=9)])
ENTRIES = st.builds(
    lambda guid, title, byline, link, when, text: Entry(
        guid=guid, title=title, byline=byline, link=link, published=when, blocks=(Paragraph((Span(text),)),)
    ),
    TEXTS, TEXTS, TEXTS, LINKS, WHEN, TEXTS,
)  # fmt: skip


def stored(folder: Path, name: str, entries: tuple[Entry, ...]) -> dict[str, Any]:
    """What the tables hold of a feed's entries, but for the order of ids."""
    with Store.open(folder / f"{name}.db") as store:
        other = store.add_feed("https://example.org/other", source="feed")
        store.store_feed(other.id, FeedData(entries=(Entry(guid="x", title="x"),)), now=NOW)
        feed = store.add_feed("https://example.org/feed", source="feed")
        done = store.store_feed(feed.id, FeedData(entries=entries), now=NOW)
        with store._db.reading() as connection:
            rows = connection.execute(
                "SELECT identity, digest, title, byline, link, sort, received, read, read_at, starred, muted, body,"
                " language, words, image FROM articles a JOIN bodies b ON b.article_id = a.id"
                " JOIN facts f ON f.article_id = a.id WHERE feed_id = ? ORDER BY identity",
                (feed.id,),
            ).fetchall()
            found = connection.execute('SELECT count(*) FROM search WHERE search MATCH \'"a" OR "渡口"\'').fetchone()
        counts = store.counts(NOW)
        assert len({*done.new}) == len(done.new) == len(rows)
        return {"rows": rows, "found": found, "counts": counts, "feed": store.feed(feed.id)}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ENTRIES, max_size=8).map(tuple))
@example((Entry(guid="1", link="https://example.org/1", published=NOW, title="同"),
          Entry(guid="2", link="https://example.org/1", published=NOW, title="同")))  # fmt: skip
def test_together_they_are_what_they_are_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, entries: tuple[Entry, ...]
) -> None:
    folder = tmp_path_factory.mktemp("first")
    together = stored(folder, "together", entries)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(first, "nothing_is_known", lambda *_: False)
        assert stored(folder, "alone", entries) == together


def test_a_long_feed_goes_in_several_steps_under_ids_that_were_never_used(tmp_path: Path) -> None:
    with Store.open(tmp_path / "haowai.db") as store:
        gone = store.add_feed("https://example.org/gone", source="feed")
        used = store.store_feed(gone.id, FeedData(entries=(Entry(guid="x", title="x"),)), now=NOW).new
        store.remove_feed(gone.id)
        feed = store.add_feed("https://example.org/feed", source="feed")
        entries = tuple(
            Entry(guid=str(number), title=f"第{number}班", link=f"https://example.org/{number}")
            for number in range(450)
        )
        new = store.store_feed(feed.id, FeedData(entries=entries), now=NOW).new
        assert len(new) == 450 and min(new) > max(used)
        assert [store.article(number).title for number in new[::149]] == ["第0班", "第149班", "第298班", "第447班"]
        assert store.store_feed(feed.id, FeedData(entries=entries), now=NOW).unchanged == 450
