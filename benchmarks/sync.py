"""How long a first sync takes, and a later one with nothing new: python3 benchmarks/sync.py [FEEDS] [ARTICLES].

The server is the one of the tests, in a process of its own, over sockets on this machine.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from greaderface import GReaderFace
from haowai_tui.config import NetSettings, Settings, paths
from haowai_tui.library import Library
from haowai_tui.library.events import SyncProgress
from syncworld import Server, World


def serve(feeds: int, articles: int, told: multiprocessing.Queue[str]) -> None:
    """A server with so many feeds and articles; nine of ten are read."""
    world = World()
    for number in range(feeds):
        feed = world.add_feed(f"feed{number}", category=f"Folder {number % 12}")
        for place in range(articles // feeds):
            item = world.add_item(feed, read=place % 10 != 0)
            item.html *= 40
    server = Server(world, GReaderFace)
    told.put(server.url)
    server.serve_forever()


def spent() -> float:
    """Seconds of CPU that this process and the parsers that have ended took; the server's are not among them."""
    own, parsers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + parsers.ru_utime + parsers.ru_stime


async def sync(library: Library) -> tuple[float, float, int]:
    """Seconds until all is here, seconds until the first articles are, and how often progress was told."""
    begun, first, told = time.perf_counter(), 0.0, 0
    async for event in library.sync():
        if isinstance(event, SyncProgress):
            told += 1
            if event.done and not first:
                first = time.perf_counter() - begun
    return time.perf_counter() - begun, first, told


def main() -> None:
    """Print the figures."""
    feeds, articles = (int(word) for word in (sys.argv[1:] + ["200", "50000"][len(sys.argv) - 1 :]))
    told: multiprocessing.Queue[str] = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(feeds, articles, told), daemon=True)
    server.start()
    url = told.get()
    with tempfile.TemporaryDirectory() as home:
        where = paths({"HAOWAI_HOME": home})
        with Library.open(where, Settings(net=NetSettings(proxy_from_environment=False))) as library:
            asyncio.run(library.add_account("greader", url, "anna", {"password": "secret"}, keyring=False))
            for name in ("first", "later"):
                before = spent()
                seconds, first, steps = asyncio.run(sync(library))
                print(
                    f"{name}: {seconds:.1f} s, {spent() - before:.1f} s of CPU; "
                    f"first articles after {first:.1f} s, progress told {steps} times",
                    flush=True,
                )
            print(f"{library.sync_state().pending} actions wait, {len(library.feeds())} feeds")
        size = where.store.stat().st_size / 1e6
        print(f"store {size:.0f} MB, peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    server.terminate()


if __name__ == "__main__":
    main()
