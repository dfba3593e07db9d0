"""Dates as the world writes them, the wrong ones too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.model.times import EARLIEST, LATEST, decode_time, encode_time
from haowai_tui.text import parse_date

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2016-12-31T23:59:60Z", (2016, 12, 31, 23, 59, 59)),
        ("Sat, 31 Dec 2016 23:59:60 GMT", (2016, 12, 31, 23, 59, 59)),
        ("2016年12月31日 23:59:60 ", (2016, 12, 31, 15, 59, 59)),
        ("2026-11-23T24:00:00Z", (2026, 11, 24)),
        ("2026-11-23 24:00", (2026, 11, 24)),
        ("2026-12-31T24:00:00+08:00", (2026, 12, 31, 16)),
        ("2026-11-23T10:00:00+14:00", (2026, 11, 22, 20)),
        ("2026-11-23T10:00:00-12", (2026, 11, 23, 22)),
        ("Mon, 23 Nov 2026 10:00:00 +2359", (2026, 11, 22, 10, 1)),
        # A zone that there is not: the date is better than none.
        ("Mon, 23 Nov 2026 10:00:00 +9999", (2026, 11, 23, 10)),
        ("2026-11-23T10:00:00+99:99", (2026, 11, 23, 10)),
        ("2026-11-23T10:00:00-99:00", (2026, 11, 23, 10)),
        ("Mon, 23 Nov 2026 10:00:00 ZZZZ", (2026, 11, 23, 10)),
        # Summer and winter: what names its offset needs no calendar of zones.
        ("2026-03-08T02:30:00-05:00", (2026, 3, 8, 7, 30)),
        ("Sun, 01 Nov 2026 01:30:00 EDT", (2026, 11, 1, 5, 30)),
        ("Sun, 01 Nov 2026 01:30:00 EST", (2026, 11, 1, 6, 30)),
        ("2028-02-29", (2028, 2, 29)),
        ("1900-01-01T00:00:00Z", (1900, 1, 1)),
        ("2099-12-31T00:00:00Z", (2099, 12, 31)),
    ],
)
def test_what_a_date_means(text: str, when: tuple[int, ...]) -> None:
    year, month, day, *clock = when
    assert parse_date(text, now=NOW) == datetime(year, month, day, *clock, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "0000-00-00T00:00:00Z", "0000-01-01", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+23:00", "-1", str(2**63),
        str(-(2**63)), "9999-12-31T23:59:59-23:59", "9999-12-31T24:00:00Z", "99999-01-01", "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z", "2027-02-29T00:00:00Z", "2026-11-23T25:00:00Z", "2026-11-23T24:00:01Z",
        "2026-11-23T10:61:00Z", "2026-11-23T10:00:61Z", "Mon, 99 Foo 0 99:99", "9" * 150 + " years ago",
        "99999999 years ago", "NaN", "inf", "1e400", "Thu, 01 Jan 0000 00:00:00 GMT", "31 Feb 2026 10:00",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text, now=NOW) is None


@given(
    st.text(max_size=40)
    | st.from_regex(r"[0-9]{1,5}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}")
)
def test_whatever_is_written_as_a_date_can_be_shown_anywhere(text: str) -> None:
    found = parse_date(text, now=NOW)
    assert found is None or EARLIEST <= found <= LATEST


ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=ZONES) | st.sampled_from([datetime.min, datetime.max]))
def test_a_moment_that_is_kept_comes_back_and_one_that_cannot_be_true_is_none(when: datetime) -> None:
    """Other people's sources give any time that Python has."""
    kept = encode_time(when)
    back = decode_time(kept)
    assert (kept is None) == (back is None)
    if back is not None:
        assert abs(back - when.astimezone(UTC)) < timedelta(milliseconds=1)
        assert EARLIEST <= back <= LATEST


@given(st.integers() | st.none() | st.text(max_size=3))
def test_any_number_in_the_database_is_a_moment_or_none(kept: object) -> None:
    back = decode_time(kept)
    assert back is None or EARLIEST <= back <= LATEST
