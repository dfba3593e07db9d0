"""The list of an article's links, from which one is chosen."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.markup import html_to_blocks
from haowai_tui.model import Entry, FeedData
from haowai_tui.store import Store
from haowai_tui.tui.screens.dialogs import ChooseScreen
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press

LONG = "https://example.org/" + "a-long-way/" * 12 + "view?id="
PAGE = (
    "<p>"
    + "，".join(f"<a href='https://example.org/view?id={n}'>第{n}号议案的全文与各方的修改意见</a>" for n in range(3))
    + f"。<a href='{LONG}8'>The <b>long</b> way round the harbour</a>, <a href='{LONG}9'>and back</a>.</p>"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    set_language("en")
    entry = Entry(guid="1", title="议案", published=datetime(2026, 3, 1, tzinfo=UTC), blocks=html_to_blocks(PAGE))
    with Store.open(paths({"HAOWAI_HOME": str(tmp_path)}).store) as store:
        feed = store.add_feed("https://example.org/feed", source="feed", title="The Ferry")
        store.store_feed(feed.id, FeedData(title="The Ferry", entries=(entry,)), now=datetime.now(UTC))
    return tmp_path


def shown(pilot: Any) -> list[str]:
    rows = pilot.app.screen.rows
    return [strip.text.rstrip() for strip in (rows.render_line(line) for line in range(rows.size.height))]


@pytest.mark.parametrize("width", [120, 40])
def test_the_list_of_links_tells_them_apart_by_text_and_by_the_whole_address(
    home: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "here there")

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", "number_sign")
        assert isinstance(pilot.app.screen, ChooseScreen)
        lines = shown(pilot)
        assert lines[0].startswith(" 1 第0号议案")
        assert lines[1].endswith("view?id=0") and lines[3].endswith("view?id=1")
        assert lines[6].startswith(" 4 The long way round")
        assert lines[7].lstrip().startswith("https://exa") and lines[7].endswith("view?id=8")
        assert lines[9].endswith("view?id=9")
        await press(pilot, "j", "enter")
        assert "view?id=1" in screen.status.message

    with Library.open(paths({"HAOWAI_HOME": str(home)}), Settings()) as library:
        live(library, day, size=(width, 40))


def test_a_link_is_found_by_what_it_says(home: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "enter", "number_sign", "slash", *"harbour")
        assert shown(pilot)[0].startswith(" 4 The long way round the harbour")

    with Library.open(paths({"HAOWAI_HOME": str(home)}), Settings()) as library:
        live(library, day)
