"""A terminal for tests: a program in a pseudo-terminal, and the screen that a person would see."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence

import pyte
from wcwidth import wcwidth

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "space": " ",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
}
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")


def seen_cells(screen: pyte.Screen) -> list[list[pyte.screens.Char]]:
    """What a person sees of every cell: of a space without a line through or under it only the background."""
    return [[_seen(screen.buffer[row][at]) for at in range(screen.columns)] for row in range(screen.lines)]


def _seen(cell: pyte.screens.Char) -> pyte.screens.Char:
    bare = cell.data == " " and not (cell.underscore or cell.strikethrough or cell.reverse)
    return cell._replace(fg="default", bold=False, italics=False, blink=False) if bare else cell


class TooLate(AssertionError):
    """What was waited for did not come; the message holds the screen as it was."""


class Terminal:
    """`argv` running in a terminal of `columns` by `rows`. Everything it wrote is in `raw`, byte for byte.

    A context manager: leaving it ends the program.
    """

    answers_kind = True
    """Whether it says what kind of terminal it is."""

    def __init__(
        self,
        argv: Sequence[str],
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.raw = bytearray()
        self.code: int | None = None
        self.processor_seconds = 0.0
        """What it has used of a processor, known when it has ended."""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": os.environ.get("HOME", "/"),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            **(env or {}),
        }
        self.pid, self._master = pty.fork()
        if self.pid == 0:  # the child: it must find the size set when it first asks
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                os.execvpe(argv[0], list(argv), environment)
            finally:
                os._exit(127)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal another size; the program is told by SIGWINCH."""
        self._screen.resize(rows, columns)
        self._set_size(columns, rows)
        os.kill(self.pid, signal.SIGWINCH)

    def read(self, seconds: float = 0.05) -> bool:
        """Take in what the program writes within so many seconds. False when it has ended."""
        if not select.select([self._master], [], [], seconds)[0]:
            return self.code is None
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other end is closed
            data = b""
        if not data:
            self._reap()
            return False
        self.raw += data
        self._stream.feed(data)
        # A program that asks where the cursor is waits for the answer.
        for _question in range(data.count(b"\x1b[6n")):
            self.send_bytes(f"\x1b[{self._screen.cursor.y + 1};{self._screen.cursor.x + 1}R".encode())
        for _question in range(data.count(b"\x1b[c") if self.answers_kind else 0):
            self.send_bytes(b"\x1b[?62;22c")
        return True

    def screen(self) -> str:
        """The screen's text, a line for each row, without the spaces at the ends."""
        return "\n".join(self._row(number).rstrip() for number in range(self._screen.lines))

    def cells(self) -> list[list[pyte.screens.Char]]:
        """What a person sees of every cell."""
        return seen_cells(self._screen)

    def _row(self, number: int) -> str:
        # pyte puts an empty cell after a wide character. When one half has been drawn over, the other is blank.
        cells = [self._screen.buffer[number][column].data for column in range(self._screen.columns)]
        shown = []
        for column, cell in enumerate(cells):
            follower = cells[column + 1] if column + 1 < len(cells) else " "
            if cell and wcwidth(cell[0]) == 2:
                shown.append(" " if follower else cell)
            elif cell:
                shown.append(cell)
            elif not column or not cells[column - 1] or wcwidth(cells[column - 1][0]) != 2:
                shown.append(" ")
        return "".join(shown)

    def wait_until(self, condition: Callable[[str], bool], timeout: float = 15.0, what: str = "") -> str:
        """Wait until the screen satisfies `condition`, and return it. Raises `TooLate`."""
        deadline = time.monotonic() + timeout
        alive = True
        while True:
            screen = self.screen()
            if condition(screen):
                return screen
            if not alive or time.monotonic() > deadline:
                state = "after the program ended" if not alive else f"within {timeout} s"
                raise TooLate(f"{what or 'the condition'} did not come {state}; the screen:\n{screen}")
            alive = self.read()

    def wait_for(self, text: str, timeout: float = 15.0) -> str:
        """Wait until `text` stands on the screen, and return the screen. Raises `TooLate`."""
        return self.wait_until(lambda screen: text in screen, timeout, repr(text))

    def wait_gone(self, text: str, timeout: float = 15.0) -> str:
        """Wait until `text` no longer stands on the screen. Raises `TooLate`."""
        return self.wait_until(lambda screen: text not in screen, timeout, f"the end of {text!r}")

    def wait_still(self, quiet: float = 0.4, timeout: float = 15.0) -> str:
        """Wait until nothing has been written for `quiet` seconds, and return the screen."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            before = len(self.raw)
            if not self.read(quiet) or len(self.raw) == before:
                break
        return self.screen()

    def wait_end(self, timeout: float = 15.0) -> int:
        """Wait until the program has ended, and return its exit code. Raises `TooLate`."""
        deadline = time.monotonic() + timeout
        while self.code is None:
            if time.monotonic() > deadline:
                raise TooLate(f"the program did not end within {timeout} s; the screen:\n{self.screen()}")
            self.read()
        return self.code

    def send(self, *keys: str) -> None:
        """Press keys: names of `KEYS`, `ctrl+x`, or text as it is typed."""
        for key in keys:
            if key in KEYS:
                data = KEYS[key]
            elif key.startswith("ctrl+") and len(key) == 6:
                data = chr(ord(key[5]) & 0x1F)
            else:
                data = key
            self.send_bytes(data.encode())

    def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are."""
        with contextlib.suppress(OSError):  # the program has ended
            os.write(self._master, data)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the program a signal."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def modes(self) -> list[object]:
        """The modes of the line: echo, signals, and so on."""
        return termios.tcgetattr(self._master)

    def private_modes(self) -> set[int]:
        """The modes of the terminal itself that are on: 7 that lines wrap, 25 that the cursor shows, and others."""
        on = {7, 25}
        for match in _MODE.finditer(self.raw):
            for number in match[1].split(b";"):
                (on.add if match[2] == b"h" else on.discard)(int(number))
        return on

    def hang_up(self, timeout: float = 15.0) -> int:
        """Take the terminal away, as a line that drops does, and return the exit code. Raises `TooLate`."""
        os.close(self._master)
        deadline = time.monotonic() + timeout
        while not os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if time.monotonic() > deadline:
                raise TooLate(f"the program did not end within {timeout} s without its terminal")
            time.sleep(0.01)
        self._reap()
        assert self.code is not None
        return self.code

    def _reap(self) -> None:
        if self.code is None:
            _pid, status, used = os.wait4(self.pid, 0)
            self.code = os.waitstatus_to_exitcode(status)
            self.processor_seconds = used.ru_utime + used.ru_stime

    def close(self) -> None:
        """End the program, if it has not ended, and the terminal."""
        if self.code is None:
            self.kill()
            self._reap()
        with contextlib.suppress(OSError):
            os.close(self._master)
