"""Jump mode: every pane has a number and every row that shows has letters; typing them goes there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from haowai_tui.tui.screens.bookmarks import Bookmarks
from haowai_tui.tui.widgets.pane import Pane
from haowai_tui.tui.widgets.rows import RowList

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"


def labels(number: int) -> Sequence[str]:
    """So many labels, the shortest that serve all of them; none is the beginning of another."""
    if number <= len(_LETTERS):
        return list(_LETTERS[:number])
    # Letters that are not needed as first letters of pairs stay labels by themselves.
    firsts = -(-(number - len(_LETTERS)) // (len(_LETTERS) - 1))
    singles = _LETTERS[: len(_LETTERS) - firsts] if firsts < len(_LETTERS) else ""
    pairs = [first + second for first in _LETTERS[len(singles) :] for second in _LETTERS]
    return [*singles, *pairs][:number]


class Jumping(Bookmarks):
    """The key that puts the labels there, and the letters that follow it."""

    def action_jump(self) -> None:
        rows = list(self._rows_shown())
        targets = dict(zip(labels(len(rows)), rows, strict=False))
        for pane in self._lists():
            pane.label_rows({index: label for label, (where, index) in targets.items() if where is pane})
        names = []
        for number, pane_id in enumerate(self.pane_order, 1):
            pane_widget = self.query_one(f"#{pane_id}", Pane)
            pane_widget.entitle(f"[{number}] {pane_widget.heading}")
            names.append(f"{number} {self.pane_titles[pane_id]}")
        self.say("   ".join(names), stay=True)
        self._await_label("", targets)

    def _lists(self) -> Iterator[RowList]:
        return (pane for pane in (self.feeds_pane, self.headlines_pane, self.side_pane))

    def _rows_shown(self) -> Iterator[tuple[RowList, int]]:
        for pane in self._lists():
            if pane.region.area:
                yield from ((pane, index) for index in pane.rows_shown())

    def _await_label(self, typed: str, targets: dict[str, tuple[RowList, int]]) -> None:
        def take(key: str) -> None:
            label = typed + key
            if not typed and key.isdigit() and 1 <= int(key) <= len(self.pane_order):
                self._end_jump()
                self.focus_pane(self.pane_order[int(key) - 1])
            elif label in targets:
                self._end_jump()
                pane, index = targets[label]
                self.focus_pane(pane.id or "headlines")
                pane.move_to(index)
            elif any(other.startswith(label) for other in targets):
                self._await_label(label, targets)
            else:
                self._end_jump()

        self.take_key(take, self.key("jump") + typed, dropped=self._end_jump)

    def _end_jump(self) -> None:
        self.say("")
        for pane in self._lists():
            pane.label_rows({})
        for number, pane_id in enumerate(self.pane_order, 1):
            pane_widget = self.query_one(f"#{pane_id}", Pane)
            pane_widget.entitle(pane_widget.heading.removeprefix(f"[{number}] "))
