"""The sockets under httpcore: asyncio's own, which cost half of what anyio's do, looked at before a byte is sent."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Iterable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

import httpcore
from aiohappyeyeballs import AddrInfoType, start_connection

from haowai_tui.loops import Unwaited
from haowai_tui.net.address import is_public, refuse_private
from haowai_tui.net.faults import no_proxy

T = TypeVar("T")

allowed_place: ContextVar[tuple[str, int] | None] = ContextVar("allowed_place", default=None)
"""The host and port that the reader typed: they alone may be on a private network."""

_NEXT_ADDRESS_SECONDS = 0.25
"""After so long without an answer a host's next address is tried beside the first (RFC 8305)."""


async def _told(
    work: Awaitable[T],
    timeout: float | None,
    late: type[httpcore.TimeoutException],
    broken: type[httpcore.NetworkError],
) -> T:
    """Await `work`, and say in httpcore's words that it took longer than `timeout` seconds, or that the network
    failed."""
    try:
        if timeout is None:
            return await work
        async with asyncio.timeout(timeout):
            return await work
    except TimeoutError as error:
        raise late from error
    except OSError as error:
        raise broken from error


class _Stream(httpcore.AsyncNetworkStream):
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await _told(self._reader.read(max_bytes), timeout, httpcore.ReadTimeout, httpcore.ReadError)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # httpcore ends each request with nothing.
        if buffer:
            self._writer.write(buffer)
            await _told(self._writer.drain(), timeout, httpcore.WriteTimeout, httpcore.WriteError)

    async def aclose(self) -> None:
        # Whatever is still to be sent is wanted by nobody, and a goodbye in TLS would be waited for.
        self._writer.transport.abort()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            securing = self._writer.start_tls(ssl_context, server_hostname=server_hostname)
            await _told(securing, timeout, httpcore.ConnectTimeout, httpcore.ConnectError)
        except BaseException:
            await self.aclose()
            raise
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            # httpcore asks it of idle connections: what has come there is their end, or nothing that was asked for.
            unasked = bool(self._reader._buffer)  # type: ignore[attr-defined]
            return unasked or self._reader.at_eof() or self._writer.is_closing()
        return self._writer.get_extra_info("peername" if info == "server_addr" else info)


class Names:
    """Asks name servers, in threads of their own: silent ones keep those, and nothing else waits for one."""

    def __init__(self) -> None:
        self._threads = Unwaited("names")

    async def addresses(self, host: str, port: int) -> Sequence[AddrInfoType]:
        """Where a host is, as `socket.getaddrinfo` says. Raises `OSError`."""
        # What is a number already needs nobody.
        for family, rest in ((socket.AF_INET, ()), (socket.AF_INET6, (0, 0))):
            with suppress(OSError, ValueError):
                socket.inet_pton(family, host)
                return [(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (host, port, *rest))]
        look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        return await asyncio.get_running_loop().run_in_executor(self._threads, look_up)

    def close(self) -> None:
        """Ask no more."""
        self._threads.shutdown()


class Backend(httpcore.AsyncNetworkBackend):
    """Connects, and if it `checks` hangs up on private addresses that nobody typed.

    Numbers in odd notation, names that resolve to private addresses, and names that change their answer between a
    check and a connection all come to the same here: an address that was connected to. A proxy, which the reader's
    own environment names, is not checked.
    """

    def __init__(self, names: Names, *, checks: bool) -> None:
        self._names = names
        self._checks = checks

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            connecting = self._connected(host, port)
            connection = await _told(connecting, timeout, httpcore.ConnectTimeout, httpcore.ConnectError)
        except httpcore.ConnectError as error:
            if self._checks:
                raise
            raise no_proxy(host, error) from error
        try:
            may_be_private = not self._checks or (host.lower(), port) == allowed_place.get()
            if not may_be_private and not is_public(_peer(connection)):
                raise refuse_private(host)
            return _Stream(*await asyncio.open_connection(sock=connection))
        except BaseException:
            connection.close()
            raise

    async def _connected(self, host: str, port: int) -> socket.socket:
        """The first connection that one of a host's addresses takes. Raises `OSError`."""
        try:
            return await start_connection(
                await self._names.addresses(host, port), happy_eyeballs_delay=_NEXT_ADDRESS_SECONDS
            )
        except RuntimeError as error:
            # How uvloop says that there is no way there.
            raise OSError(str(error)) from error


def _peer(connection: socket.socket) -> str:
    """The address that was connected to; empty where it is gone already."""
    try:
        return str(connection.getpeername()[0])
    except OSError:
        return ""
