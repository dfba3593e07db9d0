"""The themes: contrast by WCAG 2 on all that is really drawn, and which theme a terminal gets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style

from haowai_tui.config import THEMES, Settings, paths
from haowai_tui.library import Library
from haowai_tui.tui.palettes import GROUNDS, PALETTES
from haowai_tui.tui.palettes_256 import PALETTES_256
from haowai_tui.tui.theme import few_colours, other_theme, theme_for
from pilot import live, press, settle

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import palettes as palettes_script
from palettes import contrast, rgb

Rgb = tuple[int, int, int]
_DRAWN = frozenset("─│┌┐└┘├┤┬┴┼━┃╭╮╰╯▁▂▃▄▅▆▇█▌▐░▪•◦|+-_= ")
"""Lines and bullets: what is no text. Hyphens and the like stand beside text of the same colour."""


def shown(colour: str, depth: ColorSystem) -> Rgb:
    red, green, blue = Color.parse(colour).downgrade(depth).get_truecolor()
    return red, green, blue


def inks(style: Style, depth: ColorSystem) -> tuple[Rgb, Rgb]:
    """The colours of text and ground as a terminal of so many colours shows them."""
    pair = [style.color, style.bgcolor]
    if style.reverse:
        pair.reverse()
    assert all(colour is not None for colour in pair)
    ink, ground = (shown(colour.get_truecolor().hex, depth) for colour in pair if colour is not None)
    return ink, ground


def texts(app: Any) -> list[tuple[str, Style]]:
    """Every piece of text on the screen, or in the dialog that is open."""
    screen = app.screen
    dialogs = list(screen.query(".dialog"))
    region = dialogs[0].region if dialogs else screen.region
    found = []
    for strip in screen._compositor.render_strips()[region.y : region.bottom]:
        for segment in strip.crop(region.x, region.right):
            if segment.style is not None and set(segment.text) - _DRAWN:
                found.append((segment.text.strip(), segment.style))
    return found


STATES: dict[str, tuple[str, ...]] = {
    "headlines, a row read and one starred": ("m", "j", "s", "j"),
    "a search in the article": ("enter", "slash", "p", "a", "enter"),
    "colours": ("L",),
    "a question": ("escape", "a"),
}


@pytest.mark.parametrize("depth", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
def test_all_text_that_is_drawn_has_the_contrast_that_wcag_asks_for(
    depth: ColorSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AA is 4.5 to 1; the high-contrast pair has AAA's 7 where there are the colours for it."""
    if depth is ColorSystem.EIGHT_BIT:
        monkeypatch.delenv("COLORTERM")
    poor: dict[str, float] = {}

    async def day(pilot: Any, screen: Any) -> None:
        # In fewer colours the first two show every ink; the dialogs have none of their own.
        for state, keys in [*STATES.items()][: 4 if depth is ColorSystem.TRUECOLOR else 2]:
            await press(pilot, *keys)
            for name in PALETTES:
                high = name.startswith("contrast") and depth is ColorSystem.TRUECOLOR
                # The list of themes shows a little of each.
                least = 7.0 if high and state != "colours" else 4.5
                pilot.app.theme = f"haowai-{name}"
                await pilot.pause()
                drawn = texts(pilot.app)
                assert len(drawn) > 1, state
                for text, style in drawn:
                    found = contrast(*inks(style, depth))
                    if found < least:
                        poor[f"{name}, {state}: {text!r} {style}"] = round(found, 2)

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        live(library, day)
    assert poor == {}


@pytest.mark.parametrize("name", PALETTES)
def test_every_ink_reads_on_every_ground_that_it_is_set_on(name: str) -> None:
    least = 7.0 if name.startswith("contrast") else 4.5
    for palette, depth, needed in (
        (PALETTES[name], ColorSystem.TRUECOLOR, least),
        (PALETTES_256[name], ColorSystem.EIGHT_BIT, 4.5),
    ):
        pairs = {
            (ink, ground): contrast(shown(getattr(palette, ink), depth), shown(getattr(palette, ground), depth))
            for ink, grounds in GROUNDS.items()
            for ground in grounds
        }
        assert {pair: found for pair, found in pairs.items() if found < needed} == {}


def test_the_palettes_for_256_colours_are_those_that_the_script_makes() -> None:
    assert palettes_script.OUT.read_text("utf-8") == palettes_script.source()


@pytest.mark.parametrize("name", PALETTES)
def test_what_has_been_read_is_quieter_than_what_waits_and_lines_are_quieter_still(name: str) -> None:
    palette = PALETTES[name]
    ground = rgb(palette.background)
    headline, text, quiet, line = (
        contrast(rgb(ink), ground) for ink in (palette.headline, palette.text, palette.quiet, palette.line)
    )
    assert headline >= text > quiet > line


def test_the_settings_offer_every_theme_and_none_that_is_not_there() -> None:
    assert set(THEMES) == {"auto", "terminal", *PALETTES}


def test_every_theme_has_one_of_the_other_brightness_and_that_one_leads_back() -> None:
    for name, palette in PALETTES.items():
        there = PALETTES[palette.other]
        assert there.dark is not palette.dark and there.other == name
    for name in ("haowai-16-dark", "haowai-16-light"):
        assert other_theme(other_theme(name)) == name != other_theme(name)


FEW: list[tuple[dict[str, str], bool]] = [
    ({"TERM": "xterm-256color"}, False),
    ({"TERM": "xterm", "COLORTERM": "truecolor"}, False),
    ({"TERM": "xterm-kitty"}, False),
    ({"TERM": "foot", "COLORTERM": "truecolor"}, False),
    ({"TERM": "linux"}, True),
    ({"TERM": "screen"}, True),
    ({"TERM": "xterm-256color", "NO_COLOR": "1"}, True),
    ({}, True),
]


@pytest.mark.parametrize(("environ", "few"), FEW)
def test_terminals_of_few_colours_are_known_and_given_their_own(environ: dict[str, str], few: bool) -> None:
    assert few_colours(environ) is few
    assert theme_for("light", environ) == ("haowai-16-light" if few else "haowai-light")
    assert theme_for("auto", environ) == ("haowai-16-dark" if few else "haowai-dark")
    assert theme_for("gruvbox-light", environ) == ("haowai-16-light" if few else "haowai-gruvbox-light")
    assert theme_for("auto", {**environ, "COLORFGBG": "0;15"}) == ("haowai-16-light" if few else "haowai-light")


def test_what_the_terminal_answers_goes_before_what_the_environment_says() -> None:
    environ = {"TERM": "xterm-256color", "COLORFGBG": "15;0"}
    assert theme_for("auto", environ) == "haowai-dark"
    assert theme_for("auto", environ, dark=False) == "haowai-light"
    assert theme_for("dark", environ, dark=False) == "haowai-dark"
    assert theme_for("terminal", environ, dark=False) == "haowai-16-light"


def test_themes_show_while_they_are_looked_through_and_escape_goes_back(tmp_path: Path) -> None:
    async def day(pilot: Any, screen: Any) -> None:
        assert pilot.app.theme == "haowai-dark"
        await press(pilot, "L", "j")
        assert pilot.app.theme == "haowai-light"
        await press(pilot, "G")
        assert pilot.app.theme == "haowai-16-dark"
        await press(pilot, "escape")
        assert pilot.app.theme == "haowai-dark" and pilot.app.screen is screen

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)}), Settings()) as library:
        live(library, day)
    assert not (tmp_path / "config.toml").exists()


def test_a_theme_that_is_kept_stands_in_the_settings_and_comments_stay(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("# mine\n[ui]\nmeasure = 60\n", "utf-8")

    async def day(pilot: Any, screen: Any) -> None:
        await press(pilot, "L", "j", "j", "j", "enter")
        await settle(pilot)
        assert pilot.app.theme == "haowai-contrast-light" and pilot.app.screen is screen

    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)})) as library:
        live(library, day)
    written = (tmp_path / "config.toml").read_text("utf-8")
    assert written.startswith("# mine\n[ui]\nmeasure = 60\n") and 'theme = "contrast-light"' in written


def test_a_settings_file_that_cannot_be_changed_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    with Library.open(paths({"HAOWAI_HOME": str(tmp_path)})) as library:
        (tmp_path / "config.toml").write_text("[ui\n", "utf-8")

        async def day(pilot: Any, screen: Any) -> None:
            await press(pilot, "L", "j", "enter")
            assert pilot.app.screen is not screen
            await press(pilot, "escape")
            assert pilot.app.theme == "haowai-dark"

        live(library, day)
    assert (tmp_path / "config.toml").read_text("utf-8") == "[ui\n"
