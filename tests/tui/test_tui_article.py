from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from haowai_tui.config import Settings, UiSettings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.markup import html_to_blocks
from haowai_tui.model import Anchor, Article, Enclosure, Entry, FeedData, Image, Paragraph, Span
from haowai_tui.store import Store
from haowai_tui.text import cell_width
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press, settle

PAGE = (
    "<p>First the <a href='https://example.org/one'>ferry</a> and then the <a href='https://example.org/two'>train</a>."
    "</p><h2>Morning</h2>"
    + "<p>渡口的早班船六点开，桥上的人还不多。The early boat leaves at six.</p>" * 60
    + "<h2>Evening</h2><h3>Late boats</h3><p>末班船的 Lantern 一直亮到十一点。</p>"
    + "<p>桥头的灯先暗下来。</p>" * 40
)


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    entry = Entry(guid="1", title="一天的渡口", published=datetime(2026, 3, 1, tzinfo=UTC), blocks=html_to_blocks(PAGE))
    with Store.open(paths({"HAOWAI_HOME": str(tmp_path)}).store) as store:
        feed = store.add_feed("https://example.org/feed", source="feed", title="The Ferry")
        store.store_feed(feed.id, FeedData(title="The Ferry", entries=(entry,)), now=datetime.now(UTC))
    return tmp_path


def opened(home: Path, **ui: Any) -> Library:
    return Library.open(paths({"HAOWAI_HOME": str(home)}), Settings(ui=UiSettings(**ui)))


def top_text(screen: ReaderScreen) -> str:
    pane = screen.article_pane
    return "\n".join(line.text for line in pane.lines[pane.scroll_offset.y : pane.scroll_offset.y + pane.page])


def status(screen: ReaderScreen) -> str:
    return screen.status.message


def test_words_are_found_in_the_article_and_walked_through_and_forgotten(home: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", "slash", *"lantern", "enter")
        assert "Lantern" in top_text(screen) and "1 of 1" in status(screen)
        assert screen.place != "search:lantern", "the list of articles is not what was searched"
        await press(pilot, "slash", *["backspace"] * 7, *"early boat", "enter")
        # Sixty paragraphs, and the key points that were drawn from them.
        assert "of 61" in status(screen)
        number = screen.article_pane.finder.current
        await press(pilot, "n", "n", "N")
        assert screen.article_pane.finder.current == (number + 1) % 61
        await press(pilot, "escape")
        assert not screen.article_pane.finding and screen.pane == "article"
        await press(pilot, "slash", *"zeppelin", "enter")
        assert "does not have" in status(screen)

    with opened(home) as library:
        live(library, day)


def test_a_match_may_run_over_the_end_of_a_line_and_over_spaces_that_setting_put_in(home: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter")
        screen.article_pane.find("人还不多。The early boat leaves")
        await settle(pilot)
        assert len(screen.article_pane.finder.hits) == 60
        assert any(len(hit) > 1 for hit in screen.article_pane.finder.hits)

    with opened(home, spacing="space", justify=True) as library:
        live(library, day, size=(50, 24))


def test_letters_on_links_open_them(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "here there")

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", "f")
        assert screen.article_pane.hints is not None and len(screen.article_pane.hints.links) == 2
        await press(pilot, "s")
        assert screen.article_pane.hints is None and "https://example.org/two" in status(screen)
        await press(pilot, "f", "z")
        assert screen.article_pane.hints is None and not status(screen)
        await press(pilot, "G", "k", "k", "k", "k", "k", "f")
        assert screen.article_pane.hints is None and "No link" in status(screen)

    with opened(home) as library:
        live(library, day)


def test_the_outline_jumps_to_a_heading(home: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", "t")
        await press(pilot, "j", "j", "enter")
        assert top_text(screen).startswith("Late boats")

    with opened(home) as library:
        live(library, day)


def test_what_is_said_of_a_search_in_an_article_goes_with_its_marks(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "g", "enter", "slash", "a", "enter")
        assert "Match" in status(screen)
        await press(pilot, "J")
        assert not screen.article_pane.finding and "Match" not in status(screen)
        await press(pilot, "slash", *"zzz", "enter")
        assert "does not have that" in status(screen)
        await press(pilot, "K")
        assert "does not have that" not in status(screen)
        await press(pilot, "slash", "a", "enter", "slash", "backspace")
        await pilot.pause(0.5)
        assert "Match" not in status(screen)

    live(library, day)


@pytest.mark.parametrize("key", ["question_mark", "h", "J", "z"])
def test_how_to_choose_paragraphs_is_said_no_longer_than_they_are_chosen(library: Library, key: str) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "g", "enter", "v")
        assert "extends" in status(screen)
        await press(pilot, key)
        assert screen.article_pane.choice is None and "extends" not in status(screen)

    live(library, day)


def test_paragraphs_are_chosen_and_copied_to_the_readers_own_clipboard(home: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", "v", "j", "v", "j")
        assert screen.article_pane.choice is not None
        await press(pilot, "y")
        assert screen.article_pane.choice is None
        assert pilot.app.clipboard == ("Morning\n\n渡口的早班船六点开，桥上的人还不多。The early boat leaves at six.")
        assert "Copied" in status(screen)
        await press(pilot, "v", "escape")
        assert screen.article_pane.choice is None and pilot.app.clipboard.startswith("Morning")

    with opened(home) as library:
        live(library, day)


def test_what_is_marked_with_the_mouse_is_copied_as_it_was_written(home: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter")
        pane = screen.article_pane
        first = next(index for index, line in enumerate(pane.lines) if line.text.startswith("渡口的早班船"))
        await pilot.mouse_down("#article", offset=(pane.margin, first + 1 - pane.scroll_offset.y))
        await pilot.hover("#article", offset=(pane.margin + 30, first + 2 - pane.scroll_offset.y))
        await pilot.mouse_up("#article", offset=(pane.margin + 30, first + 2 - pane.scroll_offset.y))
        await settle(pilot)
        assert status(screen) == "y copies what is marked."
        await press(pilot, "y")
        assert pilot.app.clipboard.startswith("渡口的早班船六点开，桥上的人还不多。The early boat")
        assert "\n" not in pilot.app.clipboard

    with opened(home) as library:
        live(library, day, size=(80, 24))


def test_what_was_marked_with_the_mouse_in_one_article_is_not_copied_from_the_next(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "g", "enter")
        await pilot.mouse_down("#article", offset=(4, 8))
        await pilot.hover("#article", offset=(20, 12))
        await pilot.mouse_up("#article", offset=(20, 12))
        await settle(pilot)
        assert screen.get_selected_text()
        await press(pilot, "J")
        assert not screen.get_selected_text()
        await press(pilot, "y")
        assert screen.open_article is not None and pilot.app.clipboard == screen.open_article.link

    live(library, day)


def test_the_place_in_an_article_survives_another_width_a_refetch_and_quitting(home: Path) -> None:
    seen: list[Anchor] = []

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", *["space"] * 3)
        await settle(pilot)
        before = screen.article_pane.place()
        assert before.block > 5
        await pilot.resize_terminal(64, 20)
        await settle(pilot)
        assert screen.article_pane.place().block == before.block
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert screen.article_pane.place() == before
        seen.append(before)
        await screen.remember()

    with opened(home) as library:
        live(library, day)
        # Two paragraphs more at the top: every block has another index now.
        longer = Entry(guid="1", title="一天的渡口", blocks=html_to_blocks("<p>更正。</p><p>补记。</p>" + PAGE))
        with Store.open(paths({"HAOWAI_HOME": str(home)}).store) as store:
            store.store_feed(1, FeedData(title="The Ferry", entries=(longer,)), now=datetime.now(UTC))

    async def another_day(pilot: Any, screen: ReaderScreen) -> None:
        await settle(pilot)
        place = screen.article_pane.place()
        # Sixty paragraphs say the same; the nearest of them is taken.
        assert abs(place.block - seen[0].block) <= 2 and place.offset == seen[0].offset

    with opened(home) as library:
        live(library, another_day)


@pytest.mark.parametrize("size", [(80, 24), (110, 30), (120, 40)])
def test_each_article_that_is_opened_shows_its_own_text_from_its_beginning(
    library: Library, size: tuple[int, int]
) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "g", "enter", "pagedown")
        assert screen.open_article is not None and screen.article_pane.scroll_offset.y
        for _ in range(2):
            await press(pilot, "escape", "j", "enter")
            assert top_text(screen).startswith(screen.open_article.title[:12])
        await press(pilot, "escape", "k", "enter", "escape", "k", "enter")
        assert screen.article_pane.scroll_offset.y, "the first is where it was left"

    live(library, day, size)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_keys_among_the_headlines_are_about_the_article_under_the_cursor(home: Path, size: tuple[int, int]) -> None:
    second = Entry(
        guid="2", title="Quay", published=datetime(2026, 2, 1, tzinfo=UTC), blocks=html_to_blocks("<p>x</p>")
    )
    with Store.open(paths({"HAOWAI_HOME": str(home)}).store) as store:
        store.store_feed(1, FeedData(title="The Ferry", entries=(second,)), now=datetime.now(UTC))

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "j", "enter", "escape", "k", "f")
        assert screen.open_article is not None and screen.open_article.title == "一天的渡口"
        assert screen.article_pane.hints is not None and "letters" in status(screen)
        await press(pilot, "escape", "escape", "j", "f")
        assert screen.open_article.title == "Quay" and status(screen) == "No link shows here."
        await press(pilot, "escape", "k", "v")
        assert screen.article_pane.choice is not None
        await press(pilot, "escape", "escape", "j", "number_sign")
        assert status(screen) == "The article has no links."
        await press(pilot, "escape", "k", "number_sign")
        assert pilot.app.screen is not screen
        await press(pilot, "escape", "escape", "j", "t")
        assert status(screen) == "This article has no headings."
        await press(pilot, "escape", "k", "t", "j", "enter")
        assert screen.pane == "article" and top_text(screen).startswith("Evening")

    with opened(home) as library:
        live(library, day, size)


def test_a_letter_typed_right_behind_the_key_for_letters_on_links_is_one(home: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        chosen: list[str] = []
        screen.open_address = chosen.append  # type: ignore[method-assign]
        await press(pilot, "enter")
        await pilot.press("f", "a")
        await settle(pilot)
        assert chosen == ["https://example.org/one"]

    with opened(home) as library:
        live(library, day)


def test_settings_that_change_while_the_article_stands_behind_the_list_hold_when_it_comes_back(
    library: Library,
) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", "escape")
        pane = screen.article_pane
        pane.set_again(replace(pane.options, measure=30))
        await press(pilot, "tab")
        assert screen.pane == "article" and pane.lines
        assert max(cell_width(line.text) for line in pane.lines) <= 32

    live(library, day, (80, 24))


def test_an_article_without_a_text_says_how_to_get_it_and_what_comes_with_it_is_named(home: Path) -> None:
    files = (Enclosure(url="https://example.org/e/ep%20%E4%B8%80.mp3?x=1", media_type="audio/mpeg", length=12_345_678),)
    bare = Entry(guid="2", title="Quay", link="https://example.org/2", enclosures=files * 5)
    unlinked = Entry(guid="3", title="Pier", published=datetime(2026, 1, 1, tzinfo=UTC))
    with Store.open(paths({"HAOWAI_HOME": str(home)}).store) as store:
        store.store_feed(1, FeedData(title="The Ferry", entries=(bare, unlinked)), now=datetime.now(UTC))

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "g", "enter")
        said = top_text(screen)
        assert "gives no text of it. F fetches the text, o opens" in " ".join(said.split())
        assert "Enclosed: ep 一.mp3 12 MB, " in said and "+2 · E downloads" in " ".join(said.split())
        assert "min" not in said and not screen.status.position
        await press(pilot, "G", "escape", "G", "enter")
        assert "Its feed gives no text of it." in top_text(screen) and "fetches" not in top_text(screen)

    with opened(home) as library:
        live(library, day)


def test_an_anchor_finds_its_paragraph_again_when_others_came_before_it() -> None:
    from haowai_tui.model import block_mark
    from haowai_tui.tui.widgets.article_place import settled

    old = html_to_blocks("<p>一</p><p>二</p><p>三</p>")
    new = html_to_blocks("<p>新</p><p>一</p><p>二</p><p>三</p>")
    assert settled(Anchor(1, 5, block_mark(old[1])), new) == Anchor(2, 5, block_mark(old[1]))
    assert settled(Anchor(2, 5, 12345), new[:2]) == Anchor(1)
    assert settled(Anchor(-1, 3), new) == Anchor(-1, 3)


def test_terminals_that_give_ambiguous_characters_two_cells_get_lines_that_fit(home: Path) -> None:
    from haowai_tui.text import set_ambiguous_width

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter")
        pane = screen.article_pane
        assert cell_width("“”") == 4
        for y in range(pane.page):
            strip = pane.render_line(y)
            assert cell_width("".join(text for text, _style, _control in strip)) == strip.cell_length
        assert "─" not in top_text(screen) and "│" not in top_text(screen)

    try:
        with opened(home, ambiguous_width=2) as library:
            live(library, day, size=(100, 24))
    finally:
        set_ambiguous_width(1)


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "linux", "COLORTERM": ""}])
def test_without_many_colours_the_cursor_still_shows(
    home: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        pane = screen.headlines_pane
        styles = [style for _text, style, _control in pane.render_line(0) if style is not None]
        assert any(style.reverse for style in styles)
        if "NO_COLOR" in environ:
            assert pilot.app.no_color

    with opened(home) as library:
        live(library, day)


def test_copying_says_where_it_cannot(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", "v", "y")
        assert "no clipboard" in status(screen)

    with opened(home) as library:
        live(library, day)


@pytest.mark.parametrize("environ", [{}, {"SSH_CONNECTION": "198.51.100.1 1 198.51.100.2 2"}])
def test_an_address_is_never_said_to_be_copied_where_there_is_no_clipboard(
    library: Library, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]
) -> None:
    for name, value in {"TERM": "linux", **environ}.items():
        monkeypatch.setenv(name, value)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "g", "enter")
        link = screen.open_article.link if screen.open_article is not None else ""
        keys = [("y",), ("S", "enter"), *([("o",)] if environ else [])]
        for pressed in keys:
            await press(pilot, *pressed)
            assert "no clipboard" in status(screen) and link in status(screen)
        assert not pilot.app.clipboard

    live(library, day)


def test_a_picture_that_shows_in_the_text_is_not_named_as_a_file() -> None:
    from haowai_tui.tui.widgets.article_labels import labels

    sea = Enclosure(url="https://a.example/sea.png", media_type="image/png")
    sound = Enclosure(url="https://a.example/sea.mp3", media_type="audio/mpeg")
    article = Article(
        id=1, feed_id=1, feed_title="", received=datetime.now(UTC), title="海", enclosures=(sea, sound),
        blocks=(Image(sea.url), Paragraph((Span("海"),))),
    )  # fmt: skip
    keys = dict.fromkeys(("changes", "full_text", "browser", "download"), "E")
    assert "sea.mp3" in labels(article, 1, keys=keys).files and "sea.png" not in labels(article, 1, keys=keys).files
    assert not labels(replace(article, enclosures=(sea,)), 1, keys=keys).files
