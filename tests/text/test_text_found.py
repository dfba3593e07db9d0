"""Where a text has what was looked for, and the piece that shows it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haowai_tui.text import cell_width
from haowai_tui.text.found import Sought, found_spans, snippet


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("衡陽青山通車", "衡阳", ["衡陽"]),
        ("衡阳青山通车", "青山 通车", ["青山通车"]),
        ("The Ｆｅｒｒｙ and the ferries", "ferr", ["Ｆｅｒｒ", "ferr"]),
        ("Café crème", "creme", ["crème"]),
        ("preferred ferry", "fer", ["fer"]),
        ("用ferry过江", "ferry", ["ferry"]),
        ("渡口渡口", "渡口", ["渡口渡口"]),
        ("nothing", "渡口", []),
        ("anything", "!", []),
    ],
)
def test_what_was_looked_for_is_found_as_it_is_written(text: str, typed: str, shown: list[str]) -> None:
    assert [text[start:end] for start, end in found_spans(text, [Sought(typed)])] == shown


def test_pinyin_marks_the_characters() -> None:
    text = "今天衡陽青山通車"
    assert [text[a:b] for a, b in found_spans(text, [Sought("hyqs", sounds=True)])] == ["衡陽青山"]
    assert found_spans(text, [Sought("hyqs")]) == ()


def test_a_snippet_shows_the_place_in_its_surroundings() -> None:
    text = "一早起了大雾。" * 9 + "渡口\n今天 重新开放。" + "船工说，" * 20
    found = snippet(text, [Sought("渡口")], 40)
    assert found is not None and found.text.startswith("..") and "渡口 今天 重新开放" in found.text
    assert [found.text[a:b] for a, b in found.spans] == ["渡口"]
    assert snippet(text, [Sought("没有的")], 40) is None
    english = snippet("The old ferry will run again on Monday", [Sought("run")], 30)
    assert english is not None and english.text.startswith(".. ") is False and "run again" in english.text


words = st.text("渡口山衡阳Ferry é。 ", min_size=1, max_size=6)


@settings(deadline=None)
@given(
    st.text("渡口山衡陽Ferry é。,\n", max_size=60),
    st.lists(st.builds(Sought, words, st.booleans()), max_size=3),
    st.integers(8, 60),
)
def test_spans_are_in_order_within_the_text_and_a_snippet_fits(text: str, sought: list[Sought], cells: int) -> None:
    spans = found_spans(text, sought)
    places = [place for span in spans for place in span]
    assert places == sorted(set(places)) and all(0 <= place <= len(text) for place in places)
    found = snippet(text, sought, cells)
    if found is not None:
        assert cell_width(found.text) <= cells and "\n" not in found.text
        assert found.spans and all(0 <= start < end <= len(found.text) for start, end in found.spans)
