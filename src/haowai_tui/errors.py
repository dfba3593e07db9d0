"""Everything that can go wrong and that a person can act on.

    HaowaiError
    ├── UsageError            what was typed cannot be understood
    │   └── QueryError            a query, and where in it
    ├── SettingsError         config.toml cannot be read
    ├── NotFoundError         no such feed or article
    ├── SourceError           a source could not give articles
    │   ├── UnknownSourceError    no source of that name
    │   ├── NoFeedError           nothing at the address is a feed
    │   └── ParseError            what came is not what the source reads
    │       └── DamagedFeedError      it is a feed all the same
    ├── NetError              the network, or a server, said no
    │   ├── OfflineError          no network
    │   ├── AddressError          an address that will not be fetched
    │   ├── TooLargeError         more bytes than the limit
    │   ├── TooSlowError          the deadline passed
    │   ├── TlsError              there is no secure connection to the server
    │   ├── RedirectError         the answer is at another address
    │   └── StatusError           an HTTP status that is not a success
    ├── SyncError             a sync server could not do what was asked
    │   ├── SyncAuthError         it refused the name, the password or the token
    │   ├── SyncMovedError        the address answers, but not as such a server
    │   └── SyncBusyError         it asked to wait, longer than we do
    └── StoreError            the database
        ├── StoreBusyError        another process holds it
        ├── StoreDamagedError     it cannot be read
        ├── StoreFullError        the disk is full or not writable
        └── StoreVersionError     it was made by a newer haowai

`str()` of each is one plain sentence in the reader's language that says what happened and what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class HaowaiError(Exception):
    """Base of every error a person can meet. `str()` is one sentence, ready to show."""


class UsageError(HaowaiError):
    """What was typed cannot be understood."""


class QueryError(UsageError):
    """A query cannot be understood; `column`, from 1, is where."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


class SettingsError(HaowaiError):
    """The settings file cannot be read as it stands.

    `place` is where in it, the names of tables and a key, when a line is still to be named.
    """

    place: tuple[str, ...] = ()


class NotFoundError(HaowaiError):
    """No feed or article answers to what was asked for."""


class SourceError(HaowaiError):
    """A source could not give articles."""


class UnknownSourceError(SourceError):
    """No source of that name is installed."""


class NoFeedError(SourceError):
    """Nothing at the address is a feed, nor points to one."""


class ParseError(SourceError):
    """What came cannot be read by the source."""


class DamagedFeedError(ParseError):
    """A feed, at `address`, that cannot be read as it is now."""

    def __init__(self, message: str, address: str) -> None:
        super().__init__(message)
        self.address = address


class UnwrittenError(HaowaiError):
    """A file that the reader asked for cannot be written: no room, no such folder, no permission."""


class TerminalError(HaowaiError):
    """The terminal cannot be read."""


class NetError(HaowaiError):
    """The network or a server said no."""


class OfflineError(NetError):
    """There is no way to the server: no network, no such host, connection refused."""


class AddressError(NetError):
    """An address that is not fetched: not http(s), or private and reached from remote data."""


class TooLargeError(NetError):
    """The answer was larger than the limit."""


class TooSlowError(NetError):
    """The answer was not complete at the deadline."""


class TlsError(NetError):
    """There is no secure connection to the server: its certificate cannot be trusted, or it speaks no TLS."""


class StatusError(NetError):
    """The server answered with an error status. `retry_at` is when it asked to be asked again, or None."""

    def __init__(self, message: str, status: int, retry_at: datetime | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_at = retry_at


class RedirectError(NetError):
    """The answer is at another `address`, and secrets are not taken there."""

    def __init__(self, message: str, address: str) -> None:
        super().__init__(message)
        self.address = address


class SyncError(HaowaiError):
    """A sync server could not do what was asked."""


class SyncAuthError(SyncError):
    """The server refused the name, the password or the token."""


class SyncMovedError(SyncError):
    """What answers at the address is not such a server."""


class SyncBusyError(SyncError):
    """The server asked to wait longer than we do. `syncing` is what to say of it where a sync was under way, which goes
    on by itself."""

    def __init__(self, sentence: str, syncing: str = "") -> None:
        super().__init__(sentence)
        self.syncing = syncing or sentence


class SaverError(HaowaiError):
    """A service that keeps articles could not do it, or its settings are not complete."""


class StoreError(HaowaiError):
    """The database could not do what was asked."""


class StoreBusyError(StoreError):
    """Another process held the database for too long."""


class StoreDamagedError(StoreError):
    """The database file cannot be read."""


class StoreFullError(StoreError):
    """The disk is full, or the database may not be written."""


class StoreVersionError(StoreError):
    """The database was made by a newer haowai."""
