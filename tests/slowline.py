"""A terminal at the far end of a connection as sshd makes it: the pseudo-terminal is emptied at once, the connection is
not."""

from __future__ import annotations

import contextlib
import os
import select
import socket
from collections.abc import Mapping, Sequence

from terminal import Terminal


def connection() -> tuple[socket.socket, socket.socket]:
    """The server's and the client's end of a connection whose client's end keeps next to nothing. Neither waits."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        far = socket.socket()
        far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        far.connect(server.getsockname())
        near, _address = server.accept()
    for end in (near, far):
        end.setblocking(False)
    return near, far


def named(near: socket.socket, far: socket.socket) -> str:
    """The connection as SSH_CONNECTION names it."""
    return " ".join(f"{host} {port}" for host, port in (far.getsockname(), near.getsockname()))


class FarTerminal(Terminal):
    """`argv` in a terminal behind a connection. While it is not `taking`, what the program writes stays under way."""

    def __init__(self, argv: Sequence[str], columns: int, rows: int, env: Mapping[str, str]) -> None:
        self._near, self._far = connection()
        self._waiting = b""
        self.taking = True
        self.written = 0
        """The bytes that the program has written."""
        super().__init__(argv, columns, rows, {**env, "SSH_CONNECTION": named(self._near, self._far)})

    def read(self, seconds: float = 0.05) -> bool:
        """Let so much time go by at most. False when the program has ended and nothing of it is under way."""
        ended = self.code is not None
        ends = [*([] if ended else [self._master]), *([self._far] if self.taking else [])]
        select.select(ends, [], [], 0.002 if self._waiting else seconds)
        if not ended and select.select([self._master], [], [], 0)[0]:
            self._forward()
        with contextlib.suppress(BlockingIOError):
            self._waiting = self._waiting[self._near.send(self._waiting) :] if self._waiting else b""
        with contextlib.suppress(BlockingIOError):
            if self.taking:
                data = self._far.recv(65536)
                self.raw += data
                self._stream.feed(data)
                return True
        return self.code is None or bool(self._waiting)

    def _forward(self) -> None:
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other end is closed
            data = b""
        if not data:
            self._reap()
        self.written += len(data)
        self._waiting += data

    def wait_written(self, quiet: float = 0.6) -> None:
        """Wait until the program has written nothing for so long."""
        before = -1
        while before != self.written:
            before = self.written
            for _turn in range(int(quiet / 0.05)):
                self.read()

    def close(self) -> None:
        """End the program, the terminal and the connection."""
        super().close()
        self._near.close()
        self._far.close()
