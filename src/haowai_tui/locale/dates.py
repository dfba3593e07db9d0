"""Days, times and lengths of time as a reader wants them, in the local zone and the interface's language. What another
program reads is written in ISO 8601 where it is made, not here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from haowai_tui.locale import gettext as _
from haowai_tui.locale import language
from haowai_tui.locale.numbers import counted, number


class _Here(tzinfo):
    """The reader's zone with its changes between summer and winter, whatever the system knows it by. The zone of
    `datetime.astimezone()` is the offset of one moment, and an hour wrong half a year away from that."""

    def utcoffset(self, when: datetime | None) -> timedelta | None:
        return when.replace(tzinfo=None).astimezone().utcoffset() if when is not None else None

    def dst(self, when: datetime | None) -> timedelta | None:
        return None

    def tzname(self, when: datetime | None) -> str | None:
        return when.replace(tzinfo=None).astimezone().tzname() if when is not None else None

    def fromutc(self, when: datetime) -> datetime:
        local = when.replace(tzinfo=UTC).astimezone()
        here = local.replace(tzinfo=self)
        return here if here.utcoffset() == local.utcoffset() else here.replace(fold=1)


HERE = _Here()
"""The reader's zone."""

_BRIEF_CELLS = {"en": 11, "zh_CN": 14}
_LONG = 100
"""Minutes from which on they are told in hours."""


def present() -> datetime:
    """Now, in the reader's zone."""
    return datetime.now(HERE)


def brief_cells() -> int:
    """The cells that `brief` takes at most."""
    return _BRIEF_CELLS[language()]


def brief(when: datetime, now: datetime) -> str:
    """A time in a list: 14:05 today, 20 Nov this year, 20 Nov 2025 before. `now` is aware and in the reader's zone."""
    local = when.astimezone(now.tzinfo)
    if local.date() == now.date():
        return _clock(local)
    text = _("{day} {month}") if local.year == now.year else _("{day} {month} {year}")
    return text.format(**_day(local))


def moment(when: datetime, now: datetime | None = None) -> str:
    """A time that is soon, or not long ago: 14:05 today, Sat 28 Nov 14:05 this year, 28 Nov 2025 14:05 before and
    after. `now` is aware and in the reader's zone; the present when it is not given."""
    now = present() if now is None else now
    local = when.astimezone(now.tzinfo)
    if local.date() == now.date():
        return _clock(local)
    text = _("{weekday} {day} {month} {clock}") if local.year == now.year else _("{day} {month} {year} {clock}")
    return text.format(**_day(local))


def dated(when: datetime) -> str:
    """A time that still says all in ten years: Sat 28 Nov 2026 14:05."""
    return _("{weekday} {day} {month} {year} {clock}").format(**_day(when.astimezone()))


def long_date(day: datetime) -> str:
    """A day above a page: Tuesday, 24 November 2026. Not moved to another zone."""
    weekdays = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    months = (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
        _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    return _("{weekday}, {day} {month} {year}").format(
        weekday=weekdays[day.weekday()], day=day.day, month=months[day.month - 1], year=day.year
    )


def span(length: timedelta) -> str:
    """A length of time in the unit that suits it: 12 minutes, 3 hours, 5 days. What has not begun yet is 0 minutes."""
    minutes = max(0, round(length.total_seconds() / 60))
    if minutes < 60:
        return counted("{count} minute", "{count} minutes", minutes)
    if minutes < 48 * 60:
        return counted("{count} hour", "{count} hours", minutes // 60)
    return counted("{count} day", "{count} days", minutes // 1440)


def minutes_label(minutes: float) -> str:
    """A length of reading, at least one minute: 3 min, or 2 h 5 min."""
    whole = max(1, round(minutes))
    if whole < _LONG:
        return counted("{count} min", "{count} min", whole)
    hours, rest = divmod(whole, 60)
    return _("{hours} h {minutes} min").format(hours=number(hours), minutes=rest)


def _clock(local: datetime) -> str:
    return f"{local.hour:02d}:{local.minute:02d}"


def _day(local: datetime) -> dict[str, object]:
    weekdays = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    months = (
        _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"), _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"),
        _("Dec"),
    )  # fmt: skip
    names: dict[str, object] = {"weekday": weekdays[local.weekday()], "month": months[local.month - 1]}
    return {**names, "year": local.year, "day": local.day, "clock": _clock(local)}
