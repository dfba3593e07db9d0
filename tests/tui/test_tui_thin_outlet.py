"""The line tells when it has taken what was sent."""

from __future__ import annotations

import io
import socket
import sys
import threading
from collections.abc import Iterator

import pytest

from haowai_tui.tui.thin import outlet as outlets
from haowai_tui.tui.thin.connection import Connection, came_over
from haowai_tui.tui.thin.outlet import Outlet
from slowline import connection, named

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what lies in a connection")

Ends = tuple[socket.socket, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    near, far = connection()
    yield near, far
    near.close()
    far.close()


def over(ends: Ends) -> Connection:
    found = came_over({"SSH_CONNECTION": named(*ends)})
    assert found is not None
    return found


def take_all(far: socket.socket, count: int) -> None:
    far.settimeout(10)
    while count > 0:
        count -= len(far.recv(65536))


class Wire(io.StringIO):
    """A file whose text goes into a connection, as sshd passes on what is written to a terminal."""

    def __init__(self, near: socket.socket) -> None:
        super().__init__()
        self._near = near

    def write(self, text: str) -> int:
        return self._near.send(text.encode())


@linux
def test_what_lies_in_a_connection_is_known(ends: Ends) -> None:
    near, far = ends
    line = over(ends)
    load = line.load()
    assert load is not None
    assert load.queued == 0
    near.send(b"x" * 50_000)
    load = line.load()
    assert load is not None
    assert 40_000 < load.queued <= 50_000
    take_all(far, 50_000)
    load = line.load()
    while load is not None and load.queued:
        load = line.load()
    assert load is not None
    assert load.arrived >= 50_000


@linux
def test_of_a_connection_that_has_ended_nothing_is_known(ends: Ends) -> None:
    line = over(ends)
    for end in ends:
        end.close()
    assert line.load() is None


@pytest.mark.parametrize(
    "value", ["", "192.0.2.1", "192.0.2.1 x 192.0.2.2 22", "a 1 b 2", "192.0.2.1 70000 192.0.2.2 22", "1 2 3 4 5"]
)
def test_what_names_no_connection_is_none(value: str) -> None:
    assert came_over({"SSH_CONNECTION": value}) is None
    assert came_over({}) is None


@linux
@pytest.mark.parametrize(
    "value", ["192.0.2.1 50000 192.0.2.2 22", "2001:db8::1 50000 2001:db8::2 22", "fe80::1%eth0 1 ::1 22"]
)
def test_a_connection_of_another_host_is_not_known(value: str) -> None:
    line = came_over({"SSH_CONNECTION": value})
    assert line is not None
    assert line.load() is None


def waits_until_all_is_taken(outlet: Outlet, far: socket.socket) -> None:
    freed = threading.Event()
    outlet.put()
    assert not outlet.is_free(freed.set)
    outlet.write("x" * 50_000)
    thread = threading.Thread(target=outlet.flush)
    thread.start()
    assert not freed.wait(0.3)
    take_all(far, 50_000)
    assert freed.wait(10)
    thread.join()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The writing thread has its turn at once."""
    monkeypatch.setattr(outlets, "_TURN", 0.0)


def test_what_the_writing_thread_has_not_come_to_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlets, "_TURN", 60.0)
    outlet = Outlet(io.StringIO(), None)
    outlet.put()
    assert outlet.is_free(lambda: None)
    # On a line that is known to be slow it does.
    outlet.part = 1000
    assert not outlet.is_free(lambda: None)


@pytest.mark.usefixtures("at_once")
def test_a_line_is_free_when_the_terminal_has_taken_everything() -> None:
    freed: list[int] = []
    outlet = Outlet(io.StringIO(), None)
    assert outlet.is_free(lambda: freed.append(1))
    outlet.put()
    assert not outlet.is_free(lambda: freed.append(2))
    outlet.put()
    outlet.write("a")
    outlet.flush()
    assert not freed
    outlet.write("b")
    outlet.flush()
    assert freed == [2]
    assert outlet.is_free(lambda: freed.append(3))


@linux
@pytest.mark.usefixtures("at_once")
def test_a_line_is_not_free_while_its_connection_is_full(ends: Ends) -> None:
    near, far = ends
    outlet = Outlet(Wire(near), over(ends))
    waits_until_all_is_taken(outlet, far)
    # It was slow: of a large frame only a part is sent from now on, until that proves to be none of its limits.
    assert outlet.part is not None
    for _number in range(40):
        outlet.put()
        outlet.write("x" * (outlet.part or 1))
        take_all(far, outlet.part or 1)
        outlet.flush()
    assert outlet.part is None


@linux
@pytest.mark.usefixtures("at_once")
def test_a_connection_that_nobody_reads_any_more_is_not_waited_for(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    near, far = ends
    monkeypatch.setattr(outlets, "_STUCK", 0.2)
    outlet = Outlet(Wire(near), over(ends))
    line = over(ends)
    # The second time it is known, until something arrives again.
    for _number in range(2):
        outlet.put()
        outlet.write("x" * 20_000)
        outlet.flush()
        load = line.load()
        assert load is not None
        assert load.queued >= 10_000
        assert outlet.is_free(lambda: None)
    take_all(far, 40_000)
    monkeypatch.setattr(outlets, "_STUCK", 60.0)
    waits_until_all_is_taken(outlet, far)


def test_within_a_multiplexer_the_connection_says_nothing() -> None:
    value = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
    for name in ("TMUX", "STY", "ZELLIJ"):
        assert came_over({**value, name: "1"}) is None


@linux
@pytest.mark.usefixtures("at_once")
def test_whoever_leaves_waits_for_no_connection(ends: Ends) -> None:
    near, _far = ends
    freed = threading.Event()
    outlet = Outlet(Wire(near), over(ends))
    outlet.put()
    assert not outlet.is_free(freed.set)
    outlet.write("x" * 50_000)
    outlet.hurry()
    outlet.flush()
    assert not freed.is_set()


@linux
@pytest.mark.usefixtures("at_once")
def test_what_changes_no_cell_is_written_while_the_connection_is_full(ends: Ends) -> None:
    near, _far = ends
    outlet = Outlet(Wire(near), over(ends))
    for text in ("x" * 50_000, "\a"):
        outlet.put()
        outlet.write(text) if text != "\a" else None
    outlet.flush()
    outlet.write("\a")
    assert not outlet.is_free(lambda: None)
