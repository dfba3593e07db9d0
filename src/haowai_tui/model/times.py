"""Moments as the store and parser processes keep them: milliseconds since 1970 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def encode_time(when: datetime | None) -> int | None:
    """Milliseconds since 1970 in UTC."""
    if when is None:
        return None
    difference = when.astimezone(UTC) - _EPOCH
    return (difference.days * 86400 + difference.seconds) * 1000 + difference.microseconds // 1000


def decode_time(milliseconds: Any) -> datetime | None:
    """The aware UTC time of `encode_time`; None for None and for what is no time within years 1 to 9999."""
    if not isinstance(milliseconds, int):
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
