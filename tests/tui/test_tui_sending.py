"""The menu of ways out for an article."""

from __future__ import annotations

import json
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from haowai_tui.config import CommandSettings, Settings, ShareSettings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.model import Enclosure, Entry
from haowai_tui.tui import prepare_environment
from pilot import live, press, settle
from servers import Answer, serve

prepare_environment()

from haowai_tui.tui.screens.dialogs import ChooseScreen  # noqa: E402
from haowai_tui.tui.screens.qr import QrScreen, qr_rows  # noqa: E402
from haowai_tui.tui.screens.reader import ReaderScreen  # noqa: E402

RECORD = """
import json, os, sys
data = {"argv": sys.argv[2:], "text": sys.stdin.read(), "title": os.environ["HAOWAI_TITLE"]}
open(sys.argv[1], "w").write(json.dumps(data))
print("\x1b]0;owned\x07\u202efiled")
"""


@pytest.fixture
def program(tmp_path: Path) -> tuple[str, ...]:
    """A program that records what it was given."""
    (tmp_path / "record.py").write_text(RECORD)
    return (sys.executable, str(tmp_path / "record.py"), str(tmp_path / "record.json"), "$(id)", ";")


@pytest.fixture
def library(tmp_path: Path, program: tuple[str, ...], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    set_language("en")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    share = ShareSettings(
        commands=(
            CommandSettings(name="File it", run=program),
            CommandSettings(name="Fails", run=(sys.executable, "-c", "import sys; sys.exit('\\x1b[2Jno paper')")),
            CommandSettings(name="Nowhere", run=("no-such-program",)),
        )
    )
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path / "haowai")}), Settings(share=share)) as opened:
        opened.install_sample()
        yield opened


async def choose(pilot: Any, screen: ReaderScreen, name: str) -> None:
    """Open the menu and choose the line called `name`."""
    await press(pilot, "S")
    menu = pilot.app.screen
    assert isinstance(menu, ChooseScreen)
    names = [first for first, _second in menu._lines]
    await press(pilot, *["j"] * names.index(name), "enter")
    await settle(pilot)


def test_an_article_goes_to_a_program_as_text_and_never_through_a_shell(library: Library, tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await choose(pilot, screen, "File it")
        record = json.loads((tmp_path / "record.json").read_text())
        assert record["argv"] == ["$(id)", ";"]
        assert screen.open_article is not None
        assert record["title"] == screen.open_article.title
        assert record["text"].startswith(record["title"][:10])
        assert screen.status.message == "File it: done. ]0;ownedfiled"

    live(library, day)


def test_a_program_that_fails_or_is_not_there_is_a_sentence(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await choose(pilot, screen, "Fails")
        assert "ended with the code 1" in screen.status.message
        assert "no paper" in screen.status.message
        assert "\x1b" not in screen.status.message
        await choose(pilot, screen, "Nowhere")
        assert "no program no-such-program" in screen.status.message

    live(library, day)


def test_without_a_browser_or_a_player_neither_stands_in_the_menu(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "S")
        names = [first for first, _second in pilot.app.screen._lines]
        assert "Mail" not in names
        assert "Play" not in names
        assert names[-1] == "A file ..."

    live(library, day)


def test_a_qr_code_is_drawn_dark_on_light_with_a_border() -> None:
    rows = qr_rows("https://example.org/a?x=1")
    assert len({len(row) for row in rows}) == 1
    assert rows[0].strip() == ""
    # The corner: a dark ring of seven modules round a light one.
    assert rows[1][2:9] == "█▀▀▀▀▀█"
    with pytest.raises(ValueError, match=r".*"):
        qr_rows("https://example.org/" + "x" * 4000)


def test_the_code_and_a_link_to_click_are_shown(library: Library) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await screen._show_code("https://example.org/a?x=1")
        await settle(pilot)
        assert isinstance(pilot.app.screen, QrScreen)
        links = {
            segment.style.link
            for strip in (pilot.app.screen.query_one("QrCode").render_line(y) for y in range(30))
            for segment in strip
            if segment.style and segment.style.link
        }
        assert links == {"https://example.org/a?x=1"}
        await press(pilot, "escape")
        await screen._show_code("https://example.org/" + "x" * 2000)
        assert "larger than the window" in screen.status.message

    live(library, day, size=(60, 30))


def test_what_comes_with_an_article_is_downloaded_beside_what_is_read(library: Library, tmp_path: Path) -> None:
    waits = threading.Event()
    with serve({"/talk.mp3": Answer(b"x" * 3_000_000, wait=waits)}) as server:
        feed = library._store.add_feed(server.url + "/feed", source="feed", title="Talks")
        entry = Entry(title="Talk", enclosures=(Enclosure(url=server.url + "/talk.mp3", length=3_000_000),))
        number = library._store.store_entry(feed.id, entry, now=datetime.now(UTC))
        folder = tmp_path / "down"
        settings = library.settings
        library.settings = replace(settings, share=replace(settings.share, downloads=str(folder)))

        async def day(pilot: Any, screen: ReaderScreen) -> None:
            await screen._enter_article(number)
            screen.focus_pane("article")
            await choose_only(pilot, screen, "Download")
            assert "Esc stops it" in screen.status.message
            await pilot.press("j", "k", "escape")
            await settle(pilot)
            assert "stopped" in screen.status.message
            waits.set()
            await choose(pilot, screen, "Download")
            assert screen.status.message == f"Downloaded: {folder / 'talk.mp3'}"
            assert (folder / "talk.mp3").stat().st_size == 3_000_000

        live(library, day)


async def choose_only(pilot: Any, screen: ReaderScreen, name: str) -> None:
    """Choose a line of the menu and do not wait for what it does."""
    await press(pilot, "S")
    names = [first for first, _second in pilot.app.screen._lines]
    await press(pilot, *["j"] * names.index(name))
    await pilot.press("enter")
    await pilot.pause(0.2)


def test_an_article_is_kept_in_a_service_from_the_menu(library: Library) -> None:
    with serve({"/hook": Answer(b"{}")}) as server:
        settings = library.settings
        table = {"name": "Archive", "kind": "webhook", "address": server.url + "/hook"}
        library.settings = replace(settings, share=replace(settings.share, savers=(table,)))

        async def day(pilot: Any, screen: ReaderScreen) -> None:
            assert screen.open_article is not None
            number = library._store.store_entry(
                screen.open_article.feed_id,
                Entry(title="Ferry", link="https://example.org/ferry"),
                now=datetime.now(UTC),
            )
            await screen._enter_article(number)
            screen.focus_pane("article")
            await choose(pilot, screen, "Archive")
            assert screen.status.message == "Kept in Archive."

        live(library, day)
        assert [json.loads(post.body)["link"] for post in server.posts] == ["https://example.org/ferry"]
