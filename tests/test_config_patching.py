"""A change of the settings file is taken back wherever it stands by now."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.config.patching import patch_of, taken_back, unpacked

line = st.sampled_from(["[ui]", "measure = 60", "# mine", "", "[[rules]]", 'query = "港口"', 'do = ["read"]\r'])
texts = st.builds(lambda lines, end: "\n".join(lines) + end, st.lists(line, max_size=8), st.sampled_from(["", "\n"]))


@given(texts, texts)
def test_what_nobody_touched_since_is_as_it_was(before: str, after: str) -> None:
    assert taken_back(after, unpacked(patch_of(before, after).packed())) == before


@given(st.lists(line, min_size=4, max_size=8), st.integers(0, 3), st.lists(line, min_size=1, max_size=4))
def test_a_change_elsewhere_stays(lines: list[str], place: int, more: list[str]) -> None:
    numbered = [f"{number} {text}" for number, text in enumerate(lines)]
    gone = "\n".join(numbered[:place] + numbered[place + 1 :]) + "\n"
    added = "".join(f"new {text}\n" for text in more)
    patch = patch_of("\n".join(numbered) + "\n", gone)
    assert taken_back(gone + added, patch) == "\n".join(numbered) + "\n" + added
    assert taken_back(added + gone, patch) == added + "\n".join(numbered) + "\n"


def test_what_stands_there_otherwise_by_now_is_left_as_it_is() -> None:
    patch = patch_of("[ui]\nmeasure = 60\n", "[ui]\nmeasure = 61\n")
    assert taken_back("[ui]\nmeasure = 62\n", patch) is None
    assert taken_back("", patch) is None


def test_of_what_stands_around_and_what_was_put_there_nothing_can_be_read() -> None:
    patch = patch_of('token = "hunter2"\nmeasure = 60\n', 'token = "hunter2"\nmeasure = 61\n')
    assert "hunter2" not in patch.packed() and "61" not in patch.lost[0] and patch.lost == ("measure = 60\n",)
