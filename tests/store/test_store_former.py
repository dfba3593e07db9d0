"""The former texts of articles that their publishers changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from haowai_tui.model import Anchor, Entry, FeedData, Headline, Paragraph, Selection, Span, blocks_text
from haowai_tui.store import Store, former
from haowai_tui.text import prepared

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with Store.open(tmp_path / "haowai.db") as opened:
        opened.add_feed("http://a.example/", source="feed")
        yield opened


def publish(store: Store, *texts: str, title: str = "Ferry", guid: str = "1", hours: int = 0) -> int:
    """The feed says so at NOW and so many hours; gives the article's id."""
    blocks = tuple(Paragraph((Span(text),)) for text in texts)
    entry = Entry(guid=guid, title=title, blocks=blocks)
    stored = store.store_feed(1, FeedData(entries=(entry,)), now=NOW + timedelta(hours=hours))
    return (*stored.new, *stored.updated, 1)[0]


def row_of(store: Store, article_id: int = 1) -> Headline:
    return next(row for row in store.headlines(Selection()) if row.id == article_id)


def former_text(store: Store, article_id: int = 1) -> str | None:
    found = store.former(article_id)
    return blocks_text(found[0].blocks) if found else None


def test_what_an_article_said_is_kept_when_it_is_changed(store: Store) -> None:
    publish(store, "112 people were rescued.")
    store.set_read([1], True)
    publish(store, "119 people were rescued.", hours=2)
    assert former_text(store) == "112 people were rescued."
    assert store.article(1).changed_at == NOW + timedelta(hours=2)
    assert row_of(store).changed and row_of(store).read


@pytest.mark.parametrize(
    "texts",
    [
        ("112  people\nwere rescued. “All are well.”",),
        ("112 people were rescued.", '"All are well."'),
        ("112 people were rescued. “All are well.”\u00a0",),
    ],
)
def test_how_a_text_is_typed_is_no_change(store: Store, texts: tuple[str, ...]) -> None:
    publish(store, "112 people were rescued. “All are well.”")
    store.set_read([1], True)
    publish(store, *texts)
    assert store.former(1) is None and not row_of(store).changed


def test_a_byline_and_a_link_are_not_what_an_article_says(store: Store) -> None:
    publish(store, "A text.")
    entry = Entry(guid="1", title="Ferry", byline="Somebody", link="http://a.example/1", blocks=store.article(1).blocks)
    assert store.store_feed(1, FeedData(entries=(entry,)), now=NOW).updated == (1,)
    assert store.former(1) is None


def test_lists_do_not_mark_what_the_reader_never_saw_but_the_change_can_be_asked_for(store: Store) -> None:
    publish(store, "Before.")
    publish(store, "After.")
    assert not row_of(store).changed and former_text(store) == "Before."
    publish(store, "Before.", guid="2")
    store.set_position(2, Anchor(0, 1))
    publish(store, "After.", guid="2")
    assert row_of(store, 2).changed


def test_of_several_changes_that_were_not_seen_the_first_text_is_kept(store: Store) -> None:
    publish(store, "One.")
    store.set_read([1], True)
    publish(store, "Two.", hours=1)
    publish(store, "Three.", hours=2)
    assert former_text(store) == "One."
    store.look_at_change(1)
    assert not row_of(store).changed and former_text(store) == "One."
    publish(store, "Four.", hours=3)
    assert former_text(store) == "Three." and row_of(store).changed


def test_a_change_that_is_taken_back_is_none(store: Store) -> None:
    publish(store, "One.")
    store.set_read([1], True)
    publish(store, "Two.")
    publish(store, "One.")
    assert store.former(1) is None and not row_of(store).changed and store.article(1).changed_at is None


def test_the_former_texts_are_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(former, "MOST", 3)
    for number in range(1, 6):
        publish(store, "One.", guid=str(number))
    store.set_read(range(1, 6), True)
    for number in range(1, 6):
        publish(store, "Two.", guid=str(number), hours=number)
    assert [former_text(store, number) is not None for number in range(1, 6)] == [False, False, True, True, True]
    assert [row_of(store, number).changed for number in range(1, 6)] == [False, False, True, True, True]


def test_a_whole_text_is_no_change_of_the_summary_but_another_whole_text_is(store: Store) -> None:
    publish(store, "A summary.")
    store.set_read([1], True)
    publish(store, "Another summary.")
    store.set_full_text(1, (Paragraph((Span("The whole text says 112."),)),))
    assert store.former(1) is None and not row_of(store).changed
    store.set_full_text(1, (Paragraph((Span("The whole text says 119."),)),))
    assert former_text(store) == "The whole text says 112."
    publish(store, "A third summary.", title="Ferry sinks")
    assert former_text(store) == "The whole text says 112."


def test_a_former_text_goes_and_comes_back_with_its_feed(store: Store) -> None:
    publish(store, "One.")
    store.set_read([1], True)
    publish(store, "Two.")
    removed = store.remove_feed(1)
    assert store.former(1) is None
    store.restore_feed(removed)
    assert former_text(store) == "One." and row_of(store).changed


def test_a_text_that_is_fetched_again_after_a_rescue_is_no_change(store: Store) -> None:
    publish(store, "The text.")
    store.set_read([1], True)
    with store._db.writing(durable=False) as connection:
        connection.execute("UPDATE articles SET digest = x''")
    publish(store, "The text as it has been fetched again.")
    assert store.former(1) is None and not row_of(store).changed


def test_what_another_version_of_the_program_reads_otherwise_is_no_change_of_its_publisher(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(store, "112 people were rescued. Footnotes were lost.")
    store.set_read([1], True)
    monkeypatch.setattr(prepared, "READING", prepared.READING + 1)
    publish(store, "112 people were rescued. Footnotes are read now.", hours=1)
    assert former_text(store) is None and not row_of(store).changed
    assert "read now" in blocks_text(store.article(1).blocks)
    publish(store, "119 people were rescued. Footnotes are read now.", hours=2)
    assert former_text(store) == "112 people were rescued. Footnotes are read now." and row_of(store).changed
