"""The network backend under httpx that looks at the address it has connected to before a byte is sent."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import httpcore
from httpcore._backends.auto import AutoBackend

from haowai_tui.net.address import is_public, refuse_private

allowed_place: ContextVar[tuple[str, int] | None] = ContextVar("allowed_place", default=None)
"""The host and port that the reader typed: they alone may be on a private network."""


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Connects as httpcore does, and hangs up on private addresses that nobody typed.

    Numbers in odd notation, names that resolve to private addresses, and names that change their answer between a
    check and a connection all come to the same here: an address that was connected to.
    """

    def __init__(self) -> None:
        self._backend = AutoBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._backend.connect_tcp(
            host, port, timeout=timeout, local_address=local_address, socket_options=socket_options
        )
        peer = stream.get_extra_info("server_addr")
        if (host.lower(), port) != allowed_place.get() and not is_public(str(peer[0]) if peer else ""):
            await stream.aclose()
            raise refuse_private(host)
        return stream

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        raise refuse_private(path)

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)
