"""What is searched for keeps no other key waiting, however long it takes to be found."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from test_tui_days import library_of

from haowai_tui.library import Library
from haowai_tui.model import Selection
from haowai_tui.tui.screens.reader import ReaderScreen
from pilot import live, press, settle


class Slow:
    """Counting what a query finds waits, the first time, until it may go on."""

    def __init__(self, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.goes_on = threading.Event(), threading.Event()
        self.asked = 0
        count_up_to = library.count_up_to

        def slowly(most: int, selection: Selection) -> tuple[int, bool]:
            found = count_up_to(most, selection)
            if selection.query is not None:
                self.asked += 1
                self.begun.set()
                assert self.goes_on.wait(10)
            return found

        monkeypatch.setattr(library, "count_up_to", slowly)


@pytest.mark.parametrize("stars", [False, True])
def test_the_library_answers_while_a_query_goes_through_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stars: bool
) -> None:
    async def day(pilot: Any, screen: ReaderScreen) -> None:
        slow = Slow(library, monkeypatch)
        await press(pilot, "slash", *"is:starred")
        await pilot.press("space", *"words:>1", "enter")
        while not slow.begun.is_set():
            await pilot.pause(0.01)
        # What other keys ask for is answered.
        ids = [row.id for row in await screen.ask(library.headlines, Selection())]
        assert len(ids) == 9
        if stars:
            await screen.ask(library.set_starred, ids[:2], True)
        slow.goes_on.set()
        await settle(pilot)
        # What was done meanwhile is seen.
        assert screen.headlines_pane.count == (2 if stars else 0)
        assert screen.place == "search:is:starred words:>1"

    with library_of(tmp_path) as library:
        live(library, day)
