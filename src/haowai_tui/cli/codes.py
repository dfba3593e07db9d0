"""Exit codes: a contract with scripts."""

from __future__ import annotations

from haowai_tui.errors import (
    AddressError,
    HaowaiError,
    NetError,
    NoFeedError,
    NotFoundError,
    SettingsError,
    SourceError,
    StoreError,
    SyncError,
    TerminalError,
    UnknownSourceError,
    UnwrittenError,
    UsageError,
)

OK = 0
SOME_FAILED = 1
"""Some feeds could not be fetched, or some lines of a list were not taken over; the others were."""
USAGE = 2
"""What was typed, or the settings file, cannot be understood."""
NOT_FOUND = 3
"""No such feed or article, or no feed at the address."""
STORE = 4
"""The database could not do what was asked, or what was asked for cannot be written."""
NETWORK = 5
"""Nothing could be fetched."""
FAULT = 70
"""haowai has a fault of its own, on which it has written a report (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED = 130

_CODES: tuple[tuple[type[HaowaiError], int], ...] = (
    (UsageError, USAGE),
    (SettingsError, USAGE),
    (UnknownSourceError, USAGE),
    (NotFoundError, NOT_FOUND),
    (NoFeedError, NOT_FOUND),
    (AddressError, NOT_FOUND),
    (StoreError, STORE),
    (UnwrittenError, STORE),
    (TerminalError, STORE),
    (NetError, NETWORK),
    (SourceError, NETWORK),
    (SyncError, NETWORK),
)


def code_of(error: HaowaiError) -> int:
    """The exit code that tells a script what kind of trouble `error` is."""
    for kind, code in _CODES:
        if isinstance(error, kind):
            return code
    return SOME_FAILED
