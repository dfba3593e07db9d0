"""The application: themes, signals, the threads that ask the library, and the way out."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar

from textual.app import App
from textual.binding import BindingType

from haowai_tui.errors import HaowaiError
from haowai_tui.tui import guard
from haowai_tui.tui.screens.reader import ReaderScreen
from haowai_tui.tui.theme import DARK, LIGHT, THEMES

if TYPE_CHECKING:
    from haowai_tui.library import Library

P = ParamSpec("P")
T = TypeVar("T")

_FLUSH_SECONDS = 1.0
"""How long a lost terminal may take to be left before the process ends all the same."""


class HaowaiApp(App[None]):
    """haowai on the screen."""

    CSS_PATH = "styles.tcss"
    TITLE = "haowai"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, library: Library) -> None:
        guard.install()
        no_color = bool(os.environ.get("NO_COLOR"))
        super().__init__(ansi_color=True if no_color else None)
        self.library = library
        # One thread: what the reader does is answered in the order it was done.
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="library")
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._first_theme(library.settings.ui.theme, no_color=no_color)
        self.animation_level = "none"

    @staticmethod
    def _first_theme(wanted: str, *, no_color: bool) -> str:
        if no_color:
            return "ansi-dark"
        if wanted in ("light", LIGHT.name):
            return LIGHT.name
        if wanted in ("dark", DARK.name):
            return DARK.name
        # rxvt, konsole and others leave their background here: "15;0" is white on black.
        background = os.environ.get("COLORFGBG", "").rpartition(";")[2]
        return LIGHT.name if background in ("7", "15") else DARK.name

    async def ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function` in the library's thread and await its answer."""
        call = partial(function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._executor, call)

    def on_mount(self) -> None:
        self.app_resume_signal.subscribe(self, self._resumed)
        if threading.current_thread() is threading.main_thread() and not self.is_headless:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGHUP):
                loop.add_signal_handler(number, self._terminal_lost, number)
        self.push_screen(ReaderScreen(self.library))

    def _resumed(self, _app: App[Any]) -> None:
        # After fg the terminal is blank and Textual believes that it is not.
        self.refresh(layout=True, repaint=True)
        self.screen.refresh(layout=True, repaint=True)

    def toggle_theme(self) -> None:
        """Light to dark, dark to light."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def _terminal_lost(self, number: signal.Signals) -> None:
        """SIGHUP or SIGTERM: store where the reader is, put the terminal back, and go, whatever hangs."""
        code = 128 + int(number)
        last_resort = threading.Timer(_FLUSH_SECONDS, os._exit, (code,))
        last_resort.daemon = True
        last_resort.start()
        self.run_worker(self.leave(code), group="quit", exclusive=True)

    async def leave(self, code: int = 0) -> None:
        """Store where the reader is and end the app."""
        reader = next((screen for screen in self.screen_stack if isinstance(screen, ReaderScreen)), None)
        if reader is not None:
            if reader.refresh_work is not None:
                reader.refresh_work.cancel()
            try:
                await reader.remember()
            except HaowaiError as error:
                # Not being able to remember the place is no reason to keep the reader here.
                self.exit(return_code=code or 4, message=str(error))
                return
        self.exit(return_code=code)

    def on_unmount(self) -> None:
        self._executor.shutdown(wait=True)
