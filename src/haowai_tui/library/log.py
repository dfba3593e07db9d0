"""The log: a file of a bounded size, in the data folder. Never the screen, which belongs to the reader."""

from __future__ import annotations

import logging
import os
import re
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

_CREDENTIALS = re.compile(r"(://)[^/\s@]+(?:@[^/\s@]+)*@")
_BYTES = 500_000


def redacted(text: str) -> str:
    """`text` without the names and passwords of the addresses in it."""
    return _CREDENTIALS.sub(r"\1", text)


class _Formatter(logging.Formatter):
    """Takes secrets out last, so that tracebacks are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class _LogFile(RotatingFileHandler):
    """A log for its owner's eyes only."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return open(handle, "a", encoding="utf-8")  # noqa: PTH123 - a descriptor has no path

    def handleError(self, record: logging.LogRecord) -> None:
        """Drop the record: a full disk must not write across the screen, and reading goes on without a log."""


def log_to(path: Path) -> None:
    """Write what the program, and the warnings of what it uses, have to say to the file at `path`."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _LogFile)]:
        if handler.baseFilename == os.path.abspath(path):  # noqa: PTH100 - the same way as logging does
            return
        root.removeHandler(handler)
        handler.close()
    handler = _LogFile(path, maxBytes=_BYTES, backupCount=1, delay=True)
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    logging.getLogger("haowai").setLevel(logging.INFO)
