"""What an edit changed, by paragraphs and by words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.insight.changes import changes, pieces

PARAGRAPHS = st.lists(
    st.text(alphabet="ab 渡轮公司说新航线。, ", min_size=1, max_size=40).filter(lambda text: bool(text.strip())),
    max_size=8,
)


def shown(before: str, after: str) -> str:
    marks = {"same": "{}", "added": "<{}>", "removed": "[{}]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces(before, after))


@given(PARAGRAPHS, PARAGRAPHS)
def test_both_texts_can_be_had_back_from_an_edit(before: list[str], after: list[str]) -> None:
    edit = changes(before, after)
    now = ["".join(p.text for p in change.pieces if p.kind != "removed") for change in edit if change.new is not None]
    assert now == after
    # What is the same but for how it is typed stands as it is typed now.
    edited = [change for change in edit if change.kind in ("edited", "removed")]
    was = ["".join(p.text for p in change.pieces if p.kind != "added") for change in edited]
    assert all(text in before for text in was)


@given(PARAGRAPHS)
def test_a_text_that_stays_has_no_edit(text: list[str]) -> None:
    assert all(change.kind == "same" for change in changes(text, text))


@given(PARAGRAPHS)
def test_spaces_and_quotes_are_no_edit(text: list[str]) -> None:
    typed_otherwise = [paragraph.replace(" ", "   ").replace(",", "，") + "\u3000" for paragraph in text]
    assert all(change.kind == "same" for change in changes(text, typed_otherwise))


def test_english_changes_word_by_word() -> None:
    before = "The ferry sank on Monday with 112 people on board."
    after = "The ferry sank on Monday night with 119 people on board."
    assert shown(before, after) == "The ferry sank on Monday <night >with [112]<119> people on board."


def test_chinese_changes_word_by_word() -> None:
    before = "渡轮公司说新航线本周开通，首班船早上六点离港。"
    after = "渡轮公司说新航线下周开通，首班船早上七点离港。"
    assert shown(before, after) == "渡轮公司说新航线[本周]<下周>开通，首班船早上[六]<七>点离港。"


def test_a_mark_that_alone_stayed_goes_with_the_change_around_it() -> None:
    assert shown("red, blue", "green, white") == "[red, blue]<green, white>"


def test_paragraphs_are_added_removed_and_moved_apart_from_those_that_were_edited() -> None:
    before = ["第一段没有变。", "救援人员说一百一十二人获救。", "这一段要删掉。", "最后一段没有变。"]
    after = ["第一段没有变。", "新加的一段在这里。", "救援人员说一百一十九人获救。", "最后一段没有变。"]
    assert [(change.kind, change.new) for change in changes(before, after)] == [
        ("same", 0),
        ("added", 1),
        ("edited", 2),
        ("removed", None),
        ("same", 3),
    ]


def test_a_paragraph_of_a_million_words_does_not_hold_anybody_up() -> None:
    before, after = "word " * 200_000, "other " * 200_000
    assert [piece.kind for piece in pieces(before, after)] == ["removed", "added"]
