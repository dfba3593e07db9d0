"""A server of made-up feeds on loopback: each feed at an address of its own (127.0.1.1, 127.0.1.2 …), so that rules for
one host do not slow down what in life are many; each answer after a delay; ETags answered with 304."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import multiprocessing
from collections.abc import Iterator
from email.utils import format_datetime
from html import escape
from multiprocessing.connection import Connection

from corpus import entries

from haowai_tui.model import Entry, blocks_text

_XML = "<?xml version='1.0' encoding='utf-8'?>"


def address_of(feed: int) -> str:
    """The host of the feed with this number, from 0."""
    return f"127.0.{1 + feed // 250}.{1 + feed % 250}"


def _rss(title: str, items: list[Entry]) -> bytes:
    rows = "".join(
        f"<item><title>{escape(item.title)}</title><guid isPermaLink='false'>{item.guid}</guid>"
        f"<link>https://example.org/{item.guid}</link>"
        f"<pubDate>{format_datetime(item.published) if item.published else ''}</pubDate>"
        f"<description>{escape('<p>' + blocks_text(item.blocks) + '</p>')}</description></item>"
        for item in items
    )
    return f"{_XML}<rss version='2.0'><channel><title>{title}</title>{rows}</channel></rss>".encode()


def _atom(title: str, items: list[Entry]) -> bytes:
    rows = "".join(
        f"<entry><title>{escape(item.title)}</title><id>urn:x:{item.guid}</id>"
        f"<link href='https://example.org/{item.guid}'/>"
        f"<updated>{item.published.isoformat() if item.published else ''}</updated>"
        f"<content type='html'>{escape('<p>' + blocks_text(item.blocks) + '</p>')}</content></entry>"
        for item in items
    )
    head = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{title}</title><id>urn:{title}</id>"
    return f"{_XML}{head}{rows}</feed>".encode()


def bodies(feeds: int, articles: int) -> list[bytes]:
    """The feeds, every second one Atom, of so many articles each."""
    stream = entries(feeds * articles)
    made = []
    for feed in range(feeds):
        items = [next(stream) for _article in range(articles)]
        made.append((_atom if feed % 2 else _rss)(f"Feed {feed}", items))
    return made


async def _serve(feeds: list[bytes], delay: float, ready: Connection) -> None:
    async def answer(body: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        etag = b'"' + hashlib.sha1(body).hexdigest().encode() + b'"'
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await asyncio.sleep(delay)
                if etag in head:
                    writer.write(b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n")
                else:
                    length = str(len(body)).encode()
                    writer.write(
                        b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nETag: " + etag
                        + b"\r\nContent-Length: " + length + b"\r\n\r\n" + body
                    )  # fmt: skip
                await writer.drain()
        writer.close()

    servers = []
    port = 0
    for number, body in enumerate(feeds):
        server = await asyncio.start_server(
            lambda reader, writer, body=body: answer(body, reader, writer), address_of(number), port, backlog=64
        )
        port = port or server.sockets[0].getsockname()[1]
        servers.append(server)
    ready.send(port)
    await asyncio.Event().wait()


def _run(feeds: int, articles: int, delay: float, ready: Connection) -> None:
    asyncio.run(_serve(bodies(feeds, articles), delay, ready))


@contextlib.contextmanager
def serving(feeds: int, articles: int, *, delay: float) -> Iterator[list[str]]:
    """The addresses of the feeds, served by another process until the block ends. `delay` is in seconds."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_run, args=(feeds, articles, delay, theirs), daemon=True)
    process.start()
    try:
        port = ours.recv()
        yield [f"http://{address_of(number)}:{port}/feed.xml" for number in range(feeds)]
    finally:
        process.kill()
        process.join()
