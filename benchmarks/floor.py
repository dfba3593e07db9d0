"""The floor under our start: a bare Textual app of three panes with as much text, and nothing of haowai in it.

python benchmarks/terminal.py --runs 5 --until 'Floor 0' -- python benchmarks/floor.py
python benchmarks/terminal.py --runs 5 --until 'All articles' -- haowai
"""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import OptionList, Static

ROWS = [f"Floor {number} and what stands in its row" for number in range(60)]


class Floor(App[None]):
    """A list, a scrolled text, a list."""

    CSS = "OptionList { width: 36; } VerticalScroll { width: 1fr; }"
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield OptionList(*ROWS)
            with VerticalScroll():
                yield Static("\n".join(row * 3 for row in ROWS), markup=False)
            yield OptionList(*ROWS)


if __name__ == "__main__":
    Floor().run()
