"""Taking back what was done last, here or in the reader."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library
from haowai_tui.locale import gettext as _

if TYPE_CHECKING:
    from haowai_tui.model.undo import Done


def undo(args: argparse.Namespace) -> int:
    """Take the last action back, or list what can be."""
    with library(args) as opened:
        if args.list:
            _list(opened.undoable(), json=args.json)
            return codes.OK
        what = opened.undo()
    if args.json:
        output.print_json({"undone": what or None})
        return codes.OK
    if not what:
        output.note(_("Nothing to undo."))
        return codes.OK
    output.line(_("Undone: {what}.").format(what=what))
    return codes.OK


def _list(found: Sequence[Done], *, json: bool) -> None:
    from haowai_tui.library.phrases import done_label

    if not json:
        output.table([(output.when(done.at), done_label(done)) for done in found], flexible=1)
        return
    from haowai_tui.library.jsonform import done_json

    output.print_json([{**done_json(done), "what": done_label(done)} for done in found])
