"""Programs that are killed in the middle of what they do.

    python benchmarks/kills.py [COUNT]

Kills (SIGKILL) COUNT (500) times at a random moment a process that marks, one that does so while others come and go at
the same database, one that stores what a refresh brought while it backs up, one that brings an old database up to date,
one that removes a feed and brings it back, and one that sends marks to a server and fetches from it.
Prints for each how often the database was whole afterwards, and how many of the changes that had been confirmed were
lost; of the removed feed once it has been brought back, for the last in the database or on the server after the next
sync.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from importlib import resources
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import keyring  # noqa: F401 - what a killed process would import is imported once, here

from damaging import NOW, entries, paths_in
from greaderface import GReaderFace
from haowai_tui.config import NetSettings, Settings
from haowai_tui.library import Library
from haowai_tui.model import FeedData, Selection
from haowai_tui.store import Store
from syncworld import Server, World

ARTICLES = 400
SETTINGS = Settings(net=NetSettings(proxy_from_environment=False))
Confirm = Callable[[int], None]


def mark(home: Path, confirm: Confirm) -> None:
    with Store.open(paths_in(home).store) as store:
        for number in range(1, ARTICLES + 1):
            store.set_starred((number,), True)
            confirm(number)


def beside(home: Path, confirm: Confirm) -> None:
    marking = os.getpid()
    if os.fork() == 0:
        # The pipe of what is confirmed stays open here, so nobody looks before this has ended too.
        while os.getppid() == marking:
            Store.open(paths_in(home).store).close()
        os._exit(0)
    mark(home, confirm)


def refresh(home: Path, confirm: Confirm) -> None:
    with Store.open(paths_in(home).store) as store:
        for number in range(1, ARTICLES + 1):
            store.set_starred((number,), True)
            confirm(number)
            store.store_feed(1, FeedData(entries=entries(ARTICLES + number)), now=NOW)
            store.back_up()


def migrate(home: Path, _confirm: Confirm) -> None:
    Store.open(paths_in(home).store).close()


def remove(home: Path, confirm: Confirm) -> None:
    with Library.open(paths_in(home), SETTINGS) as library:
        library.set_starred(range(1, ARTICLES + 1), True)
        for number in range(1, ARTICLES + 1):
            confirm(number)
        while True:
            for _part in library.removing_feeds([1], at_once=20):
                pass
            for _part in library.undoing():
                pass


def brought_back(home: Path) -> None:
    with Library.open(paths_in(home), SETTINGS) as library:
        if next(iter(library.undoable())).kind == "remove_feed":
            library.undo()


def sync(home: Path, confirm: Confirm) -> None:
    with Library.open(paths_in(home), SETTINGS) as library:
        for number in range(1, ARTICLES + 1):
            library.set_starred((number,), True)
            confirm(number)
            if number % 5 == 0:
                asyncio.run(synced(library))


SECONDS = {mark: 0.4, beside: 0.6, refresh: 0.6, migrate: 0.15, remove: 1.0, sync: 0.8}
"""Within how many seconds each is killed."""


async def synced(library: Library) -> None:
    async for _event in library.sync():
        pass


def starred_on_server(asked: Connection) -> None:
    """A sync server in a process of its own. Asked by a pipe: "start" begins anew, anything else is answered with the
    links of what is starred."""
    while True:
        world = World()
        feed = world.add_feed("ferry", items=ARTICLES)
        world.add_feed("harbour", items=ARTICLES)
        server = Server(world, GReaderFace)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        assert feed.id
        asked.send(server.url)
        while asked.recv() != "start":
            asked.send({link for link, (_read, starred) in world.state().items() if starred})
        server.shutdown()
        server.server_close()


def old_database(path: Path) -> None:
    """A database as the first version made it, with articles."""
    path.parent.mkdir(parents=True)
    script = (resources.files("haowai_tui.store") / "schema" / "0001_start.sql").read_text("utf-8")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
        connection.execute("INSERT INTO feeds (address, source) VALUES ('https://example.org/', 'feed')")
        for number in range(1, 200):
            connection.execute(
                "INSERT INTO articles (feed_id, identity, digest, title, sort, received, starred)"
                " VALUES (1, ?, x'00', 'title', 0, 0, 1)",
                (str(number),),
            )
        connection.execute("PRAGMA user_version = 1")
        connection.commit()


def prepare(home: Path, work: Callable[..., None], url: str) -> None:
    """A home as it is before the work begins."""
    if work is migrate:
        old_database(paths_in(home).store)
    elif work is sync:
        with Library.open(paths_in(home), SETTINGS) as library:
            asyncio.run(library.add_account("greader", url, "anna", {"password": "secret"}, keyring=False))
            asyncio.run(synced(library))
    else:
        with Store.open(paths_in(home).store) as store:
            feed = store.add_feed("https://example.org/", source="feed")
            store.store_feed(feed.id, FeedData(entries=entries(ARTICLES)), now=NOW)


def killed_in(work: Callable[[Path, Confirm], None], home: Path, seconds: float) -> set[int]:
    """What was confirmed before the process that does the work was killed."""
    reading, writing = os.pipe()
    child = os.fork()  # of a process that has imported everything, and has no other thread
    if child == 0:
        try:
            os.close(reading)
            os.write(writing, b"0\n")
            work(home, lambda number: void(os.write(writing, b"%d\n" % number)))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        said.readline()
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = said.read()
    return {int(line) for line in lines.splitlines(keepends=True) if line.endswith(b"\n")}


def void(_written: int) -> None:
    return


def looked_at(home: Path) -> tuple[bool, set[int]]:
    """Whether the database is whole, and what is starred in it."""
    with Store.open(paths_in(home).store) as store:
        whole = store.check().integrity == "ok" and store.rescued is None
        starred = {row.id for row in store.headlines(Selection(starred=True), limit=10_000)}
        return whole and store.counts(NOW).starred == len(starred), starred


def missing_on_server(home: Path, confirmed: set[int], asked: Connection) -> int:
    """How many of what was confirmed the server does not have after the next sync."""
    with Library.open(paths_in(home), SETTINGS) as library:
        links = {row.link for row in library.headlines(Selection(starred=True), limit=10_000) if row.id in confirmed}
        asyncio.run(synced(library))
    asked.send("starred")
    return len(links - asked.recv())


def kill_once(
    folder: Path, work: Callable[[Path, Confirm], None], rng: random.Random, asked: Connection
) -> Counter[str]:
    prepared, home = folder / work.__name__, folder / "home"
    if work is sync or not prepared.exists():
        shutil.rmtree(prepared, ignore_errors=True)
        if work is sync:
            asked.send("start")
        prepare(prepared, work, asked.recv() if work is sync else "")
    shutil.copytree(prepared, home)
    confirmed = killed_in(work, home, rng.random() * SECONDS[work])
    if work is migrate:
        confirmed = set(range(1, 200))
    if work is remove and confirmed:
        brought_back(home)
    whole, starred = looked_at(home)
    missing = missing_on_server(home, confirmed, asked) if work is sync else 0
    shutil.rmtree(home)
    return Counter(kills=1, whole=whole, confirmed=len(confirmed), lost=len(confirmed - starred) + missing)


def main(count: int) -> None:
    rng = random.Random(1)
    asked, answering = multiprocessing.Pipe()
    server = multiprocessing.get_context("fork").Process(target=starred_on_server, args=(answering,), daemon=True)
    server.start()
    asked.recv()
    tally: dict[str, Counter[str]] = {work.__name__: Counter() for work in SECONDS}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            work = list(SECONDS)[number % len(SECONDS)]
            tally[work.__name__] += kill_once(Path(folder), work, rng, asked)
    server.terminate()
    for name, counts in tally.items():
        print(
            f"{name}: {counts['kills']} kills, {counts['whole']} databases whole; of {counts['confirmed']} confirmed"
            f" changes {counts['lost']} lost"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
