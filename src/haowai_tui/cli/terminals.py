"""The terminals that people have, known by what they leave in the environment, and what each can do for a reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from haowai_tui.locale import gettext as _

_ANCESTORS = 12
_KONSOLE_COPIES = 241200
"""KONSOLE_VERSION of the first that takes copies, 24.12 (KDE bug 372116)."""


def terminal_facts(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """For each program between the reader and haowai, the innermost first: its name and a sentence."""
    if environ.get("STY"):
        yield (
            "screen",
            _(
                "GNU screen is in between: start it with screen -U for Chinese. It shows 256 colours at most;"
                " neither pictures nor copies to your clipboard pass through it."
            ),
        )
    if environ.get("TMUX"):
        yield (
            "tmux",
            _(
                "tmux is in between: start it in a UTF-8 locale (tmux -u). For exact colours put set -as"
                " terminal-features ',*:RGB' into its settings, for copying set -g set-clipboard on, for pictures"
                " set -g allow-passthrough on."
            ),
        )
    if under_mosh():
        yield (
            "mosh",
            _(
                "mosh is in between: it keeps its own picture of the screen, so pictures show as half-blocks or"
                " captions, links cannot be clicked, and copying needs mosh 1.4."
            ),
        )
    if not environ.get("TMUX") and not environ.get("STY"):
        yield from _program(environ)


def _program(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    term, program = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "").lower()
    whole = _("{name}: all colours, links to click and copying over SSH work, and its background is followed.")
    if term == "linux":
        yield (
            "linux",
            _(
                "The console of Linux has 16 colours, no Chinese characters (fbterm and kmscon have them), no links and"
                " no clipboard; headlines and searching by pinyin work."
            ),
        )
    elif environ.get("KITTY_WINDOW_ID") or term == "xterm-kitty":
        yield "kitty", whole.format(name="kitty")
    elif term.startswith("foot"):
        yield (
            "foot",
            _(
                "foot: all colours and copying over SSH work, and its background is followed; a link opens by its"
                " letters, after Ctrl+Shift+O."
            ),
        )
    elif program == "iterm.app":
        text = _("iTerm2: all colours and links to click work; copying over SSH has to be allowed in its settings.")
        yield "iterm2", text
    elif program in ("ghostty", "wezterm"):
        yield program, whole.format(name=environ["TERM_PROGRAM"])
    elif environ.get("ALACRITTY_WINDOW_ID") or term == "alacritty":
        yield (
            "alacritty",
            _(
                "Alacritty: all colours and copying over SSH work, and its background is asked for at the start; Shift"
                " and a click open a link, as the mouse is haowai's."
            ),
        )
    elif environ.get("WT_SESSION"):
        yield (
            "windows-terminal",
            _(
                "Windows Terminal: all colours, links to click and copying over SSH work; a font with Chinese, such as"
                " NSimSun, keeps columns straight."
            ),
        )
    elif program == "apple_terminal":
        yield (
            "apple-terminal",
            _(
                "Terminal of macOS: 256 colours before macOS 26, all since; no links to click and no clipboard over"
                " SSH; Command-R gives the mouse back to it, for selecting, and to haowai again."
            ),
        )
    elif environ.get("VTE_VERSION"):
        yield (
            "vte",
            _(
                "A terminal of the VTE family (GNOME, Xfce, Tilix): all colours and links to click work; it takes no"
                " copies over SSH, so select with Shift and the mouse."
            ),
        )
    elif environ.get("KONSOLE_VERSION"):
        works = _("Konsole: all colours, links to click and copying over SSH work.")
        older = _("Konsole: all colours and links to click work; copying over SSH needs Konsole 24.12.")
        yield "konsole", works if _number(environ["KONSOLE_VERSION"]) >= _KONSOLE_COPIES else older
    elif program == "vscode":
        yield "vscode", whole.format(name="VS Code")
    elif environ.get("XTERM_VERSION"):
        yield (
            "xterm",
            _(
                "xterm: start it as uxterm for Chinese; copying over SSH needs allowWindowOps, and COLORTERM=truecolor"
                " gives exact colours."
            ),
        )


def _number(version: str) -> int:
    return int(version) if version.isascii() and version.isdecimal() else 0


def under_mosh(proc: Path = Path("/proc")) -> bool:
    """Whether a mosh server is among the ancestors of this process; False where that cannot be seen."""
    number = "self"
    for _step in range(_ANCESTORS):
        try:
            # The name stands in brackets and may hold any character; the parent is the second field after it.
            name, fields = (proc / number / "stat").read_text("utf-8", "replace").split("(", 1)[1].rsplit(")", 1)
            number = fields.split()[1]
        except (OSError, IndexError, ValueError):
            return False
        if name == "mosh-server":
            return True
        if number in ("0", "1"):
            return False
    return False
