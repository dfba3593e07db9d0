"""The film in the documentation: made of what a terminal shows, each line once."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pyte
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
from film import COLUMNS, FILMS, ROWS, Film  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"


def frame(*lines: str) -> list[list[pyte.screens.Char]]:
    screen = pyte.Screen(COLUMNS, ROWS)
    pyte.Stream(screen).feed("\x1b[48;2;22;24;28m\x1b[2J\x1b[H" + "\r\n".join(lines))
    return [[screen.buffer[row][column] for column in range(COLUMNS)] for row in range(ROWS)]


def test_lines_that_stay_are_stored_once_and_markup_is_text() -> None:
    film = Film()
    film.add(frame("港口 <b>", "second"), 1.0)
    film.add(frame("港口 <b>", "\x1b[38;2;255;0;0;1mthird\x1b[0m"), 0.5)
    root = ET.fromstring(film.svg())
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert texts == ["港口 <b>", "second", "third"]
    frames = [group for group in root.iter(f"{SVG}g") if group.get("class") == "f"]
    assert len(frames) == 2 and all(len(group) == ROWS for group in frames)
    assert film.ends == [1.0, 1.5]


@pytest.mark.parametrize("kept", FILMS.values(), ids=FILMS)
def test_the_films_that_are_kept_are_small_and_play_without_scripts(kept: Path) -> None:
    assert kept.stat().st_size < 400_000
    root = ET.parse(kept).getroot()
    assert not list(root.iter(f"{SVG}script"))
    assert all(use.get("href", "").startswith("#l") for use in root.iter(f"{SVG}use"))
