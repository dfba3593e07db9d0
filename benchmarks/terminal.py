"""Run any program in a pseudo-terminal and measure what a person at it would notice.

    python benchmarks/terminal.py --until Feeds --keys 'j*20 space*10' -- haowai
    python benchmarks/terminal.py --until '[1]' --keys 'j*20' -- newsboat -u urls -c cache.db

Prints the seconds to the first characters that can be read and to the text named by --until, the bytes that drew it,
then for each key how many bytes it cost (median and most) and the milliseconds until the screen came to rest (median
and 95th percentile), and the CPU seconds and the peak memory of the process with all its children. Times are taken
where bytes arrive; what they look like is worked out afterwards. Linux only: memory and CPU are read from /proc.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import termios
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyte

KEYS = {
    "enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C",
    "left": "\x1b[D", "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "ctrl+l": "\x0c",
}  # fmt: skip
_POLL = 0.01
_PATIENCE = 0.4
"""Seconds within which a key that does anything has begun to."""
_PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024
_TICKS = os.sysconf("SC_CLK_TCK")
_IN_FRAMES = b"\x1b[?2026$p"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came after a key: how many bytes, and the seconds to the first and the last of them."""

    bytes: int
    first: float
    settled: float


def begin(argv: Sequence[str], columns: int, rows: int, environment: Mapping[str, str]) -> tuple[int, int]:
    """Start a program in a terminal of its own. Returns its process and our end of the terminal."""
    pid, master = pty.fork()
    if pid == 0:
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(argv[0], list(argv), environment)
        finally:
            os._exit(127)
    return pid, master


class Session:
    """`argv` running in a terminal of `columns` by `rows`. With `frames` the terminal says that it can show frames as
    one (synchronized output). A context manager: leaving it ends the program."""

    def __init__(
        self, argv: Sequence[str], *, columns: int = 120, rows: int = 40, env: Mapping[str, str] | None = None,
        frames: bool = False,
    ) -> None:  # fmt: skip
        self.chunks: list[tuple[float, bytes]] = []
        self.peak_kb = 0
        self.cpu = 0.0
        self._frames = frames
        self._size = columns, rows
        environment = {"TERM": "xterm-256color", "COLORTERM": "truecolor", **os.environ, **(env or {})}
        self.began = time.perf_counter()
        self.pid, self._master = begin(argv, columns, rows, environment)
        self._watching = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the program, and take its CPU time and its last memory."""
        self._watching.set()
        self._watcher.join()
        self._look()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        deadline = time.perf_counter() + 5
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            self._take(0.05)
            if time.perf_counter() > deadline:
                os.kill(self.pid, signal.SIGKILL)
                deadline += 60
        os.close(self._master)

    def _watch(self) -> None:
        while not self._watching.wait(_POLL):
            self._look()

    def _look(self) -> None:
        kb, cpu = 0, 0.0
        for process in tree(self.pid):
            with contextlib.suppress(OSError, IndexError, ValueError):
                kb += int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE_KB
                fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
                cpu += sum(map(int, fields[11:15])) / _TICKS
        self.peak_kb = max(self.peak_kb, kb)
        self.cpu = max(self.cpu, cpu)

    def _take(self, seconds: float) -> bytes:
        """What arrives within so many seconds, or empty."""
        try:
            if not select.select([self._master], [], [], max(0, seconds))[0]:
                return b""
            data = os.read(self._master, 1 << 20)
        except OSError:  # the program has ended
            time.sleep(max(0, min(seconds, _POLL)))
            return b""
        self.chunks.append((time.perf_counter() - self.began, data))
        if self._frames and _IN_FRAMES in data:
            os.write(self._master, b"\x1b[?2026;2$y")
        return data

    def settle(self, quiet: float = 0.3, timeout: float = 30.0) -> None:
        """Take what comes until nothing has come for `quiet` seconds."""
        deadline = time.perf_counter() + timeout
        while self._take(quiet) and time.perf_counter() < deadline:
            pass

    def wait_for(self, text: str, timeout: float = 120.0) -> float:
        """Wait until `text` stands on the screen; the seconds since the start at which it did."""
        screen = pyte.Screen(*self._size)
        stream = pyte.ByteStream(screen)
        seen = 0
        deadline = time.perf_counter() + timeout
        while time.perf_counter() < deadline:
            self._take(0.05)
            for at, data in self.chunks[seen:]:
                stream.feed(data)
                if text in shown(screen):
                    return at
            seen = len(self.chunks)
        raise TimeoutError(f"{text!r} did not come; the screen:\n{shown(screen)}")

    def first_ink(self) -> float:
        """The seconds since the start at which the screen first had something to read."""
        screen = pyte.Screen(*self._size)
        stream = pyte.ByteStream(screen)
        for at, data in self.chunks:
            stream.feed(data)
            if sum(char.isalnum() for char in shown(screen)) >= 8:
                return at
        return float("nan")

    def screen(self) -> str:
        """The text on the screen now."""
        screen = pyte.Screen(*self._size)
        pyte.ByteStream(screen).feed(b"".join(data for _at, data in self.chunks))
        return shown(screen)

    def press(self, key: str, quiet: float = 0.3, timeout: float = 30.0) -> Answer:
        """Press a key and wait until the screen has come to rest: until nothing comes for `quiet` seconds, once
        anything has come; for `timeout` seconds at most."""
        before = len(self.chunks)
        at = time.perf_counter() - self.began
        os.write(self._master, KEYS.get(key, key).encode())
        if self._take(max(quiet, _PATIENCE)):
            self.settle(quiet, timeout)
        came = self.chunks[before:]
        if not came:
            return Answer(0, 0.0, 0.0)
        return Answer(sum(len(data) for _at, data in came), came[0][0] - at, came[-1][0] - at)

    @property
    def bytes(self) -> int:
        """The bytes that the program has written so far."""
        return sum(len(data) for _at, data in self.chunks)


def shown(screen: pyte.Screen) -> str:
    """A screen's text. pyte keeps an empty cell after a wide character."""
    return "\n".join("".join(row[column].data for column in range(screen.columns)) for row in _rows(screen))


def _rows(screen: pyte.Screen) -> Iterator[Mapping[int, pyte.screens.Char]]:
    return (screen.buffer[number] for number in range(screen.lines))


def tree(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for process in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{process}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def spelled(keys: str) -> list[str]:
    """The keys that a text like "j*20 space G" spells."""
    out: list[str] = []
    for word in keys.split():
        key, _star, count = word.rpartition("*") if "*" in word[1:] else (word, "", "1")
        out += [key] * int(count)
    return out


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def row(name: str, answers: Sequence[Answer]) -> str:
    """A line of the table of keys."""
    sizes = [answer.bytes for answer in answers]
    times = [answer.settled * 1000 for answer in answers]
    return (
        f"{name:16} {statistics.median(sizes):>9.0f} {max(sizes):>9} "
        f"{statistics.median(times):>9.1f} {percentile(times, 0.95):>9.1f}"
    )


HEAD = f"{'key':16} {'bytes':>9} {'most':>9} {'ms':>9} {'p95 ms':>9}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--until", default="", metavar="TEXT", help="the text that shows that it can be used")
    parser.add_argument("--keys", default="", help="keys to press, like 'j*20 space*5 enter'")
    parser.add_argument("--quiet", type=float, default=0.3, help="seconds without a byte that are rest")
    parser.add_argument("--runs", type=int, default=1, help="starts to take the median of")
    parser.add_argument("--frames", action="store_true", help="be a terminal with synchronized output")
    parser.add_argument("command", nargs="+")
    args = parser.parse_args()
    columns, rows = map(int, args.size.split("x"))
    starts = []
    for run in range(args.runs):
        with Session(args.command, columns=columns, rows=rows, frames=args.frames) as session:
            usable = session.wait_for(args.until) if args.until else float("nan")
            session.settle(args.quiet)
            starts.append((session.first_ink(), usable, session.bytes))
            answers: dict[str, list[Answer]] = {}
            for key in spelled(args.keys) if run == args.runs - 1 else ():
                answers.setdefault(key, []).append(session.press(key, args.quiet))
    ink, usable, drawn = (statistics.median(values) for values in zip(*starts, strict=True))
    print(f"first ink {ink:.3f} s, usable {usable:.3f} s, {drawn:.0f} bytes (median of {args.runs})")
    if answers:
        print(HEAD)
    for key, pressed in answers.items():
        print(row(key, pressed))
    print(f"CPU {session.cpu:.2f} s, peak memory {session.peak_kb / 1024:.1f} MB")


if __name__ == "__main__":
    main()
