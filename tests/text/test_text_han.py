from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.text.han import count_han, is_han
from haowai_tui.text.reading import reading_minutes

HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
mixed = st.text(alphabet=st.sampled_from("渡口重開㐀龥豈𠀀\U000323af😀𝒜abZ09é_-'’. ，。\n\udc80ー가"), max_size=60)


def test_a_chinese_character_is_one_of_its_blocks() -> None:
    assert [chr(code) for code in range(0x110000) if is_han(chr(code)) != bool(HAN.match(chr(code)))] == []


@given(mixed | st.text())
def test_chinese_characters_are_counted_as_they_are_told(text: str) -> None:
    assert count_han(text) == sum(map(is_han, text))


@given(mixed)
def test_reading_takes_the_chinese_characters_and_the_words_between_them(text: str) -> None:
    rest, chinese = HAN.subn(" ", text)
    assert round(reading_minutes(text, characters=1, words=1)) == chinese + len(WORD.findall(rest))
