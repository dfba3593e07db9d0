"""The key that writes articles into files."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from books import complaints
from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.locale import set_language
from haowai_tui.tui import prepare_environment
from pilot import live, press, settle

prepare_environment()

from haowai_tui.tui.screens.dialogs import ConfirmScreen, PromptScreen  # noqa: E402
from haowai_tui.tui.screens.reader import ReaderScreen  # noqa: E402


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    set_language("en")
    monkeypatch.setenv("HOME", str(tmp_path))
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path / "haowai")}), Settings()) as opened:
        opened.install_sample()
        yield opened


def prompt(pilot: Any) -> PromptScreen:
    assert isinstance(pilot.app.screen, PromptScreen)
    return pilot.app.screen


async def answer(pilot: Any, text: str) -> None:
    prompt(pilot).query_one("Input").value = text  # type: ignore[attr-defined]
    await press(pilot, "enter")
    await settle(pilot)


def test_the_open_article_becomes_a_book_in_the_home(library: Library, tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "x", "enter")
        value = prompt(pilot).query_one("Input").value  # type: ignore[attr-defined]
        assert value.startswith("~/")
        assert value.endswith(".epub")
        await answer(pilot, value)
        book = tmp_path / value.removeprefix("~/")
        assert complaints(book.read_bytes()) == []
        assert "1 article written" in screen.status.message

    live(library, day)


def test_the_whole_list_becomes_one_book(library: Library, tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "x", *["j"] * 5, "enter")
        await answer(pilot, str(tmp_path / "list.epub"))
        with ZipFile(tmp_path / "list.epub") as book:
            chapters = [name for name in book.namelist() if "article-" in name]
        assert len(chapters) == screen.headlines_pane.count > 1
        assert library.get_value("export-folder") == str(tmp_path)

    live(library, day)


def test_a_file_that_is_there_is_only_replaced_when_that_is_meant(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "one.md"
    file.write_text("mine")

    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "x", "j", "j", "enter")
        await answer(pilot, str(file))
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await press(pilot, "n")
        assert file.read_text() == "mine"
        await press(pilot, "x", "j", "j", "enter")
        await answer(pilot, str(file))
        await press(pilot, "y")
        await settle(pilot)
        assert file.read_text("utf-8").startswith("# ")

    live(library, day)


def test_a_place_that_cannot_be_written_is_told_in_a_sentence(library: Library, tmp_path: Path) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        await press(pilot, "x", "enter")
        await answer(pilot, str(tmp_path / "no" / "such" / "x.epub"))
        assert "cannot be written" in screen.status.message

    live(library, day)
