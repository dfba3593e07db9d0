"""First ink: the last screen, painted quietly before anything slow is imported, until the live one is there.

The file holds the text of the screen. It is painted only where all that made that screen is still the same: the
terminal and its size, the language, the settings file, the database. It is dim, since it may no longer be true.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from haowai_tui.tui.thin.traits import traits

_HEAD = "haowai-screen 1"
_MOST_BYTES = 100_000
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_COLOUR = re.compile(r"[\d;]{0,30}")
# Whatever of the environment the screen's look or language follows.
_NAMES = (
    "TERM", "TERM_PROGRAM", "COLORTERM", "NO_COLOR", "COLORFGBG", "TMUX",
    "HAOWAI_LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG",
)  # fmt: skip
_ENTER = "\x1b[?1049h\x1b[m\x1b[r\x1b[?25l\x1b[?7l"
_LEAVE = "\x1b[m\x1b[?7h\x1b[?25h\x1b[?1049l"


class Last(NamedTuple):
    """A screen as it was left: rows of text, one colour for all of it and one behind it, both SGR parameters."""

    rows: Sequence[str]
    fg: str
    bg: str

    def row(self, number: int) -> str:
        """What paints a row, but for the blanks at its end."""
        return f"\x1b[{';'.join(filter(None, (self.fg, self.bg)))}m{self.rows[number]}"


class Ink:
    """The first ink of one start. `last` is what was painted, None for nothing; `taken` that the live screen has it."""

    def __init__(self, path: Path, fits: str, store: Path) -> None:
        """`path` is the file; `fits` names all that must be the same; `store` the database."""
        self._path = path
        self._fits = fits
        self._store = store
        self.last: Last | None = None
        self.attributes: list[Any] | None = None
        """The terminal's attributes as they were before."""
        self.taken = False

    @property
    def size(self) -> tuple[int, int]:
        """The columns and rows that the terminal had."""
        return _size()

    def paint(self) -> None:
        """Paint the last screen, if there is one that fits. From now on keys wait, unseen, for the live one."""
        last = _read(self._path, f"{self._fits} {_size()} {_identity(self._store)}")
        if last is None:
            return
        try:
            self.attributes = termios.tcgetattr(0)
            termios.tcsetattr(0, termios.TCSANOW, _quiet(self.attributes))
        except termios.error:
            return
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _end)
        self.last = last
        rows = "".join(f"\x1b[{number + 1}H{last.row(number)}\x1b[K" for number in range(len(last.rows)))
        _write(f"{_ENTER}{rows}\x1b[m")

    def close(self) -> None:
        """Put the terminal back, unless the live screen has taken it over."""
        if self.last is not None and not self.taken and self.attributes is not None:
            self.last = None
            _write(_LEAVE)
            termios.tcsetattr(0, termios.TCSANOW, self.attributes)

    def keep(self, last: Last | None, size: tuple[int, int]) -> None:
        """Keep `last`, the screen of a terminal of that size, for the next start; or nothing."""
        self._path.unlink(missing_ok=True)
        if last is None:
            return
        fits = f"{self._fits} {size} {_identity(self._store)}"
        rows = [_FORBIDDEN.sub(" ", row).rstrip() for row in last.rows]
        data = "\n".join([_HEAD, fits, last.fg, last.bg, *rows]).encode("utf-8", "replace")
        if len(data) > _MOST_BYTES:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with open(os.open(self._path, flags, 0o600), "wb") as file:  # noqa: PTH123 - from a descriptor
            file.write(data)


def prepare(config: Path, store: Path, cache: Path, environ: Mapping[str, str]) -> Ink | None:
    """The ink of this start; None where it cannot be: no terminal to write to, or one that fills with other colours."""
    if not os.isatty(2) or not traits(environ).erases:
        return None
    names = [environ.get(name, "") for name in _NAMES]
    return Ink(cache / "last-screen", repr((names, str(config), _changed(config), str(store))), store)


def _read(path: Path, fits: str) -> Last | None:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        head, fitted, fg, bg, *rows = data.decode().split("\n")
    except (OSError, ValueError):
        return None
    wanted = len(data) <= _MOST_BYTES and (head, fitted) == (_HEAD, fits) and len(rows) == _size()[1]
    if not wanted or not _COLOUR.fullmatch(fg) or not _COLOUR.fullmatch(bg):
        return None
    # The file is ours; it is still text from outside until it has been looked at.
    return Last([_FORBIDDEN.sub(" ", row) for row in rows], fg, bg)


def _size() -> tuple[int, int]:
    try:
        columns, rows = os.get_terminal_size(2)
    except OSError:
        return (0, 0)
    return columns, rows


def _changed(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_mtime_ns, found.st_size


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_dev, found.st_ino


def _quiet(attributes: list[Any]) -> list[Any]:
    """Attributes with which keys are kept as they are until they are read, as Textual will have them; only Ctrl+C still
    ends the program."""
    iflag, oflag, cflag, lflag, ispeed, ospeed, special = attributes
    special = list(special)
    special[termios.VSUSP] = special[termios.VQUIT] = b"\0"
    special[termios.VMIN] = 1
    lflag &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    iflag &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    return [iflag, oflag, cflag, lflag, ispeed, ospeed, special]


def _end(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _write(text: str) -> None:
    data = text.encode()
    while data:
        data = data[os.write(2, data) :]
