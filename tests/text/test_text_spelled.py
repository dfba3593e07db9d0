"""Text where a terminal's locale lacks its characters."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.text.spelled import spell, spelled

codecs.register_error("test-spelled", spell)


@pytest.mark.parametrize(
    ("text", "ascii"),
    [
        ("港口", "gang kou"),
        ("港口opens 周一", "gang kouopens zhou yi"),
        ("café “naïve” — 5€…", 'cafe "naive" - 5EUR...'),
        ("門", "men"),
        ("Ω ★", "? ?"),
        ("plain", "plain"),
    ],
)
def test_chinese_is_spelled_by_its_sound_and_the_rest_by_its_likeness(text: str, ascii: str) -> None:
    assert spelled(text) == ascii


def test_a_stream_keeps_what_its_encoding_has() -> None:
    assert "café 港口opens".encode("latin-1", "test-spelled") == "café gang kou opens".encode("latin-1")
    assert "港口 Ω".encode("gbk", "test-spelled").decode("gbk") == "港口 Ω"


@given(st.text())
def test_whatever_it_is_comes_out_in_ascii(text: str) -> None:
    assert spelled(text).isascii()
    text.encode("ascii", "test-spelled")
