"""Chinese by how it sounds: whole syllables, initials, both, and characters that are read in more than one way."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from haowai_tui.text.pinyin import is_exact, reading, sound_queries, sound_spans, sound_tokens, sounds_like, ways

CHARACTERS = "衡阳青山重庆银行长乐西安女绿中国都会单于上海渡口港"


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("衡阳青山", "hengyang"),
        ("衡阳青山", "hengyangqingshan"),
        ("衡阳青山", "hyqs"),
        ("衡阳青山", "hengyqs"),
        ("衡阳青山", "hyqingshan"),
        ("衡陽青山", "hyqs"),
        ("今天的衡阳青山路", "yangqingsh"),
        ("重庆", "chongqing"),
        ("重庆", "zhongqing"),
        ("重庆银行", "cqyh"),
        ("重庆银行", "zqyx"),
        ("西安", "xian"),
        ("方案", "fangan"),
        ("反感", "fangan"),
        ("女人", "nvren"),
        ("行长", "hangzhang"),
    ],
)
def test_it_sounds_so(text: str, typed: str) -> None:
    assert sounds_like(text, typed)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("衡阳青山", "hyqx"),
        ("衡山青阳", "hengyang"),
        ("阳", "y"),
        ("衡 阳", "hengyang"),
        ("衡阳", "heng yang"),
    ],
)
def test_it_does_not_sound_so(text: str, typed: str) -> None:
    assert not sounds_like(text, typed)


def test_where_it_sounds_so_is_told_in_characters_of_the_text() -> None:
    assert list(sound_spans("《衡陽青山》與衡阳", "hengyang")) == [(1, 3), (7, 9)]


def test_a_single_syllable_or_letter_is_no_pinyin() -> None:
    assert ways("heng") == () or all(len(pieces) > 1 for pieces in ways("heng"))
    assert ways("h") == ways("衡阳") == ways("heng yang") == ways("h1") == ()


def found_by(text: str, typed: str) -> bool:
    """What the index does with `sound_queries`: every token of one of them is there, the last perhaps begun."""
    tokens = sound_tokens(text)

    def has(term: str) -> bool:
        token = term.removesuffix("*").strip().strip('"')
        return any(known.startswith(token) if term.endswith("*") else known == token for known in tokens)

    return any(all(map(has, query.split(" AND "))) for query in sound_queries(typed))


texts = st.text(CHARACTERS + "a，", min_size=2, max_size=10)


@settings(deadline=None)
@given(texts, st.integers(0, 8), st.lists(st.sampled_from(["whole", "initial"]), min_size=2, max_size=6))
@example("重庆银行", 0, ["whole", "initial", "whole"])
@example("上安安", 0, ["initial", "initial", "initial"])
@example("青安会鄂", 0, ["initial"] * 4)
def test_what_is_typed_of_a_text_finds_it(text: str, start: int, how: list[str]) -> None:
    part = text[start : start + len(how)]
    if len(part) < 2 or not all(map(reading, part)):
        return
    typed = "".join(
        reading(char) if kind == "whole" else reading(char)[0] for char, kind in zip(part, how, strict=False)
    )
    kinds = set(how[: len(part)])
    # Where more can be meant in syllables than is tried, something may be missed.
    if kinds == {"initial"} or (kinds == {"whole"} and len(ways(typed)) < 8):
        assert sounds_like(text, typed) and found_by(text, typed)


@settings(deadline=None)
@given(texts, st.text("abcdeghijnoqsuxyz", min_size=2, max_size=8))
def test_the_index_finds_all_that_sounds_so_and_only_that_where_it_is_exact(text: str, typed: str) -> None:
    if sounds_like(text, typed):
        assert found_by(text, typed)
    if is_exact(typed) and found_by(text, typed):
        assert sounds_like(text, typed)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_sounds_or_none(text: str) -> None:
    assert all(token.isascii() and " " not in token for token in sound_tokens(text))
    list(sound_spans(text, "hy"))
