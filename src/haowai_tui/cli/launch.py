"""Opening the reader, where there is a terminal to open it in."""

from __future__ import annotations

import argparse
import os
import sys

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library
from haowai_tui.locale import gettext as _

_ROWS = 20


def launch(args: argparse.Namespace) -> int:
    """Open the reader; without a terminal that can show it, print the newest articles and say what to do."""
    with library(args) as opened:
        if can_show():
            from haowai_tui.tui import run

            return run(opened)
        from haowai_tui.cli.articles import print_list
        from haowai_tui.model import Selection

        print_list(opened, Selection(), limit=_ROWS)
    output.note(
        _("The reader needs a terminal. In a script or a pipe use haowai list, read and search; see haowai --help.")
    )
    return codes.USAGE


def can_show() -> bool:
    """Whether standard input and output are a terminal that can place its cursor."""
    try:
        attached = sys.stdin is not None and sys.stdin.isatty()
    except ValueError:  # closed
        return False
    return attached and output.is_terminal() and os.environ.get("TERM", "dumb") != "dumb"
