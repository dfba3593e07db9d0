"""Readers with accounts on a test's server: each device is a library in a home of its own."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from haowai_tui.config import InsightSettings, NetSettings, Settings, paths
from haowai_tui.library import Library
from haowai_tui.library.events import SyncDone, SyncEvent, SyncFailed
from haowai_tui.model import Headline, Selection
from haowai_tui.sync import kinds
from haowai_tui.sync.contract import Account, Limits, Login
from haowai_tui.sync.wire import Patience, Wire

QUICK = Patience(tries=3, first=0.001, longest=0.05)
"""Waits that a test can wait for."""

COPIES_APART = Settings(net=NetSettings(proxy_from_environment=False), insight=InsightSettings(mark_copies=False))
"""With these nothing but the reader and the server marks an article."""


def hurry(monkeypatch: pytest.MonkeyPatch, kind: str, limits: Limits | None = None) -> None:
    """Let accounts of a kind wait for milliseconds, and send and fetch as little at a time as `limits` say."""
    original = kinds.KINDS[kind]

    def opened(wire: Wire, login: Login) -> Account:
        wire.patience = QUICK
        account = original.open(wire, login)
        if limits is not None:
            account.limits = limits
        return account

    monkeypatch.setitem(kinds.KINDS, kind, replace(original, open=opened, path=""))


class Device:
    """A reader's machine."""

    def __init__(self, home: Path, settings: Settings | None = None) -> None:
        self.home = home
        self.settings = settings or Settings(net=NetSettings(proxy_from_environment=False))
        self.library = Library.open(paths({"HAOWAI_HOME": str(home)}), self.settings)

    def again(self) -> Device:
        """The same machine after haowai was ended and begun."""
        self.library.close()
        return Device(self.home, self.settings)

    def join(self, kind: str, url: str, *, name: str = "home", password: str = "secret") -> str:
        """Add an account; returns who the server says the reader is."""
        adding = self.library.add_account(kind, url, "anna", {"password": password}, name=name, keyring=False)
        return asyncio.run(asyncio.wait_for(adding, 60))[1]

    def sync(self, *, stop_after: int | None = None) -> list[SyncEvent]:
        """Sync, or stop it after so many events."""

        async def run() -> list[SyncEvent]:
            told: list[SyncEvent] = []
            stream = self.library.sync()
            try:
                async for event in stream:
                    told.append(event)
                    if stop_after is not None and len(told) >= stop_after:
                        break
            finally:
                await stream.aclose()
            return told

        return asyncio.run(asyncio.wait_for(run(), 120))

    def synced(self) -> SyncDone:
        """Sync, which must go well."""
        last = self.sync()[-1]
        assert isinstance(last, SyncDone), last
        return last

    def failed(self) -> SyncFailed:
        """Sync, which must fail."""
        last = self.sync()[-1]
        assert isinstance(last, SyncFailed), last
        return last

    def rows(self) -> list[Headline]:
        return self.library.headlines(Selection(), limit=100_000)

    def row(self, number: int) -> Headline:
        """The article whose link ends in a number."""
        return next(row for row in self.rows() if row.link.endswith(f"/{number}"))

    def read(self, *rows: Headline, read: bool = True) -> None:
        self.library.set_read([row.id for row in rows], read)

    def star(self, *rows: Headline, starred: bool = True) -> None:
        self.library.set_starred([row.id for row in rows], starred)

    def state(self) -> dict[str, tuple[bool, bool]]:
        """Read and starred of every article, by its link."""
        return {row.link: (row.read, row.starred) for row in self.rows()}

    def pending(self) -> int:
        return self.library.sync_state().pending

    def close(self) -> None:
        self.library.close()
