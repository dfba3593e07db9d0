"""A web server for tests: real sockets on 127.0.0.1, answers from a table, requests counted."""

from __future__ import annotations

import gzip
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


@dataclass
class Answer:
    """What a path answers. With an `etag` the same request again gives 304. `delay` blocks on an event."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    packed: bool = False
    wait: threading.Event | None = None


Routes = Mapping[str, "Answer | Callable[[BaseHTTPRequestHandler], None]"]


class Post(NamedTuple):
    """What was posted: where to, with which headers, and the body."""

    path: str
    headers: dict[str, str]
    body: bytes


class Server(ThreadingHTTPServer):
    """`url` is its base address; `requests` counts them by path, `statuses` the answers by status, `posts` is what was
    posted."""

    daemon_threads = True

    def __init__(self, routes: Routes, host: str = "127.0.0.1") -> None:
        super().__init__((host, 0), _Handler)
        self.routes = dict(routes)
        self.requests: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.posts: list[Post] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that hangs up is no error of the server: what it prints would stand in another test's output."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        if isinstance(self.server.routes.get(self.path), Answer):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.server.posts.append(Post(self.path, dict(self.headers), body))
        self.do_GET()

    def do_GET(self) -> None:
        self.server.requests[self.path] += 1
        route = self.server.routes.get(self.path, Answer(status=404))
        if not isinstance(route, Answer):
            route(self)
            return
        if route.wait is not None:
            route.wait.wait(30)
        if route.etag and self.headers.get("If-None-Match") == route.etag:
            self._send(304, b"", {"ETag": route.etag})
            return
        headers = dict(route.headers)
        body = route.body
        if route.etag:
            headers["ETag"] = route.etag
        if route.packed:
            body = gzip.compress(body)
            headers["Content-Encoding"] = "gzip"
        self._send(route.status, body, headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.server.statuses[status] += 1
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serve(routes: Routes, host: str = "127.0.0.1") -> Iterator[Server]:
    """Serve `routes` until the block ends, at one address of this machine or (with "") at all."""
    server = Server(routes, host)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def rss(title: str, items: int = 3, *, word: str = "新闻") -> bytes:
    """An RSS feed of `items` entries, newest first."""
    entries = "".join(
        f"<item><title>{word} {n}</title><guid isPermaLink='false'>{n}</guid>"
        f"<description>&lt;p&gt;{title} 的第 {n} 篇。&lt;/p&gt;</description>"
        f"<pubDate>Mon, 23 Nov 2026 {23 - n % 24:02d}:00:00 GMT</pubDate></item>"
        for n in range(items)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title>{entries}</channel></rss>".encode()
