from __future__ import annotations

import asyncio

import httpx
import pytest

from haowai_tui.net import Client, Limits, pools

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


def test_certificates_are_read_once_and_only_for_what_is_asked_over_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    made = httpx.create_ssl_context

    def counted(**options: object) -> object:
        read.append(options)
        return made()

    monkeypatch.setattr(httpx, "create_ssl_context", counted)
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
