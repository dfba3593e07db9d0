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


def progress_label(percent: int, minutes: float) -> str:
    """How far the reader is in an article that takes so many `minutes`: "42% · 2 min left"."""
    left = minutes * (100 - percent) / 100
    if left < 0.5:
        return f"{percent}%"
    count = max(1, round(left))
    text = ngettext("{percent}% · {count} min left", "{percent}% · {count} min left", count)
    return text.format(percent=percent, count=count)


def comments_label(count: int) -> str:
    """A comment count as a phrase."""
    if not count:
        return _("no comments")
    return ngettext("{count} comment", "{count} comments", count).format(count=count)


def long_date(day: datetime) -> str:
    """A day above a page: "Tuesday, 24 November 2026"."""
    weekdays = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    months = (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
        _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    return _("{weekday}, {day} {month} {year}").format(
        weekday=weekdays[day.weekday()], day=day.day, month=months[day.month - 1], year=day.year
    )
