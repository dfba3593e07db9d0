"""The one door to the network: capped, timed, polite, and never telling a secret."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Literal
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

from haowai_tui import __version__
from haowai_tui.errors import AddressError, NetError, StatusError, TooSlowError
from haowai_tui.locale import gettext as _
from haowai_tui.model import Validators
from haowai_tui.net.address import Credentials, is_public, joined, place_of, refuse_private, split_credentials, web_host
from haowai_tui.net.body import Body, read_body
from haowai_tui.net.fresh import fresh_until, retry_after
from haowai_tui.text import clean

if TYPE_CHECKING:
    from http.cookiejar import CookieJar

    import httpx

    from haowai_tui.net.pools import Pools

MOST_COOKIES = 8_000
"""Characters of the cookies that are kept of one place, while the program runs."""
USER_AGENT = f"haowai/{__version__} (terminal news reader)"
_REDIRECTS = (301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
_NONE = Validators()


class Limits(Struct, frozen=True, kw_only=True):
    """What a fetch may cost: seconds for the whole of it, bytes unpacked, connections, redirects."""

    timeout: float = 30.0
    feed_bytes: int = 10_000_000
    page_bytes: int = 15_000_000
    in_flight: int = 50
    per_host: int = 2
    redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer. `url` is the last address, without name and password. `moved_to` is it again when every redirect on
    the way was permanent, else empty. `next_due` is when the server wants to be asked again, or None."""

    url: str
    status: int
    content: Body = field(default_factory=Body, repr=False)
    content_type: str = ""
    charset: str = ""
    validators: Validators = _NONE
    not_modified: bool = False
    moved_to: str = ""
    next_due: datetime | None = None

    @property
    def body(self) -> bytes:
        """All that the answer carried. May wait for the disk."""
        return self.content.read()


Once = Callable[[str, str, Credentials], Awaitable["Response | tuple[int, str]"]]
"""One request to an address at a host: an answer, or the status and target of a redirect."""


class Client:
    """Fetches. Use it as an async context manager, in one event loop.

    With a proxy from the environment the proxy makes the connections: whether a name is private cannot be seen then
    before it is asked for, so only addresses that are private as written are refused.
    """

    def __init__(
        self, limits: Limits | None = None, *, user_agent: str = USER_AGENT, proxy_from_environment: bool = True
    ) -> None:
        self.limits = limits or Limits()
        self._user_agent = user_agent
        self._environment = proxy_from_environment
        self._all = asyncio.Semaphore(self.limits.in_flight)
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(self._host_semaphore)
        self._pools: Pools | None = None
        self._cookies: httpx.Cookies | None = None

    def _host_semaphore(self) -> asyncio.Semaphore:
        return asyncio.Semaphore(self.limits.per_host)

    async def __aenter__(self) -> Client:
        import httpx

        from haowai_tui.net.pools import Pools

        # It logs whole addresses, with names, passwords and tokens in them.
        logging.getLogger("httpcore").setLevel(logging.CRITICAL)
        self._pools = Pools(self.limits.in_flight, environment=self._environment)
        # Many sites send one round until they hear their cookie.
        self._cookies = httpx.Cookies()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pools is not None:
            await self._pools.aclose()
            self._pools = None

    async def get(
        self,
        url: str,
        *,
        kind: Literal["feed", "page"] = "page",
        validators: Validators = _NONE,
        typed: bool = False,
    ) -> Response:
        """Fetch `url` within the limits.

        `typed` says that the reader typed this address: its host may then be on a private network. Anything that
        remote data led to may not. Raises `NetError`.
        """
        address, credentials = split_credentials(url)
        host = web_host(address)
        try:
            async with asyncio.timeout(self.limits.timeout):
                async with self._hosts[host], self._all:
                    return await self.follow(address, credentials, partial(self._once, kind, validators), typed=typed)
        except TimeoutError as error:
            text = _("{host} did not answer within {seconds} seconds; try again later.")
            raise TooSlowError(text.format(host=clean(host), seconds=round(self.limits.timeout))) from error

    async def follow(self, url: str, credentials: Credentials, once: Once, *, typed: bool) -> Response:
        """Ask with `once`, and again wherever that leads, within the rules for addresses. Raises `NetError`."""
        from haowai_tui.net.backend import allowed_place

        first = urlsplit(url)
        permanent = True
        allowed_place.set(place_of(url) if typed else None)
        for hop in range(self.limits.redirects + 1):
            host = web_host(url)
            if not typed or place_of(url) != allowed_place.get():
                _refuse_written(host)
            same = _keeps_secrets(first, urlsplit(url))
            response = await once(url, host, credentials if same else None)
            if isinstance(response, Response):
                moved = url if hop and permanent else ""
                return _replace_moved(response, moved)
            status, location = response
            permanent = permanent and status in _PERMANENT
            target = split_credentials(joined(url, location))[0]
            if url.startswith("https:") and target.startswith("http:"):
                text = _("{host} leads from a secure address to an insecure one; it was not followed.")
                raise AddressError(text.format(host=clean(host)))
            url = target
        raise NetError(_("{host} leads from address to address without end.").format(host=clean(first.hostname or "")))

    async def _once(
        self, kind: str, validators: Validators, url: str, host: str, credentials: Credentials
    ) -> Response | tuple[int, str]:
        headers = {}
        if validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        async with self.asking("GET", url, host, credentials, headers) as answer:
            if location := redirect_of(answer):
                return answer.status_code, location
            return await self._read(answer, url, host, kind, validators)

    @asynccontextmanager
    async def asking(
        self,
        method: str,
        url: str,
        host: str,
        credentials: Credentials,
        headers: Mapping[str, str],
        body: bytes | None = None,
        patience: float | None = None,
    ) -> AsyncGenerator[httpx.Response, None]:
        """One request, and its answer while that comes; what goes wrong meanwhile is a `NetError`.

        `patience` is how many seconds each step may take, for callers who do not watch how long the whole takes:
        that costs less than to watch every step."""
        import httpx

        from haowai_tui.net.faults import explained

        assert self._pools is not None and self._cookies is not None, "Client is an async context manager"
        lines = {"Accept": "*/*", "Accept-Encoding": "gzip", "User-Agent": self._user_agent} | dict(headers)
        waits = dict.fromkeys(("connect", "read", "write", "pool"), patience)
        try:
            # Not by httpx's client: following, waiting and turns are ours, and what it does beside takes as long as the
            # rest. As bytes, since what a server calls its version by may hold any letters.
            request = httpx.Request(
                method,
                url,
                headers=[(name.encode(), value.encode()) for name, value in lines.items()],
                content=body,
                extensions={"timeout": waits},
            )
            if credentials:
                request = next(httpx.BasicAuth(*credentials).sync_auth_flow(request))
            if self._cookies:
                self._cookies.set_cookie_header(request)
            answer = await self._pools.handle_async_request(request)
            answer.request = request
            try:
                if "set-cookie" in answer.headers:
                    self._cookies.extract_cookies(answer)
                    _forget_floods(self._cookies.jar)
                yield answer
            finally:
                await answer.aclose()
        except httpx.HTTPError as error:
            raise explained(error, host) from error
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise AddressError(
                _("The address at {host} cannot be fetched as it stands.").format(host=clean(host))
            ) from error

    async def _read(self, answer: httpx.Response, url: str, host: str, kind: str, asked: Validators) -> Response:
        now = datetime.now(UTC)
        headers = {name.lower(): clean(value) for name, value in answer.headers.items()}
        validators = Validators(etag=headers.get("etag", ""), last_modified=headers.get("last-modified", ""))
        if answer.status_code == 304:
            # To its end, which has come already: a connection that is in the middle of an answer is not used again.
            await answer.aread()
            kept = Validators(
                etag=validators.etag or asked.etag, last_modified=validators.last_modified or asked.last_modified
            )
            return Response(url=url, status=304, not_modified=True, validators=kept, next_due=fresh_until(headers, now))
        if answer.status_code >= 400 or answer.status_code < 200:
            raise status_error(answer.status_code, host, retry_after(headers, now))
        limit = self.limits.feed_bytes if kind == "feed" else self.limits.page_bytes
        body = await read_body(answer.aiter_raw(), headers.get("content-encoding", ""), limit, clean(host))
        content_type, charset = _content_type(headers.get("content-type", ""))
        return Response(
            url=url,
            status=answer.status_code,
            content=body,
            content_type=content_type,
            charset=charset,
            # What broke off is asked for again, and not whether it has changed.
            validators=validators if body.is_whole else _NONE,
            next_due=fresh_until(headers, now) if body.is_whole else None,
        )


def _forget_floods(jar: CookieJar) -> None:
    """Forget all cookies of hosts that gave more than one needs: they would go along with every request."""
    sizes: defaultdict[str, int] = defaultdict(int)
    for cookie in jar:
        sizes[cookie.domain] += len(cookie.name) + len(cookie.value or "") + len(cookie.path)
    for domain, size in sizes.items():
        if size > MOST_COOKIES:
            jar.clear(domain)


def _replace_moved(response: Response, moved_to: str) -> Response:
    from dataclasses import replace

    return replace(response, moved_to=moved_to) if moved_to else response


def _keeps_secrets(first: SplitResult, other: SplitResult) -> bool:
    """Whether a name and password that were typed for one place may be told to the other: the same one, or its secure
    form at the usual port."""
    if first[:2] == other[:2]:
        return True
    secure = (first.scheme, other.scheme) == ("http", "https")
    return secure and first.hostname == other.hostname and (first.port or 80, other.port or 443) == (80, 443)


def _refuse_written(host: str) -> None:
    """Refuse a private address that is written as one, also where a proxy would make the connection."""
    plain = host.strip("[]")
    if plain.lower() == "localhost" or (_is_ip(plain) and not is_public(plain)):
        raise refuse_private(clean(host))


def _is_ip(host: str) -> bool:
    import ipaddress

    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _content_type(value: str) -> tuple[str, str]:
    kind, *parameters = value.split(";")
    for parameter in parameters:
        name, _equals, given = parameter.partition("=")
        if name.strip().lower() == "charset":
            return kind.strip().lower(), given.strip().strip("\"'")[:40]
    return kind.strip().lower(), ""


def redirect_of(answer: httpx.Response) -> str:
    """Where an answer leads instead, or empty."""
    return str(answer.headers.get("location", "")) if answer.status_code in _REDIRECTS else ""


def status_error(status: int, host: str, retry_at: datetime | None) -> StatusError:
    """What is said of an answer that is not a success."""
    host = clean(host)
    texts = {
        401: _("{host} asks for a name and a password (401); add it again with name:password@{host} in its address."),
        403: _("{host} refuses to be read (403)."),
        404: _("There is nothing at this address at {host} (404); look for its new address."),
        407: _("The proxy that the environment names asks for a name and a password (407)."),
        410: _("{host} says that this is gone for good (410); you may remove it."),
        429: _("{host} was asked too often (429) and is left alone for a while."),
    }
    text = texts.get(status)
    if text is None:
        text = (
            _("{host} has a fault of its own ({status}); try again later.")
            if status >= 500
            else _("{host} answered with an error ({status}).")
        )
    return StatusError(text.format(host=host, status=status), status, retry_at)
