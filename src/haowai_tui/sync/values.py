"""Values in JSON that came from a server: a wrong type in a place is an empty place."""

from __future__ import annotations

import time
from datetime import UTC, datetime

AHEAD = 86_400
"""Seconds that a server's clock may be before this machine's, or behind it."""


def text(value: object) -> str:
    """A string, else empty."""
    return value if isinstance(value, str) else ""


def number(value: object) -> int:
    """A whole number that is not negative, also one written as a string; else 0."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 62 else 0


def seconds(value: object) -> datetime | None:
    """A moment from seconds since 1970, or from microseconds, which some write instead."""
    count: float = number(value)
    if count > 100_000_000_000_000:
        count /= 1_000_000
    return datetime.fromtimestamp(count, UTC) if 0 < count < 250_000_000_000 else None


def is_to_come(when: float) -> bool:
    """Whether a moment, in seconds since 1970, lies in a future that no clock's fault explains. A server that says so
    once would hide all that is to happen until then."""
    return when > time.time() + AHEAD


def moment(value: object) -> datetime | None:
    """A moment as RFC 3339 writes it."""
    try:
        when = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def listed(value: object) -> list[object]:
    """What is in a list."""
    return value if isinstance(value, list) else []


def rows(value: object) -> list[dict[str, object]]:
    """The objects in a list."""
    return [one for one in listed(value) if isinstance(one, dict)]
