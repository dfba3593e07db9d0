"""What other readers kept, in; subscriptions as OPML, out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library
from haowai_tui.errors import ParseError, UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted

if TYPE_CHECKING:
    from haowai_tui.library.moving import Moved


def import_(args: argparse.Namespace) -> int:
    """Take over what files of other readers hold, without fetching."""
    done: list[Moved] = []
    with library(args) as opened:
        for name in args.files:
            try:
                moved = opened.move_in_bytes(sys.stdin.buffer.read()) if name == "-" else opened.move_in(Path(name))
            except ParseError as error:
                raise UsageError(f"{name}: {error}" if len(args.files) > 1 else str(error)) from error
            done.append(moved)
            if not args.json:
                _tell(name, moved, named=len(args.files) > 1)
    if args.json:
        output.print_json(_json(done))
    elif any(moved.imported.added for moved in done):
        output.note(_("Fetch them with: haowai refresh"))
    return codes.SOME_FAILED if any(moved.imported.refused for moved in done) else codes.OK


def _tell(name: str, moved: Moved, *, named: bool) -> None:
    if named:
        output.line(_("{path} ({kind}):").format(path=name, kind=moved.kind))
    for line in moved.said:
        output.line(("  " if named else "") + line)
    for sentence in (*moved.imported.refused, *moved.left):
        output.note(sentence, "yellow")


def _json(done: Sequence[Moved]) -> dict[str, object]:
    from haowai_tui.library.jsonform import feed_json

    return {
        "added": [feed_json(feed) for moved in done for feed in moved.imported.added],
        "existing": sum(moved.imported.existing for moved in done),
        "refused": [sentence for moved in done for sentence in moved.imported.refused],
        "smart_feeds": sum(moved.queries for moved in done),
        "articles": sum(moved.articles for moved in done),
        "read": sum(moved.read for moved in done),
        "starred": sum(moved.starred for moved in done),
        "muted": sum(moved.muted for moved in done),
        "left_out": [sentence for moved in done for sentence in moved.left],
    }


def export(args: argparse.Namespace) -> int:
    """Write the subscriptions to a file, or to standard output."""
    with library(args) as opened:
        from haowai_tui.library.files import write_whole

        data = opened.export_opml()
        number = len(opened.feeds())
    if args.file == "-":
        output.printing()
        if output.is_terminal():
            sys.stdout.write(output.guard(data.decode("utf-8", "replace")))
            return codes.OK
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return codes.OK
    write_whole(Path(args.file), [data])
    text = counted("{count} feed written to {path}.", "{count} feeds written to {path}.", number, path=args.file)
    output.note(text)
    return codes.OK
