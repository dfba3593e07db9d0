"""What a sync server keeps: feeds, articles, flags and when they changed. Faces in other modules speak its APIs."""

from __future__ import annotations

import json
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class WorldFeed:
    """A subscription on the server."""

    id: int
    address: str
    title: str
    category: str = ""


@dataclass
class WorldItem:
    """An article on the server; `crawled` in milliseconds, `changed` in seconds."""

    id: int
    feed: int
    title: str
    html: str
    link: str
    published: int
    crawled: int
    read: bool = False
    starred: bool = False
    changed: float = 0.0


@dataclass
class World:
    """The server's memory. `faults` are what goes wrong with the next requests, one after the other: see `Face`.
    `falsely` is given each answer, with what was asked, and makes it another: one that is valid, and false."""

    password: str = "secret"
    feeds: dict[int, WorldFeed] = field(default_factory=dict)
    items: dict[int, WorldItem] = field(default_factory=dict)
    sessions: set[str] = field(default_factory=set)
    tokens: set[str] = field(default_factory=set)
    faults: deque[str] = field(default_factory=deque)
    lock: threading.RLock = field(default_factory=threading.RLock)
    labels: list[str] = field(default_factory=list)
    page: int = 10_000
    numbers: int = 0
    falsely: Callable[[Face, Any], Any] | None = None
    clock: float = 1_780_000_000.0

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    def tick(self) -> float:
        """The server's time; no two changes have the same."""
        self.clock += 1
        return self.clock

    def add_feed(self, name: str, *, items: int = 0, category: str = "") -> WorldFeed:
        feed = WorldFeed(self.number(), f"https://{name}.example/feed.xml", name.title(), category)
        self.feeds[feed.id] = feed
        for _ in range(items):
            self.add_item(feed)
        return feed

    def add_item(self, feed: WorldFeed, **flags: bool) -> WorldItem:
        number = self.number()
        # Every third has its highest bit set: negative where it is written in decimal.
        known = number + ((1 << 63) if number % 3 == 0 else 1 << 40)
        now = self.tick()
        item = WorldItem(
            id=known,
            feed=feed.id,
            title=f"{feed.title} &amp; {number} 号",
            html=f"<p>{feed.title} 的第 {number} 篇，<b>全文</b>。</p>",
            link=f"{feed.address.removesuffix('feed.xml')}{number}",
            published=int(now) - 3600,
            crawled=int(now * 1000),
            changed=now,
            **flags,
        )
        self.items[known] = item
        return item

    def set(self, ids: Iterable[int], **flags: bool) -> None:
        for known in ids:
            item = self.items.get(known)
            if item is not None and any(getattr(item, name) != value for name, value in flags.items()):
                for name, value in flags.items():
                    setattr(item, name, value)
                item.changed = self.tick()

    def state(self) -> dict[str, tuple[bool, bool]]:
        """Read and starred of every article, by its link."""
        return {item.link: (item.read, item.starred) for item in self.items.values()}


class Server(ThreadingHTTPServer):
    """A face of a world at `url`; `requests` counts what was asked, by path without its query."""

    daemon_threads = True

    def __init__(self, world: World, face: type[Face]) -> None:
        super().__init__(("127.0.0.1", 0), face)
        self.world = world
        self.requests: Counter[str] = Counter()

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that hangs up is no error of the server."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Face(BaseHTTPRequestHandler, ABC):
    """What faces have in common. Faults, each for one request: `drop` hangs up unanswered, `deaf` does what is asked
    and hangs up then, `401`, `429` and `503` are answered with, `slow` waits, `html` answers with a page; `again` and
    `shuffle` are for the faces: a page that came already, ids in another order."""

    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    @property
    def world(self) -> World:
        return self.server.world

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        self.where, self.query = parts.path, parse_qsl(parts.query, keep_blank_values=True)
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        self.server.requests[f"{self.command} {self.where}"] += 1
        with self.world.lock:
            self.fault = self.world.faults.popleft() if self.world.faults else ""
            if self.fault == "drop":
                self.close_connection = True
                return
            if self.fault.isdigit():
                headers = {"Retry-After": "0"} if self.fault == "429" else {}
                self.answer(b"no", int(self.fault), headers)
                return
            if self.fault == "slow":
                time.sleep(0.02)
            if self.fault == "html":
                self.answer(b"<html>Please log in</html>")
                return
            self.handle_request()

    do_GET = do_POST = do_PUT = do_DELETE = _serve

    @abstractmethod
    def handle_request(self) -> None:
        """Answer what was asked, which nothing has gone wrong with."""

    def asked(self, name: str, default: str = "") -> str:
        return next((value for key, value in self.query if key == name), default)

    def answer(self, body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        if self.fault == "deaf":
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_json(self, data: object, status: int = 200) -> None:
        if self.world.falsely is not None:
            data = self.world.falsely(self, data)
        self.answer(json.dumps(data).encode(), status)


@contextmanager
def serve_world(world: World, face: type[Face]) -> Iterator[Server]:
    """Serve a face of a world until the block ends."""
    server = Server(world, face)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
