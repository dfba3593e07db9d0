"""Connections kept apart by the place that they lead to.

httpcore keeps them in one pool and looks at all of them for every request: with many hosts that costs more than the
requests do.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from functools import cache
from types import TracebackType

import httpcore
import httpx

from haowai_tui.net.backend import CheckedBackend

_IDLE_SECONDS = 5.0


@cache
def tls_context(environment: bool) -> ssl.SSLContext:
    """What certificates are verified with, read once; `environment` lets SSL_CERT_FILE and SSL_CERT_DIR say more."""
    return httpx.create_ssl_context(trust_env=environment)


class Pools(httpcore.AsyncConnectionPool):
    """A pool for each place, under one name. At most `most` of them are kept when nothing is under way in them."""

    def __init__(self, most: int, context: Callable[[], ssl.SSLContext]) -> None:
        super().__init__()
        self._most = most
        self._context = context
        self._backend = CheckedBackend()
        self._pools: dict[tuple[bytes, bytes, int | None], httpcore.AsyncConnectionPool] = {}

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request in the pool of its place."""
        await self._forget_idle()
        url = request.url
        place = (url.scheme, url.host.lower(), url.port)
        pool = self._pools.pop(place, None) or self._pool(secure=url.scheme == b"https")
        self._pools[place] = pool  # those that were used last stand last
        return await pool.handle_async_request(request)

    def _pool(self, *, secure: bool) -> httpcore.AsyncConnectionPool:
        return httpcore.AsyncConnectionPool(
            # Reading the certificates takes longer than a whole fetch: only for what is asked over TLS.
            ssl_context=self._context() if secure else no_context(),
            max_connections=self._most,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=self._backend,
        )

    async def _forget_idle(self) -> None:
        while len(self._pools) > self._most:
            idle = next((place for place, pool in self._pools.items() if _is_idle(pool)), None)
            if idle is None:
                return
            await self._pools.pop(idle).aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        while self._pools:
            await self._pools.popitem()[1].aclose()

    async def __aenter__(self) -> Pools:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        await self.aclose()


def _is_idle(pool: httpcore.AsyncConnectionPool) -> bool:
    return all(connection.is_idle() or connection.is_closed() for connection in pool.connections)


@cache
def no_context() -> ssl.SSLContext:
    """Trusts nobody: nothing is ever verified with it."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
