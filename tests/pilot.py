"""Drives the app through Textual's pilot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

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
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def press(pilot: Any, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
