"""What differs only in how it is written is found as the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.text.fold import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("臺灣的氣象臺發布颱風警報", "台湾的气象台发布台风警报"),
        ("後來在裡面等著，為了乾杯", "后来在里面等着,为了干杯"),
        ("ＡＢＣ１２３　ｋｍ", "abc123 km"),
        ("Café ÉCOLE Ångström naïve İ", "cafe ecole angstrom naive i"),
        ("ﾃﾞｰﾀ と データ", "データ と データ"),
        ("한국", "한국"),
    ],
)
def test_two_ways_of_writing_fold_into_one(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.sampled_from("，！？：；（）％～…　\u00a0\u0301\u0338\u3099中aÉカ")) | st.text())
def test_compatible_forms_are_one(text: str) -> None:
    assert fold(text) == fold(unicodedata.normalize("NFKC", text))


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_a_chinese_character_stays_one_character(text: str) -> None:
    assert len(fold(text)) == len(text)
