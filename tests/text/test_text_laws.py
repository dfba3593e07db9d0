from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.text import cell_width, clean, clean_lines, clean_url, decode, graphemes, pad, parse_date, truncate
from haowai_tui.text.encoding import codec_for
from haowai_tui.text.labels import CODECS
from haowai_tui.text.tokens import index_text, match_expression

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
anything = st.text(alphabet=st.characters())


@given(anything)
def test_clean_text_holds_no_control_and_cleaning_again_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not [c for c in cleaned if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")]
    assert not [c for c in cleaned if unicodedata.category(c) == "Cf" and c not in "\u200c\u200d"]


@given(anything)
def test_clean_lines_keeps_only_the_newline_of_all_controls(text: str) -> None:
    assert {c for c in clean_lines(text) if unicodedata.category(c) == "Cc"} <= {"\n"}


def test_a_character_that_is_not_looked_into_is_one_that_is_kept() -> None:
    from haowai_tui.text.clean import _UNUSUAL, _safe

    usual = [char for code in range(0x110000) if not _UNUSUAL.search(char := chr(code))]
    text = "".join(usual)
    assert len(usual) > 30_000 and _safe(text) == text
    assert {char for char in usual if char.isspace()} == {" ", "\n"}
    assert not [char for char in usual if unicodedata.category(char)[0] in "CM" and char != "\n"]


@given(st.datetimes(datetime(1901, 1, 1), datetime(2099, 12, 31)), st.integers(-14 * 60, 14 * 60), st.booleans())
def test_a_date_as_feeds_write_it_is_the_time_that_it_says(when: datetime, minutes: int, chinese: bool) -> None:
    written = when.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    # The beginning of the clock is what programs write that have no date.
    expected = None if written.replace(tzinfo=None) == datetime(1970, 1, 1) else written
    assert parse_date(format_datetime(written), chinese=chinese) == expected


@pytest.mark.parametrize(
    "payload",
    [
        "\x1b[2J",
        "\x1b]0;t\x07",
        "\x9b31m",
        "\x1b]52;c;aGk=\x1b\\",
        "\u202e",
        "\u200b",
        "\U000e0041",
        "\x00",
        "\x0e",
        "\ud800",
    ],
)
def test_a_payload_leaves_no_byte_that_acts(payload: str) -> None:
    cleaned = clean(f"a{payload}b")
    assert cleaned[0] == "a" and cleaned[-1] == "b"
    assert not set(payload) & {c for c in cleaned if not c.isprintable()}
    assert ("\x1b" not in cleaned and payload not in cleaned) or payload.isprintable()


def test_emoji_keep_what_joins_them_and_words_do_not() -> None:
    assert clean("👨‍👩‍👧 ❤️") == "👨‍👩‍👧 ❤️"
    assert clean("中\u200d文") == "中文"


@pytest.mark.parametrize(
    "marks",
    [
        "\u0301",
        "\u0301\ua67c",  # of a common kind and a rare one
        "\u302a",
        "\u064b\u200d",  # with joiners between them
        "\u094d\u200c",
        "\u0301\u0ccd",
        "\u093e",  # beside the letter
        "\u093e\u0902\u200d",
    ],
)
@pytest.mark.parametrize("base", ["e", "\u0628", "\u0915", "中"])
def test_marks_on_one_base_are_four_at_most_of_each_kind(base: str, marks: str) -> None:
    cleaned = clean(base + marks * 40 + "x")
    for kinds in (("Mn", "Me"), ("Mc",)):
        assert sum(unicodedata.category(char) in kinds for char in cleaned) <= 4, ascii(cleaned)
    assert len(cleaned) <= 15 and clean(cleaned) == cleaned
    assert cell_width(cleaned) <= 5


def test_words_with_many_marks_are_kept_as_they_are_written() -> None:
    for word in ("လျှော့", "မြှို့", "བརྒྱུད", "प्रधानमंत्री", "שָׁ֣לֹום", "Việt", "👩🏽‍❤️‍💋‍👨🏿", "👨‍👩‍👧‍👦"):
        assert clean(word) == word


def test_an_emoji_joins_four_others_at_most() -> None:
    assert clean("👨" + "\u200d👨" * 40 + "x") == "👨" + "\u200d👨" * 4 + "x"


@given(anything, st.integers(0, 40))
def test_truncated_text_fits_and_padded_text_fills(text: str, width: int) -> None:
    text = clean(text)
    assert cell_width(truncate(text, width)) <= width
    assert cell_width(pad(text, width)) == width


@given(anything)
def test_graphemes_join_to_the_text(text: str) -> None:
    assert "".join(graphemes(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026年11月23日 14:05", "2026-11-23T06:05"),
        ("2026/11/23 14:05", "2026-11-23T06:05"),
        ("20261123", "2026-11-22T16:00"),
        ("11月23日 14:05", "2026-11-23T06:05"),
        ("二〇二六年十一月二十三日", "2026-11-22T16:00"),
        ("3小时前", "2026-11-23T09:00"),
        ("昨天 08:30", "2026-11-22T00:30"),
        ("2021-03-05T10:11+08:00", "2021-03-05T02:11"),
        ("Mon, 23 Nov 2026 08:00:00 CST", "2026-11-23T00:00"),
        ("Mon, 23 Nov 2026 08:00:00 -0500", "2026-11-23T13:00"),
        ("12月30日", "2025-12-29T16:00"),
    ],
)
def test_dates_as_chinese_pages_write_them(text: str, expected: str) -> None:
    found = parse_date(text, now=NOW, chinese=True)
    assert found is not None and found.isoformat().startswith(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1764320000", "2025-11-28T08:53:20"),
        ("1764320000123", "2025-11-28T08:53:20"),
        ("2026-11-28 15:00:00 +0800 CST", "2026-11-28T07:00"),
        ("2026-11-28 15:00:00.123456 +0100 CET m=+0.5", "2026-11-28T14:00"),
        ("3/5/2019 10:00:00 AM", "2019-03-05T10:00"),
        ("28/11/2019 15:00", "2019-11-28T15:00"),
        ("05.03.2019, 10:00", "2019-03-05T10:00"),
        ("28-11-2019", "2019-11-28T00:00"),
        ("3/5/2019 3:00:00 PM", "2019-03-05T15:00"),
        ("Sat, 28 Nov 2026 12:30 AM EST", "2026-11-28T05:30"),
        ("Nov 28, 2026 3:05 p.m.", "2026-11-28T15:05"),
        ("Sat, 28 Nov 2026 15:00:00 +08:00", "2026-11-28T07:00"),
        ("Sat, 28 Nov 2026 15:00:00 UTC+8", "2026-11-28T07:00"),
        ("Sat Nov 28 2026 15:00:00 GMT+0800 (中国标准时间)", "2026-11-28T07:00"),
        ("28-Nov-2026 15:00:00", "2026-11-28T15:00"),
        ("28. November 2026", "2026-11-28T00:00"),
    ],
)
def test_dates_as_programs_write_them(text: str, expected: str) -> None:
    found = parse_date(text, now=NOW)
    assert found is not None and found.isoformat().startswith(expected)


@pytest.mark.parametrize(
    "text", ["1970-01-01", "Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00+08:00", "0001-01-01T00:00:00Z", "0"]
)
def test_the_beginning_of_a_clock_is_no_date(text: str) -> None:
    assert parse_date(text, now=NOW) is None and parse_date(text, now=NOW, chinese=True) is None


@given(anything)
def test_no_text_makes_reading_a_date_fail(text: str) -> None:
    found = parse_date(text, now=NOW)
    assert found is None or found.tzinfo is not None


@pytest.mark.parametrize("codec", ["gbk", "gb18030", "utf-8", "utf-16", "big5"])
def test_an_undeclared_encoding_is_found(codec: str) -> None:
    text = "<rss><title>今日要聞與天氣</title><p>" + "港口明日重新開放，渡輪恢復通航。" * 4 + "</p></rss>"
    if codec in ("gbk", "gb18030"):
        text = "<rss><title>今日要闻与天气</title><p>" + "港口明日重新开放，渡轮恢复通航。" * 4 + "</p></rss>"
    assert decode(text.encode(codec)) == text


def test_a_wrong_declaration_loses_to_the_bytes() -> None:
    body = "<?xml version='1.0' encoding='iso-8859-1'?><t>" + "港口明日重新开放，渡轮恢复通航。" * 4 + "</t>"
    assert decode(body.encode("gbk")) == body


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("Shift_JIS", "cp932", "①番線の髙島さん～"),
        ("x-sjis", "cp932", "①番"),
        ("windows-31j", "cp932", "ニュース"),
        ("ks_c_5601-1987", "cp949", "서울 펲"),
        ("EUC-KR", "cp949", "똠방각하"),
        ("gb_2312-80", "gb18030", "朱镕基"),
        ("big5", "cp950", "臺北裏碁銹"),
        ("cn-big5", "cp950", "臺北"),
        ("ISO-8859-9", "cp1254", "İstanbul’da"),
        ("866", "cp866", "Новости дня"),
        ("koi", "koi8-r", "Новости дня"),
    ],
)
def test_encodings_are_what_the_web_means_by_their_names(label: str, codec: str, text: str) -> None:
    assert decode(text.encode(codec), charset=label, kind="text") == text
    assert decode(f'<?xml version="1.0" encoding="{label}"?><a>{text}</a>'.encode(codec)).endswith(f"<a>{text}</a>")


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("GBK标题\n正文", "gbk"),
        ("正文内容在此", "gbk"),
        ("café", "cp1252"),
        ("naïve élan", "cp1252"),
        ("it’s", "cp1252"),
    ],
)
def test_a_few_words_without_a_declaration_are_read(text: str, codec: str) -> None:
    assert decode(text.encode(codec), kind="text") == text
    # The same where UTF-8 is claimed.
    assert decode(text.encode(codec), charset="utf-8", kind="text") == text


def test_every_name_of_an_encoding_has_a_codec() -> None:
    assert [label for label in CODECS if not codec_for(label)] == []
    assert codec_for("utf-7") == codec_for("idna") == codec_for("rot13") == ""


def test_one_bad_byte_costs_one_character() -> None:
    data = "港口明日重新开放，渡轮恢复通航。".encode() * 20
    assert decode(data[:60] + b"\xff" + data[60:]).count("\ufffd") == 1


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "-oProxy=x",
        "data:text/html,x",
        "http://",
        "http://[::1",
        "",
        "http://exa mple.org/",
        "http://a%20b/",
        "http://<b>/",
        "https://a|b.org/x",
    ],
)
def test_an_address_that_is_not_safe_to_open_is_none(address: str) -> None:
    assert clean_url(address) == ""


def test_an_address_loses_its_password_and_gains_its_base() -> None:
    assert clean_url("/a?b=1", "https://me:secret@example.org/x/") == "https://example.org/a?b=1"


def test_two_characters_of_chinese_become_a_phrase_and_one_a_beginning() -> None:
    assert index_text("南渡口 Ferry") == "南渡 渡口 口 ferry"
    assert match_expression(["渡口"]) == '"渡口"'
    assert match_expression(["渡"]) == '"渡" *'
    assert match_expression(["！"]) == ""


def test_the_cells_of_common_characters_are_those_that_wcwidth_gives() -> None:
    """They are known here, so that a start need not import its tables."""
    from wcwidth import wcwidth

    blocks = ((0xA1, 0x300), (0x2010, 0x2600), (0x3001, 0x3100), (0x3400, 0xA000), (0xAC00, 0xD7A4), (0xFF01, 0xFF61))
    every = [chr(code) for first, end in blocks for code in range(first, end)]
    different = [char for char in every if cell_width(char) != max(0, wcwidth(char))]
    assert different == []
