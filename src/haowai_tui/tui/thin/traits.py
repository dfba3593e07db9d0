"""What the terminal can do beyond moving and writing, known from its name. It is not asked: its answer could get lost
among the reader's keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

# Their erasing fills with the background that is set ("bce"), and they have ECH, IL, DL and margins.
_KNOWN = (
    "xterm", "tmux", "screen", "alacritty", "foot", "kitty", "ghostty", "wezterm", "rxvt", "linux", "st-", "konsole",
    "vte", "gnome", "mlterm", "contour", "iterm", "putty", "mintty", "rio",
)  # fmt: skip


def is_wanted(setting: str, environ: Mapping[str, str]) -> bool:
    """Whether lines are to be thin; `setting` is that of `ui.thin`."""
    return setting == "on" or (setting == "auto" and _is_known(environ))


def _is_known(environ: Mapping[str, str]) -> bool:
    name = environ.get("TERM", "")
    return name.startswith(_KNOWN) or name == "st"


class Traits(NamedTuple):
    """`erases`: ECH and EL fill with the background that is set. `moves_rows`: DECSTBM, IL and DL."""

    erases: bool = True
    moves_rows: bool = True


def traits(environ: Mapping[str, str]) -> Traits:
    """The traits of the terminal that `environ` tells of."""
    known = _is_known(environ)
    # GNU screen fills with the default background unless it is told otherwise; tmux, which uses its name, does not.
    in_screen = environ.get("TERM", "").startswith("screen") and not environ.get("TMUX")
    return Traits(erases=known and not in_screen, moves_rows=known)
