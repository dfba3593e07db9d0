"""Pictures for tests: on a shelf, in the world, and what was asked of both."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from PIL import Image

from haowai_tui.errors import OfflineError
from haowai_tui.tui.pictures.gallery import Pictures, Place
from haowai_tui.tui.pictures.protocol import Found, Protocol

NIGHT = (22, 24, 28)
BLOCKS = Found(Protocol.BLOCKS, True)


class Cabinet:
    """Pictures on a shelf (`kept`) and in the world (`there`); `gate` holds a fetch up."""

    def __init__(
        self, folder: Path, found: Found = BLOCKS, *, arrived: Callable[[str], None] = lambda _url: None
    ) -> None:
        self.folder = folder
        self.kept: set[str] = set()
        self.there: set[str] = set()
        self.fetched: Counter[str] = Counter()
        self.arrived: list[str] = []
        self.written: list[str] = []
        self.under_way = self.most_under_way = 0
        self._tell = arrived
        self.gate: Callable[[], Awaitable[None]] | None = None
        self.pictures = Pictures(
            found,
            NIGHT,
            stored=self.stored,
            fetch=self.fetch,
            write=self.written.append,
            arrived=self.tell,
        )

    def tell(self, url: str) -> None:
        self.arrived.append(url)
        self._tell(url)

    def place(self, name: str, columns: int = 12, rows: int = 4) -> Place:
        return Place(f"https://example.org/{name}.png", columns, rows)

    def put(self, *names: str, kept: bool = False) -> list[Place]:
        for number, name in enumerate(names):
            Image.new("RGB", (96, 64), (10 * number, 90, 200)).save(self.folder / f"{name}.png")
            (self.kept if kept else self.there).add(name)
        return [self.place(name) for name in names]

    def stored(self, url: str) -> Path | None:
        name = url.rpartition("/")[2].removesuffix(".png")
        return self.folder / f"{name}.png" if name in self.kept else None

    async def fetch(self, url: str) -> Path:
        name = url.rpartition("/")[2].removesuffix(".png")
        self.fetched[name] += 1
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            if self.gate is not None:
                await self.gate()
            if name not in self.there:
                raise OfflineError("There is no network.")
        finally:
            self.under_way -= 1
        self.kept.add(name)
        return self.folder / f"{name}.png"

    async def until(self, what: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not what():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.01)
