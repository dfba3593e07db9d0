"""Requests to a sync server: asked again when it is busy or breaks off, and told apart by what the reader can do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct

from haowai_tui.errors import (
    AddressError,
    NetError,
    OfflineError,
    RedirectError,
    StatusError,
    SyncBusyError,
    SyncMovedError,
    TlsError,
    TooLargeError,
)
from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import moment
from haowai_tui.net import Client
from haowai_tui.net.address import web_host
from haowai_tui.net.transfer import send
from haowai_tui.text import clean

Fields = Iterable[tuple[str, str]]

MOST_BYTES = 40_000_000
"""The largest answer that is read: a page of long articles."""

_NOT_DONE_HERE = 501
"""What a server of plain files answers to whatever it is sent; waiting changes nothing about it."""


class Patience(Struct, frozen=True, kw_only=True):
    """How often a request is made again, and how many seconds lie between: `first`, doubling, at most `longest`. A
    server that asks for a longer wait than that ends the sync, which goes on at the next one."""

    tries: int = 5
    first: float = 1.0
    longest: float = 60.0


class Wire:
    """One server at `base`, an address that the reader typed."""

    def __init__(self, client: Client, base: str, patience: Patience | None = None) -> None:
        self._client = client
        self.base = base.rstrip("/")
        self.host = clean(web_host(base))
        self.patience = patience or Patience()

    async def get(self, path: str, query: Fields = (), headers: Mapping[str, str] | None = None) -> bytes:
        """What `path` answers. Raises `NetError`, `SyncBusyError`, `SyncMovedError`."""
        asked = urlencode(list(query))
        return await self._ask("GET", f"{path}?{asked}" if asked else path, dict(headers or {}), b"")

    async def post(
        self, path: str, fields: Fields, query: Fields = (), headers: Mapping[str, str] | None = None
    ) -> bytes:
        """Send a form. Raises as `get` does."""
        asked = urlencode(list(query))
        said = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return await self._ask("POST", f"{path}?{asked}" if asked else path, said, urlencode(list(fields)).encode())

    async def call(
        self, method: str, path: str, data: object = None, headers: Mapping[str, str] | None = None, *, tries: int = 0
    ) -> bytes:
        """Send JSON, with `tries` at most so often. Raises as `get` does."""
        said = {"Content-Type": "application/json", **(headers or {})}
        return await self._ask(method, path, said, b"" if data is None else json.dumps(data).encode(), tries)

    def read_json(self, body: bytes) -> Any:
        """The JSON in an answer. Raises `SyncMovedError` when it is none: a page to log in on, or another program."""
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise self.not_such() from error

    def read_table(self, body: bytes) -> dict[str, Any]:
        """The JSON object in an answer. Raises `SyncMovedError`."""
        data = self.read_json(body)
        if not isinstance(data, dict):
            raise self.not_such()
        return data

    def not_such(self) -> SyncMovedError:
        """The error for a place where no such server answers."""
        text = _("What answers at {address} is not such a server; check the account's kind and address.")
        return SyncMovedError(text.format(address=clean(self.base)))

    async def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes, tries: int = 0) -> bytes:
        tries = tries or self.patience.tries
        for attempt in range(tries):
            last = attempt == tries - 1
            try:
                answer = (await send(self._client, method, self.base + path, headers, body, most=MOST_BYTES)).body
            except RedirectError as error:
                text = _("{host} has moved to {address}; give the account that address.")
                raise SyncMovedError(text.format(host=self.host, address=error.address)) from error
            except StatusError as error:
                if error.status == _NOT_DONE_HERE:
                    raise self.not_such() from error
                if error.status != 429 and error.status < 500:
                    raise
                await asyncio.sleep(self._wait(attempt, error, last=last))
            except (OfflineError, TlsError, AddressError, TooLargeError):
                raise
            except NetError:
                # Broken off or too slow. All that is asked can be asked twice.
                if last:
                    raise
                await asyncio.sleep(self._pause(attempt))
            else:
                if _is_page(answer):
                    raise self.not_such()
                return answer
        raise AssertionError("the last try returns or raises")

    def _pause(self, attempt: int) -> float:
        return min(self.patience.longest, self.patience.first * (1 << attempt))

    def _wait(self, attempt: int, error: StatusError, *, last: bool) -> float:
        """The seconds to wait before the next try. Raises `SyncBusyError` when there is none, or not soon."""
        now = datetime.now(UTC)
        asked = (error.retry_at - now).total_seconds() if error.retry_at else 0.0
        if not last and asked <= self.patience.longest:
            return max(asked, self._pause(attempt))
        if error.retry_at and asked > self.patience.longest:
            shown = moment(error.retry_at)
            text = _("{host} is busy ({status}) and asks to be left alone until {time}; try again after that.")
            syncing = _(
                "{host} is busy ({status}) and asks to be left alone until {time}; the sync goes on after that."
            )
        else:
            shown = ""
            text = _("{host} is busy ({status}); try again later.")
            syncing = _("{host} is busy ({status}); the sync goes on the next time.")
        said = (one.format(host=self.host, status=error.status, time=shown) for one in (text, syncing))
        raise SyncBusyError(*said) from error


def _is_page(body: bytes) -> bool:
    """Whether an answer is a page. A sync server that understood answers with JSON, a word or nothing; a page comes
    from a portal or a proxy before it, and what was sent counts as not arrived."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
