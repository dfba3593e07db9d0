"""A refresh of 200 feeds of which a fifth are hostile.

    python benchmarks/hostile.py [SECONDS]

Serves healthy feeds beside bombs, drips, half answers, loops, redirects inwards, bad character sets and titles of ten
megabytes, refreshes them all with a limit of SECONDS (10) for each fetch, and prints when the last healthy one was
done, how long all took, and the most memory that was used, by the reader and by its parser processes.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import resource
import signal
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from haowai_tui.config import NetSettings, Paths, Settings
from haowai_tui.library import Library
from haowai_tui.library.events import FeedDone, FeedFailed
from haowai_tui.store import Store
from servers import Answer, rss, serve

Hostile = Answer | Callable[[BaseHTTPRequestHandler], None]
ENDED = threading.Event()


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not ENDED.wait(0.2):
        try:
            handler.wfile.write(b"<")
        except OSError:
            return


def silent(_handler: BaseHTTPRequestHandler) -> None:
    ENDED.wait()


def half(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(rss("half")[:200])
    handler.close_connection = True


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    try:
        while not ENDED.is_set():
            handler.wfile.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
    except OSError:
        return


def garbage(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\xff\x1b]0;owned\x07 not http at all\r\n\r\n")
    handler.close_connection = True


def headers(handler: BaseHTTPRequestHandler) -> None:
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not ENDED.is_set():
            handler.wfile.write(b"X-A: " + b"a" * 4000 + b"\r\n")
    except OSError:
        return


def hostile() -> list[Hostile]:
    packed = {"Content-Encoding": "gzip"}
    zeros = gzip.compress(bytes(120_000_000))
    long_title = b"<rss><channel><title>" + b"A" * 9_900_000 + b"</title></channel></rss>"
    nested = b"<rss><channel><item><description>" + b"&lt;div&gt;" * 300_000 + b"</description></item></channel></rss>"
    surrogate = b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "\\ud800"}]}'
    entities = b"<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>" + b"".join(
        b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    kinds: list[Hostile] = [
        Answer(zeros, headers=packed),
        Answer(gzip.compress(zeros), headers={"Content-Encoding": "gzip, gzip"}),
        Answer(zlib.compress(bytes(120_000_000)), headers={"Content-Encoding": "deflate"}),
        Answer(long_title),
        Answer(nested),
        Answer(entities + b"]><rss><channel><title>&j;</title></channel></rss>"),
        Answer(surrogate),
        Answer(b"\xff\xfe" * 1000, headers={"Content-Type": "text/xml; charset=undefined"}),
        Answer(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}),
        Answer(status=302, headers={"Location": "http://2130706433:9/"}),
        Answer(status=301, headers={"Location": "/hostile/10"}),
        drip,
        silent,
        half,
        endless,
        garbage,
        headers,
    ]
    return [kinds[number % len(kinds)] for number in range(40)]


async def refresh(library: Library, names: dict[int, str]) -> tuple[int, float, int]:
    began, healthy, last, failed = time.perf_counter(), 0, 0.0, 0
    async for event in library.refresh(force=True):
        if isinstance(event, FeedDone) and names[event.feed_id] == "healthy":
            healthy, last = healthy + 1, time.perf_counter() - began
        failed += isinstance(event, FeedFailed)
    return healthy, last, failed


def serve_apart(routes: dict[str, Hostile]) -> tuple[int, int]:
    """Serve in a process of its own, whose memory is not counted: the port and the process."""
    reading, writing = os.pipe()
    if process := os.fork():
        return int.from_bytes(os.read(reading, 4), "big"), process
    with serve(routes, "") as server:
        os.write(writing, server.server_address[1].to_bytes(4, "big"))
        ENDED.wait()
    os._exit(0)


def main(seconds: float) -> None:
    routes: dict[str, Hostile] = {f"/healthy/{n}": Answer(rss(f"晨报 {n}", 30)) for n in range(160)}
    routes |= {f"/hostile/{n}": answer for n, answer in enumerate(hostile())}
    port, server = serve_apart(routes)
    with tempfile.TemporaryDirectory() as home:
        paths = Paths(Path(home) / "config.toml", Path(home) / "data", Path(home) / "cache")
        names: dict[int, str] = {}
        with Store.open(paths.store) as store:
            for number, path in enumerate(routes):
                # A host each, so that the limit for one host is not what is measured.
                host = f"127.0.{number // 250}.{number % 250 + 1}"
                feed = store.add_feed(f"http://{host}:{port}{path}", source="feed")
                names[feed.id] = path.split("/")[1]
        settings = Settings(net=NetSettings(timeout=seconds, proxy_from_environment=False))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        with Library.open(paths, settings) as library:
            healthy, last, failed = asyncio.run(refresh(library, names))
        took = time.perf_counter() - began
    os.kill(server, signal.SIGKILL)
    reader = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    parsers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"{healthy} of 160 healthy feeds done, the last after {last:.1f} s; {failed} of 40 hostile ones failed")
    print(f"all of it took {took:.1f} s with {seconds:.0f} s for a fetch")
    print(f"memory: {reader // 1024} MB (before: {before // 1024} MB), parsers {parsers // 1024} MB")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10.0)
