"""Times as a reader wants them: short in lists, whole above an article, in the local zone."""

from __future__ import annotations

from datetime import datetime

from haowai_tui.locale import gettext as _
from haowai_tui.locale import ngettext


def short_time(when: datetime, now: datetime) -> str:
    """The time for a list: 14:05 today, 11-20 this year, 2025-11-20 before. `now` is aware and local."""
    local = when.astimezone(now.tzinfo)
    if local.date() == now.date():
        return local.strftime("%H:%M")
    if local.year == now.year:
        return local.strftime("%m-%d")
    return f"{local.year:04d}-{local.month:02d}-{local.day:02d}"


def full_time(when: datetime) -> str:
    """The time above an article, in the local zone: 2026-11-20 08:30."""
    local = when.astimezone()
    return f"{local.year:04d}-{local.month:02d}-{local.day:02d} {local.hour:02d}:{local.minute:02d}"


def reading_minutes(text: str) -> int:
    """How many minutes the text takes: 400 Chinese characters or 220 words a minute, at least 1."""
    chinese = sum(1 for char in text if "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff")
    words = sum(1 for word in text.split() if word.isascii())
    return max(1, round(chinese / 400 + words / 220))


def reading_time(text: str) -> str:
    """The reading time as a phrase: "3 分钟" or "3 min"."""
    minutes = reading_minutes(text)
    return ngettext("{count} min", "{count} min", minutes).format(count=minutes)


def comments_label(count: int) -> str:
    """A comment count as a phrase."""
    if not count:
        return _("no comments")
    return ngettext("{count} comment", "{count} comments", count).format(count=count)
