"""Choosing what can be read in the time there is."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from haowai_tui.insight.digest import LEAST, fill, in_turn

MINUTES = st.lists(st.floats(0, 30), max_size=60)


@given(MINUTES, st.integers(1, 60))
def test_a_digest_fills_its_time_and_no_more(minutes: list[float], wanted: int) -> None:
    chosen = fill(enumerate(minutes), wanted)
    places = [place for place, _taken in chosen]
    assert places == sorted(set(places))
    assert all(taken == max(LEAST, minutes[place]) for place, taken in chosen)
    used = sum(taken for _place, taken in chosen)
    if len(chosen) > 1 or (chosen and used <= wanted):
        assert used <= wanted + 1e-9
        # Nothing that was passed over would have fitted at the end.
        left_out = [max(LEAST, one) for place, one in enumerate(minutes) if place not in places]
        assert wanted - used < LEAST or all(one > wanted - used - 1e-9 for one in left_out)
    elif chosen:
        assert chosen[0][1] == max(LEAST, min(minutes)) > wanted
    else:
        assert not minutes


def test_no_more_is_asked_for_than_is_needed() -> None:
    asked: list[int] = []

    def candidates() -> Iterator[tuple[int, float]]:
        for number in range(1000):
            asked.append(number)
            yield number, 2.0

    assert len(fill(candidates(), 10)) == 5 and len(asked) == 5


@given(st.lists(st.lists(st.integers(), max_size=5), max_size=6))
def test_groups_come_in_turn(groups: list[list[int]]) -> None:
    turned = list(in_turn(groups))
    assert sorted(turned) == sorted(one for group in groups for one in group)
    assert turned[: len([group for group in groups if group])] == [group[0] for group in groups if group]
