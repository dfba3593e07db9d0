"""Showing a long text on a terminal through the reader's own pager."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping

from haowai_tui.cli import output


def command(environ: Mapping[str, str] | None = None) -> list[str]:
    """The pager as an argument list, never through a shell; [] for none."""
    env = os.environ if environ is None else environ
    chosen = env.get("PAGER", "less -R")
    if env.get("TERM", "dumb") == "dumb":
        return []
    try:
        return shlex.split(chosen)
    except ValueError:  # a quotation mark that is never closed
        return []


def page(text: str) -> None:
    """Show `text` in the pager; print it where there is none."""
    argv = command()
    sys.stdout.flush()
    encoding = sys.stdout.encoding or "utf-8"
    # F leaves at once when it all fits, X keeps it on the screen afterwards. In the C locale less takes Chinese for
    # binary data, although Python prints UTF-8 there.
    charset = {"LESSCHARSET": "utf-8"} if encoding.lower().replace("-", "") == "utf8" else {}
    env = {"LESS": "FRX", **charset, **os.environ}
    try:
        process = subprocess.Popen(argv, stdin=subprocess.PIPE, env=env) if argv else None
    except OSError:
        process = None
    if process is None or process.stdin is None:
        output.line(text)
        return
    # ctrl+c belongs to the pager while it runs: it stops a search there, and does not end us under it.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with contextlib.suppress(BrokenPipeError), process.stdin:
            process.stdin.write((text + "\n").encode(encoding, "backslashreplace"))
        process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
