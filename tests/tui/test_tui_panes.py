"""What is drawn of the panes when something changes: all of it that is seen to change, and little else."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyte
import pytest

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.text import cell_width
from haowai_tui.tui import prepare_environment
from pilot import live, press, settle

prepare_environment()

from rich.color import Color  # noqa: E402
from rich.style import Style  # noqa: E402
from textual._compositor import Compositor  # noqa: E402
from textual.geometry import Region  # noqa: E402
from textual.screen import Screen  # noqa: E402
from textual.widget import Widget  # noqa: E402

from haowai_tui.tui.screens.reader import ReaderScreen  # noqa: E402
from haowai_tui.tui.seldom import Seldom  # noqa: E402
from haowai_tui.tui.thin.compositor import QuickCompositor  # noqa: E402
from haowai_tui.tui.widgets.pane import Pane  # noqa: E402
from haowai_tui.tui.widgets.strips import exact_strip  # noqa: E402


@pytest.fixture
def library(tmp_path: Path):  # type: ignore[no-untyped-def]
    set_language("en")
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as opened:
        yield opened


def drawn(compositor: Compositor, chops: Any, spans: list[tuple[int, int, int]]) -> list[Any]:
    """What of the screen's lines is sent: the texts and styles of all pieces that touch the spans."""
    return [
        [
            list(strip) if strip is not None else None
            for (cut, strip), stop in zip(chops[y].items(), compositor.cuts[y][1:], strict=True)
            if cut < end and stop > start
        ]
        for y, start, end in spans
    ]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_the_quick_compositor_draws_what_textuals_does(library: Library, size: tuple[int, int]) -> None:
    chance = random.Random(5)

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        for keys in (
            [],
            ["j", "j"],
            ["tab"],
            ["enter", "pagedown"],
            ["'"],
            ["escape", "z"],
            ["z", "/", "a"],
            ["escape"],
        ):
            await press(pilot, *keys)
            compositor = screen._compositor
            assert isinstance(compositor, QuickCompositor)
            for _ in range(20):
                regions = {
                    Region(
                        chance.randrange(size[0] - 1),
                        chance.randrange(size[1] - 1),
                        chance.randint(1, 60),
                        chance.randint(1, 9),
                    ).intersection(screen.size.region)
                    for _region in range(chance.randint(1, 3))
                }
                spans = list(compositor._regions_to_spans(regions))
                rows = {y for y, _start, _end in spans}
                crop = Region.from_union(regions)
                wanted = Compositor._render_chops(compositor, crop, rows.__contains__)
                assert drawn(compositor, compositor._render_spans(spans), spans) == drawn(compositor, wanted, spans)
                got = compositor._render_chops(crop, rows.__contains__)
                assert drawn(compositor, got, spans) == drawn(compositor, wanted, spans)

    live(library, day, size)


def cells(strips: list[Any]) -> list[list[tuple[str, Any, Any, tuple[bool, ...]]]]:
    """What each cell shows: of a blank no colour but that of its ground."""
    return [[cell(char, style) for text, style, _control in strip for char in text] for strip in strips]


def cell(char: str, style: Any) -> tuple[str, Any, Any, tuple[bool, ...]]:
    looks = tuple(map(bool, (style.bold, style.reverse, style.underline, style.dim)))
    return char, style.color if char != " " or any(looks) else None, style.bgcolor, looks


@pytest.mark.parametrize("colours", ["truecolor", "none", "16"])
def test_a_panes_lines_are_what_textual_makes_of_them(
    library: Library, monkeypatch: pytest.MonkeyPatch, colours: str
) -> None:
    if colours == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    elif colours == "16":
        monkeypatch.setenv("TERM", "linux")
        monkeypatch.delenv("COLORTERM")

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        for keys in ([], ["enter", "pagedown"], ["tab"]):
            await press(pilot, *keys)
            for pane in (screen.feeds_pane, screen.headlines_pane, screen.article_pane, screen.side_pane):
                crop = pane.region.reset_offset
                lines = pane.render_lines(crop)
                own = cells(lines)
                textuals = cells(Widget.render_lines(pane, crop))
                if colours == "none":
                    assert {color for row in own for _char, color, _ground, _looks in row} <= {None, Color.default()}
                start = 1 if pane.has_focus else 0
                # Over what is right of them stands the scroll bar.
                assert {line.cell_length for line in lines} <= {pane.scrollable_content_region.width, crop.width}
                assert own[start:] == [row[: len(mine)] for mine, row in zip(own, textuals, strict=True)][start:]
                bar = pane.vertical_scrollbar
                if bar.region.area:
                    crop = bar.region.reset_offset
                    assert cells(bar.render_lines(crop)) == cells(Widget.render_lines(bar, crop))

    live(library, day)


def test_the_focus_and_another_article_lay_nothing_out(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out = []
    lay_out = Screen._refresh_layout
    monkeypatch.setattr(
        Screen, "_refresh_layout", lambda *args, **kwargs: laid_out.append(args) or lay_out(*args, **kwargs)
    )

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter")
        await settle(pilot)
        laid_out.clear()
        areas: list[int] = []
        update = Compositor.render_partial_update
        monkeypatch.setattr(
            Compositor,
            "render_partial_update",
            lambda self: areas.append(sum(region.area for region in self._dirty_regions)) or update(self),
        )
        await press(pilot, "tab")
        assert sum(areas) < 400, "two heads and the rows of two cursors"
        before = screen.open_article
        await press(pilot, "J")
        assert screen.open_article != before
        assert not laid_out

    live(library, day)


def test_what_changes_often_is_drawn_at_once_and_then_seldom(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        drawings: list[int] = []
        seldom = Seldom(screen, lambda: drawings.append(1), seconds=0.2)
        for _ in range(50):
            seldom.soon()
        assert len(drawings) == 1
        await pilot.pause(0.5)
        assert len(drawings) == 2, "what was asked for meanwhile is drawn once"
        await pilot.pause(0.5)
        assert len(drawings) == 2

    live(library, day)


def test_a_widget_that_knows_of_fewer_rows_than_it_has_been_given_leaves_the_rest_empty(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As while windows open and close: the layout is newer than the widget's own size.
    async def day(_pilot: Any, screen: ReaderScreen) -> None:
        whole = Pane.render_lines
        monkeypatch.setattr(Pane, "render_lines", lambda self, crop: whole(self, crop)[:7])
        compositor = screen._compositor
        region = screen.size.region
        spans = [(y, 0, region.width) for y in region.line_range]
        wanted = Compositor._render_chops(compositor, region, lambda _y: True)
        assert drawn(compositor, compositor._render_chops(region, lambda _y: True), spans) == drawn(
            compositor, wanted, spans
        )

    live(library, day, (80, 24))


def test_a_line_that_was_set_for_a_wider_pane_is_cut() -> None:
    base = Style(bgcolor="#16181c")
    strip = exact_strip([("渡轮 reopens", base), ("，港口照常", base)], 9, base)
    assert strip.cell_length == cell_width(strip.text) == 9
    assert strip.text == "渡轮 reop"
    assert exact_strip([("渡轮", base)], 6, base).text == "渡轮  "


def test_a_part_of_the_screen_that_is_drawn_anew_parts_no_wide_character(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        compositor = screen._compositor
        terminal = pyte.Screen(80, 24)
        stream = pyte.Stream(terminal)

        def draw(right: int) -> list[str]:
            compositor._dirty_regions = {Region(0, 0, right, 24)}
            update = compositor.render_partial_update()
            assert update is not None
            stream.feed(update.render_segments(pilot.app.console))
            return list(terminal.display)

        whole = draw(80)
        assert any("步" in row for row in whole)
        for right in range(1, 80):
            assert draw(right) == whole

    live(library, day, (80, 24))
