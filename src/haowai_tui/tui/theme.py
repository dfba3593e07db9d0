"""The colours: one accent, quiet borders, text that reads for hours, in light and in dark."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import BUILTIN_THEMES, Theme

from haowai_tui.tui.pictures.protocol import colours

DARK = Theme(
    name="haowai-dark",
    primary="#e0684b",
    secondary="#7fa8c9",
    accent="#e0684b",
    foreground="#d8d4cc",
    background="#16181c",
    surface="#16181c",
    panel="#22262d",
    success="#8fb573",
    warning="#d9a84e",
    error="#e5786d",
    dark=True,
    variables={
        "quiet": "#9a9ea7",
        "line": "#3a3f48",
        "row": "#2a2f37",
        "row-focus": "#432b26",
        "headline": "#f4f0e8",
        "link": "#8fb8d8",
        "code": "#c7c2b8",
        "code-background": "#1d2026",
        "match": "#16181c",
        "match-background": "#d9a84e",
        "match-quiet": "#57471f",
        "border": "#e0684b",
        "input-cursor-background": "#e0684b",
    },
)

LIGHT = Theme(
    name="haowai-light",
    primary="#a8321a",
    secondary="#2b5d84",
    accent="#a8321a",
    foreground="#2a2825",
    background="#faf8f3",
    surface="#faf8f3",
    panel="#efebe2",
    success="#3f6b24",
    warning="#8a5a00",
    error="#a8261a",
    dark=False,
    variables={
        "quiet": "#625e57",
        "line": "#cfc9bc",
        "row": "#e8e3d7",
        "row-focus": "#f3d9d0",
        "headline": "#100f0d",
        "link": "#1f5680",
        "code": "#3a3733",
        "code-background": "#f1ede3",
        "match": "#100f0d",
        "match-background": "#e8b93c",
        "match-quiet": "#f6e7b6",
        "border": "#a8321a",
        "input-cursor-background": "#a8321a",
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


ANSI_DARK = _sixteen("haowai-16-dark", dark=True)
ANSI_LIGHT = _sixteen("haowai-16-light", dark=False)

THEMES = (DARK, LIGHT, ANSI_DARK, ANSI_LIGHT)

_OTHER = {
    DARK.name: LIGHT.name,
    LIGHT.name: DARK.name,
    ANSI_DARK.name: ANSI_LIGHT.name,
    ANSI_LIGHT.name: ANSI_DARK.name,
}


def other_theme(name: str) -> str:
    """The light theme for the dark one `name`, and the other way round."""
    return _OTHER.get(name, DARK.name)


def few_colours(environ: Mapping[str, str]) -> bool:
    """Whether the terminal has sixteen colours at most, or its reader wants none (NO_COLOR)."""
    return colours(environ) <= 16


def first_theme(wanted: str, environ: Mapping[str, str]) -> str:
    """The theme to begin with: `wanted` is the setting `ui.theme`."""
    # rxvt, konsole and others leave their background here: "15;0" is white on black.
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    light = wanted == "light" or (wanted != "dark" and background in ("7", "15"))
    if few_colours(environ):
        return (ANSI_LIGHT if light else ANSI_DARK).name
    return (LIGHT if light else DARK).name
