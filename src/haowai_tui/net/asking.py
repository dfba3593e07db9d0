"""One request as it goes out, and the answer to it as it comes in."""

from __future__ import annotations

import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from urllib.parse import quote, urljoin, urlsplit

import httpcore
from msgspec import Struct

from haowai_tui.errors import AddressError, NetError, OfflineError, TlsError, TooSlowError
from haowai_tui.locale import gettext as _
from haowai_tui.net.address import Credentials
from haowai_tui.text import clean

ERRORS = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)
"""What httpcore raises when something goes wrong on the way."""

_PORTS = {"http": 80, "https": 443}
# The sets of the URL Standard; what is already percent-encoded stays.
_QUERY = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"#<>')
_PATH = "".join(char for char in _QUERY if char not in "?`{}")


class Answer(Struct, frozen=True):
    """What a server says before the body. The names of headers are small; several of one name are one, with commas."""

    status: int
    headers: Mapping[str, str]
    response: httpcore.Response

    def pieces(self) -> AsyncIterator[bytes]:
        """The body as it comes, packed as it is."""
        return self.response.aiter_stream()


def answered(response: httpcore.Response) -> Answer:
    """What httpcore received."""
    headers: dict[str, str] = {}
    for name, value in said(response):
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Answer(response.status, headers, response)


def said(response: httpcore.Response) -> list[tuple[str, str]]:
    """The headers of an answer, each line for itself. What is no UTF-8 is taken for Latin-1."""
    return [(name.decode("latin-1").lower(), _text(value)) for name, value in response.headers]


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def request(
    method: str,
    url: str,
    credentials: Credentials,
    headers: Mapping[str, str],
    body: bytes | None,
    timeout: float,
) -> httpcore.Request:
    """A request for a web address. Each wait for the network takes at most `timeout` seconds. Raises `ValueError` when
    the address or a header cannot be sent."""
    to = _url(url)
    lines = {"Host": _host_of(to)} | dict(headers)
    if credentials:
        lines["Authorization"] = "Basic " + b64encode(":".join(credentials).encode()).decode()
    if body is not None:
        lines["Content-Length"] = str(len(body))
    return httpcore.Request(
        method,
        to,
        headers=[(name.encode(), value.encode()) for name, value in lines.items()],
        content=body,
        extensions={"timeout": {"connect": timeout, "read": timeout, "write": timeout}},
    )


def _url(url: str) -> httpcore.URL:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host.isascii():
        import idna

        host = idna.encode(host).decode()
    path = parts.path or "/"
    if "/." in path:
        path = urlsplit(urljoin(url, path)).path
    target = quote(path, _PATH) + ("?" + quote(parts.query, _QUERY) if parts.query else "")
    port = None if parts.port == _PORTS.get(parts.scheme) else parts.port
    return httpcore.URL(scheme=parts.scheme, host=host, port=port, target=target)


def _host_of(url: httpcore.URL) -> str:
    host = url.host.decode()
    host = f"[{host}]" if ":" in host else host
    return host if url.port is None else f"{host}:{url.port}"


def explained(error: Exception, host: str) -> NetError:
    """One of `ERRORS` as a sentence, without anything that could be a secret."""
    host = clean(host)
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return TlsError(_("The certificate of {host} cannot be trusted; it was not read.").format(host=host))
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpcore.ConnectError):
        return OfflineError(_("{host} cannot be reached; check the address and the network.").format(host=host))
    if isinstance(error, httpcore.TimeoutException):
        return TooSlowError(_("{host} did not answer in time; try again later.").format(host=host))
    if isinstance(error, httpcore.UnsupportedProtocol):
        return AddressError(_("{host} leads to an address that is not fetched.").format(host=host))
    return NetError(_("{host} broke off in the middle of its answer; try again later.").format(host=host))
