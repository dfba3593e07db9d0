"""What the publisher changed, beside what is read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Entry, FeedData, Paragraph, Span, Style
from haowai_tui.store import Store
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press

NOW = datetime.now(UTC)


def library_of(home: Path) -> Library:
    """An article of forty paragraphs that was read and of which one word was changed since; and one that was not."""
    set_language("en")
    where = paths({"HAOWAI_HOME": str(home)})

    def entries(people: str) -> FeedData:
        text = tuple(
            Paragraph((Span(f"Paragraph {n} says that {people if n == 20 else 'all'} people were rescued."),))
            for n in range(40)
        )
        return FeedData(
            entries=(
                Entry(guid="1", title="Ferry", published=NOW, blocks=text),
                Entry(guid="2", title="Quay", published=NOW.replace(year=2020)),
            )
        )

    with Store.open(where.store) as store:
        feed = store.add_feed("http://example.org/", source="feed", title="Gazette")
        store.store_feed(feed.id, entries("112"), now=NOW)
        store.set_read([1], True)
        store.store_feed(feed.id, entries("119"), now=NOW)
    return Library.open(where, Settings())


def text_of(screen: ReaderScreen) -> str:
    return "\n".join(line.text for line in screen.article_pane.lines)


def test_a_key_shows_what_changed_and_the_same_key_goes_back_to_the_place(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        row = screen.headlines_pane.row(0)
        assert row is not None and row.changed
        await press(pilot, "enter", "ctrl+d")
        assert "Its publisher changed it on" in text_of(screen)
        place = screen.article_pane.place()
        assert place.block > 0
        await press(pilot, "W")
        runs = [run for line in screen.article_pane.lines for run in line.runs]
        assert [run.text for run in runs if run.style & Style.REMOVED] == ["112"]
        assert [run.text for run in runs if run.style & Style.ADDED] == ["119"]
        assert "(19 paragraphs as they were)" in text_of(screen) and "Paragraph 3 " not in text_of(screen)
        row = screen.headlines_pane.row(0)
        assert row is not None and not row.changed
        assert "back to the text" in screen.status.message
        await press(pilot, "W")
        assert "Paragraph 3 " in text_of(screen) and screen.article_pane.place() == place
        assert not screen.status.message
        await press(pilot, "W", "q")

    with library_of(tmp_path) as library:
        live(library, day)
        anchor = library.position_of(1)
        assert anchor is not None and anchor.block > 0


def test_an_article_that_was_not_changed_says_so(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "j", "enter", "W")
        assert "has not changed" in str(screen.status.message)
        await press(pilot, "K", "W", "J")
        assert screen.open_article is not None and screen.open_article.title == "Quay"
        assert not screen.status.message
        await press(pilot, "W")
        assert "has not changed" in str(screen.status.message)

    with library_of(tmp_path) as library:
        live(library, day)
