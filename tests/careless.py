"""A source of another package, of a careless author."""

from __future__ import annotations

from collections.abc import Callable

from haowai_tui.model import Entry, FeedData
from haowai_tui.sources.contract import Capability, Context, Request


class Plugin:
    """A source of a careless author: `act` is what it does when asked for a feed."""

    name = title = "careless"
    capabilities = Capability.ARTICLES | Capability.DISCOVER
    act: Callable[[], object] = FeedData

    def recognises(self, address: str) -> int:
        return 100 if address.startswith("careless:") else 0

    async def fetch(self, request: Request, context: Context) -> object:
        return type(self).act()

    async def article(self, link: str, context: Context) -> Entry:
        return Entry()

    async def discover(self, address: str, context: Context) -> object:
        return type(self).act()
