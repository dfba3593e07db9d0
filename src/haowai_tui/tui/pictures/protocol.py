"""How this terminal can show pictures, told from the environment before the app has the terminal.

The terminal is not asked. Its answer could get lost among the reader's keys, and it would not say what is needed:
Konsole and WezTerm say that they know kitty's graphics and do not know its placeholders, which scroll with the text.
"""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Mapping
from enum import StrEnum

from msgspec import Struct

from haowai_tui.locale import gettext as _

_TMUX_SECONDS = 1.0


class Protocol(StrEnum):
    """What a picture is drawn with. CAPTIONS means that none is drawn."""

    CAPTIONS = "captions"
    BLOCKS = "blocks"
    KITTY = "kitty"
    SIXEL = "sixel"


class Found(Struct, frozen=True):
    """What was found. `on` says whether pictures are on at the start; `tmux` that tmux hands escapes through; `wide`
    that half-blocks take two cells here."""

    protocol: Protocol
    on: bool
    tmux: bool = False
    ssh: bool = False
    wide: bool = False

    @property
    def sentence(self) -> str:
        """What was found, for people."""
        if self.protocol is Protocol.CAPTIONS and self.wide:
            return _("Pictures show as their captions: half-blocks take two cells in this terminal.")
        if self.protocol is Protocol.CAPTIONS:
            return _("Pictures show as their captions: there are not enough colours here.")
        if not self.on and self.ssh:
            return _("Pictures are off, because this comes over SSH; i in the reader shows them.")
        if not self.on:
            return _("Pictures are off in the settings; i in the reader shows them.")
        if self.protocol is Protocol.KITTY and self.tmux:
            return _("Pictures are drawn by kitty's graphics, handed through by tmux.")
        if self.protocol is Protocol.KITTY:
            return _("Pictures are drawn by kitty's graphics.")
        if self.protocol is Protocol.SIXEL:
            return _("Pictures are drawn as sixels.")
        return _("Pictures are drawn in half-blocks.")


class Tmux(Struct, frozen=True):
    """What tmux says of itself: the terminal it is attached to, and whether it hands escapes through to it."""

    terminal: str
    passes: bool


def ask_tmux() -> Tmux | None:
    """What the tmux around this process says; None when it does not answer."""
    command = ["tmux", "display-message", "-p", "#{client_termname}\t#{allow-passthrough}"]
    try:
        run = subprocess.run(command, capture_output=True, timeout=_TMUX_SECONDS, check=True, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        return None
    terminal, _tab, passes = run.stdout.decode("utf-8", "replace").strip("\n").partition("\t")
    return Tmux(terminal, passes in ("1", "2", "on", "all"))


def find(
    setting: str, environ: Mapping[str, str], *, wide: bool = False, tmux: Callable[[], Tmux | None] = ask_tmux
) -> Found:
    """How pictures are shown here. `setting` is that of `ui.pictures`; `wide` says that this terminal gives ambiguous
    characters two cells, and half-blocks are such."""
    found = _find(setting, environ, tmux)
    if wide and found.protocol is Protocol.BLOCKS:
        return Found(Protocol.CAPTIONS, False, ssh=found.ssh, wide=True)
    return found


def _find(setting: str, environ: Mapping[str, str], tmux: Callable[[], Tmux | None]) -> Found:
    ssh = any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))
    depth = colours(environ)
    if depth < 256:
        return Found(Protocol.CAPTIONS, False, ssh=ssh)
    on = setting != "off" and not (setting == "auto" and ssh)
    inside = bool(environ.get("TMUX"))
    wanted = Protocol(setting) if setting in ("blocks", "kitty", "sixel") else None
    # A placeholder names its picture by its exact colour.
    if wanted is Protocol.KITTY or (wanted is None and depth > 256):
        answer = tmux() if inside else None
        if wanted or (_passed_kitty(answer) if inside else _is_kitty(environ)):
            exact = depth > 256
            return Found(Protocol.KITTY if exact else Protocol.BLOCKS, on, tmux=inside and exact, ssh=ssh)
    if wanted is None:
        wanted = Protocol.SIXEL if not inside and _is_sixel(environ) else Protocol.BLOCKS
    return Found(wanted, on, ssh=ssh)


def colours(environ: Mapping[str, str]) -> int:
    """How many colours will be sent: 0 with NO_COLOR, else 16, 256 or 16,777,216, as Rich decides."""
    if environ.get("NO_COLOR"):
        return 0
    from rich.console import Console

    system = Console(file=io.StringIO(), force_terminal=True, _environ=environ).color_system
    return {"256": 256, "truecolor": 1 << 24}.get(system or "", 16)


def _in_screen(environ: Mapping[str, str]) -> bool:
    # GNU screen has no room for the three marks on a placeholder, and cuts long escapes up.
    return bool(environ.get("STY"))


def _is_kitty(environ: Mapping[str, str]) -> bool:
    if _in_screen(environ):
        return False
    return (
        _knows_placeholders(environ.get("TERM", ""))
        or bool(environ.get("KITTY_WINDOW_ID"))
        or environ.get("TERM_PROGRAM", "").lower() == "ghostty"
    )


def _passed_kitty(answer: Tmux | None) -> bool:
    return answer is not None and answer.passes and _knows_placeholders(answer.terminal)


def _knows_placeholders(terminal: str) -> bool:
    return terminal in ("xterm-kitty", "xterm-ghostty")


def _is_sixel(environ: Mapping[str, str]) -> bool:
    if _in_screen(environ):
        return False
    term = environ.get("TERM", "")
    version = environ.get("KONSOLE_VERSION", "")
    return (
        term in ("foot", "foot-extra", "mlterm", "mlterm-256color", "contour")
        or environ.get("TERM_PROGRAM", "") in ("WezTerm", "iTerm.app")
        or (version.isdigit() and int(version) >= 220400)
    )
