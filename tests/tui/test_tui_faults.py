"""What goes wrong in the screens: a fault ends the reader with the fault itself, a closed dialog's does not."""

from __future__ import annotations

import asyncio
import gc
import warnings
from typing import Any

import pytest
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.worker import WorkerFailed

from damaging import live_a_little, paths_in
from haowai_tui.config import Settings
from haowai_tui.errors import StoreDamagedError
from haowai_tui.library import Library
from pilot import finished, live


def test_a_reader_who_leaves_is_not_shown_another_reader_because_of_damage(tmp_path: Any) -> None:
    live_a_little(tmp_path, 5 * 30)
    with Library.open(paths_in(tmp_path), Settings()) as library:

        async def day(pilot: Any, screen: Any) -> None:
            damage, fault = StoreDamagedError("damaged"), RuntimeError("a fault")
            pilot.app.unexpected = damage
            assert pilot.app.fault is damage
            await pilot.app.leave()
            assert pilot.app.fault is None
            pilot.app.unexpected = fault
            assert pilot.app.fault is fault

        live(library, day)


class Hasty(Screen[None]):
    """A dialog that is closed before it is whole."""

    def look(self) -> None:
        self.query_one("#nothing")


def test_a_dialog_that_was_closed_before_it_was_whole_ends_nothing(tmp_path: Any) -> None:
    live_a_little(tmp_path, 5 * 30)
    with Library.open(paths_in(tmp_path), Settings()) as library:

        async def day(pilot: Any, screen: Any) -> None:
            closed = Hasty()
            with pytest.raises(NoMatches) as caught:
                closed.look()
            pilot.app._handle_exception(caught.value)
            assert pilot.app.unexpected is None
            await pilot.press("j")
            assert pilot.app.screen is screen

        live(library, day)


def test_work_that_ends_when_the_screen_is_taken_down_already_is_no_fault(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = []

    async def offline(**_options: Any) -> Any:
        await asyncio.sleep(30)
        yield

    async def day(pilot: Any, screen: Any) -> None:
        monkeypatch.setattr(library, "offline", offline)
        screen.action_offline()
        await pilot.pause()
        assert screen.refresh_work is not None
        # The screen's work is cancelled when its widgets are gone.
        pilot.app.workers.cancel_all = lambda: ended.append(screen)

    live(library, day)
    assert ended and ended[0].refresh_work is None


def test_work_that_is_replaced_before_it_has_begun_is_no_fault(tmp_path: Any) -> None:
    live_a_little(tmp_path, 5 * 30)
    begun = []

    async def work(number: int) -> None:
        begun.append(number)

    with Library.open(paths_in(tmp_path), Settings()) as library:

        async def day(pilot: Any, screen: Any) -> None:
            for number in range(3):
                screen.start(work(number), group="beside")
            await pilot.pause(0.1)
            await pilot.press("question_mark")
            over = pilot.app.screen
            assert over is not screen
            over.start(work(3))
            over.workers.cancel_node(over)
            await pilot.pause()

        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            live(library, day)
            gc.collect()
    assert begun == [2]
    assert [str(one.message) for one in told if issubclass(one.category, RuntimeWarning)] == []


def test_a_fault_beside_the_screen_is_told_with_what_went_wrong_and_where(tmp_path: Any) -> None:
    live_a_little(tmp_path, 5 * 30)
    with Library.open(paths_in(tmp_path), Settings()) as library:

        async def missing() -> None:
            raise LookupError("beside")

        async def day(pilot: Any, screen: Any) -> None:
            screen.start(missing(), group="beside")
            await finished(pilot)

        with pytest.raises(WorkerFailed) as caught:
            live(library, day)
        cause = caught.value.__cause__
        assert isinstance(cause, LookupError)
        assert cause.__traceback__ is not None
