"""The rules of line breaking: Unicode's by their numbers, the newspaper's by cases written out by hand."""

from __future__ import annotations

import itertools
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haowai_tui.text import cell_width
from haowai_tui.typeset import NOT_FIRST, NOT_LAST, Run, break_places, fill, plain, set_lines

HARD = Path(__file__).parent.parent / "data" / "typeset" / "hard.txt"


def hard_cases() -> list[tuple[int, int, str, str]]:
    cases = []
    for part in re.split(r"^@ ", HARD.read_text("utf-8"), flags=re.M)[1:]:
        head, text, _mark, *lines = part.rstrip("\n").split("\n")
        width, _space, hang = head.partition(" ")
        cases.append((int(width), 2 if hang else 0, text.replace("⏎", "\n"), "\n".join(lines)))
    return cases


@pytest.mark.parametrize(("width", "hang", "text", "expected"), hard_cases())
def test_a_hard_case_is_set_as_it_was_written_out_by_hand(width: int, hang: int, text: str, expected: str) -> None:
    assert plain(set_lines([Run(text)], width, hang=hang)) == expected


# "÷" is a place where a line may end, "|" one where it may not.
@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("LB4", "one\n÷two"),
        ("LB5", "one\r|\n÷two"),
        ("LB6", "one|\n"),
        ("LB7", "one| ÷two"),
        ("LB9", "e|\u0301|e"),
        ("LB11", "two|\u2060|words"),
        ("LB12", "100|\u00a0|km"),
        ("LB13", "船|！|）|。"),
        ("LB14", "（|船"),
        ("LB15a", "“|船"),
        ("LB18", "a ÷b"),
        ("LB19", "say|’|s"),
        ("LB21", "well|-÷known"),
        ("LB22", "等|…|…"),
        ("LB23", "a|1|b"),
        ("LB24", "$|a"),
        ("LB25", "$|1|,|2|3|4|.|5|6"),
        ("LB25", "1|2|%"),
        ("LB25", "(|1|2|)"),
        ("LB26", "\u1100|\u1161|\u11a8"),
        ("LB28", "w|o|r|d"),
        ("LB29", "e|.|g"),
        ("LB30", "a|(|b|)"),
        ("LB30a", "🇨|🇳÷🇫|🇷"),
        ("LB30b", "👋|🏽"),
        ("LB31", "船÷来÷了"),
        ("clreq: no closing mark begins a line", "船|，÷来|。|”"),
        ("clreq: no opening mark ends a line", "说÷《|船|》"),
        ("GB/T 15834: a dash of two is one mark", "船÷—|—÷来"),
        ("GB/T 15834: an ellipsis of two is one mark", "船|…|…÷来"),
        ("a number and its unit are one", "共÷3|.|5|万|亿|元÷多"),
        ("a number and its unit are one", "用÷30| |km÷后"),
        ("a date is not torn apart", "2|0|2|6|年÷3|月÷5|日"),
        ("the number of a link stays with it", "船|[|1|2|]÷来"),
        ("an English dash stays with the word before it", "word|—÷next"),
    ],
)
def test_lines_break_by_the_rule(rule: str, text: str) -> None:
    places = set(break_places(re.sub("[÷|]", "", text)))
    at = 0
    for part in re.split("([÷|])", text):
        if part in ("÷", "|"):
            assert (at in places) == (part == "÷"), (rule, text, at)
        else:
            at += len(part)


pieces = st.sampled_from(
    [
        *"港口渡船新闻步道，。：；！？“”‘’（）《》、「」",
        "——",
        "……",
        " ",
        "\n",
        "Python",
        "3.14%",
        "25 km",
        "2026年3月",
        "https://example.org/a/b?c=d&e=f",
        "👨‍👩‍👧",
        "🇨🇳",
        "e\u0301",
        "ไทย",
        "한국",
        "שלום",
        "don’t",
    ]
)
mixed = st.lists(pieces, max_size=80).map("".join)


@given(mixed, st.integers(10, 120), st.sampled_from([0, 2]))
@settings(max_examples=400, deadline=None)
def test_lines_joined_give_the_text_back_and_none_is_wider_than_asked(text: str, width: int, hang: int) -> None:
    lines = list(set_lines([Run(text)], width, hang=hang))
    assert "".join(line.text + line.joint for line in lines).split() == text.split()
    assert "".join(text[start:end] for start, end in fill(text, width, hang=hang)) == text
    for line in lines:
        assert cell_width(line.text) <= width + hang
        if cell_width(line.text) > width:
            assert line.text[-1] in "、，。：；！？）」』”’》〉】,.;:!?"


@given(mixed, st.integers(10, 120))
@settings(max_examples=400, deadline=None)
def test_no_mark_stands_wrong_and_no_word_is_cut_unless_the_width_leaves_no_choice(text: str, width: int) -> None:
    places = [0, *break_places(text)] if text else [0]
    longest = max((cell_width(text[a:b].rstrip()) for a, b in itertools.pairwise(places)), default=0)
    if longest > width:
        return
    for (start, end), (_start, _end) in itertools.pairwise(fill(text, width)):
        if "\n" in text[start:end] or end >= len(text):
            continue
        before, after = text[start:end].rstrip(" "), text[end]
        assert after not in NOT_FIRST or text[end - 1] == " "
        assert not before or before[-1] not in NOT_LAST
        assert before[-1:] + after not in ("——", "……")
        assert text[end - 1] == " " or not (
            before[-1:].isascii() and before[-1:].isalnum() and after.isascii() and after.isalnum()
        )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_paragraph_longer_than_the_window_breaks_as_if_it_were_seen_whole(seed: int) -> None:
    text = "".join(random.Random(seed).choices(["渡口", "，", "word ", "的", "（船）"], k=6000))
    whole = set(break_places(text))
    lines = fill(text, 40)
    assert "".join(text[start:end] for start, end in lines) == text
    assert all(end in whole for _start, end in lines)


def test_neither_the_beginning_of_an_address_nor_of_a_formula_stands_alone_at_the_end_of_a_line() -> None:
    text = "Support: https://patrons.example/workbench, number $\\Theta(n)$"
    for width in range(24, 60):
        lines = [text[start:end].rstrip() for start, end in fill(text, width)]
        assert not any(line.endswith(("://", " $")) for line in lines), width


def test_a_mark_after_a_space_stays_with_its_word_as_in_french() -> None:
    text = "Le port est fermé : « tout est normal », dit le maire ; vraiment ? Oui ! Et .NET aussi."
    for width in range(12, 60):
        for start, end in fill(text, width):
            line = text[start:end].strip()
            assert line[0] not in ":;?!»" and line[-1] != "«", (width, line)
