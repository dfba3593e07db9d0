"""When a server wants to be asked again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from haowai_tui.model.times import LONGEST_WAIT


def _http_date(text: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """The time in Retry-After (seconds or a date), at most a day away."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        when: datetime | None = now + min(LONGEST_WAIT, timedelta(seconds=int(value[:9])))
    else:
        when = _http_date(value)
    return min(when, now + LONGEST_WAIT) if when is not None and when > now else None


def fresh_until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """How long an answer stays fresh by Cache-Control max-age, else Expires; at most a day, None when not said."""
    found = re.search(r"max-age\s*=\s*\"?(\d{1,9})", headers.get("cache-control", ""))
    if found:
        return now + min(LONGEST_WAIT, timedelta(seconds=int(found[1]))) if int(found[1]) else None
    when = _http_date(headers.get("expires", ""))
    return min(when, now + LONGEST_WAIT) if when is not None and when > now else None
