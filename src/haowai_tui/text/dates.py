"""Dates as feeds and pages write them, in English and in Chinese, to aware UTC times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from haowai_tui.lazy import pattern
from haowai_tui.model.times import EARLIEST, LATEST

CHINA = timezone(timedelta(hours=8))
"""The zone that a Chinese page means when it names none."""

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_CLOCK = (
    r"(?:\D{0,3}?(?P<half>上午|下午|晚上|凌晨|中午|AM|PM)?\s*(?P<hour>\d{1,2})\s*[:：时点]\s*(?P<minute>\d{1,2})?"
    r"(?:\s*[:：分]\s*(?P<second>\d{1,2}))?[分秒]?)?"
)
_WHOLE = pattern(
    r"(?P<year>(?:19|20)\d{2})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?" + _CLOCK,
    re.I,
)
_YEAR_LAST = pattern(
    r"(?<!\d)(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d{2})(?!\d),?" + _CLOCK,
    re.I,
)
_HALVES = pattern(r"\b(?P<hour>\d{1,2})(?P<rest>(?::\d{2}){1,2}) ?(?P<half>[AP])\.?M\b\.?", re.I)
_STAMP = pattern(r"^(?P<seconds>[12]\d{9})(?P<thousandths>\d{3})?(?:\.\d+)?$")
"""Seconds since 1970, or thousandths of them, which programs write who have nothing else."""
_COMPACT = pattern(r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)" + _CLOCK, re.I)
_NO_YEAR = pattern(
    r"(?<!\d)(?<!\d[-/])(?P<month>\d{1,2})\s*(?:月|[-/](?=\d))\s*(?P<day>\d{1,2})\s*[日号]?(?!\d)" + _CLOCK, re.I
)
_DAY_WORD = pattern(r"(?P<word>今天|昨天|前天|今日|昨日|yesterday|today)" + _CLOCK, re.I)
_AGO = pattern(
    r"(?P<count>\d+|半|一|两|三|几)\s*个?\s*"
    r"(?P<unit>秒钟?|分钟|小时|天|日|周|星期|月|年|seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?)"
    r"\s*(?:以?前|ago)",
    re.I,
)
_ISO = pattern(
    r"^(?P<date>\d{4}-\d{2}-\d{2})[T ](?P<time>\d{2}:\d{2}(?::\d{2})?)(?:[.,](?P<fraction>\d+))?\s*"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2}|[+-]\d{2}|UTC|GMT)?(?P<named>\s+[A-Z]{3,5}(?:\s+m=\S+)?)?$",
    re.I,
)
_RFC822 = pattern(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) ((?:19|20)\d{2}) (\d{2}):(\d{2}):(\d{2}) "
    r"(?:(?:GMT|UTC?|Z)|([+-](?:0\d|1[0-4])[0-5]\d))"
)
"""What nearly all feeds write; whatever is written in another way is read slowly."""
_NEVER = datetime(1970, 1, 1)
"""What programs write that have no date: the beginning of their clock."""
_OFFSET = pattern(r" ?(?:UTC|GMT)? ?(?P<sign>[+-])(?P<hours>\d{1,2}?):?(?P<minutes>\d{2})?(?: \(.*\)| [A-Z]{3,5})?$")
"""A zone as people and browsers write it, at the end of a time."""
_DASHED = pattern(r"\b(\d{1,2})-([A-Z][a-z]{2})-(\d{4})\b")
_YEAR_MONTH = pattern(r"^(\d{4})(?:-(\d{2}))?$")
_NO_DATE = pattern(r"[A-Za-z]{3}[\s-]+00\d\d\b")
"""The year 1, which is how Go's programs write that there is no date; it is not 2001."""
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH_NUMBERS = {name.capitalize(): number for number, name in enumerate(_MONTHS, 1)}
_NAMED = pattern(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?\s+(?P<month>[A-Z][a-z]{2})[a-z]*\.?,?"
    r"|(?P<month2>[A-Z][a-z]{2})[a-z]*\.?\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?)\s+(?P<year>\d{4})" + _CLOCK,
)
_UNITS = {
    "秒": 1, "sec": 1, "分": 60, "min": 60, "小": 3600, "hou": 3600, "天": 86400, "日": 86400, "day": 86400,
    "周": 604800, "星": 604800, "wee": 604800, "月": 2592000, "mon": 2592000, "年": 31536000, "yea": 31536000,
}  # fmt: skip


def parse_date(text: str, *, now: datetime | None = None, chinese: bool = False) -> datetime | None:
    """The time that `text` gives, aware and in UTC, or None when it gives none.

    `now` (aware) is what "3 hours ago" and dates without a year count from. `chinese` says that the page is Chinese:
    CST is then China's time and not US Central, and a date without a zone is UTC+8; otherwise it is UTC.
    """
    text = _HALVES.sub(_whole_day, " ".join(text.split())[:200])
    if not text:
        return None
    zone = CHINA if chinese or (not text.isascii() and any("\u4e00" <= char <= "\u9fff" for char in text)) else UTC
    try:
        found = _standard(text, zone, chinese=chinese)
        if found is None:
            found = _spoken(_arabic(text), (now or datetime.now(UTC)).astimezone(zone))
        if found is not None and found.replace(tzinfo=None) == _NEVER:
            return None
        found = found.astimezone(UTC) if found is not None else None
    except (ValueError, OverflowError, TypeError):
        return None
    return found if found is not None and EARLIEST <= found <= LATEST else None


def _standard(text: str, zone: timezone, *, chinese: bool) -> datetime | None:
    if (rfc := _RFC822.fullmatch(text)) and (plain := _plain_rfc822(rfc)):
        return plain
    if stamp := _STAMP.match(text):
        return datetime.fromtimestamp(int(stamp["seconds"]), UTC)
    iso = _ISO.match(text)
    # A zone's name stands beside its offset, as Go's programs write it, and is none of its own.
    if iso and (iso["zone"] or not iso["named"]):
        when = _at_clock(datetime.fromisoformat(iso["date"]), *map(int, iso["time"].split(":")))
        mark = (iso["zone"] or "").upper()
        if mark in ("Z", "UTC", "GMT"):
            return when.replace(tzinfo=UTC)
        return when.replace(tzinfo=_offset(mark) or zone)
    short = _YEAR_MONTH.match(text)
    if short:
        return datetime(int(short[1]), int(short[2] or 1), 1, tzinfo=zone)
    if re.search(r"[A-Za-z]{3}", text) and re.search(r"\d{1,2}:\d{2}|\d{4}", text):
        return _rfc822(text, zone, chinese=chinese)
    return None


def _whole_day(found: re.Match[str]) -> str:
    """3:05 PM as 15:05, which all readers of dates understand."""
    hour = int(found["hour"])
    if hour > 12:
        return f"{found['hour']}{found['rest']}"
    return f"{hour % 12 + 12 * (found['half'] in 'Pp'):02d}{found['rest']}"


# A feed is of one place, which has one offset or two.
@lru_cache(maxsize=64)
def _offset(mark: str) -> timezone | None:
    """The zone that +08:00 means; None for none, and for one that there is not: the date is better than nothing."""
    digits = mark[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if not mark or hours > 23 or minutes > 59:
        return None
    return timezone((-1 if mark[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))


def _plain_rfc822(found: re.Match[str]) -> datetime | None:
    """The time in a date of the usual form, or None when there is no such time."""
    day, month, year, hour, minute, second, offset = found.groups()
    if month not in _MONTH_NUMBERS or offset == "-0000":
        return None
    zone = _offset(offset) if offset else UTC
    try:
        return datetime(int(year), _MONTH_NUMBERS[month], int(day), int(hour), int(minute), int(second), tzinfo=zone)
    except ValueError:
        return None


def _plain_offset(found: re.Match[str]) -> str:
    return f" {found['sign']}{int(found['hours']):02d}{found['minutes'] or '00'}"


def _rfc822(text: str, zone: timezone, *, chinese: bool) -> datetime | None:
    from email.utils import parsedate_to_datetime

    if chinese or zone is CHINA:
        text = re.sub(r"\bCST\b", "+0800", text)
    if _NO_DATE.search(text):
        return None
    text = _OFFSET.sub(_plain_offset, _DASHED.sub(r"\1 \2 \3", text))
    try:
        when = parsedate_to_datetime(re.sub(r"(:[0-5]\d:)60\b", r"\g<1>59", text))
    except (ValueError, TypeError, IndexError):
        return None
    if when.tzinfo is None:
        # "-0000" and no zone at all both come back naive; the first means UTC.
        when = when.replace(tzinfo=UTC if text.endswith("-0000") else zone)
    return when


def _arabic(text: str) -> str:
    """二〇二六年十一月 as 2026年11月."""
    if not re.search("[〇零○一二三四五六七八九十]+[年月日号时点分]", text):
        return text
    return re.sub("[〇零○一二三四五六七八九十]+(?=[年月日号时点分])", lambda m: _number(m.group()), text)


def _number(han: str) -> str:
    if "十" not in han:
        return "".join(str(_DIGITS[char]) for char in han)
    tens, _ten, ones = han.partition("十")
    return str((_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0))


def _spoken(text: str, now: datetime) -> datetime | None:
    if re.search("刚刚|刚才|just now", text, re.I):
        return now
    ago = _AGO.search(text)
    if ago:
        words = {"半": 0.5, "一": 1, "两": 2, "三": 3, "几": 3}
        count = words.get(ago["count"]) or int(ago["count"])
        unit = ago["unit"].lower()
        return now - timedelta(seconds=count * (_UNITS.get(unit[:3]) or _UNITS[unit[0]]))
    word = _DAY_WORD.search(text)
    if word:
        days = {"昨": 1, "前": 2, "y": 1}.get(word["word"][0].lower(), 0)
        return _at(now - timedelta(days=days), word)
    named = _NAMED.search(text)
    if named and (named["month"] or named["month2"]).lower() in _MONTHS:
        month = _MONTHS.index((named["month"] or named["month2"]).lower()) + 1
        number = int(named["day"] or named["day2"])
        return _at(now.replace(year=int(named["year"]), month=month, day=number), named)
    whole = _WHOLE.search(text) or _COMPACT.search(text)
    if whole:
        day = now.replace(year=int(whole["year"]), month=int(whole["month"]), day=int(whole["day"]))
        return _at(day, whole)
    if last := _YEAR_LAST.search(text):
        return _at(_year_last(now, last), last)
    short = _NO_YEAR.search(text)
    if short:
        when = _at(now.replace(month=int(short["month"]), day=int(short["day"])), short)
        # 12月30日 read in January is last year's.
        return when.replace(year=when.year - 1) if when > now + timedelta(days=2) else when
    return None


def _year_last(now: datetime, match: re.Match[str]) -> datetime:
    """The day of 28.11.2026, 28-11-2026 or 11/28/2026: with strokes the month comes first, where it can."""
    first, second = int(match["one"]), int(match["two"])
    month, day = (first, second) if match["mark"] == "/" and first <= 12 else (second, first)
    return now.replace(year=int(match["year"]), month=month, day=day)


def _at(day: datetime, match: re.Match[str]) -> datetime:
    hour = int(match["hour"] or 0)
    half = (match["half"] or "").upper()
    if half in ("下午", "晚上", "PM") and hour < 12:
        hour += 12
    elif half in ("凌晨", "AM") and hour == 12:
        hour = 0
    return _at_clock(day, hour, int(match["minute"] or 0), int(match["second"] or 0))


def _at_clock(day: datetime, hour: int, minute: int, second: int = 0) -> datetime:
    """A time of `day`. 24:00 is where the next one begins; a leap second is the one before it."""
    later = timedelta(days=1) if (hour, minute, second) == (24, 0, 0) else timedelta()
    second = 59 if second == 60 else second
    return day.replace(hour=0 if later else hour, minute=minute, second=second, microsecond=0) + later
