from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import certifi
import pytest

from certificates import self_signed
from haowai_tui.errors import AddressError, NetError, OfflineError, StatusError, TlsError, TooLargeError, TooSlowError
from haowai_tui.net import Client, Limits, Response, pools
from haowai_tui.net.address import is_public, web_host
from haowai_tui.net.client import _keeps_secrets
from servers import Answer, serve


def get(url: str, *, limits: Limits | None = None, typed: bool = True, etag: str = "") -> Response:
    from haowai_tui.model import Validators

    async def run() -> Response:
        async with Client(limits, proxy_from_environment=False) as client:
            return await client.get(url, kind="feed", typed=typed, validators=Validators(etag=etag))

    return asyncio.run(run())


def test_a_feed_is_fetched_unpacked_and_known_again() -> None:
    with serve(
        {"/": Answer(b"hello" * 100, etag='"1"', packed=True, headers={"Content-Type": "text/xml; charset=GBK"})}
    ) as s:
        first = get(s.url + "/")
        assert first.body == b"hello" * 100 and first.charset == "GBK" and first.content_type == "text/xml"
        assert get(s.url + "/", etag=first.validators.etag).not_modified


def test_a_bomb_is_given_up_at_the_limit() -> None:
    bomb = Answer(gzip.compress(b"0" * 60_000_000), headers={"Content-Encoding": "gzip"})
    stacked = Answer(gzip.compress(gzip.compress(b"0")), headers={"Content-Encoding": "gzip, gzip"})
    with serve({"/": bomb, "/two": stacked}) as s:
        with pytest.raises(TooLargeError):
            get(s.url + "/")
        with pytest.raises(NetError):
            get(s.url + "/two")


def test_an_answer_whose_packing_broke_off_is_asked_for_again_whole() -> None:
    packed = gzip.compress(bytes(range(256)) * 40)
    head = {"Content-Encoding": "gzip", "ETag": '"a"', "Cache-Control": "max-age=600"}
    with serve({"/cut": Answer(packed[:-50], headers=head), "/whole": Answer(packed, headers=head)}) as server:
        cut, whole = get(f"{server.url}/cut", typed=True), get(f"{server.url}/whole", typed=True)
    assert cut.body and (cut.validators.etag, cut.next_due) == ("", None)
    assert whole.validators.etag == '"a"' and whole.next_due is not None


def test_a_redirect_is_followed_without_the_place_in_the_page() -> None:
    with serve({"/old": Answer(status=301, headers={"Location": "/new#top"}), "/new": Answer(b"news")}) as server:
        assert get(f"{server.url}/old", typed=True).moved_to == f"{server.url}/new"


def test_a_password_goes_along_to_the_secure_form_of_its_place_and_nowhere_else() -> None:
    def keeps(first: str, other: str) -> bool:
        return _keeps_secrets(urlsplit(first), urlsplit(other))

    assert keeps("http://a.example/x", "https://a.example/y") and keeps(
        "http://a.example:80/", "https://a.example:443/"
    )
    assert not keeps("https://a.example/", "http://a.example/")
    assert not keeps("http://a.example/", "https://b.example/")
    assert not keeps("http://a.example/", "https://a.example:8443/")
    assert not keeps("http://a.example:8080/", "https://a.example/")


def test_a_drip_ends_at_the_deadline() -> None:
    stop = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not stop.wait(0.05):
            try:
                handler.wfile.write(b"x")
            except OSError:
                return

    with serve({"/": drip}) as s, pytest.raises(TooSlowError):
        get(s.url + "/", limits=Limits(timeout=0.5))
    stop.set()


def test_only_permanent_redirects_move_a_feed() -> None:
    routes = {
        "/a": Answer(status=301, headers={"Location": "/b"}),
        "/c": Answer(status=302, headers={"Location": "/b"}),
        "/b": Answer(b"x"),
        "/loop": Answer(status=301, headers={"Location": "/loop"}),
    }
    with serve(routes) as s:
        assert get(s.url + "/a").moved_to == s.url + "/b"
        assert get(s.url + "/c").moved_to == ""
        with pytest.raises(NetError):
            get(s.url + "/loop")
        assert s.requests["/loop"] == 6


@pytest.mark.parametrize("location", ["http://[::1/", "//[x]y/", "http://[v1.z]/", "http://a:b:c/", "http://\u2488/"])
def test_a_redirect_to_what_is_no_address_is_a_sentence(location: str) -> None:
    there = Answer(status=302, headers={"Location": location.encode().decode("latin-1")})
    with serve({"/": there}) as s, pytest.raises(AddressError):
        get(s.url + "/")


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "0", "localhost", "[::ffff:127.0.0.1]"])
def test_no_notation_leads_from_a_page_to_this_machine(host: str) -> None:
    with serve({"/": Answer(b"secret")}) as s:
        port = s.server_address[1]
        with pytest.raises((AddressError, OfflineError)):
            get(f"http://{host}:{port}/", typed=False)
        assert not s.requests


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "127.1", "0177.0.0.1", "2130706433", "0x7f000001", "[::1]", "0", "localhost."]
)
def test_a_typed_address_does_not_open_its_neighbours(host: str) -> None:
    with serve({"/": Answer(b"secret")}) as inner:
        there = Answer(status=302, headers={"Location": f"http://{host}:{inner.server_address[1]}/"})
        with serve({"/": there}) as outer, pytest.raises(NetError):
            get(outer.url + "/")
        assert not inner.requests


def test_a_name_that_changes_its_address_is_looked_at_when_it_is_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when it is checked and private when it is connected to: only the connection counts."""
    found = socket.getaddrinfo

    def rebound(host: str | bytes, *arguments: object, **options: object) -> object:
        return found("127.0.0.1" if host in ("rebind.example", b"rebind.example") else host, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    with serve({"/": Answer(b"secret")}) as s:
        with pytest.raises(AddressError):
            get(f"http://rebind.example:{s.server_address[1]}/", typed=False)
        assert not s.requests


@pytest.mark.parametrize("host", ["bücher.test", "BÜCHER.test", "新闻.test", "straße.test"])
def test_a_typed_host_in_any_script_may_be_on_a_private_network(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    find = socket.getaddrinfo

    def found(host: str | bytes, *more: object, **others: object) -> object:
        name = host.decode() if isinstance(host, bytes) else host
        return find("127.0.0.1" if name.startswith("xn--") else name, *more, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    with serve({"/": Answer(b"news")}) as server:
        address = f"http://{host}:{server.server_address[1]}/"
        assert get(address, typed=True).body == b"news"
        with pytest.raises(AddressError):
            get(address, typed=False)


def test_an_error_says_when_to_come_back_and_no_secret() -> None:
    with serve({"/f?token=hush": Answer(status=429, headers={"Retry-After": "120"})}) as s:
        with pytest.raises(StatusError) as caught:
            get(s.url.replace("//", "//me:hunter2@") + "/f?token=hush")
        assert caught.value.status == 429
        assert caught.value.retry_at is not None
        assert timedelta(seconds=100) < caught.value.retry_at - datetime.now(UTC) < timedelta(seconds=121)
        assert "hunter2" not in str(caught.value) and "hush" not in str(caught.value)


def refusal_of(certificate: Path) -> str:
    """What is said of a server with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serve({"/": Answer(b"secret")}) as s:
        s.socket = context.wrap_socket(s.socket, server_side=True)
        with pytest.raises(TlsError) as caught:
            get(f"https://localhost:{s.server_address[1]}/")
        assert not s.requests
    return str(caught.value)


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    text = refusal_of(self_signed(tmp_path / "certificate.pem"))
    assert text == "The certificate of localhost cannot be trusted; it was not read."


@pytest.mark.parametrize(
    ("host", "days", "said"),
    [
        ("localhost", (-9, -2), "The certificate of localhost has expired; it was not read."),
        (
            "localhost",
            (2, 9),
            "The certificate of localhost is not valid yet; it was not read. Check this machine's clock.",
        ),
        ("news.example", (-1, 1), "localhost shows a certificate that is for another host; it was not read."),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, days: tuple[int, int], said: str
) -> None:
    certificate = self_signed(tmp_path / "certificate.pem", host, days=days)
    monkeypatch.setattr(certifi, "where", lambda: str(certificate))
    pools.tls_context.cache_clear()
    try:
        assert refusal_of(certificate) == said
    finally:
        pools.tls_context.cache_clear()


def test_a_server_without_tls_is_not_one_with_a_bad_certificate() -> None:
    with (
        serve({"/": Answer(b"open")}) as s,
        pytest.raises(TlsError, match=r"No secure connection to 127\.0\.0\.1.*http://"),
    ):
        get(s.url.replace("http:", "https:") + "/")


def test_nobody_there_is_offline() -> None:
    with pytest.raises(OfflineError):
        get("http://127.0.0.1:9/")


@pytest.mark.parametrize(
    "ip", ["127.0.0.1", "10.1.1.1", "169.254.169.254", "::1", "fe80::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "0.0.0.0"]
)
def test_private_addresses_are_known(ip: str) -> None:
    assert not is_public(ip)
    assert is_public("93.184.216.34")


def test_a_host_is_asked_by_two_at_once() -> None:
    gate = threading.Event()
    now, most = [0], [0]
    lock = threading.Lock()

    def slow(handler: BaseHTTPRequestHandler) -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        gate.wait(0.05)
        with lock:
            now[0] -= 1
        handler.send_response(200)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    async def many(url: str) -> None:
        async with Client(proxy_from_environment=False) as client:
            await asyncio.gather(*(client.get(url, typed=True) for _ in range(8)))

    with serve({"/": slow}) as s:
        asyncio.run(many(s.url + "/"))
        assert s.requests["/"] == 8
    assert most[0] <= 2


@pytest.mark.parametrize("address", ["http://not a site", "http://a<b>/", 'http://a"b/feed'])
def test_what_is_no_host_is_no_address(address: str) -> None:
    with pytest.raises(AddressError):
        web_host(address)
