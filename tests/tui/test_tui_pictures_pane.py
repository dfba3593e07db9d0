from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult

from cabinet import BLOCKS, Cabinet
from haowai_tui.errors import StatusError
from haowai_tui.locale import set_language
from haowai_tui.model import Article, Image, Paragraph, Quote, Span
from haowai_tui.tui.palettes import PALETTES
from haowai_tui.tui.pictures.protocol import Found, Protocol
from haowai_tui.tui.theme import themes
from haowai_tui.tui.widgets.article import ArticlePane
from pilot import finished

Day = Callable[[Any, ArticlePane, Cabinet], Awaitable[None]]


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def picture(name: str) -> Image:
    return Image(f"https://example.org/{name}.png", caption=(Span(f"The {name} today"),), width=96, height=64)


def words(number: int) -> Paragraph:
    return Paragraph((Span(f"第 {number} 段：港口照常开放，渡轮准点。" * 3),))


def article() -> Article:
    blocks = [words(1), picture("harbour"), Quote((picture("ferry"),)), *map(words, range(2, 60)), picture("far")]
    received = datetime(2026, 11, 23, 9, tzinfo=UTC)
    return Article(id=1, feed_id=1, feed_title="", received=received, title="港口", blocks=tuple(blocks))


class Paper(App[None]):
    """An article pane, and nothing else."""

    CSS = "ArticlePane { width: 100%; height: 100%; }"

    def __init__(self) -> None:
        super().__init__()
        for theme in themes({"COLORTERM": "truecolor"}):
            self.register_theme(theme)
        self.theme = "haowai-dark"

    def compose(self) -> ComposeResult:
        yield ArticlePane(id="article")


def live(folder: Path, day: Day, found: Found = BLOCKS) -> None:
    async def run() -> None:
        app = Paper()
        async with app.run_test(size=(60, 40)) as pilot:
            pane = app.query_one(ArticlePane)
            cabinet = Cabinet(folder, found, arrived=pane.picture_arrived)
            pane.pictures = cabinet.pictures
            await day(pilot, pane, cabinet)
            cabinet.pictures.close()

    asyncio.run(run())


async def opened(pilot: Any, pane: ArticlePane) -> None:
    pane.show(article())
    await finished(pilot)
    await pilot.pause()


def rows_of(pane: ArticlePane, name: str) -> list[int]:
    return [place for place, line in enumerate(pane.lines) if line.picture and f"/{name}." in line.picture.url]


def drawn(pane: ArticlePane, line: int) -> str:
    return pane.render_line(line - pane.scroll_offset.y).text


def test_a_picture_arrives_in_its_room_and_nothing_jumps(tmp_path: Path) -> None:
    async def day(pilot: Any, pane: ArticlePane, cabinet: Cabinet) -> None:
        release = asyncio.Event()
        loop = asyncio.get_running_loop()

        async def gate() -> None:
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(release.wait(), loop))

        cabinet.gate = gate
        cabinet.put("harbour", "ferry", "far")
        await opened(pilot, pane)
        rows = rows_of(pane, "harbour")
        assert len(rows) == 4
        before = [line.text for line in pane.lines]
        assert {drawn(pane, row).strip() for row in rows} == {""}
        release.set()
        await cabinet.until(lambda: len(cabinet.arrived) == 2)
        await pilot.pause()
        assert [line.text for line in pane.lines] == before
        assert all("▀" in drawn(pane, row) for row in rows)
        # The far one is below the screen and was not asked for.
        assert sorted(cabinet.fetched) == ["ferry", "harbour"]
        pane.scroll_bottom()
        await cabinet.until(lambda: "far" in cabinet.fetched)

    live(tmp_path, day)


def test_a_picture_in_a_quotation_stands_beside_its_rule(tmp_path: Path) -> None:
    async def day(pilot: Any, pane: ArticlePane, cabinet: Cabinet) -> None:
        cabinet.put("harbour", "ferry", kept=True)
        await opened(pilot, pane)
        await cabinet.until(lambda: len(cabinet.arrived) == 2)
        for row in rows_of(pane, "ferry"):
            text = drawn(pane, row)
            assert text.index("│") < text.index("▀")
            assert len(text) == pane.scrollable_content_region.width

    live(tmp_path, day)


def test_a_picture_that_cannot_be_had_says_why_beside_its_caption(tmp_path: Path) -> None:
    async def day(pilot: Any, pane: ArticlePane, cabinet: Cabinet) -> None:
        await opened(pilot, pane)
        await cabinet.until(lambda: not rows_of(pane, "harbour") and not rows_of(pane, "ferry"))
        assert any("The harbour today · There is no network." in line.text for line in pane.lines)

    live(tmp_path, day)


@pytest.mark.parametrize("found", [Found(Protocol.BLOCKS, False), Found(Protocol.CAPTIONS, False)])
def test_without_pictures_their_captions_are_set_and_nothing_is_fetched(tmp_path: Path, found: Found) -> None:
    async def day(pilot: Any, pane: ArticlePane, cabinet: Cabinet) -> None:
        await opened(pilot, pane)
        assert rows_of(pane, "harbour") == []
        assert any("The harbour today" in line.text for line in pane.lines)
        assert not cabinet.fetched

    live(tmp_path, day, found)


def test_pictures_lie_on_the_colour_of_the_theme(tmp_path: Path) -> None:
    async def day(pilot: Any, pane: ArticlePane, cabinet: Cabinet) -> None:
        cabinet.put("harbour", "ferry", kept=True)
        await opened(pilot, pane)
        await cabinet.until(lambda: len(cabinet.arrived) == 2)
        pilot.app.theme = "haowai-light"
        await cabinet.until(lambda: len(cabinet.arrived) == 4)
        row = rows_of(pane, "harbour")[0]
        grounds = {segment.style.bgcolor.name for segment in pane.render_line(row) if segment.text.isspace()}
        assert grounds == {PALETTES["light"].background}

    live(tmp_path, day)


def test_what_the_terminal_forgot_is_drawn_again(tmp_path: Path) -> None:
    async def day(pilot: Any, pane: ArticlePane, cabinet: Cabinet) -> None:
        cabinet.put("harbour", "ferry", kept=True)
        await opened(pilot, pane)
        await cabinet.until(lambda: len(cabinet.arrived) == 2)
        pane.draw_pictures_again()
        await cabinet.until(lambda: len(cabinet.arrived) == 4)
        sent = [escape for escape in cabinet.written if "a=T" in escape]
        assert len(sent) == 4

    live(tmp_path, day, Found(Protocol.KITTY, True))


def test_a_picture_that_is_not_there_leaves_a_line_and_what_it_was_to_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(url: str) -> Path:
        raise StatusError("There is nothing at this address; look for its new address.", 404)

    async def day(pilot: Any, pane: ArticlePane, cabinet: Cabinet) -> None:
        monkeypatch.setattr(cabinet.pictures, "_fetch", gone)
        received = datetime(2026, 11, 23, 9, tzinfo=UTC)
        shown = (
            words(1),
            Image("https://example.org/a.png", alt="A bridge", caption=(Span("Photo: Lin"),)),
            Quote((Image("https://example.org/b.png", alt="桥上的灯"),)),
            words(2),
        )
        pane.show(Article(id=1, feed_id=1, feed_title="", received=received, title="港口", blocks=shown))
        await cabinet.until(lambda: len(cabinet.arrived) == 2 and not any(line.picture for line in pane.lines))
        text = [line.text.strip("│ ") for line in pane.lines]
        assert "A bridge · Photo: Lin · picture not there (404)" in text
        assert any(line.endswith("桥上的灯 · picture not there (404)") for line in text)
        assert not any("new address" in line for line in text)

    live(tmp_path, day)
