"""How much still lies in the connection that the reader came over, as the system tells it.

sshd takes at once what is written to the terminal, so over a slow line the pseudo-terminal never seems full: hundreds
of kilobytes wait in the connection, and what a key shows comes behind them, a minute later. Linux tells of a connection
whoever names its ends (sock_diag(7)), and the shell that sshd starts is told them in SSH_CONNECTION. Where none such is
found (another system, another host between, a connection that has ended below mosh), nothing is known. Within tmux and
its like the connection may be another one than that which shows the screen, and they leave out themselves what a slow
line has not taken.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Mapping

from msgspec import Struct

_SOCK_DIAG = 4
_BY_FAMILY = 20
_ERROR = 2
_REQUEST = 1
_INFO = 2
_ESTABLISHED = 1
_HEAD = struct.Struct("=IHHII")
# Family, protocol, what else is asked for, padding, states.
_ASKED = struct.Struct("=BBBBI")
_NO_COOKIE = b"\xff" * 8
_ANSWERED = 72
"""Bytes of an answer before what else was asked for; in them the receive queue and the send queue."""
_QUEUES = struct.Struct("=II")
_QUEUES_AT = 56
_ATTRIBUTE = struct.Struct("=HH")
# Of Linux' `tcp_info`: bytes that have arrived, and the least round trip, in microseconds.
_ARRIVED_AT, _ROUND_AT = 120, 148

_BETWEEN = "TMUX", "STY", "ZELLIJ"
"""Set by tmux, GNU screen and zellij."""


class Load(Struct, frozen=True):
    """What a connection carries: bytes `queued`, those that nobody has said to have got; all bytes that have `arrived`
    so far; and the seconds there and back at best (`round_trip`)."""

    queued: int
    arrived: int
    round_trip: float


class Connection:
    """A TCP connection of this host, by its ends."""

    def __init__(self, here: tuple[str, int], there: tuple[str, int]) -> None:
        """Raises `ValueError` for what is no address, or where the system cannot be asked."""
        if not hasattr(socket, "AF_NETLINK"):
            raise ValueError("no netlink here")
        try:
            family = socket.AF_INET6 if ":" in here[0] else socket.AF_INET
            ends = [socket.inet_pton(family, host.partition("%")[0]).ljust(16, b"\0") for host, _port in (here, there)]
            ports = struct.pack(">HH", here[1], there[1])
        except (OSError, struct.error) as error:
            raise ValueError("no address") from error
        body = _ASKED.pack(family, socket.IPPROTO_TCP, 1 << (_INFO - 1), 0, 1 << _ESTABLISHED)
        body += ports + b"".join(ends) + bytes(4) + _NO_COOKIE
        self._question = _HEAD.pack(_HEAD.size + len(body), _BY_FAMILY, _REQUEST, 0, 0) + body
        self._socket: socket.socket | None = None

    def load(self) -> Load | None:
        """What it carries now; None when it is not known to this host any more."""
        try:
            if self._socket is None:
                self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _SOCK_DIAG)
                self._socket.settimeout(1)
            self._socket.send(self._question)
            return _read(self._socket.recv(4096))
        except OSError:
            return None


def came_over(environ: Mapping[str, str]) -> Connection | None:
    """The connection that `environ` says the reader came over; None for none, and where something between leaves out
    what is not the newest."""
    if any(environ.get(name) for name in _BETWEEN):
        return None
    try:
        there, there_port, here, here_port = environ.get("SSH_CONNECTION", "").split()
        return Connection((here, int(here_port)), (there, int(there_port)))
    except ValueError:
        return None


def _read(answer: bytes) -> Load | None:
    if len(answer) < _ANSWERED + _HEAD.size or _HEAD.unpack_from(answer)[1] != _BY_FAMILY:
        return None
    body = answer[_HEAD.size :]
    if body[1] != _ESTABLISHED:
        return None
    _received, queued = _QUEUES.unpack_from(body, _QUEUES_AT)
    at = _ANSWERED
    while at + _ATTRIBUTE.size <= len(body):
        length, kind = _ATTRIBUTE.unpack_from(body, at)
        info = body[at + _ATTRIBUTE.size : at + length]
        if kind == _INFO and len(info) >= _ROUND_AT + 4:
            (arrived,) = struct.unpack_from("=Q", info, _ARRIVED_AT)
            (round_trip,) = struct.unpack_from("=I", info, _ROUND_AT)
            return Load(queued, arrived, round_trip / 1e6)
        if length < _ATTRIBUTE.size:
            break
        at += (length + 3) & ~3
    return None
