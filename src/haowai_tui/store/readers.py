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
        self.thread = 0
        self.borrows = 0


class Readers:
    """As many connections as there were ever threads that read at the same moment. Each takes a few milliseconds to
    open, and keeps a hundred kilobytes and more of what it has read: far more threads read than do so at once."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._lent: dict[int, _Reader] = {}
        """By thread."""
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
                self._free.pop().connection.close()

    def close(self) -> None:
        """Close all connections, those too that are lent."""
        self.renew()
        with self._lock:
            while self._lent:
                self._lent.popitem()[1].connection.close()

    def _borrowed(self) -> _Reader:
        thread = threading.get_ident()
        with self._lock:
            reader = self._lent.get(thread) or (self._free.pop() if self._free else None)
            age = self._age
        if reader is None:
            reader = _Reader(self._connect(), age)
        with self._lock:
            reader.thread = thread
            reader.borrows += 1
            self._lent[thread] = reader
        return reader

    def _give_back(self, reader: _Reader) -> None:
        with self._lock:
            reader.borrows -= 1
            if reader.borrows:
                return
            self._lent.pop(reader.thread, None)
            if reader.age == self._age:
                self._free.append(reader)
            else:
                reader.connection.close()
