"""Taking back what was done last, here or in the reader."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library
from haowai_tui.errors import UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted

if TYPE_CHECKING:
    from haowai_tui.library import Library
    from haowai_tui.model.undo import Done


def undo(args: argparse.Namespace) -> int:
    """Take the last action back, or list what can be."""
    with library(args) as opened:
        if args.list:
            _list(opened.undoable(), json=args.json)
            return codes.OK
        if not args.force:
            _hold(opened)
        what = opened.undo()
    if args.json:
        output.print_json({"undone": what or None})
        return codes.OK
    if not what:
        output.note(_("Nothing to undo."))
        return codes.OK
    output.line(_("Undone: {what}.").format(what=what))
    return codes.OK


def _hold(opened: Library) -> None:
    """Raise `UsageError` where undoing would take what nothing brings back."""
    last = next(iter(opened.undoable()), None)
    if last is None or not (lost := opened.lost_by_undoing(last)):
        return
    from haowai_tui.library.phrases import done_label

    text = counted(
        "Undoing {what} removes {count} article that was read or marked, and nothing brings it back; to do so say:"
        " haowai undo --force",
        "Undoing {what} removes {count} articles that were read or marked, and nothing brings them back; to do so say:"
        " haowai undo --force",
        lost,
        what=done_label(last),
    )
    raise UsageError(text)


def _list(found: Sequence[Done], *, json: bool) -> None:
    from haowai_tui.library.phrases import done_label

    if not json:
        output.table([(output.when(done.at), done_label(done)) for done in found], flexible=1)
        return
    from haowai_tui.library.jsonform import done_json

    output.print_json([{**done_json(done), "what": done_label(done)} for done in found])
