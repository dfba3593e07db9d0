"""What a reader feels who holds a key down over a slow line: how far the screen lags, and how much is still to come.

    python benchmarks/slowline.py [--rate 1200] [--latency 0.5] [--size 80x24] [--over ssh|pty] -- haowai

The program runs in a pseudo-terminal whose other end takes so many bytes a second, in small pieces that arrive after
the latency, as keys do on their way there. `--over ssh`: the pseudo-terminal is emptied at once into a connection whose
other end is slow, as sshd does, and SSH_CONNECTION names that connection. `--over pty`: the pseudo-terminal itself is
slow, as a serial line. For each key that is held the table has: the bytes that came after it was let go, the seconds
until the screen was at rest (both with what the latency alone costs), the bytes that came while it was held, and how
many lay on the way at most (ssh). Linux only.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import select
import signal
import socket
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyte

from terminal import KEYS, begin, shown

_TICK = 0.02
_PIECE = 256
"""Bytes that arrive at once at most."""
_SSHD = 128 * 1024
"""Bytes that sshd takes before it waits for the connection."""
HELD_SECONDS = 5.0
KEYS_A_SECOND = 30


@dataclass
class Delayed:
    """Bytes on their way, each with the moment at which they arrive."""

    latency: float
    items: deque[tuple[float, bytes]] = field(default_factory=deque)

    def put(self, data: bytes, now: float) -> None:
        self.items.append((now + self.latency, data))

    def due(self, now: float) -> bytes:
        out = b""
        while self.items and self.items[0][0] <= now:
            out += self.items.popleft()[1]
        return out


class SlowLine:
    """`argv` at the far end of a slow line, in a terminal of `columns` by `rows`. `came` are the pieces that arrived,
    each with its moment. A context manager: leaving it ends the program."""

    def __init__(
        self, argv: Sequence[str], *, columns: int, rows: int, env: Mapping[str, str], rate: float, latency: float,
        over: str = "ssh", answers: bool = True,
    ) -> None:  # fmt: skip
        self.came: list[tuple[float, bytes]] = []
        self.columns, self.rows = columns, rows
        self._rate, self._answers = rate, answers
        self._down, self._up = Delayed(latency), Delayed(latency)
        self._waiting = b""
        self._tokens = 0.0
        self._ends: tuple[socket.socket, socket.socket] | None = None
        self.written = self.taken = 0
        self.most = 0
        """The most bytes that the program had written and that the line had not taken yet."""
        self.ended: float | None = None
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **env}
        environment["SSH_CONNECTION"] = "192.0.2.1 50000 192.0.2.2 22"
        if over == "ssh":
            self._ends = near, far = _connection()
            environment["SSH_CONNECTION"] = " ".join(
                f"{host} {port}" for host, port in (far.getsockname(), near.getsockname())
            )
        self.began = self._before = time.perf_counter()
        self.pid, self._master = begin(argv, columns, rows, environment)
        os.set_blocking(self._master, False)

    def __enter__(self) -> SlowLine:
        return self

    def __exit__(self, *_exception: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        deadline = time.perf_counter() + 5
        while self.ended is None:
            self.run(0.05)
            if time.perf_counter() > deadline:
                os.kill(self.pid, signal.SIGKILL)
        os.close(self._master)
        for end in self._ends or ():
            end.close()

    @property
    def now(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.began

    def run(self, seconds: float) -> None:
        """Let so much time go by."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            time.sleep(min(_TICK, left))
            self._tick()

    def _tick(self) -> None:
        now = time.perf_counter()
        self._tokens = min(self._tokens + (now - self._before) * self._rate, max(self._rate * 0.1, _PIECE))
        self._before = now
        if keys := self._up.due(now):
            with contextlib.suppress(OSError):
                os.write(self._master, keys)
        if self._ends is not None:
            self._forward(*self._ends)
        while self._tokens >= 1:
            data = self._take(min(int(self._tokens), _PIECE))
            if not data:
                break
            self.taken += len(data)
            self._tokens -= len(data)
            self._down.put(data, now)
        if self._ends is not None:
            self.most = max(self.most, self.written - self.taken)
        while self._down.items and self._down.items[0][0] <= now:
            at, data = self._down.items.popleft()
            self.came.append((at - self.began, data))
            if self._answers and b"\x1b[?2026$p" in data:
                self.send(b"\x1b[?2026;2$y")
        if self.ended is None and os.waitpid(self.pid, os.WNOHANG) != (0, 0):
            self.ended = self.now

    def _forward(self, near: socket.socket, _far: socket.socket) -> None:
        if len(self._waiting) < _SSHD:
            data = self._read(16384)
            self.written += len(data)
            self._waiting += data
        with contextlib.suppress(BlockingIOError):
            self._waiting = self._waiting[near.send(self._waiting) :] if self._waiting else b""

    def _take(self, most: int) -> bytes:
        if self._ends is None:
            return self._read(most)
        with contextlib.suppress(BlockingIOError):
            return self._ends[1].recv(most)
        return b""

    def _read(self, most: int) -> bytes:
        try:
            return os.read(self._master, most) if select.select([self._master], [], [], 0)[0] else b""
        except OSError:  # the program has ended
            return b""

    def send(self, data: bytes) -> None:
        """Type `data` at the near end."""
        self._up.put(data, time.perf_counter())

    def settle(self, quiet: float = 3.0, timeout: float = 600.0) -> None:
        """Wait until nothing has come for so long."""
        until = self.now + timeout
        last, seen = self.now, len(self.came)
        while self.now - last < quiet and self.now < until:
            self.run(0.1)
            if len(self.came) != seen:
                last, seen = self.now, len(self.came)

    def came_since(self, moment: float) -> bytes:
        """What has arrived after a moment."""
        return b"".join(data for at, data in self.came if at > moment)

    def screen(self) -> str:
        """The text that stands on the screen."""
        screen = pyte.Screen(self.columns, self.rows)
        pyte.ByteStream(screen).feed(b"".join(data for _at, data in self.came))
        return shown(screen)


def _connection() -> tuple[socket.socket, socket.socket]:
    """The server's and the client's end of a connection whose client's end keeps next to nothing."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        far = socket.socket()
        far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        far.connect(server.getsockname())
        near, _address = server.accept()
    for end in (near, far):
        end.setblocking(False)
    near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return near, far


def hold(line: SlowLine, key: bytes) -> str:
    """Hold a key down, and what came of it."""
    line.most = 0
    began = line.now
    for number in range(int(HELD_SECONDS * KEYS_A_SECOND)):
        line.send(key)
        line.run(max(0.0, began + (number + 1) / KEYS_A_SECOND - line.now))
    let_go = line.now
    during = line.came_since(began)
    line.settle()
    after = line.came_since(let_go)
    rest = (line.came[-1][0] if after else let_go) - let_go
    return f"{len(after):>8} {rest:>8.1f} {len(during):>8} {line.most:>8}"


HOLDS = (
    ("j", b"", b"j"), ("space", b"", b" "), ("ctrl+d", b"gl", b"\x04"), ("n", b"h", b"n"),
    ("wheel in the list", b"g", b"\x1b[<65;50;8M"), ("wheel in the text", b"l", b"\x1b[<65;70;8M"),
)  # fmt: skip


def main() -> None:
    """Hold the keys, then leave with `q` while one is held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=4000)
    parser.add_argument("--latency", type=float, default=0.4)
    parser.add_argument("--size", default="80x24")
    parser.add_argument("--over", choices=("ssh", "pty"), default="ssh")
    parser.add_argument("--only", default="")
    parser.add_argument("command", nargs="+")
    args = parser.parse_args()
    columns, rows = map(int, args.size.split("x"))
    with SlowLine(
        args.command, columns=columns, rows=rows, env={}, rate=args.rate, latency=args.latency, over=args.over
    ) as line:
        line.settle(3.0 + 2 * args.latency)
        print(f"{args.size} at {args.rate:.0f} bytes/s, {args.latency} s each way, {args.over}")
        print(f"start: {line.came[-1][0]:.1f} s, {len(line.came_since(0))} bytes")
        print(f"{'key':18} {'after':>8} {'rest s':>8} {'during':>8} {'queued':>8}")
        for name, first, key in HOLDS:
            if args.only and args.only not in name:
                continue
            line.send(first)
            line.settle()
            print(f"{name:18} {hold(line, key)}", flush=True)
        for _number in range(60):
            line.send(KEYS.get("j", "j").encode())
            line.run(1 / KEYS_A_SECOND)
        line.send(b"q")
        pressed = line.now
        while line.ended is None and line.now < pressed + 120:
            line.run(0.1)
        line.settle()
        print(
            f"q after two seconds of j: ended after {line.ended and line.ended - pressed:.1f} s, last byte after "
            f"{line.came[-1][0] - pressed:.1f} s"
        )


if __name__ == "__main__":
    main()
