"""Sizes that change in a storm: the reader is drawn for few of them, and for the last one."""

from __future__ import annotations

import asyncio
from io import StringIO
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.geometry import Size
from textual.screen import Screen

from haowai_tui.library import Library
from haowai_tui.tui import app as module
from haowai_tui.tui.screens import base
from haowai_tui.tui.thin.driver import ThinDriver
from haowai_tui.tui.thin.outlet import Outlet
from haowai_tui.tui.thin.traits import Traits
from haowai_tui.tui.widgets import article
from pilot import live, press, settle


def test_of_a_storm_of_sizes_few_are_drawn_and_the_last_one_is(library: Library, monkeypatch: Any) -> None:
    async def day(pilot: Any, screen: Any) -> None:
        app, began, drawn = pilot.app, module.time.monotonic() + 60, []

        def check(milliseconds: int) -> None:
            monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: began + milliseconds / 1000))
            app._check_resize()

        def draw(app: Any) -> None:
            if app._resize_event is not None:
                drawn.append(app._resize_event.size.width)
                app._resize_event = None

        monkeypatch.setattr(App, "_check_resize", draw)
        for milliseconds in range(0, 600, 9):
            size = Size(milliseconds, 30)
            app._resize_event = Resize(size, size)
            app._resize_event.time = began + milliseconds / 1000
            check(milliseconds)
        # The first at once, and what there is after 0.2 s each.
        assert drawn == [0, 207, 414]
        check(613)
        assert drawn == [0, 207, 414] and app._resize_timer is not None
        check(615)
        assert drawn == [0, 207, 414, 594]
        # One more, and then none: it is drawn when nothing has followed.
        size = Size(700, 30)
        app._resize_event = Resize(size, size)
        app._resize_event.time = began + 0.7
        check(749)
        assert len(drawn) == 4
        check(751)
        assert drawn[-1] == 700

    live(library, day)


def test_the_last_size_is_drawn_also_when_nothing_follows(library: Library) -> None:
    async def day(pilot: Any, screen: Any) -> None:
        for columns in range(90, 100):
            size = Size(columns, 30)
            pilot.app.post_message(Resize(size, size))
        await pilot.pause(0.3)
        await settle(pilot)
        assert screen.size == Size(99, 30)

    live(library, day)


def test_a_new_size_is_laid_out_once_and_once_more_for_its_text(library: Library, monkeypatch: Any) -> None:
    async def day(pilot: Any, screen: Any) -> None:
        await settle(pilot)
        laid_out: list[str] = []
        lay_out = Screen._refresh_layout

        def counted(screen: Any, *given: Any, **named: Any) -> None:
            laid_out.append(type(screen).__name__)
            lay_out(screen, *given, **named)

        monkeypatch.setattr(Screen, "_refresh_layout", counted)
        # From three columns to two.
        await pilot.resize_terminal(100, 30)
        await pilot.pause(0.1)
        await settle(pilot)
        assert screen.has_class("-two") and screen.size == Size(100, 30)
        assert set(laid_out) == {"ReaderScreen"} and len(laid_out) <= 3

    live(library, day)


def test_a_row_that_changes_before_the_new_size_is_drawn_empties_nothing(monkeypatch: Any) -> None:
    sent: list[str] = []
    outlet = Outlet(StringIO(), None)

    def write(_driver: Any, data: str) -> None:
        sent.append(data)
        outlet.write(data)
        outlet.flush()

    monkeypatch.setattr(LinuxDriver, "write", write)
    monkeypatch.setattr(ThinDriver, "_get_terminal_size", lambda _driver: (10, 3))
    driver = object.__new__(ThinDriver)
    driver._traits, driver._thin = Traits(), None
    driver._synchronizes = driver._waits = False
    driver._resized, driver._is_unsure = True, False
    driver._outlet, driver._drawing, driver._looking = outlet, asyncio.new_event_loop(), None
    driver.write("\x1b[3;1H\x1b[0m1/50      \x1b[0m")
    assert "1/50" in sent[-1] and "\x1b[2K" not in sent[-1]
    driver.write("".join(f"\x1b[{row};1H\x1b[0m{'x' * 10}\x1b[0m" for row in (1, 2)))
    assert sent[-1].startswith("\x1b[0m\x1b[1H\x1b[2K") and "1/50" in sent[-1]
    driver._drawing.close()


@pytest.mark.parametrize(("size", "keys"), [((120, 40), ("z", "z")), ((60, 24), ("enter", "h", "j", "enter"))])
def test_what_is_set_for_another_width_is_not_drawn_first(
    library: Library, monkeypatch: Any, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async def day(pilot: Any, screen: Any) -> None:
        await press(pilot, "j", "enter")
        drawn: list[bool] = []
        display = App._display

        def counted(app: Any, *given: Any) -> None:
            drawn.append(screen.article_pane.is_set_otherwise)
            display(app, *given)

        monkeypatch.setattr(base, "_PUT_OFF", 60.0)
        monkeypatch.setattr(App, "_display", counted)
        for key in keys:
            await press(pilot, key)
            await pilot.pause(0.1)
            await settle(pilot)
        assert drawn and not any(drawn)
        assert screen.article_pane.lines_width == screen.article_pane.text_width

    live(library, day, size)


def test_an_article_that_takes_long_to_set_holds_nothing_up(library: Library, monkeypatch: Any) -> None:
    async def day(pilot: Any, screen: Any) -> None:
        await press(pilot, "j", "enter")
        drawn = asyncio.Event()
        display = App._display

        def told(app: Any, *given: Any) -> None:
            display(app, *given)
            drawn.set()

        may_go_on = Event()
        advance = article._advance
        monkeypatch.setattr(article, "_advance", lambda *given: may_go_on.wait() and advance(*given))
        monkeypatch.setattr(App, "_display", told)
        await pilot.press("z")
        await asyncio.wait_for(drawn.wait(), 30)
        assert screen.article_pane.is_set_otherwise
        may_go_on.set()
        await settle(pilot)
        assert not screen.article_pane.is_set_otherwise

    live(library, day)
