"""Moments as milliseconds since 1970 in UTC, as the store and parser processes keep them, and which can be true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)
"""What an article can be dated: in every zone there are days before and after these."""

MADE = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock that says less than this is right: haowai was made then."""

LONGEST_WAIT = timedelta(hours=24)
"""So long a feed is left alone at most, whatever asks for that."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def encode_time(when: datetime | None) -> int | None:
    """Milliseconds since 1970 in UTC; None for None and for what no article can be dated."""
    if when is None:
        return None
    try:
        when = when.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    if not EARLIEST <= when <= LATEST:
        return None
    difference = when - _EPOCH
    return (difference.days * 86400 + difference.seconds) * 1000 + difference.microseconds // 1000


def decode_time(milliseconds: Any) -> datetime | None:
    """The aware UTC time of `encode_time`; None for None and for what no article can be dated."""
    if not isinstance(milliseconds, int):
        return None
    try:
        when = _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None
    return when if EARLIEST <= when <= LATEST else None
