"""What goes out on the wire, byte by byte as a server gets it."""

from __future__ import annotations

import asyncio

import pytest

from haowai_tui.errors import AddressError
from haowai_tui.model import Validators
from haowai_tui.net import Client


@pytest.mark.parametrize(
    ("url", "target", "host"),
    [
        ("http://127.0.0.1:{port}", "/", "127.0.0.1:{port}"),
        ("http://127.0.0.1:{port}/x#part", "/x", "127.0.0.1:{port}"),
        (
            "http://127.0.0.1:{port}/每日?词=号外 1",
            "/%E6%AF%8F%E6%97%A5?%E8%AF%8D=%E5%8F%B7%E5%A4%96%201",
            "127.0.0.1:{port}",
        ),
        ("http://127.0.0.1:{port}/%E6%AF%8F?q=%22[1]", "/%E6%AF%8F?q=%22[1]", "127.0.0.1:{port}"),
        ('http://127.0.0.1:{port}/a b"<>', "/a%20b%22%3C%3E", "127.0.0.1:{port}"),
    ],
)
def test_an_address_goes_out_in_the_letters_of_the_wire(url: str, target: str, host: str) -> None:
    site = Site(b"HTTP/1.1 200 OK\r\n")

    async def run() -> int:
        server = await asyncio.start_server(site.answer, "127.0.0.1", 0)
        port = int(server.sockets[0].getsockname()[1])
        async with Client(proxy_from_environment=False) as client:
            await client.get(url.replace("{port}", str(port)), typed=True)
        server.close()
        return port

    port = asyncio.run(asyncio.wait_for(run(), 20))
    head = site.requests[0].decode()
    assert head.startswith(f"GET {target} HTTP/1.1\r\n")
    assert f"Host: {host}\r\n".replace("{port}", str(port)) in head


@pytest.mark.parametrize("url", ["http://" + "字" * 70 + ".example/", "http://a.example/\ud800"])
def test_what_cannot_be_sent_is_a_fault_of_the_address(url: str) -> None:
    async def run() -> None:
        async with Client(proxy_from_environment=False) as client:
            await client.get(url, typed=True)

    with pytest.raises(AddressError):
        asyncio.run(asyncio.wait_for(run(), 20))


class Site:
    """A server on a socket: `requests` are the heads that came; each is answered with the next of `heads`."""

    def __init__(self, *heads: bytes) -> None:
        self.heads = [*heads]
        self.requests: list[bytes] = []

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(self.heads.pop(0) + b"Content-Length: 0\r\n\r\n")
                await writer.drain()
        except asyncio.IncompleteReadError:
            writer.close()


def test_a_flood_of_cookies_is_forgotten_and_a_few_are_told_again() -> None:
    flood = b"".join(b"Set-Cookie: c%d=%b\r\n" % (number, b"v" * 20) for number in range(1_500))
    site = Site(b"HTTP/1.1 200 OK\r\nSet-Cookie: seen=yes\r\n", b"HTTP/1.1 200 OK\r\n" + flood, b"HTTP/1.1 200 OK\r\n")

    async def run() -> None:
        server = await asyncio.start_server(site.answer, "127.0.0.1", 0)
        async with Client(proxy_from_environment=False) as client:
            for _again in range(3):
                await client.get(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", typed=True)
        server.close()

    asyncio.run(asyncio.wait_for(run(), 20))
    assert b"Cookie: seen=yes\r\n" in site.requests[1]
    assert len(site.requests[2]) < 1_000


def test_a_mark_in_any_letters_comes_back_as_it_was() -> None:
    site = Site(b'HTTP/1.1 200 OK\r\nETag: "\xc3\xa9-\xe5\x8f\xb7"\r\n', b"HTTP/1.1 304 Same\r\n")

    async def run() -> None:
        server = await asyncio.start_server(site.answer, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with Client(proxy_from_environment=False) as client:
            first = await client.get(url, typed=True)
            assert first.validators == Validators(etag='"é-号"')
            assert (await client.get(url, typed=True, validators=first.validators)).not_modified
        server.close()

    asyncio.run(asyncio.wait_for(run(), 20))
    assert b'If-None-Match: "\xc3\xa9-\xe5\x8f\xb7"\r\n' in site.requests[1]


def test_a_site_hears_its_cookie_again_and_no_other_does() -> None:
    """Many sites set a cookie, send one to the same address again, and do so without end for those that keep none."""
    site, other = Site(), Site(b"HTTP/1.1 200 OK\r\n")

    async def run() -> None:
        theirs = await asyncio.start_server(other.answer, "127.0.0.2", 0)
        server = await asyncio.start_server(site.answer, "127.0.0.1", 0)
        there = f"http://127.0.0.2:{theirs.sockets[0].getsockname()[1]}/"
        site.heads = [
            b"HTTP/1.1 302 Again\r\nSet-Cookie: seen=1; Path=/\r\nSet-Cookie: b=2; Domain=127.0.0.2\r\nLocation: /\r\n",
            b"HTTP/1.1 200 OK\r\n",
        ]
        async with Client(proxy_from_environment=False) as client:
            await client.get(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", typed=True)
            await client.get(there, typed=True)
        server.close()
        theirs.close()

    asyncio.run(asyncio.wait_for(run(), 20))
    assert b"Cookie" not in site.requests[0]
    assert b"\r\nCookie: seen=1\r\n" in site.requests[1]
    assert b"ookie" not in other.requests[0]
