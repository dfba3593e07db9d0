"""The editor of the reader's own."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Mapping

from haowai_tui.errors import UsageError
from haowai_tui.locale import gettext as _

_USUAL = ("nano", "vim", "vi")


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
