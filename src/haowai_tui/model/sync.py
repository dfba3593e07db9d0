"""Accounts on sync servers, and what waits to be sent to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

PREFIX = "sync:"


class SyncAccount(Struct, frozen=True, kw_only=True):
    """An account on a server. `name` is the reader's own word for it. `secret` says where its password lies and holds
    none. `since` is its adapter's note of how far it is. `error` is one plain sentence, empty when the last sync went
    well; `pending` is how many actions wait to be sent."""

    id: int
    name: str
    kind: str
    address: str
    login: str
    secret: Mapping[str, object] = field(default_factory=dict)
    since: str = ""
    last_sync: datetime | None = None
    error: str = ""
    pending: int = 0


class Pending(Struct, frozen=True, kw_only=True):
    """The last action on one thing that the server has not confirmed. `what` and `item` say on what (see the schema),
    `value` and `base` what it is now and what it was before the first of the actions. `tried`: the server may have
    got one of them. `remote` is a feed's id on the server where the feed is gone here."""

    id: int
    what: str
    item: str
    value: str
    base: str
    at: datetime
    tried: bool = False
    remote: str = ""

    @property
    def goes_alone(self) -> bool:
        """Whether it can be sent as it is, without knowing what the server has by now."""
        return self.tried or self.value != self.base


class SyncedFeed(Struct, frozen=True, kw_only=True):
    """A feed of an account as the store has it: `remote` is the server's id of it, empty until the server knows it;
    `mark` how far the server's articles are known here."""

    id: int
    remote: str
    address: str
    title: str
    own_title: str
    category: tuple[str, ...]
    mark: int


class SyncState(Struct, frozen=True):
    """What a status line says of all accounts: actions that wait, the last sync, and what went wrong."""

    accounts: int = 0
    pending: int = 0
    last_sync: datetime | None = None
    error: str = ""


def stored_address(account_id: int, address: str) -> str:
    """A feed's address as the store keeps it for an account."""
    return f"{PREFIX}{account_id}:{address}"


def plain_address(stored: str) -> str:
    """The feed's own address in what the store keeps."""
    return stored.split(":", 2)[2] if stored.startswith(PREFIX) else stored
