"""Contrast of the themes by WCAG 2: text 4.5 to 1 (AA), what is only drawn 3 to 1 where it says something."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from haowai_tui.tui.theme import DARK, LIGHT, few_colours, first_theme, other_theme


def luminance(color: Color) -> float:
    def part(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    return 0.2126 * part(color.r) + 0.7152 * part(color.g) + 0.0722 * part(color.b)


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def pairs(theme: Theme) -> dict[str, tuple[str, str]]:
    """Every pair of text and background that the styles make."""
    own = theme.variables
    background, panel, code = str(theme.background), str(theme.panel), own["code-background"]
    accent, foreground = str(theme.accent), str(theme.foreground)
    return {
        "text": (foreground, background),
        "headline": (own["headline"], background),
        "quiet": (own["quiet"], background),
        "link": (own["link"], background),
        "accent": (accent, background),
        "error": (str(theme.error), background),
        "star": (str(theme.warning), background),
        "match": (own["match"], own["match-background"]),
        "other matches": (own["headline"], own["match-quiet"]),
        "code": (own["code"], code),
        "keyword": (accent, code),
        "string": (str(theme.success), code),
        "number": (str(theme.warning), code),
        "comment": (own["quiet"], code),
        "status": (own["quiet"], panel),
        "message": (own["headline"], panel),
        "cursor row": (own["headline"], own["row-focus"]),
        "cursor row, text": (foreground, own["row-focus"]),
        "cursor row, quiet": (own["quiet"], own["row-focus"]),
        "row left behind": (own["headline"], own["row"]),
        "row left behind, quiet": (own["quiet"], own["row"]),
    }


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_all_text_has_the_contrast_that_wcag_aa_asks_for(theme: Theme) -> None:
    poor = {name: round(contrast(*pair), 2) for name, pair in pairs(theme).items() if contrast(*pair) < 4.5}
    assert poor == {}


@pytest.mark.parametrize(
    ("environ", "few"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, False),
        ({"TERM": "xterm-kitty"}, False),
        ({"TERM": "foot", "COLORTERM": "truecolor"}, False),
        ({"TERM": "linux"}, True),
        ({"TERM": "screen"}, True),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, True),
        ({}, True),
    ],
)
def test_terminals_of_few_colours_are_known_and_given_their_own(environ: dict[str, str], few: bool) -> None:
    assert few_colours(environ) is few
    assert first_theme("light", environ) == ("haowai-16-light" if few else "haowai-light")
    assert first_theme("auto", environ) == ("haowai-16-dark" if few else "haowai-dark")
    assert first_theme("auto", {**environ, "COLORFGBG": "0;15"}) == ("haowai-16-light" if few else "haowai-light")


def test_every_theme_has_one_to_change_to_and_back() -> None:
    for name in ("haowai-dark", "haowai-light", "haowai-16-dark", "haowai-16-light"):
        assert other_theme(name) != name and other_theme(other_theme(name)) == name
