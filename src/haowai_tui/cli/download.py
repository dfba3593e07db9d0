"""The files that come with an article, onto the disk; what broke off goes on where it did."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from haowai_tui import loops
from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library
from haowai_tui.errors import HaowaiError, NotFoundError, UnwrittenError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import size

if TYPE_CHECKING:
    from pathlib import Path

    from haowai_tui.library import Library
    from haowai_tui.model import Enclosure

_TELL_EVERY = 0.2


def download(args: argparse.Namespace) -> int:
    """Fetch an article's enclosures, or one of them, and print the files they became. One that cannot be fetched keeps
    none of the others."""
    from haowai_tui.library.files import typed_path

    got: list[Got] = []
    with library(args) as opened:
        enclosures = opened.article(args.id).enclosures
        chosen = enclosures[args.number - 1 : args.number] if args.number else enclosures
        if not chosen:
            raise NotFoundError(
                _("No such file comes with this article; haowai read {id} lists them.").format(id=args.id)
            )
        folder = typed_path(args.to) if args.to else None
        for enclosure in chosen:
            got.append(_fetch(opened, enclosure, folder))
            if not args.json:
                got[-1].tell()
    if args.json:
        output.print_json([one.as_json() for one in got])
    errors = [one.error for one in got if one.error is not None]
    if not errors:
        return codes.OK
    return codes.SOME_FAILED if len(errors) < len(got) else codes.code_of(errors[0])


class Got(NamedTuple):
    """An enclosure and the file that it became, or why it did not."""

    enclosure: Enclosure
    path: Path | None = None
    error: HaowaiError | None = None

    def tell(self) -> None:
        """Print the file, or the error to whoever typed the command."""
        if self.error is None:
            output.line(str(self.path))
        else:
            output.note(f"haowai: {self.error}", "red")

    def as_json(self) -> dict[str, object]:
        """What programs get."""
        return {
            "url": self.enclosure.url,
            "type": self.enclosure.media_type,
            "path": None if self.path is None else str(self.path),
            "bytes": None if self.path is None else self.path.stat().st_size,
            "error": "" if self.error is None else str(self.error),
        }


def _fetch(opened: Library, enclosure: Enclosure, folder: Path | None) -> Got:
    """Raises `UnwrittenError`: where one file cannot be written, no other can."""
    report = Report()
    try:
        return Got(enclosure, loops.run(opened.download(enclosure, report.tell, folder=folder)))
    except UnwrittenError:
        raise
    except HaowaiError as error:
        return Got(enclosure, error=error)
    finally:
        report.close()


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
