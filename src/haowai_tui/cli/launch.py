"""Opening the reader, where there is a terminal to open it in."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from haowai_tui.cli import codes, output
from haowai_tui.cli.session import library
from haowai_tui.locale import gettext as _

if TYPE_CHECKING:
    import argparse

    from haowai_tui.tui.thin.ink import Ink

_ROWS = 20


def launch(args: argparse.Namespace) -> int:
    """Open the reader; without a terminal that can show it, print the newest articles and say what to do."""
    if can_show():
        return _open_reader(args)
    with library(args) as opened:
        from haowai_tui.cli.articles import print_list
        from haowai_tui.model import Selection

        if notice := opened.rescue_notice():
            output.note(f"haowai: {notice}")
        while opened.restore_part():
            pass
        print_list(opened, Selection(), limit=_ROWS)
    output.note(_why_not())
    return codes.USAGE


def _open_reader(args: argparse.Namespace) -> int:
    ink = _first_ink(args)
    try:
        with library(args) as opened:
            from haowai_tui.tui import run

            code = run(opened, ink)
    finally:
        if ink is not None:
            ink.close()
    _wait_for_nobody(code)
    return code


def _wait_for_nobody(code: int) -> None:
    """End the process now where threads would have it wait: all is kept by now, and what still runs asks a name server
    that is silent."""
    import threading

    if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _first_ink(args: argparse.Namespace) -> Ink | None:
    """What stands on the screen until the reader does. Whatever was asked for in words may change how it looks."""
    if args.lang or args.damaged:
        return None
    from haowai_tui.config.paths import paths
    from haowai_tui.tui.thin.ink import prepare

    where = paths()
    ink = prepare(where.config, where.store, where.cache, os.environ)
    if ink is not None:
        ink.paint()
    return ink


def _why_not() -> str:
    if not attached():
        return _(
            "The reader needs a terminal. In a script or a pipe use haowai list, read and search; see haowai --help."
        )
    if not output.speaks_utf8():
        text = _(
            "The reader draws in UTF-8 and this locale is {encoding}; set LANG to one that ends in UTF-8, such as"
            " C.UTF-8. Until then haowai list, read and search print what this locale can."
        )
        return text.format(encoding=sys.stdout.encoding)
    text = _(
        "The reader cannot draw where TERM is {term}; haowai list, read and search work here. On a real terminal set"
        " TERM to its name, such as xterm-256color."
    )
    return text.format(term=os.environ.get("TERM") or '""')


def attached() -> bool:
    """Whether a person is at both ends."""
    try:
        return sys.stdin is not None and sys.stdin.isatty() and output.is_terminal()
    except ValueError:  # closed
        return False


def can_show() -> bool:
    """Whether standard input and output are a terminal that can place its cursor and draw every character."""
    return attached() and output.speaks_utf8() and os.environ.get("TERM", "dumb") not in ("", "dumb", "unknown")
