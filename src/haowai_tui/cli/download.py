"""The files that come with an article, onto the disk; what broke off goes on where it did."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library
from haowai_tui.errors import NotFoundError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import size

_TELL_EVERY = 0.2


def download(args: argparse.Namespace) -> int:
    """Fetch an article's enclosures, or one of them, and print the files they became."""
    from haowai_tui.library.files import typed_path

    with library(args) as opened:
        enclosures = opened.article(args.id).enclosures
        chosen = enclosures[args.number - 1 : args.number] if args.number else enclosures
        if not chosen:
            raise NotFoundError(
                _("No such file comes with this article; haowai read {id} lists them.").format(id=args.id)
            )
        folder = typed_path(args.to) if args.to else None
        for enclosure in chosen:
            report = Report()
            try:
                path = asyncio.run(opened.download(enclosure, report.tell, folder=folder))
            finally:
                report.close()
            output.line(str(path))
    return codes.OK


class Report:
    """A line on a terminal that shows how far a download is, and is gone when it has ended."""

    def __init__(self) -> None:
        self._shows = output.is_terminal(sys.stderr)
        self._last = 0.0

    def tell(self, have: int, total: int) -> None:
        """Show it, not more often than a person can read."""
        now = time.monotonic()
        if self._shows and now - self._last >= _TELL_EVERY:
            self._last = now
            share = f"  {have * 100 // total} %" if total else ""
            sys.stderr.write(f"\r\x1b[K{size(have)}{share}")
            sys.stderr.flush()

    def close(self) -> None:
        """Take the line away."""
        if self._shows and self._last:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
