"""The application: themes, settings, sizes, and the thread that asks the library."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar

from textual.app import App, SuspendNotSupported
from textual.binding import BindingType
from textual.events import Key, Paste
from textual.screen import Screen

from haowai_tui.errors import HaowaiError, SettingsError, StoreDamagedError
from haowai_tui.library.editor import editing, editor
from haowai_tui.locale import gettext as _
from haowai_tui.loops import Unwaited
from haowai_tui.tui import answers, guard, keys
from haowai_tui.tui.at_length import AtLength
from haowai_tui.tui.background import beside
from haowai_tui.tui.ground import Ground
from haowai_tui.tui.lengthy import Lengthy
from haowai_tui.tui.screens.reader import ReaderScreen
from haowai_tui.tui.screens.settling import TakesSettings
from haowai_tui.tui.stopping import StoppingDriver
from haowai_tui.tui.theme import few_colours, other_theme, themes
from haowai_tui.tui.thin.driver import ThinDriver
from haowai_tui.tui.thin.ink import Ink
from haowai_tui.tui.thin.traits import is_wanted
from haowai_tui.tui.twice import Twice
from haowai_tui.tui.widgets.rows import RowList

if TYPE_CHECKING:
    from haowai_tui.config import Settings
    from haowai_tui.library import Library
    from haowai_tui.tui.pictures.protocol import Found

P = ParamSpec("P")
Part = TypeVar("Part")
T = TypeVar("T")

_LIVE_SECONDS = 2.0
"""How long the last screen may stand, dim, when the live one is slow to come."""

_SETTLED_SECONDS = 0.05
"""When no other size has come for so long, the terminal's size has settled."""

_UNSETTLED_SECONDS = 0.2
"""So long what was drawn last stands in a storm of sizes."""

_KEEP_SAFE_EVERY = 1800.0
"""Seconds between two looks at whether what the reader did is to be backed up."""


_MOVES = "down", "up", "half_down", "half_up", "page_down", "page_up"
_LOOKS = 2
"""So often articles are looked for beside the library's thread while the reader does other things."""

_GARBAGE = 10_000, 10, 50
"""Fewer searches for garbage than Python makes of itself. Comparing what came makes and forgets tens of thousands of
small things, which are none; and each search through all takes fifty milliseconds, in which no key is heard."""


def _driver(thin: str) -> type[StoppingDriver] | None:
    """What stands between Textual and the terminal; None where the environment names another."""
    if is_wanted(thin, os.environ):
        return ThinDriver
    return None if os.environ.get("TEXTUAL_DRIVER") else StoppingDriver


class HaowaiApp(AtLength):
    """haowai on the screen."""

    CSS_PATH = "styles.tcss"
    TITLE = "haowai"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []

    VERTICAL_BREAKPOINTS = [(0, "-low"), (12, "-short"), (20, "-high")]  # noqa: RUF012 - Textual's own form

    def __init__(self, library: Library, *, pictures: Found | None = None, ink: Ink | None = None) -> None:
        """`pictures` is how the terminal can show pictures; None for captions alone. `ink` keeps the last screen.

        Raises `SettingsError` when the settings name keys or actions that there are not.
        """
        guard.install()
        self.few_colours = few_colours(os.environ)
        # Textual chooses its colour filters here, before it knows the theme. In tests, and within a page, it takes
        # drivers of its own.
        driver = _driver(library.settings.ui.thin)
        self._hears_answers = driver is not None
        super().__init__(
            driver_class=driver,
            ansi_color=True if self.few_colours else None,
        )
        self.library = library
        self.keymap = keys.of_settings(library.settings, library.paths.config)
        self.pictures_found = pictures
        self._ink = ThinDriver.ink = ink
        self.twice = Twice()
        # One thread: what the reader does is answered in the order it was done.
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="library")
        self._behind = ThreadPoolExecutor(max_workers=1, thread_name_prefix="behind")
        self._looking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="looking")
        self._beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lengthy")
        self.lengthy = Lengthy(self.ask, self._ask_beside)
        for theme in themes(os.environ):
            self.register_theme(theme)
        self.ground = Ground(library, os.environ)
        self.theme = self.ground.theme()
        self._asked_ground = False
        self.is_live = False
        """Whether the screen is as it is to be, in the place of the last one."""
        self._laid_out = 0.0
        self.animation_level = "none"
        self._take_settings()
        # VTE would put right-to-left text in order a second time; it leaves that to programs that ask (BDSM).
        self._takes_bidi = RowList.reorders and bool(os.environ.get("VTE_VERSION"))

    def refresh_css(self, animate: bool = True) -> None:
        if self._is_mounted:
            super().refresh_css(animate)
        else:
            # The first theme: nothing is styled by another yet, and parsing all of it twice takes as long as a frame.
            self.stylesheet.set_variables(self.get_css_variables())

    def only_moves(self, key: str) -> bool:
        return any((key,) in self.keymap.keys_of(action) for action in _MOVES)

    async def give(self, event: Key | Paste) -> None:
        if not isinstance(event, Key) or not self.twice.swallows(event.key, event.time):
            await super().give(event)

    def closed_by(self, key: str, at: float) -> None:
        """A screen has been closed by `key`, which was pressed at `at`: the same key again is none for the next."""
        self.twice.closed_by(key, at)
        self.call_after_refresh(self.twice.gone)

    async def ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function` in the library's thread and await its answer."""
        return await self._answer(self._executor, partial(function, *args, **kwargs))

    async def ask_behind(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function`, which changes nothing the reader did and takes thought, in a thread behind that of the
        library: no key waits for it. One after the other, and what is no longer wanted is not begun."""
        return await self._answer(self._behind, partial(function, *args, **kwargs))

    async def ask_looking(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function`, which looks for articles and may go through all that are stored, in a thread of its own
        after all that was asked for before: no other key waits for it. It is called again where the reader did
        something meanwhile, which it may not have seen."""
        doings = await self.ask(self.library.doings)
        for _again in range(_LOOKS):
            found = await self._answer(self._looking, partial(function, *args, **kwargs))
            before, doings = doings, await self.ask(self.library.doings)
            if doings == before:
                return found
        return await self.ask(function, *args, **kwargs)

    async def _ask_beside(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function`, which does a part of something lengthy: what keys ask for waits for it only where both
        write."""
        return await self._answer(self._beside, partial(function, *args, **kwargs))

    async def _answer(self, executor: Executor, call: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, call)
        except StoreDamagedError as error:
            # Nothing more can be read or kept here: the program sets it aside and opens the reader again.
            self.end_with(error)
            raise

    def on_mount(self) -> None:
        asyncio.get_running_loop().set_default_executor(Unwaited("screen"))
        self.app_resume_signal.subscribe(self, self._resumed)
        if self.is_process:
            self.watch_for_the_end()
            self._order_of_text("\x1b[8l")
        self.push_screen(ReaderScreen(self.library))
        self.set_timer(_LIVE_SECONDS, self.go_live)
        self.set_interval(_KEEP_SAFE_EVERY, self._keep_safe)

    def _keep_safe(self) -> None:
        # Not in the library's thread: a large backup takes longer than a key may.
        self.run_worker(beside(self._kept_safe()), group="keep-safe", exit_on_error=False)

    async def _kept_safe(self) -> None:
        stopped = threading.Event()
        try:
            await asyncio.to_thread(self.library.keep_safe, enough=stopped.is_set)
        except StoreDamagedError as error:
            self.end_with(error)
        finally:
            # The reader leaves: nobody waits for the look at a large database.
            stopped.set()

    def _order_of_text(self, sequence: str) -> None:
        if self._takes_bidi:
            self.write_escape(sequence)

    def write_escape(self, sequence: str) -> None:
        """Send `sequence` to the terminal between two frames."""
        if self._driver is not None:
            self._driver.write(sequence)

    def go_live(self) -> None:
        """The screen is as it is to be: it takes the place of the last one, if that was painted."""
        if isinstance(self._driver, ThinDriver):
            self._driver.go_live()
        if not self.is_live:
            self.is_live = True
            if not gc.isenabled():
                # What there is by now stays for good and is not looked through: that would be felt at some key.
                gc.freeze()
                gc.set_threshold(*_GARBAGE)
                gc.enable()
            # Now: the first frame does not wait for an answer.
            self.ask_ground()

    @property
    def _background_screens(self) -> list[Screen[Any]]:
        # Textual has its own blank screen below the reader, and draws the reader again whenever it has laid that out.
        return [screen for screen in super()._background_screens if screen is not self.screen_stack[0]]

    def _check_resize(self) -> None:
        # Textual lays everything out for each size that it has time for: a window that is dragged would keep it busy.
        if self._resize_event is not None:
            now = time.monotonic()
            wait = min(self._resize_event.time + _SETTLED_SECONDS, self._laid_out + _UNSETTLED_SECONDS) - now
            if wait > 0:
                if self._resize_timer is not None:
                    self._resize_timer.stop()
                self._resize_timer = self.set_timer(wait, self._check_resize)
                return
            self._laid_out = now
        super()._check_resize()

    def redraw(self) -> None:
        """Draw everything again: something else wrote to the terminal."""
        if isinstance(self._driver, ThinDriver):
            self._driver.redraw()
        self.refresh(layout=True, repaint=True)
        self.screen.refresh(layout=True, repaint=True)

    def _resumed(self, _app: App[Any]) -> None:
        # After fg the terminal is blank and Textual believes that it is not.
        self.redraw()
        for screen in self.screen_stack:
            if isinstance(screen, ReaderScreen):
                screen.article_pane.draw_pictures_again()

    def _take_settings(self) -> None:
        ui = self.library.settings.ui
        # Terminals that give ambiguous characters two cells give them to line-drawing too.
        self.set_class(ui.ambiguous_width == 2, "-ascii")
        RowList.reorders = ui.right_to_left == "reorder"

    def settings_taken(self, before: Settings) -> str:
        """Go by the library's settings, which were `before` until now, on every screen. What there is to say of the
        keys in them, else an empty string."""
        now = self.library.settings
        told = self._take_keys() if (now.ui.keymap, now.keys) != (before.ui.keymap, before.keys) else ""
        if now.ui.theme != before.ui.theme:
            # Only then: the reader may have chosen another one with a key.
            self.ground.follow()
            self.theme = self.ground.theme()
            self.ask_ground()
        self._take_settings()
        for screen in self.screen_stack:
            if isinstance(screen, TakesSettings):
                screen.settings_changed()
        return told

    def _take_keys(self) -> str:
        try:
            self.keymap = keys.of_settings(self.library.settings, self.library.paths.config)
        except SettingsError as error:
            return _("{problem} The keys stay as they were.").format(problem=error)
        return self.keymap.clash_sentence()

    def edit_settings(self, line: int = 0) -> None:
        """Open the settings file in the reader's editor, in a line of it (from 1) where the editor can; the terminal is
        its own for so long."""
        reader = next(screen for screen in self.screen_stack if isinstance(screen, ReaderScreen))
        try:
            words = editor()
            self.library.paths.config.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self.suspend():
                subprocess.run(editing(words, self.library.paths.config, line))
        except SuspendNotSupported:
            reader.say(_("The terminal cannot be given to an editor here."))
        except (HaowaiError, OSError) as error:
            reader.say(str(error))
        else:
            self.refresh(layout=True, repaint=True)
            reader.look_at_settings()

    def action_help_quit(self) -> None:
        """Ctrl+C, which Textual binds: say how to leave."""
        for screen in self.screen_stack:
            if isinstance(screen, ReaderScreen):
                screen.say(_("{key} quits.").format(key=self.keymap.label("quit")))

    def toggle_theme(self) -> None:
        """Light to dark, dark to light."""
        self.theme = other_theme(self.theme)
        self.ground.followed = False

    def ask_ground(self) -> None:
        """Ask the terminal whether it is light or dark, where the colours are to follow it."""
        if self._hears_answers and self.ground.asks and not self.is_headless:
            self._asked_ground = True
            self.write_escape(answers.question())

    async def on_ground_told(self, told: answers.GroundTold) -> None:
        """Follow the terminal's background."""
        if self.ground.followed:
            self.ground.dark = told.dark
            self.theme = self.ground.theme()
            with suppress(HaowaiError):
                await self.ask(self.ground.remember)

    def on_unmount(self) -> None:
        if self._asked_ground:
            self.write_escape(answers.ASK_NO_MORE)
        self._order_of_text("\x1b[8h")
        self._behind.shutdown(wait=True, cancel_futures=True)
        self._looking.shutdown(wait=True, cancel_futures=True)
        self._beside.shutdown(wait=True, cancel_futures=True)
        self._executor.shutdown(wait=True)
