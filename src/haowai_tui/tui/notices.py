"""Telling the reader's terminal of something while they look elsewhere: OSC 9 and OSC 777, which work over SSH too.

OSC 9 comes from iTerm2, OSC 777;notify from rxvt-unicode; what a terminal documents decides which it is sent. Others
are sent nothing: a sequence that a terminal does not know may show on it.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping

from haowai_tui.text import clean, truncate

_MOST_CELLS = 160
_BY_PROGRAM = {
    "iterm.app": "osc9",
    "iterm2": "osc9",
    "wezterm": "osc9",
    "ghostty": "osc9",
    "mintty": "osc9",
    "kitty": "osc9",
    "foot": "osc777",
}
_BY_TERM = (
    ("xterm-kitty", "osc9"),
    ("xterm-ghostty", "osc9"),
    ("wezterm", "osc9"),
    ("foot", "osc777"),
    ("rxvt-unicode", "osc777"),
)


def notice_way(wanted: str, environ: Mapping[str, str]) -> str:
    """How to tell: `osc9`, `osc777`, `desktop` for the desktop's own program, or empty for not at all. `wanted` is the
    setting; `auto` finds out."""
    if wanted != "auto":
        return "" if wanted == "off" else wanted
    program = (environ.get("LC_TERMINAL") or environ.get("TERM_PROGRAM") or "").lower()
    term = environ.get("TERM", "")
    found = _BY_PROGRAM.get(program) or next((way for name, way in _BY_TERM if term.startswith(name)), "")
    if found:
        return found
    away = environ.get("SSH_CONNECTION") or environ.get("SSH_TTY")
    shown = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return "desktop" if shown and not away and shutil.which("notify-send", path=environ.get("PATH")) else ""


def notice_sequence(way: str, title: str, text: str, environ: Mapping[str, str]) -> str:
    """The bytes that make a terminal show a notice; empty when `way` is none of a terminal's. In tmux they are handed
    on to the terminal around it, where `allow-passthrough` lets them."""
    title, text = (truncate(clean(part), _MOST_CELLS) for part in (title, text))
    if way == "osc9":
        # A number and a semicolon at its beginning mean something else in ConEmu and Windows Terminal.
        body = f"9;haowai: {title}: {text}"
    elif way == "osc777":
        body = f"777;notify;{title.replace(';', ',')};{text}"
    else:
        return ""
    sequence = f"\x1b]{body}\x1b\\"
    if environ.get("TMUX"):
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    return sequence
