from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
import pytest

from certificates import self_signed
from haowai_tui.errors import AddressError, NetError, TlsError
from haowai_tui.model import Validators
from haowai_tui.net import Client, Limits, pools
from haowai_tui.net.backend import allowed_place
from haowai_tui.net.transfer import send
from servers import Answer, serve

BODY = b"hello"


class Places:
    """One small server at many addresses of this machine; `connections` counts those that each has been asked over."""

    def __init__(self) -> None:
        self.connections: dict[str, int] = {}
        self.open = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        self.connections[host] = self.connections.get(host, 0) + 1
        self.open += 1
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            self.open -= 1
            writer.close()


async def fetch(client: Client, hosts: list[str], port: int) -> None:
    got = await asyncio.gather(*(client.get(f"http://{host}:{port}/", typed=True) for host in hosts))
    assert [answer.body for answer in got] == [BODY] * len(hosts)


def test_a_connection_is_used_again_and_few_are_kept() -> None:
    places = Places()

    async def run() -> None:
        server = await asyncio.start_server(places.answer, "0.0.0.0", 0)
        port = server.sockets[0].getsockname()[1]
        hosts = [f"127.0.3.{number}" for number in range(1, 41)]
        async with Client(Limits(in_flight=8), proxy_from_environment=False) as client:
            for host in hosts[:3] * 3:
                await fetch(client, [host], port)
            assert set(places.connections.values()) == {1}
            await fetch(client, hosts, port)
            await asyncio.sleep(0.05)
            # As many as may be fetched at once, and those that were under way when the last ones began.
            assert places.open <= 16
        await asyncio.sleep(0.05)
        assert places.open == 0
        server.close()

    asyncio.run(run())
    assert len(places.connections) == 40


def test_two_at_one_place_do_not_wait_for_each_other() -> None:
    places = Places()

    async def run() -> None:
        server = await asyncio.start_server(places.answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with Client(Limits(in_flight=1, per_host=2), proxy_from_environment=False) as client:
            await fetch(client, ["127.0.0.1"] * 6, port)
        server.close()

    asyncio.run(asyncio.wait_for(run(), 20))


def test_an_answer_in_crumbs_leaves_others_their_turns() -> None:
    turns = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        crumbs = b"1\r\nx\r\n" * 20_000
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + crumbs + b"0\r\n\r\n")
        await writer.drain()

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with Client(proxy_from_environment=False) as client:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
            work = asyncio.create_task(others())
            assert len((await client.get(url, typed=True)).body) == 20_000
            work.cancel()
        server.close()

    asyncio.run(asyncio.wait_for(run(), 20))
    assert turns > 150


def test_certificates_are_read_once_and_only_for_what_is_asked_over_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    made = ssl.create_default_context

    def counted(**options: object) -> object:
        read.append(options)
        return made()

    monkeypatch.setattr(ssl, "create_default_context", counted)
    pools.tls_context.cache_clear()

    async def run(scheme: str) -> None:
        places = Places()
        server = await asyncio.start_server(places.answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with Client(Limits(timeout=5), proxy_from_environment=False) as client:
            try:
                await client.get(f"{scheme}://127.0.0.1:{port}/", typed=True)
            finally:
                server.close()

    asyncio.run(run("http"))
    assert read == []
    for _again in range(2):
        with pytest.raises(Exception, match=r"127\.0\.0\.1"):
            asyncio.run(run("https"))
    assert len(read) == 1
    pools.tls_context.cache_clear()


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """home.example is this machine."""
    found = socket.getaddrinfo

    def at_home(host: str | bytes, *arguments: object, **options: object) -> object:
        return found("127.0.0.1" if host in ("home.example", b"home.example") else host, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", at_home)


@pytest.mark.usefixtures("at_home")
def test_what_was_opened_for_a_typed_address_serves_no_other() -> None:
    """A connection into the reader's own network stays open for a while; a page that leads there must not find it."""

    async def run() -> None:
        server = await asyncio.start_server(Places().answer, "127.0.0.1", 0)
        address = f"http://home.example:{server.sockets[0].getsockname()[1]}/"
        async with Client(proxy_from_environment=False) as client:
            assert (await client.get(address, typed=True)).body == BODY
            with pytest.raises(AddressError):
                await client.get(address, typed=False)
        server.close()

    asyncio.run(asyncio.wait_for(run(), 20))


@pytest.mark.usefixtures("at_home")
def test_a_connection_is_kept_for_those_it_was_opened_for_whoever_reads_its_answer() -> None:
    async def run() -> None:
        server = await asyncio.start_server(Places().answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        request = httpx.Request("GET", f"http://home.example:{port}/")
        kept = pools.Pools(4, environment=False)
        allowed_place.set(("home.example", port))
        answer = await kept.handle_async_request(request)
        allowed_place.set(None)
        assert await answer.aread() == BODY
        with pytest.raises(AddressError):
            await kept.handle_async_request(request)
        await kept.aclose()
        server.close()

    asyncio.run(asyncio.wait_for(run(), 20))


def test_a_connection_that_the_server_ended_is_not_used_again() -> None:
    asked = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        await writer.drain()
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with Client(proxy_from_environment=False) as client:
            for _again in range(3):
                await fetch(client, ["127.0.0.1"], server.sockets[0].getsockname()[1])
                await asyncio.sleep(0.05)
        server.close()

    asyncio.run(asyncio.wait_for(run(), 20))
    assert len(asked) == 3


def test_a_connection_that_the_server_ends_as_it_is_asked_again_is_asked_for_anew() -> None:
    """A server that ends each after one answer and does not say so: the next question meets its farewell."""
    asked, posted = [], []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).split(b" ")[1])
        moved = b"302 Found\r\nLocation: /there" if asked[-1] == b"/" else b"200 OK"
        writer.write(b"HTTP/1.1 %b\r\nContent-Length: 5\r\n\r\nhello" % moved)
        # It is asked once more, and goes away instead.
        posted.append(await reader.read(4) == b"POST")
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        place = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with Client(proxy_from_environment=False) as client:
            assert (await client.get(f"{place}/", typed=True)).body == BODY
            assert (await client.get(f"{place}/again", typed=True)).body == BODY
            with pytest.raises(NetError):
                await send(client, "POST", f"{place}/mark", {}, b"x")
        server.close()

    asyncio.run(asyncio.wait_for(run(), 20))
    assert asked == [b"/", b"/there", b"/again"] and posted[-1]


def test_a_trusted_certificate_is_enough_for_several_requests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = Places()
    certificate = self_signed(tmp_path / "certificate.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("no_proxy", "localhost")
    pools.tls_context.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    async def run() -> None:
        server = await asyncio.start_server(places.answer, "127.0.0.1", 0, ssl=context)
        async with Client() as client:
            for _again in range(3):
                got = await client.get(f"https://localhost:{server.sockets[0].getsockname()[1]}/", typed=True)
                assert got.body == BODY
        server.close()

    asyncio.run(asyncio.wait_for(run(), 20))
    assert places.connections == {"127.0.0.1": 1}
    pools.tls_context.cache_clear()


def through(proxy: str, url: str, monkeypatch: pytest.MonkeyPatch, *, without: str = "") -> bytes:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("all_proxy", proxy)
    monkeypatch.setenv("no_proxy", without)

    async def run() -> bytes:
        async with Client() as client:
            return (await client.get(url, typed=True)).body

    return asyncio.run(asyncio.wait_for(run(), 20))


def test_a_proxy_is_asked_for_the_whole_address_and_told_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    told = []

    def as_proxy(handler: BaseHTTPRequestHandler) -> None:
        told.append((handler.headers["Host"], handler.headers["Proxy-Authorization"], handler.headers["Authorization"]))
        handler.send_response(200)
        handler.send_header("Content-Length", "5")
        handler.end_headers()
        handler.wfile.write(BODY)

    with serve({"http://news.example/feed?a=1": as_proxy}) as proxy:
        address = proxy.url.replace("//", "//me:s%20ecret@")
        assert through(address, "http://news.example/feed?a=1", monkeypatch) == BODY
    assert told == [("news.example", "Basic bWU6cyBlY3JldA==", None)]


def test_hosts_that_are_named_need_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve({"/": Answer(BODY)}) as server:
        assert through("http://127.0.0.1:9", server.url + "/", monkeypatch, without="127.0.0.1") == BODY


def test_a_proxy_tunnels_what_is_asked_over_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = self_signed(tmp_path / "certificate.pem", "news.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    pools.tls_context.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    heard = []

    def tunnel(listening: socket.socket) -> None:
        plain, _peer = listening.accept()
        heard.append(plain.recv(65536).split(b"\r\n")[0])
        plain.sendall(b"HTTP/1.1 200 go on\r\n\r\n")
        with context.wrap_socket(plain, server_side=True) as inner:
            heard.append(inner.recv(65536).split(b"\r\n")[0])
            inner.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=tunnel, args=(listening,))
        thread.start()
        proxy = f"http://127.0.0.1:{listening.getsockname()[1]}"
        assert through(proxy, "https://news.example/feed", monkeypatch) == BODY
        thread.join()
    assert heard == [b"CONNECT news.example:443 HTTP/1.1", b"GET /feed HTTP/1.1"]
    pools.tls_context.cache_clear()


def test_a_proxy_of_another_kind_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NetError, match="socks5"):
        through("socks5://127.0.0.1:9", "http://news.example/", monkeypatch)


@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        ("http://127.0.0.1:1", "proxy 127.0.0.1, .* cannot be reached .Connection refused"),
        ("http://me:hunter2@127.0.0.1:99999", "address that is none: http://127.0.0.1:99999"),
        ("{refuses}", "asks for a name and a password|does not let through"),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_is_wrong_with_a_proxy_is_told_of_it_and_not_of_the_host(
    proxy: str, said: str, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handler: BaseHTTPRequestHandler) -> None:
        handler.send_error(407)

    with serve({"http://news.example/": refuse}) as server:
        monkeypatch.setattr(BaseHTTPRequestHandler, "do_CONNECT", refuse, raising=False)
        with pytest.raises(NetError, match=said) as raised:
            through(proxy.format(refuses=server.url), f"{scheme}://news.example/", monkeypatch)
    assert "hunter2" not in str(raised.value)


def test_what_a_server_says_unasked_is_no_answer_to_the_next_request() -> None:
    asked = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        await writer.drain()
        # As some do that have waited long enough for the next one.
        await asyncio.sleep(0.02)
        writer.write(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with Client(proxy_from_environment=False) as client:
            for _again in range(2):
                await fetch(client, ["127.0.0.1"], server.sockets[0].getsockname()[1])
                await asyncio.sleep(0.1)
        server.close()

    asyncio.run(asyncio.wait_for(run(), 20))
    assert len(asked) == 2


def test_a_connection_over_which_nothing_new_was_told_is_used_again() -> None:
    connections = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n')
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with Client(proxy_from_environment=False) as client:
            for _again in range(3):
                assert (await client.get(address, validators=Validators(etag='"a"'), typed=True)).not_modified
        server.close()

    asyncio.run(asyncio.wait_for(run(), 20))
    assert len(connections) == 1


@pytest.mark.parametrize("content", [None, "nothing of the kind"])
def test_certificates_that_cannot_be_read_are_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    certificates = tmp_path / "certificates.pem"
    if content is not None:
        certificates.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates))
    monkeypatch.setenv("no_proxy", "localhost")
    pools.tls_context.cache_clear()

    async def run() -> None:
        async with Client() as client:
            await client.get("https://localhost:9/", typed=True)

    with pytest.raises(TlsError, match="SSL_CERT_FILE"):
        asyncio.run(asyncio.wait_for(run(), 20))
    pools.tls_context.cache_clear()
