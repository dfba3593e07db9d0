"""Connections for reading: one for each thread that reads at the same moment, and no more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from haowai_tui.store.readers import Readers


class Opened:
    """Counts the connections that are open."""

    def __init__(self) -> None:
        self.all: list[sqlite3.Connection] = []

    def __call__(self) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        self.all.append(connection)
        return connection

    @property
    def count(self) -> int:
        return sum(map(_is_open, self.all))


def _is_open(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False
    return True


@pytest.fixture
def opened() -> Opened:
    return Opened()


@pytest.fixture
def readers(opened: Opened) -> Iterator[Readers]:
    readers = Readers(opened)
    yield readers
    readers.close()
    assert opened.count == 0


@pytest.fixture
def other() -> Iterator[ThreadPoolExecutor]:
    """Another thread."""
    with ThreadPoolExecutor(1) as thread:
        yield thread


def test_what_a_thread_had_before_is_not_its_own_while_another_has_it(
    readers: Readers, opened: Opened, other: ThreadPoolExecutor
) -> None:
    with readers.lend() as before:
        pass
    with ExitStack() as theirs:
        assert other.submit(theirs.enter_context, readers.lend()).result() is before
        with readers.lend() as ours, readers.lend() as again:
            assert ours is not before
            assert again is ours
        other.submit(theirs.pop_all().close).result()
    assert opened.count == 2


def test_threads_one_after_the_other_share_one_connection(readers: Readers, opened: Opened) -> None:
    for _ in range(5):
        with ThreadPoolExecutor(1) as thread, ExitStack() as lent:
            thread.submit(lent.enter_context, readers.lend()).result()
            thread.submit(lent.pop_all().close).result()
    assert opened.count == 1


def test_connections_from_before_the_file_was_opened_anew_are_closed_when_they_are_given_back(
    readers: Readers, opened: Opened, other: ThreadPoolExecutor
) -> None:
    with ExitStack() as theirs, readers.lend() as ours:
        old = other.submit(theirs.enter_context, readers.lend()).result()
        other.submit(theirs.pop_all().close).result()
        readers.renew()
        assert not _is_open(old)
        assert _is_open(ours)
    assert opened.count == 0
    with readers.lend() as new:
        assert new not in (old, ours)


def test_all_are_closed_at_the_end_those_too_that_are_lent(readers: Readers, opened: Opened) -> None:
    with readers.lend() as ours:
        readers.close()
        assert not _is_open(ours)
    assert opened.count == 0
