"""What goes out on the wire, byte by byte as a server gets it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from haowai_tui.model import Validators
from haowai_tui.net import Client, asking


def sent(url: str, **more: str) -> tuple[str, Mapping[str, str]]:
    request = asking.request("GET", url, None, more, None, 1.0)
    return str(request.url.target, "ascii"), {str(name, "ascii"): value.decode() for name, value in request.headers}


@pytest.mark.parametrize(
    ("url", "target", "host"),
    [
        ("http://a.example", "/", "a.example"),
        ("https://A.example:443/x", "/x", "a.example"),
        ("http://a.example:8080/x#part", "/x", "a.example:8080"),
        (
            "http://新闻.example/每日?词=号外 1",
            "/%E6%AF%8F%E6%97%A5?%E8%AF%8D=%E5%8F%B7%E5%A4%96%201",
            "xn--efvy88h.example",
        ),
        ("http://a.example/%E6%AF%8F?q=%22[1]{2}|", "/%E6%AF%8F?q=%22[1]{2}|", "a.example"),
        ('http://a.example/a b{c}"<>', "/a%20b%7Bc%7D%22%3C%3E", "a.example"),
        ("http://a.example/feeds/./x/../all.xml", "/feeds/all.xml", "a.example"),
        ("http://[2001:DB8::1]:81/", "/", "[2001:db8::1]:81"),
    ],
)
def test_an_address_goes_out_in_the_letters_of_the_wire(url: str, target: str, host: str) -> None:
    got, headers = sent(url)
    assert (got, headers["Host"]) == (target, host)


@pytest.mark.parametrize(
    "url", ["http://a\u2024\u2024b.example/", "http://" + "字" * 70 + ".example/", "http://a/\ud800"]
)
def test_what_cannot_be_sent_is_a_fault_of_the_address(url: str) -> None:
    with pytest.raises(UnicodeError):
        sent(url)


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
