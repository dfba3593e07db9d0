"""Connections for reading, which threads borrow."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class _Reader:
    def __init__(self, connection: sqlite3.Connection, age: int) -> None:
        self.connection = connection
        self.age = age
        self.borrows = 0


class Readers:
    """As many connections as there were ever threads that read at the same moment. Each takes a few milliseconds to
    open, and keeps a hundred kilobytes and more of what it has read: far more threads read than do so at once."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._local = threading.local()
        self._all: list[_Reader] = []
        self._free: list[_Reader] = []
        self._age = 0

    @contextmanager
    def lend(self) -> Iterator[sqlite3.Connection]:
        """A connection that no other thread has; the one that this thread has already, where it has one."""
        reader = self._borrowed()
        try:
            yield reader.connection
        finally:
            self._give_back(reader)

    def renew(self) -> None:
        """The file has been opened anew: connections from before, which see no change, are used no more."""
        with self._lock:
            self._age += 1
            while self._free:
                self._drop(self._free.pop())

    def close(self) -> None:
        """Close all connections, those too that are lent."""
        with self._lock:
            self._free.clear()
            while self._all:
                self._all.pop().connection.close()

    def _borrowed(self) -> _Reader:
        reader: _Reader | None = getattr(self._local, "reader", None)
        with self._lock:
            if reader is None or not reader.borrows:
                reader = self._free.pop() if self._free else None
            if reader is not None:
                reader.borrows += 1
                self._local.reader = reader
                return reader
            age = self._age
        reader = _Reader(self._connect(), age)
        reader.borrows = 1
        with self._lock:
            self._all.append(reader)
        self._local.reader = reader
        return reader

    def _give_back(self, reader: _Reader) -> None:
        with self._lock:
            reader.borrows -= 1
            if reader.borrows or reader not in self._all:
                return
            if reader.age == self._age:
                self._free.append(reader)
            else:
                self._drop(reader)

    def _drop(self, reader: _Reader) -> None:
        self._all.remove(reader)
        reader.connection.close()
