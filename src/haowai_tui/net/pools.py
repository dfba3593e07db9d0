"""Connections: made to a place or to the proxy before it, kept for a while, used again."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
import httpcore
import httpx

from haowai_tui.errors import AddressError, NetError, TlsError
from haowai_tui.locale import gettext as _
from haowai_tui.net.address import place_of, split_credentials
from haowai_tui.net.backend import Backend, Names, allowed_place
from haowai_tui.text import clean

_IDLE_SECONDS = 5.0
_IN_ONE_GO = 100
"""Pieces of an answer that are taken without giving way to others."""
_Place = tuple[bytes, bytes, int | None, bool]
"""Where a connection leads to, and whether the reader typed that: what was opened for a typed address may lead into a
private network, and serves nobody else."""


@cache
def tls_context(environment: bool) -> ssl.SSLContext:
    """What certificates are verified with, read once; `environment` lets SSL_CERT_FILE and SSL_CERT_DIR say more.
    Raises `TlsError` when those cannot be read."""
    file = os.environ.get("SSL_CERT_FILE") if environment else None
    folder = os.environ.get("SSL_CERT_DIR") if environment and not file else None
    try:
        return ssl.create_default_context(cafile=file if file or folder else certifi.where(), capath=folder)
    except OSError as error:
        text = _("The certificates that the environment names in SSL_CERT_FILE or SSL_CERT_DIR cannot be read: {path}.")
        raise TlsError(text.format(path=clean(file or folder or certifi.where()))) from error


class Pools(httpx.AsyncBaseTransport):
    """What carries httpx's requests: connections of which each serves one at a time. At most `most` stay open when
    nothing is under way in them. How many there may be at once is the caller's to say.

    httpcore has a pool of its own, which looks at all of its connections for every request: with many hosts that costs
    more than the requests do.
    """

    def __init__(self, most: int, *, environment: bool) -> None:
        self._most = most
        self._environment = environment
        self._proxies = getproxies() if environment else {}
        self._names = Names()
        self._idle: list[tuple[_Place, httpcore.AsyncConnectionInterface]] = []
        """What is open, by place; what was used last stands last."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and give what is answered as it comes. Raises what httpx does, and `NetError`."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        # Now: whoever reads the answer to its end may have been given other leave.
        place = _place(url)
        asked = httpcore.Request(
            request.method, url, headers=request.headers.raw, content=request.stream, extensions=request.extensions
        )
        connection = await self._kept(place)
        is_kept = connection is not None
        connection = connection or self._new(url)
        try:
            with _in_words_of_httpx():
                try:
                    response = await connection.handle_async_request(asked)
                except (httpcore.NetworkError, httpcore.RemoteProtocolError):
                    # A server that had enough of the connection, and did not say so, or said it while it was asked.
                    # What only asks can be asked again.
                    if not is_kept or request.method != "GET":
                        raise
                    await connection.aclose()
                    connection = self._new(url)
                    response = await connection.handle_async_request(asked)
        except BaseException:
            await self._give_back(place, connection)
            raise
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Body(response, partial(self._give_back, place, connection)),
            extensions=response.extensions,
        )

    async def _kept(self, place: _Place) -> httpcore.AsyncConnectionInterface | None:
        """A connection to `place` that is open, for the caller alone until it is given back."""
        for number in range(len(self._idle) - 1, -1, -1):
            if self._idle[number][0] == place:
                connection = self._idle.pop(number)[1]
                if not connection.has_expired():
                    return connection
                await connection.aclose()
        return None

    async def _give_back(self, place: _Place, connection: httpcore.AsyncConnectionInterface) -> None:
        """End the use of a connection: one that is in order is kept."""
        if not connection.is_available():
            await connection.aclose()
            return
        self._idle.append((place, connection))
        if len(self._idle) > self._most:
            await self._idle.pop(0)[1].aclose()

    async def aclose(self) -> None:
        """Close every connection that is not under way."""
        self._names.close()
        while self._idle:
            await self._idle.pop()[1].aclose()

    def _new(self, url: httpcore.URL) -> httpcore.AsyncConnectionInterface:
        # Reading the certificates takes longer than a whole fetch: only for what is asked over TLS.
        context = tls_context(self._environment) if url.scheme == b"https" else None
        if proxy := self._proxy(url.scheme.decode(), url.host.decode()):
            return httpcore.AsyncConnectionPool(
                context,
                _parsed(proxy),
                keepalive_expiry=_IDLE_SECONDS,
                network_backend=Backend(self._names, checks=False),
            ).create_connection(url.origin)
        return httpcore.AsyncHTTPConnection(
            url.origin,
            ssl_context=context,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=Backend(self._names, checks=True),
        )

    def _proxy(self, scheme: str, host: str) -> str:
        """The proxy that the environment names for a host, or empty."""
        found = self._proxies.get(scheme) or self._proxies.get("all") or ""
        if not found or proxy_bypass(host):
            return ""
        return found if "://" in found else f"http://{found}"


class _Body(httpx.AsyncByteStream):
    """What a server sends, as it comes; `done` ends the use of the connection."""

    def __init__(self, response: httpcore.Response, done: Callable[[], Awaitable[None]]) -> None:
        self._response = response
        self._done = done

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _in_words_of_httpx():
            number = 0
            async for piece in self._response.aiter_stream():
                yield piece
                number += 1
                if number % _IN_ONE_GO == 0:
                    # What comes in crumbs is there already, and nobody else would have a turn before its end.
                    await asyncio.sleep(0)

    async def aclose(self) -> None:
        try:
            await self._response.aclose()
        finally:
            await self._done()


_FAULTS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (httpcore.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore.TimeoutException, httpx.TimeoutException),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.NetworkError, httpx.NetworkError),
    (httpcore.ProtocolError, httpx.ProtocolError),
    (httpcore.ProxyError, httpx.ProxyError),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
)


@contextmanager
def _in_words_of_httpx() -> Iterator[None]:
    try:
        yield
    except tuple(theirs for theirs, _ours in _FAULTS) as error:
        raise next(ours for theirs, ours in _FAULTS if isinstance(error, theirs))(str(error)) from error


def _place(url: httpcore.URL) -> _Place:
    origin = url.origin
    return url.scheme, url.host, url.port, allowed_place.get() == (origin.host.decode(), origin.port)


def _parsed(proxy: str) -> httpcore.Proxy:
    """A proxy as httpcore has it. Raises `NetError` for those of a kind that is not spoken."""
    address, credentials = split_credentials(proxy)
    scheme = urlsplit(address).scheme
    if scheme not in ("http", "https"):
        text = _("The environment names a proxy of the kind {kind}; only those of http and https are used.")
        raise NetError(text.format(kind=clean(scheme)))
    try:
        place_of(address)
    except (AddressError, ValueError):
        text = _("The environment names a proxy with an address that is none: {address}.")
        raise NetError(text.format(address=clean(address)[:100])) from None
    auth = (credentials[0].encode(), credentials[1].encode()) if credentials else None
    return httpcore.Proxy(address, auth, ssl_context=tls_context(True) if scheme == "https" else None)
