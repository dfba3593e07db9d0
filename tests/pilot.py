"""Drives the app through Textual's pilot."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from textual.worker import WorkerCancelled

from haowai_tui.library import Library
from haowai_tui.tui import prepare_environment

prepare_environment()

from haowai_tui.tui.app import HaowaiApp  # noqa: E402
from haowai_tui.tui.screens.reader import ReaderScreen  # noqa: E402

Day = Callable[[Any, ReaderScreen], Awaitable[None]]


def live(library: Library, day: Day, size: tuple[int, int] = (120, 40)) -> None:
    """Run the app through `day`, a coroutine that presses keys and looks."""

    async def run() -> None:
        app = HaowaiApp(library)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            screen = app.screen
            assert isinstance(screen, ReaderScreen)
            await day(pilot, screen)

    asyncio.run(run())


async def settle(pilot: Any) -> None:
    """Wait until nothing is under way."""
    for _ in range(3):
        await pilot.pause(0.06)
        await finished(pilot)
    await pilot.pause()


async def finished(pilot: Any) -> None:
    """Wait until no worker is at work. One that the next of its group took the place of is done with, too; for
    Textual's own waiting that is a fault. What fails is raised."""
    for worker in list(pilot.app.workers):
        with contextlib.suppress(WorkerCancelled):
            await worker.wait()


async def press(pilot: Any, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
