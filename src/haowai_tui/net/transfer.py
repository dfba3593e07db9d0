"""Large files into a file on the disk, begun again where they broke off; and sending something to a service."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

from haowai_tui.errors import NetError, RedirectError, TooLargeError, TooSlowError
from haowai_tui.locale import gettext as _
from haowai_tui.net.address import Credentials, joined, place_of, split_credentials, web_host
from haowai_tui.net.body import read_body
from haowai_tui.net.client import Client, Response, redirect_of, status_error
from haowai_tui.net.fresh import retry_after
from haowai_tui.text import clean

if TYPE_CHECKING:
    import httpx

MOST_BYTES = 8_000_000_000
"""The largest file that is downloaded."""
_ANSWER_BYTES = 1_000_000
_PARTIAL = 206
_NO_SUCH_RANGE = 416

Progress = Callable[[int, int], None]
"""Told of the bytes there are and the bytes there will be, 0 when that is not known."""


class Partial(Struct):
    """A file on its way: `file` is open for writing at its end, `validator` is what the server knew this version by
    (empty when that is not known, so that it must begin again)."""

    file: BinaryIO
    validator: str = ""


async def download(client: Client, url: str, partial: Partial, told: Progress, *, typed: bool = False) -> None:
    """Fetch `url` into `partial`, going on where it ends when the server still has the same. There is no deadline for
    the whole, but one for standing still. Raises `NetError`; what has come stays in the file."""

    async def once(address: str, host: str, credentials: Credentials) -> Response | tuple[int, str]:
        have = partial.file.seek(0, 2) if partial.validator else 0
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": partial.validator}
        asking = client.asking("GET", address, host, credentials, headers, patience=client.limits.timeout)
        async with asking as answer:
            if location := redirect_of(answer):
                return answer.status_code, location
            if have and not _goes_on(answer, have):
                partial.validator = ""  # what is there is not the beginning of theirs: once more, from the beginning
                return answer.status_code, address
            await _receive(answer, host, partial, told, have)
            return Response(url=address, status=answer.status_code)

    address, credentials = split_credentials(url)
    await client.follow(address, credentials, once, typed=typed)


def _goes_on(answer: httpx.Response, have: int) -> bool:
    """Whether an answer is the rest after `have` bytes, or the whole again; not a range that nobody asked for."""
    if answer.status_code == _PARTIAL:
        return str(answer.headers.get("content-range", "")).startswith(f"bytes {have}-")
    return answer.status_code != _NO_SUCH_RANGE


async def _receive(answer: httpx.Response, host: str, partial: Partial, told: Progress, have: int) -> None:
    if not 200 <= answer.status_code < 300 or (answer.status_code == _PARTIAL and not have):
        raise status_error(answer.status_code, host, None)
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        text = _("{host} packed its answer in a way that was not asked for; it was not read.")
        raise NetError(text.format(host=clean(host)))
    if answer.status_code != _PARTIAL:
        have = 0
        partial.file.seek(0)
        partial.file.truncate()
    etag = answer.headers.get("etag", "")
    partial.validator = etag if etag and not etag.startswith("W/") else answer.headers.get("last-modified", "")
    length = answer.headers.get("content-length", "")
    total = have + int(length) if length.isascii() and length.isdigit() and len(length) < 15 else 0
    told(have, total)
    async for chunk in answer.aiter_raw():
        have += len(chunk)
        if have > MOST_BYTES:
            text = _("{host} sent more than {limit} MB; it was not read further.")
            raise TooLargeError(text.format(host=clean(host), limit=MOST_BYTES // 1_000_000))
        partial.file.write(chunk)
        told(have, total)
    if total and have < total:
        raise NetError(_("{host} broke off in the middle of its answer; try again later.").format(host=clean(host)))


async def send(
    client: Client, method: str, url: str, headers: Mapping[str, str], body: bytes, *, most: int = _ANSWER_BYTES
) -> Response:
    """Send `body` to a service whose address the reader typed, and read at most `most` bytes of its answer. A redirect
    is not followed: it would take the secrets in `headers` to another place. Raises `NetError`, for a redirect
    `RedirectError`."""
    from haowai_tui.net.backend import allowed_place

    address, credentials = split_credentials(url)
    host = web_host(address)
    allowed_place.set(place_of(address))
    try:
        async with (
            asyncio.timeout(client.limits.timeout),
            client.asking(method, address, host, credentials, headers, body) as answer,
        ):
            if location := redirect_of(answer):
                text = _("{host} leads to another address, {address}; put that one into the settings.")
                target = clean(joined(address, location))[:200]
                raise RedirectError(text.format(host=clean(host), address=target), target)
            if not 200 <= answer.status_code < 300:
                raise status_error(answer.status_code, host, retry_after(answer.headers, datetime.now(UTC)))
            encoding = clean(answer.headers.get("content-encoding", ""))
            data = await read_body(answer.aiter_raw(), encoding, most, clean(host))
            return Response(url=address, status=answer.status_code, content=data)
    except TimeoutError as error:
        text = _("{host} did not answer within {seconds} seconds; try again later.")
        raise TooSlowError(text.format(host=clean(host), seconds=round(client.limits.timeout))) from error
