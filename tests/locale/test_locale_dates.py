"""Days and times as a reader wants them, in English and in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clocks import standing_in
from haowai_tui.locale import dates, set_language
from haowai_tui.text import cell_width

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 28, 17, 0, tzinfo=CHINA)
TIMES = st.datetimes(datetime(1950, 1, 2), datetime(2100, 1, 1), timezones=st.just(CHINA))
LANGUAGES = st.sampled_from(["en", "zh_CN"])


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    set_language("en")


@pytest.mark.parametrize(
    ("when", "english", "chinese"),
    [
        (datetime(2026, 11, 28, 4, 5, tzinfo=CHINA), ("04:05", "04:05"), ("04:05", "04:05")),
        (
            datetime(2026, 11, 7, 14, 5, tzinfo=CHINA),
            ("7 Nov", "Sat 7 Nov 14:05"),
            ("11月7日", "11月7日 周六 14:05"),
        ),
        (
            datetime(2025, 5, 20, 0, 0, tzinfo=CHINA),
            ("20 May 2025", "20 May 2025 00:00"),
            ("2025年5月20日", "2025年5月20日 00:00"),
        ),
        # It is the reader's zone that tells what today is.
        (datetime(2026, 11, 27, 17, 30, tzinfo=UTC), ("01:30", "01:30"), ("01:30", "01:30")),
    ],
)
def test_a_time_is_as_long_as_it_must_be(when: datetime, english: tuple[str, str], chinese: tuple[str, str]) -> None:
    set_language("en")
    assert (dates.brief(when, NOW), dates.moment(when, NOW)) == english
    set_language("zh_CN")
    assert (dates.brief(when, NOW), dates.moment(when, NOW)) == chinese


def test_what_is_kept_for_years_says_its_year() -> None:
    when = datetime(2026, 11, 28, 14, 5).astimezone()
    set_language("en")
    assert dates.dated(when) == "Sat 28 Nov 2026 14:05"
    set_language("zh_CN")
    assert dates.dated(when) == "2026年11月28日 周六 14:05"


def test_a_page_is_headed_by_its_day() -> None:
    set_language("en")
    assert dates.long_date(NOW) == "Saturday, 28 November 2026"
    set_language("zh_CN")
    assert dates.long_date(NOW) == "2026年11月28日 星期六"


@given(TIMES, TIMES, LANGUAGES)
def test_the_column_of_a_list_holds_every_time(when: datetime, now: datetime, language: str) -> None:
    set_language(language)
    assert 0 < cell_width(dates.brief(when, now)) <= dates.brief_cells()


@given(TIMES, TIMES, LANGUAGES)
def test_what_is_said_of_a_time_says_which_it_was(when: datetime, now: datetime, language: str) -> None:
    set_language(language)
    said = re.findall(r"\d+", dates.moment(when, now))
    assert [int(part) for part in said[-2:]] == [when.hour, when.minute]
    assert (len(said) == 2) == (when.date() == now.date())
    assert (str(when.year) in said) >= (when.year != now.year)
    assert len(said) == 2 or str(when.day) in said


@given(st.timedeltas(timedelta(), timedelta(days=4000)), LANGUAGES)
def test_a_length_of_time_is_never_said_longer_than_half_a_minute_more_than_it_was(
    length: timedelta, language: str
) -> None:
    set_language(language)
    count, unit = re.fullmatch(r"([\d,]+) ?(.+)", dates.span(length)).groups()  # type: ignore[union-attr]
    units = {"minute": 60, "分钟": 60, "hour": 3600, "小时": 3600, "day": 86400, "天": 86400}
    seconds = int(count.replace(",", "")) * units[unit.rstrip("s")]
    assert seconds <= length.total_seconds() + 30
    assert length.total_seconds() - seconds <= 2 * units[unit.rstrip("s")]


ZONES = st.sampled_from(["America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"])
ANYWHERE = st.datetimes(datetime(1900, 1, 1), datetime(9998, 12, 31), timezones=st.just(UTC))


@given(ZONES, ANYWHERE, st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_every_time_is_told_by_the_clock_on_the_wall(zone: str, when: datetime, now: datetime) -> None:
    """Summer and winter, hours that there are twice and not at all: all as the zone's own calendar has it."""
    wall = when.astimezone(ZoneInfo(zone))
    with standing_in(zone):
        here = now.astimezone(dates.HERE)
        said = re.findall(r"\d+", dates.moment(when, here))
        assert [int(part) for part in said[-2:]] == [wall.hour, wall.minute]
        assert len(said) == 2 or int(said[0]) == wall.day
        assert here.utcoffset() == now.astimezone(ZoneInfo(zone)).utcoffset()
        assert dates.brief(when, here) and dates.dated(when)


def test_in_winter_a_summer_night_is_on_its_own_day() -> None:
    with standing_in("America/New_York"):
        winter = datetime(2026, 11, 28, 17, 0, tzinfo=UTC).astimezone(dates.HERE)
        assert dates.brief(datetime(2026, 7, 5, 4, 30, tzinfo=UTC), winter) == "5 Jul"
        # Before and after the clocks go back: one is half past one, and so is the other.
        for hour in (5, 6):
            night = datetime(2026, 11, 1, hour, 30, tzinfo=UTC)
            assert dates.brief(night, night.astimezone(dates.HERE)) == "01:30"
            assert night.astimezone(dates.HERE).astimezone(UTC) == night


def test_what_has_not_begun_has_lasted_for_nothing() -> None:
    assert dates.span(timedelta(days=-400)) == "0 minutes"


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [
        (0.1, "1 min", "1 分钟"),
        (99.4, "99 min", "99 分钟"),
        (100, "1 h 40 min", "1 小时 40 分钟"),
        (712.4, "11 h 52 min", "11 小时 52 分钟"),
    ],
)
def test_a_long_text_is_told_in_hours(minutes: float, english: str, chinese: str) -> None:
    set_language("en")
    assert dates.minutes_label(minutes) == english
    set_language("zh_CN")
    assert dates.minutes_label(minutes) == chinese
