"""Where a line ends in a source and not in what it says: CSS Text 3, 4.1.3."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.text.joining import joined

CHINESE = st.text(alphabet="中文排版，。「」１Ａ", min_size=1)
ENGLISH = st.text(alphabet="abc,.", min_size=1)
HANGUL = st.text(alphabet="한글", min_size=1)
BREAK = st.sampled_from(["\n", " \n", "\n\t ", "\n\n", "\r\n"])


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("清晨的步道，\n已经有人", "清晨的步道，已经有人"),
        ("清晨的\n  步道", "清晨的步道"),
        ("他说：\n“好”\n就走了", "他说：“好”就走了"),
        ("等了很久\n……\n还是没来", "等了很久……还是没来"),
        ("用 Python\n写的", "用 Python 写的"),
        ("a\nb", "a b"),
        ("“a”\n“b”", "“a” “b”"),
        ("한국어\n신문", "한국어 신문"),
        ("中文\n신문", "中文 신문"),
        ("ﾃｽﾄ\nテスト", "ﾃｽﾄテスト"),
        ("中\u3000文", "中\u3000文"),
        ("中 文", "中 文"),
    ],
)
def test_a_line_end_is_nothing_between_chinese_and_a_space_elsewhere(source: str, said: str) -> None:
    assert joined(source) == said


@given(CHINESE, BREAK, CHINESE)
def test_between_wide_characters_nothing_stands(before: str, line_end: str, after: str) -> None:
    assert joined(before + line_end + after) == before + after


@given(st.one_of(st.tuples(CHINESE, ENGLISH), st.tuples(ENGLISH, CHINESE), st.tuples(CHINESE, HANGUL)), BREAK)
def test_between_others_a_space_stands(pair: tuple[str, str], line_end: str) -> None:
    assert joined(line_end.join(pair)) == " ".join(pair)


@given(st.text(alphabet="中a 한\n，“"))
def test_joining_leaves_no_line_end_and_loses_nothing_else(text: str) -> None:
    once = joined(text)
    assert "\n" not in once and joined(once) == once
    assert once.replace(" ", "") == text.replace(" ", "").replace("\n", "")
