"""The log: a file of a bounded size, in the data folder. Never the screen, which belongs to the reader."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from haowai_tui.lazy import pattern

_CREDENTIALS = pattern(r"(://)[^/\s@]+(?:@[^/\s@]+)*@")


def redacted(text: str) -> str:
    """`text` without the names and passwords of the addresses in it."""
    return _CREDENTIALS.sub(r"\1", text)


class _Log(logging.Handler):
    """A log that is opened, and what writes it imported, when there is something to write."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = os.path.abspath(path)  # noqa: PTH100 - a folder that is a link is not followed
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._file is None:
            from haowai_tui.library.log_file import log_file

            self._file = log_file(self.path)
        self._file.handle(record)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()


def log_to(path: Path) -> None:
    """Write what the program, and the warnings of what it uses, have to say to the file at `path`."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _Log)]:
        if handler.path == os.path.abspath(path):  # noqa: PTH100 - the same way as above
            return
        root.removeHandler(handler)
        handler.close()
    root.addHandler(_Log(path))
    logging.getLogger("haowai").setLevel(logging.INFO)
    # Python would print its warnings across the screen.
    logging.captureWarnings(True)
