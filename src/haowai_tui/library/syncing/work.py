"""What the parts of a sync share: the account, its server, the store, and what has been done so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from msgspec import Struct, field

from haowai_tui.config import Settings
from haowai_tui.library.events import SyncEvent
from haowai_tui.model.sync import SyncAccount
from haowai_tui.sources.workers import ParserPool
from haowai_tui.store import Store
from haowai_tui.sync.contract import Account

T = TypeVar("T")


class Work(Struct):
    """One sync of one account. `first` says that none has gone through yet."""

    store: Store
    account: SyncAccount
    server: Account
    workers: ParserPool
    settings: Settings
    tell: Callable[[SyncEvent], None]
    new: int = 0
    sent: int = 0
    changed: int = 0
    kept: int = 0
    removed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)

    @property
    def id(self) -> int:
        """The account's id."""
        return self.account.id

    @property
    def first(self) -> bool:
        """Whether no sync of the account has gone through yet."""
        return self.account.last_sync is None


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """`items` in pieces of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
