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
from haowai_tui.tui.theme import THEMES, few_colours, first_theme, other_theme
from haowai_tui.tui.widgets.rows import RowList

if TYPE_CHECKING:
    from haowai_tui.library import Library
    from haowai_tui.tui.pictures.protocol import Found

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

    def __init__(self, library: Library, *, pictures: Found | None = None) -> None:
        """`pictures` is how the terminal can show pictures; None for captions alone."""
        guard.install()
        # Textual chooses its colour filters here, before it knows the theme.
        super().__init__(ansi_color=True if few_colours(os.environ) else None)
        self.library = library
        self.pictures_found = pictures
        # One thread: what the reader does is answered in the order it was done.
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="library")
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = first_theme(library.settings.ui.theme, os.environ)
        self.animation_level = "none"
        ui = library.settings.ui
        # Terminals that give ambiguous characters two cells give them to line-drawing too.
        self.set_class(ui.ambiguous_width == 2, "-ascii")
        RowList.reorders = ui.right_to_left == "reorder"
        # VTE would put right-to-left text in order a second time; it leaves that to programs that ask (BDSM).
        self._takes_bidi = RowList.reorders and bool(os.environ.get("VTE_VERSION"))

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
            self._order_of_text("\x1b[8l")
        self.push_screen(ReaderScreen(self.library))

    def _order_of_text(self, sequence: str) -> None:
        if self._takes_bidi:
            self.write_escape(sequence)

    def write_escape(self, sequence: str) -> None:
        """Send `sequence` to the terminal between two frames."""
        if self._driver is not None:
            self._driver.write(sequence)

    def _resumed(self, _app: App[Any]) -> None:
        # After fg the terminal is blank and Textual believes that it is not.
        self.refresh(layout=True, repaint=True)
        self.screen.refresh(layout=True, repaint=True)
        for screen in self.screen_stack:
            if isinstance(screen, ReaderScreen):
                screen.article_pane.draw_pictures_again()

    def toggle_theme(self) -> None:
        """Light to dark, dark to light."""
        self.theme = other_theme(self.theme)

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
            if reader.pictures is not None:
                # Now: when the screen is unmounted, the terminal is no longer ours to write to.
                reader.pictures.close()
            try:
                await reader.remember()
            except HaowaiError as error:
                # Not being able to remember the place is no reason to keep the reader here.
                self.exit(return_code=code or 4, message=str(error))
                return
        self.exit(return_code=code)

    def on_unmount(self) -> None:
        self._order_of_text("\x1b[8h")
        self._executor.shutdown(wait=True)
