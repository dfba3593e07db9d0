"""The editor of the reader's own."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from haowai_tui.errors import UsageError
from haowai_tui.locale import gettext as _

_USUAL = ("nano", "vim", "vi")
_PLUS = frozenset("vi vim nvim view gvim vis elvis nano pico emacs emacsclient mg zile jed joe ne micro kak".split())
"""Editors that begin in a line that stands before the file as `+7`."""
_COLON = {"hx": (), "helix": (), "subl": (), "zed": (), "code": ("--goto",), "codium": ("--goto",)}
"""Editors that begin in a line that stands behind the file as `:7`, and what says so."""


def editor(environ: Mapping[str, str] | None = None) -> list[str]:
    """The words that start the reader's editor: VISUAL, else EDITOR, else one that is here. The file's name comes
    behind them. Raises `UsageError` when there is none."""
    environ = os.environ if environ is None else environ
    try:
        words = shlex.split(environ.get("VISUAL") or environ.get("EDITOR") or "")
    except ValueError:
        words = []
    for name in words[:1] or _USUAL:
        if path := shutil.which(name):
            return [path, *words[1:]]
    raise UsageError(_("There is no editor here; name one in EDITOR."))


def editing(words: Sequence[str], path: Path, line: int = 0) -> list[str]:
    """The command by which an editor, as `editor` gives it, opens a file: in a line of it, from 1, when it is one that
    is known to do that, and at its beginning for 0."""
    name = Path(words[0]).name
    if line and name in _PLUS:
        return [*words, f"+{line}", str(path)]
    if line and name in _COLON:
        return [*words, *_COLON[name], f"{path}:{line}"]
    return [*words, str(path)]
