"""Numbers as a reader wants them, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.locale import numbers, set_language
from haowai_tui.text import cell_width

COUNTS = st.integers(0, 10**10)
LANGUAGES = st.sampled_from(["en", "zh_CN"])
UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "万": 10**4, "亿": 10**8, " KB": 10**3, " MB": 10**6, " GB": 10**9}


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    set_language("en")


def meant(said: str) -> float:
    """The number that was said."""
    digits = said.rstrip("kKMGB万亿 ")
    return float(digits.replace(",", "")) * UNITS[said[len(digits) :]]


@pytest.mark.parametrize(
    ("count", "english", "chinese"),
    [
        (0, "0", "0"),
        (9_999, "9999", "9999"),
        (12_345, "12k", "1.2万"),
        (99_999, "99k", "9.9万"),
        (123_456, "123k", "12万"),
        (1_234_567, "1.2M", "123万"),
        (234_567_890, "234M", "2.3亿"),
    ],
)
def test_a_count_in_a_column_is_short(count: int, english: str, chinese: str) -> None:
    set_language("en")
    assert numbers.short_number(count) == english
    set_language("zh_CN")
    assert numbers.short_number(count) == chinese


def test_a_count_in_a_sentence_is_whole() -> None:
    set_language("en")
    assert numbers.counted("{count} article", "{count} articles", 1) == "1 article"
    assert numbers.counted("{count} article", "{count} articles", 12_345) == "12,345 articles"
    set_language("zh_CN")
    assert numbers.counted("{count} article", "{count} articles", 12_345) == "12,345 篇文章"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 KB"),
        (12, "1 KB"),
        (820_999, "820 KB"),
        (1_000_000, "1.0 MB"),
        (2_380_000, "2.3 MB"),
        (48_000_000, "48 MB"),
        (1_200_000_000, "1.2 GB"),
        (1_500_000_000_000, "1500 GB"),
    ],
)
def test_a_size_is_said_in_the_unit_that_suits_it(count: int, said: str) -> None:
    assert numbers.size(count) == said


@given(COUNTS, LANGUAGES)
def test_a_short_number_is_never_too_much_and_little_too_small(count: int, language: str) -> None:
    set_language(language)
    said = numbers.short_number(count)
    assert meant(said) <= count * (1 + 1e-9)
    assert count <= meant(said) * 1.11
    assert cell_width(said) <= 6


@given(COUNTS, COUNTS, LANGUAGES)
def test_more_never_looks_like_less(one: int, other: int, language: str) -> None:
    set_language(language)
    less, more = sorted((one, other))
    assert meant(numbers.short_number(less)) <= meant(numbers.short_number(more))
    assert meant(numbers.size(less)) <= meant(numbers.size(more))


@given(st.floats(0, 100_000))
def test_a_rate_takes_five_cells_and_is_near(mean: float) -> None:
    said = numbers.rate(mean)
    assert abs(float(said) - mean) <= (0.0501 if "." in said else 0.501)
    assert len(said) <= 6
