"""A refresh of 200 feeds of which a fifth are hostile.

    python benchmarks/hostile.py [SECONDS]

Serves healthy feeds beside bombs, drips, half answers, loops, redirects inwards, bad character sets and titles of ten
megabytes. Opens the reader in a pseudo-terminal, refreshes all with a limit of SECONDS (10) for each fetch, and goes up
and down the list meanwhile. Prints how many feeds were had and marked, how long it took, the most memory that the
reader and its parser processes took together (proportional set size, added up ten times a second), and what keys took.
"""

from __future__ import annotations

import gzip
import os
import signal
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from haowai_tui.model import Entry, FeedData
from haowai_tui.store import Store
from servers import Answer, rss, serve
from terminal import Terminal

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


def serve_apart(routes: dict[str, Hostile]) -> tuple[int, int]:
    """Serve in a process of its own, whose memory is not counted: the port and the process."""
    reading, writing = os.pipe()
    if process := os.fork():
        return int.from_bytes(os.read(reading, 4), "big"), process
    os.nice(10)  # servers are elsewhere: what they compute is not taken from the reader
    with serve(routes, "") as server:
        os.write(writing, server.server_address[1].to_bytes(4, "big"))
        ENDED.wait()
    os._exit(0)


def home_with(home: Path, port: int, paths: Iterable[str], seconds: float) -> dict[int, str]:
    """A reader who is subscribed to everything; what kind each feed is, by its id."""
    names: dict[int, str] = {}
    with Store.open(home / "data" / "haowai.db") as store:
        for number, path in enumerate(paths):
            # A host each, so that the limit for one host is not what is measured.
            host = f"127.0.{number // 250}.{number % 250 + 1}"
            feed = store.add_feed(f"http://{host}:{port}{path}", source="feed")
            names[feed.id] = path.split("/")[1]
        known = FeedData(title="晨报", entries=tuple(Entry(guid=str(n), title=f"消息 {n}") for n in range(300)))
        store.store_feed(1, known, now=datetime.now(UTC))
        store.set_value("launched", "1")
    (home / "config.toml").write_text(f"[net]\ntimeout = {seconds}\nproxy_from_environment = false\n", "utf-8")
    return names


def processes_below(process: int) -> list[int]:
    """A process and all that it has started."""
    found = [process]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            with suppress(OSError):
                found += map(int, task.read_text().split())
    return found


def memory(process: int) -> int:
    """Bytes: its share of what others share, and all that is its own."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


class Watch(threading.Thread):
    """Adds up, ten times a second, what a process and those below it take."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process, self.most = process, [0]
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.1):
            now = [memory(one) for one in processes_below(self.process)]
            self.most = max(self.most, now, key=sum)


def press(terminal: Terminal, key: str) -> float:
    """Seconds until the first byte that answers a key."""
    before, began = len(terminal.raw), time.perf_counter()
    terminal.send(key)
    while len(terminal.raw) == before and time.perf_counter() - began < 2 and terminal.read(0.05):
        pass
    return time.perf_counter() - began


def outcome(home: Path, names: dict[int, str]) -> tuple[int, int]:
    """How many healthy feeds are there, and how many hostile ones are marked."""
    with Store.open(home / "data" / "haowai.db") as store:
        feeds = store.feeds()
    healthy = sum(names[feed.id] == "healthy" and feed.last_success is not None for feed in feeds)
    return healthy, sum(names[feed.id] == "hostile" and bool(feed.error) for feed in feeds)


def read_on(home: Path, names: dict[int, str], seconds: float) -> None:
    """Open the reader, refresh all, and go up and down the list meanwhile."""
    env = {"HAOWAI_HOME": str(home), "HAOWAI_LANG": "en", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    with Terminal([sys.executable, "-m", "haowai_tui"], columns=120, rows=40, env=env) as terminal:
        terminal.wait_for("消息", 60)
        terminal.wait_still(1.0)
        calm = sorted(press(terminal, "jk"[n % 2]) for n in range(40))
        idle = memory(terminal.pid)
        watch = Watch(terminal.pid)
        watch.start()
        began, took = time.perf_counter(), []
        terminal.send("R")
        terminal.read(0.5)
        while time.perf_counter() - began < 6 * seconds + 60 and "failed" not in terminal.screen().splitlines()[-1]:
            took.append(press(terminal, "jk"[len(took) % 2]))
            terminal.read(0.05)
        whole = time.perf_counter() - began
        watch.ended.set()
        watch.join()
        terminal.send("q")
        terminal.wait_end(60)
    healthy, failed = outcome(home, names)
    took.sort()
    print(f"{healthy} of 160 healthy feeds had, {failed} of 40 hostile ones marked, all of it in {whole:.1f} s")
    print(f"a fetch may take {seconds:.0f} s")
    parts = " + ".join(f"{one / 1e6:.0f}" for one in watch.most)
    print(f"memory of all processes: {sum(watch.most) / 1e6:.0f} MB at most (the reader and its parsers: {parts})")
    print(f"memory of the reader before it: {idle / 1e6:.0f} MB")
    for name, times in (("before it", calm), ("during it", took)):
        middle, high = times[len(times) // 2], times[int(len(times) * 0.95)]
        print(f"keys {name}: p50 {middle * 1000:.0f} ms, p95 {high * 1000:.0f} ms, of {len(times)}")


def main(seconds: float) -> None:
    routes: dict[str, Hostile] = {f"/healthy/{n}": Answer(rss(f"晨报 {n}", 30)) for n in range(160)}
    routes |= {f"/hostile/{n}": answer for n, answer in enumerate(hostile())}
    port, server = serve_apart(routes)
    try:
        with tempfile.TemporaryDirectory() as home:
            read_on(Path(home), home_with(Path(home), port, routes, seconds), seconds)
    finally:
        os.kill(server, signal.SIGKILL)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10.0)
