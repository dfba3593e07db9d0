"""The colours: one accent, quiet borders, text that reads for hours, in light and in dark."""

from __future__ import annotations

from textual.theme import Theme

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
        "quiet": "#8b8f98",
        "line": "#3a3f48",
        "row": "#2b3038",
        "row-focus": "#4a2f29",
        "headline": "#f4f0e8",
        "link": "#8fb8d8",
        "code": "#c7c2b8",
        "code-background": "#1d2026",
        "match": "#16181c",
        "match-background": "#d9a84e",
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
        "quiet": "#6a665e",
        "line": "#cfc9bc",
        "row": "#e8e3d7",
        "row-focus": "#f3d9d0",
        "headline": "#100f0d",
        "link": "#1f5680",
        "code": "#3a3733",
        "code-background": "#f1ede3",
        "match": "#100f0d",
        "match-background": "#f2d27a",
        "border": "#a8321a",
        "input-cursor-background": "#a8321a",
    },
)

THEMES = (DARK, LIGHT)
