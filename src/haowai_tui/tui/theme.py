"""The themes: one accent, quiet borders, text that reads for hours, in light and in dark."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import BUILTIN_THEMES, Theme

from haowai_tui.tui.palettes import PALETTES, Palette
from haowai_tui.tui.palettes_256 import PALETTES_256
from haowai_tui.tui.pictures.protocol import colours

_PREFIX = "haowai-"
TERMINAL = "terminal"
"""The setting for the terminal's own sixteen colours."""


def _theme(name: str, palette: Palette) -> Theme:
    """A Textual theme. Textual's own names come first; the variables are those that the styles use."""
    return Theme(
        name=_PREFIX + name,
        primary=palette.accent,
        secondary=palette.link,
        accent=palette.accent,
        foreground=palette.text,
        background=palette.background,
        surface=palette.background,
        panel=palette.panel,
        success=palette.string,
        warning=palette.number,
        error=palette.error,
        dark=palette.dark,
        variables={
            "quiet": palette.quiet,
            "line": palette.line,
            "row": palette.row,
            "row-focus": palette.row_focus,
            "headline": palette.headline,
            "link": palette.link,
            "code": palette.code,
            "code-background": palette.code_background,
            "match": palette.match,
            "match-background": palette.match_background,
            "match-quiet": palette.match_quiet,
            "border": palette.accent,
            "input-cursor-background": palette.accent,
            "input-cursor-foreground": palette.background,
            "input-selection-background": palette.row_focus,
            "screen-selection-background": palette.match_background,
            "screen-selection-foreground": palette.match,
        },
    )


def _sixteen(name: str, *, dark: bool) -> Theme:
    """The terminal's own sixteen colours, on its own background. What has to stand out does so by weight and reversal
    (the `:ansi` rules of the styles), so that all of it reads without any colour too."""
    near, far = ("ansi_bright_white", "ansi_white") if dark else ("ansi_black", "ansi_bright_black")
    return Theme(
        name=name,
        ansi=True,
        primary="ansi_red",
        secondary="ansi_blue",
        accent="ansi_red",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        success="ansi_green",
        warning="ansi_yellow" if dark else "ansi_magenta",
        error="ansi_red",
        dark=dark,
        variables={
            **BUILTIN_THEMES["ansi-dark" if dark else "ansi-light"].variables,
            "quiet": far,
            "line": far,
            "row": "ansi_default",
            "row-focus": "ansi_default",
            "headline": near,
            "link": "ansi_cyan" if dark else "ansi_blue",
            "code": "ansi_default",
            "code-background": "ansi_default",
            "match": "ansi_default",
            "match-background": "ansi_default",
            "match-quiet": "ansi_default",
            "border": "ansi_red",
            "input-cursor-background": "ansi_default",
            "input-cursor-foreground": "ansi_default",
            "input-cursor-text-style": "reverse",
            "input-selection-background": "ansi_default",
            "input-selection-foreground": "ansi_default",
            "screen-selection-background": "ansi_blue",
            "screen-selection-foreground": "ansi_white",
            "border-blurred": far,
        },
    )


ANSI_DARK = _sixteen(_PREFIX + "16-dark", dark=True)
ANSI_LIGHT = _sixteen(_PREFIX + "16-light", dark=False)
_FEWER = 256

_OTHER = {_PREFIX + name: _PREFIX + palette.other for name, palette in PALETTES.items()}
_OTHER |= {ANSI_DARK.name: ANSI_LIGHT.name, ANSI_LIGHT.name: ANSI_DARK.name}


def themes(environ: Mapping[str, str]) -> list[Theme]:
    """All themes in the colours that this terminal has."""
    palettes = PALETTES_256 if colours(environ) == _FEWER else PALETTES
    return [*(_theme(name, palette) for name, palette in palettes.items()), ANSI_DARK, ANSI_LIGHT]


def other_theme(name: str) -> str:
    """The light theme for the dark one `name`, and the other way round."""
    return _OTHER[name]


def few_colours(environ: Mapping[str, str]) -> bool:
    """Whether the terminal has sixteen colours at most, or its reader wants none (NO_COLOR)."""
    return colours(environ) <= 16


def background_named(environ: Mapping[str, str]) -> bool | None:
    """Whether the environment says that the terminal is dark; None when it says nothing."""
    # rxvt, konsole and others leave their background here: "15;0" is white on black.
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    if not background.isdecimal():
        return None
    # 0 to 6 and 8 are dark in every palette that people use; 7 and the bright ones are not.
    return int(background) < 7 or background == "8"


def theme_for(wanted: str, environ: Mapping[str, str], *, dark: bool | None = None) -> str:
    """The name of the theme that the setting `ui.theme` asks for here. `dark` is what the terminal has said of its
    background, if it has."""
    if wanted in PALETTES:
        is_dark = PALETTES[wanted].dark
    else:
        told = background_named(environ) if dark is None else dark
        is_dark = True if told is None else told
    if few_colours(environ) or wanted == TERMINAL:
        return (ANSI_DARK if is_dark else ANSI_LIGHT).name
    return _PREFIX + (wanted if wanted in PALETTES else "dark" if is_dark else "light")
