"""The file of the log: its owner's alone, of a bounded size, without secrets."""

from __future__ import annotations

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler

from haowai_tui.library.log import redacted

_BYTES = 500_000


def log_file(path: str) -> logging.Handler:
    """What writes records into the file at `path`, which is made with the first of them."""
    handler = _LogFile(path, maxBytes=_BYTES, backupCount=1, delay=True)
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    return handler


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
