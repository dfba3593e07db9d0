"""Taking back what was done last, here or in the reader."""

from __future__ import annotations

import argparse

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library
from haowai_tui.locale import gettext as _


def undo(args: argparse.Namespace) -> int:
    """Take the last action back, or list what can be."""
    from haowai_tui.library.phrases import done_label

    with library(args) as opened:
        if args.list:
            rows = [(output.when(done.at), done_label(done)) for done in opened.undoable()]
            output.table(rows, flexible=1)
            return codes.OK
        what = opened.undo()
    if not what:
        output.note(_("Nothing to undo."))
        return codes.OK
    output.line(_("Undone: {what}.").format(what=what))
    return codes.OK
