"""Where a program stands that does not do what a test waits for: its threads, and the tasks of its event loop."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from terminal import Terminal

_TELLS = """
import asyncio, faulthandler, signal
def tell(*_signal):
    with open({path!r}, "w") as file:
        faulthandler.dump_traceback(file)
        try:
            tasks = asyncio.all_tasks()
        except RuntimeError:  # no loop runs here
            tasks = ()
        for task in tasks:
            task.print_stack(file=file)
        file.write("all told")
signal.signal(signal.SIGUSR1, tell)
"""
_SECONDS = 5.0


def telling(code: str, path: Path) -> str:
    """Python code that does what `code` does and tells where it stands, in `path`, when it is asked for by `told`."""
    return f"{_TELLS.format(path=str(path))}{code}"


def told(terminal: Terminal, path: Path) -> str:
    """Ask the program in a terminal where it stands."""
    path.unlink(missing_ok=True)
    os.kill(terminal.pid, signal.SIGUSR1)
    ends = time.monotonic() + _SECONDS
    text = ""
    while not text.endswith("all told") and time.monotonic() < ends:
        terminal.read()
        text = path.read_text("utf-8", "replace") if path.exists() else ""
    return text or "it does not tell"
