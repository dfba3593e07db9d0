"""What shows while an article is on its way from a slow disk."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key

from haowai_tui.config import Settings, paths
from haowai_tui.errors import NotFoundError
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.tui.app import HaowaiApp
from haowai_tui.tui.screens.help import CommandList, HelpScreen
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, settle


def title_of(screen: ReaderScreen) -> str:
    return str(screen.article_pane.border_title)


async def until(sight: Any) -> None:
    for _ in range(200):
        if sight():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came")


def test_a_slow_article_is_named_until_it_is_there_and_nothing_moves(tmp_path: Path) -> None:
    set_language("en")
    go, stored = threading.Event(), Library.article

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        before, lines = screen.open_article, list(screen.article_pane.lines)
        library.article = lambda number: (go.wait(30), stored(library, number))[1]  # type: ignore[method-assign]
        await pilot.press("j")
        headline = screen.headlines_pane.current
        assert headline is not None and before is not None and headline.id != before.id
        await until(lambda: title_of(screen) != "Article")
        assert title_of(screen) == f"Opening {headline.title} .."
        assert screen.article_pane.lines == lines
        go.set()
        await until(lambda: title_of(screen) == "Article")
        assert screen.open_article is not None and screen.open_article.id == headline.id
        await settle(pilot)

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        live(library, day)


def test_what_is_opened_right_after_moving_to_it_is_opened_however_slow_it_is(tmp_path: Path) -> None:
    set_language("en")
    go, stored = threading.Event(), Library.article

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        library.article = lambda number: (go.wait(30), stored(library, number))[1]  # type: ignore[method-assign]
        for key in ("j", "enter"):
            pilot.app.post_message(Key(key, None))  # as quickly as fingers that know the way, or typed ahead
        # The look at what the cursor is on, a moment after it moved, comes while it is being opened.
        await pilot.pause(0.3)
        go.set()
        await settle(pilot)
        headline = screen.headlines_pane.current
        assert headline is not None and screen.open_article is not None and screen.open_article.id == headline.id
        assert screen.pane == "article" and library.article(headline.id).read

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        live(library, day)


def test_an_article_that_does_not_come_is_not_said_to_come(tmp_path: Path) -> None:
    set_language("en")
    go = threading.Event()

    def gone(_number: int) -> Any:
        go.wait(30)
        raise NotFoundError("There is no such article.")

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        library.article = gone  # type: ignore[method-assign, assignment]
        await pilot.press("j")
        await until(lambda: title_of(screen) != "Article")
        go.set()
        await until(lambda: title_of(screen) == "Article")
        await settle(pilot)
        assert screen.status.message == "There is no such article."

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        live(library, day)


def test_keys_pressed_while_the_sample_edition_is_laid_out_are_done_when_it_is_there(tmp_path: Path) -> None:
    set_language("en")
    go, install = threading.Event(), Library.install_sample

    async def run(library: Library) -> None:
        app = HaowaiApp(library)
        async with app.run_test(size=(120, 40)) as pilot:
            screen = app.screen
            assert isinstance(screen, ReaderScreen)
            await until(lambda: "laid out" in screen.headlines_pane.note)
            assert "laid out" in screen.article_pane.empty_note
            await pilot.press("enter", "question_mark", "j")
            await pilot.pause()
            assert screen.open_article is None and app.screen is screen
            go.set()
            await until(lambda: screen.pane == "article" and isinstance(app.screen, HelpScreen))
            await settle(pilot)
            assert screen.open_article is not None
            assert app.screen.query_one(CommandList).cursor == 2

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        library.install_sample = lambda: (go.wait(30), install(library))[1]  # type: ignore[method-assign]
        asyncio.run(run(library))


def test_nothing_is_begun_behind_before_the_first_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    go_live = HaowaiApp.go_live

    def live_now(app: HaowaiApp) -> None:
        seen.append("live")
        go_live(app)

    def noted(name: str, asked: Any) -> Any:
        return lambda: (seen.append(name), asked())[1]

    async def day(_pilot: Any, _screen: ReaderScreen) -> None:
        assert seen[0] == "live" and {"rescue_notice", "is_all_compared", "data_version"} < set(seen)

    monkeypatch.setattr(HaowaiApp, "go_live", live_now)
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        library.install_sample()
        for name in ("rescue_notice", "is_all_compared", "data_version"):
            setattr(library, name, noted(name, getattr(library, name)))
        live(library, day)
