"""Subscriptions in and out as OPML: import, export."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library
from haowai_tui.errors import HaowaiError, ParseError, UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.locale import ngettext


def import_(args: argparse.Namespace) -> int:
    """Subscribe to what a file lists, without fetching."""
    data = _read(args.file)
    with library(args) as opened:
        try:
            imported = opened.import_opml(data)
        except ParseError as error:
            raise UsageError(str(error)) from error
    if args.json:
        from haowai_tui.library.jsonform import feed_json

        added = [feed_json(feed) for feed in imported.added]
        output.print_json({"added": added, "existing": imported.existing, "refused": list(imported.refused)})
    else:
        count = len(imported.added)
        text = ngettext("{count} feed added", "{count} feeds added", count).format(count=count)
        output.line(text + _(", {existing} there already.").format(existing=imported.existing))
        for sentence in imported.refused:
            output.note(sentence, "yellow")
        if count:
            output.note(_("Fetch them with: haowai refresh"))
    return codes.SOME_FAILED if imported.refused else codes.OK


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise UsageError(_("{path} cannot be read: {reason}.").format(path=name, reason=error.strerror)) from error


def export(args: argparse.Namespace) -> int:
    """Write the subscriptions to a file, or to standard output."""
    with library(args) as opened:
        data = opened.export_opml()
        number = len(opened.feeds())
    if args.file == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return codes.OK
    _write(Path(args.file), data)
    text = ngettext("{count} feed written to {path}.", "{count} feeds written to {path}.", number)
    output.note(text.format(count=number, path=args.file))
    return codes.OK


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: a file that was there is only replaced by a complete one. Raises `HaowaiError`."""
    try:
        if path.exists() and not path.is_file():  # /dev/stdout, a pipe
            path.write_bytes(data)
            return
        target = path.resolve()
        handle, name = tempfile.mkstemp(prefix=".haowai-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(target)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        text = _("{path} cannot be written: {reason}.")
        raise HaowaiError(text.format(path=path, reason=error.strerror)) from error
