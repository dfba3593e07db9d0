"""All or the unread alone: what the lists leave out, also the next time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from haowai_tui.locale.dates import present
from haowai_tui.model import Feed, Selection
from haowai_tui.tui import places
from haowai_tui.tui.screens.base import ReaderBase

_KEY = "unread-only"


class Filtering(ReaderBase):
    """Whether the lists show the unread alone. Searches, smart feeds, what is starred and what is hot are what they are
    called, filter or not."""

    unread_only = False
    place_opened: datetime | None = None
    """When the list was opened: what has been read since then stays in it."""

    async def load_filter(self) -> None:
        """Read what was chosen another time."""
        self.unread_only = await self.ask(self.library.get_value, _KEY) == "1"

    async def store_filter(self, unread_only: bool) -> None:
        """Keep the choice for this time and the next."""
        self.unread_only = unread_only
        self.place_opened = None
        await self.aside(self.ask(self.library.set_value, _KEY, "1" if unread_only else ""))

    def is_filtered(self, key: str) -> bool:
        """Whether the list of the place `key` leaves out what has been read."""
        return self.unread_only and (key in (places.ALL, places.TODAY) or key.startswith(("feed:", "category:")))

    def filtered(self, key: str, selection: Selection, opened: datetime) -> Selection:
        """What the list of `key`, opened then, shows of `selection`."""
        if not self.is_filtered(key):
            return selection
        return replace(selection, unread=True, read_after=opened)

    def opened(self, key: str) -> datetime:
        """When the list of `key` was opened; now when it is another than the one that shows."""
        if key != self.place or self.place_opened is None:
            return present()
        return self.place_opened

    def feeds_shown(self) -> Sequence[Feed]:
        """The feeds that the feeds pane lists: with the filter those with unread articles or an error, and the one
        whose list shows or under the cursor."""
        if not self.unread_only:
            return self.feeds_now
        kept = (self.place, self.feeds_pane.current_key)
        return [feed for feed in self.feeds_now if feed.unread or feed.error or places.feed_key(feed.id) in kept]
