"""The application: themes, signals, the threads that ask the library, and the way out."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar

from rich.color import ColorSystem
from textual.app import App, SuspendNotSupported
from textual.binding import BindingType
from textual.color import Color
from textual.css.query import NoMatches
from textual.events import Event, Key
from textual.screen import Screen

from haowai_tui.errors import HaowaiError, SettingsError, StoreDamagedError
from haowai_tui.library.editor import editing, editor
from haowai_tui.locale import gettext as _
from haowai_tui.tui import answers, guard, keys, lost
from haowai_tui.tui.ground import Ground
from haowai_tui.tui.screens.reader import ReaderScreen
from haowai_tui.tui.screens.settling import TakesSettings
from haowai_tui.tui.theme import few_colours, other_theme, themes
from haowai_tui.tui.thin.driver import ThinDriver
from haowai_tui.tui.thin.ink import Ink, Last
from haowai_tui.tui.thin.traits import is_wanted
from haowai_tui.tui.twice import Twice
from haowai_tui.tui.widgets.rows import RowList

if TYPE_CHECKING:
    from haowai_tui.config import Settings
    from haowai_tui.library import Library
    from haowai_tui.model.undo import Done
    from haowai_tui.tui.pictures.protocol import Found

P = ParamSpec("P")
T = TypeVar("T")

_LIVE_SECONDS = 2.0
"""How long the last screen may stand, dim, when the live one is slow to come."""

_KEEP_SAFE_EVERY = 1800.0
"""Seconds between two looks at whether what the reader did is to be backed up."""


class HaowaiApp(App[None]):
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
        # Before the terminal is read for the first time.
        self._hears_answers = answers.install()
        self.few_colours = few_colours(os.environ)
        # Textual chooses its colour filters here, before it knows the theme. In tests, and within a page, it takes
        # drivers of its own.
        super().__init__(
            driver_class=ThinDriver if is_wanted(library.settings.ui.thin, os.environ) else None,
            ansi_color=True if self.few_colours else None,
        )
        self.library = library
        self.keymap = keys.build(library.settings.ui.keymap, library.settings.keys)
        self.pictures_found = pictures
        self._ink = ThinDriver.ink = ink
        self.told_to_end = False
        """Whether a signal or a lost terminal ends the app, and not the reader."""
        self.unexpected: Exception | None = None
        """What ended the app: an error that nobody expected, or a database that cannot be read."""
        self._reader_leaves = False
        self.twice = Twice()
        # One thread: what the reader does is answered in the order it was done.
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="library")
        for theme in themes(os.environ):
            self.register_theme(theme)
        self.ground = Ground(library, os.environ)
        self.theme = self.ground.theme()
        self._asked_ground = False
        self._is_live = False
        self.animation_level = "none"
        self._take_settings()
        # VTE would put right-to-left text in order a second time; it leaves that to programs that ask (BDSM).
        self._takes_bidi = RowList.reorders and bool(os.environ.get("VTE_VERSION"))

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Key) and not event.is_forwarded and self.twice.swallows(event.key, event.time):
            return
        await super().on_event(event)

    def press_again(self, event: Key) -> None:
        """Give a key to the screen that is on top now: it was typed ahead, and came to one that is not."""
        again = Key(event.key, event.character)
        again.time = event.time
        self.post_message(again)

    def closed_by(self, key: str, at: float) -> None:
        """A screen has been closed by `key`, which was pressed at `at`: the same key again is none for the next."""
        self.twice.closed_by(key, at)
        self.call_after_refresh(self.twice.gone)

    async def ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function` in the library's thread and await its answer."""
        call = partial(function, *args, **kwargs)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, call)
        except StoreDamagedError as error:
            # Nothing more can be read or kept here: the program sets it aside and opens the reader again.
            self.end_with(error)
            raise

    async def undo(self, kinds: Collection[str] | None = None) -> str:
        """Take the last action back, if it is one of `kinds`, and go by the settings as they are then. Returns what it
        was; empty for nothing."""
        return await self._following(partial(self.library.undo, kinds))

    async def undo_to(self, done: Done) -> int:
        """Take back an action and all that came after it, and go by the settings as they are then."""
        return await self._following(partial(self.library.undo_to, done))

    async def _following(self, change: Callable[[], T]) -> T:
        before = self.library.settings
        try:
            return await self.ask(change)
        finally:
            # Also when what came later could be taken back and the rest not.
            if self.library.settings != before:
                self.settings_taken(before)

    @property
    def fault(self) -> Exception | None:
        """What ended the app and is to be dealt with now. A reader who was leaving anyway is not shown another one
        because of a damaged database: the next start finds that."""
        leaves = self._reader_leaves and isinstance(self.unexpected, StoreDamagedError)
        return None if leaves else self.unexpected

    def end_with(self, error: Exception) -> None:
        """Leave the reader because of `error`, which whoever opened it deals with."""
        if self.unexpected is None:
            self.unexpected = error
        self.exit(return_code=1)

    def _handle_exception(self, error: Exception) -> None:
        if isinstance(error, NoMatches) and self._is_of_a_closed_screen(error):
            return
        # Textual would print the traceback with all local variables: texts of articles, addresses, passwords.
        if self.unexpected is None:
            self.unexpected = error
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def _is_of_a_closed_screen(self, error: NoMatches) -> bool:
        """Whether a screen that a quick Esc closed before it was whole misses its own widgets: nobody sees it."""
        trace = error.__traceback__
        while trace is not None:
            node = trace.tb_frame.f_locals.get("self")
            if isinstance(node, Screen) and node not in self.screen_stack:
                return True
            trace = trace.tb_next
        return False

    def panic(self, *_renderables: object) -> None:
        """The thread that reads keys has failed."""
        self._handle_exception(OSError("keys cannot be read any more"))

    def on_mount(self) -> None:
        self.app_resume_signal.subscribe(self, self._resumed)
        if threading.current_thread() is threading.main_thread() and not self.is_headless:
            lost.watch(partial(self._told, asyncio.get_running_loop()))
            self._order_of_text("\x1b[8l")
        self.push_screen(ReaderScreen(self.library))
        self.set_timer(_LIVE_SECONDS, self.go_live)
        self.set_interval(_KEEP_SAFE_EVERY, self._keep_safe)

    def _keep_safe(self) -> None:
        # Not in the library's thread: a large backup takes longer than a key may.
        self.run_worker(self._kept_safe(), group="keep-safe", exit_on_error=False)

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
        if not self._is_live:
            self._is_live = True
            # Now: the first frame does not wait for an answer.
            self.ask_ground()

    async def _keep_screen(self) -> None:
        """Keep what is shown for the first ink of the next start, if that would begin with just this."""
        if self._ink is None or not isinstance(self._driver, ThinDriver):
            return
        begins_so = isinstance(self.screen, ReaderScreen) and not self.screen.has_class("zoom")
        rows = self._driver.text() if begins_so and self.theme == self.ground.theme() else []
        last = Last(rows, *self._quiet_look()) if rows else None
        with suppress(OSError):  # there is no first ink then
            await asyncio.to_thread(self._ink.keep, last, (self.size.width, self.size.height))

    def _quiet_look(self) -> tuple[str, str]:
        """The colour of quiet text and the one behind it, as SGR parameters."""
        if os.environ.get("NO_COLOR"):
            return "2", ""
        system = self.console._color_system or ColorSystem.TRUECOLOR
        fg = Color.parse(self.theme_variables["quiet"]).rich_color.downgrade(system)
        bg = self.screen.background_colors[1].rich_color.downgrade(system)
        return ";".join(fg.get_ansi_codes()), ";".join(bg.get_ansi_codes(False))

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
            self.keymap = keys.build(self.library.settings.ui.keymap, self.library.settings.keys)
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

    async def action_quit(self) -> None:
        """Ctrl+Q, which Textual binds: as the reader's own key."""
        await self.leave()

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

    def _told(self, loop: asyncio.AbstractEventLoop, number: signal.Signals, terminal: bool) -> None:
        """Somebody ends us, or the `terminal` is gone: store where the reader is, put the terminal back, and go,
        whatever hangs. Called from a thread: the loop may be waiting to write."""
        code = 128 + int(number)
        if not terminal or lost.is_stuck(self._driver):
            lost.unplug(self._driver)
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(self._leave_now, code, terminal)
        lost.end_after_all(self._driver, code)

    def put_back_terminal(self) -> None:
        """Put the terminal back where leaving took so long that the driver no longer could."""
        lost.put_back_unplugged(self._driver)

    def _leave_now(self, code: int, terminal: bool) -> None:
        self.told_to_end = True
        self.run_worker(self._leave_now_or_at_once(code, terminal), group="quit", exclusive=True)

    async def _leave_now_or_at_once(self, code: int, terminal: bool) -> None:
        await self.leave(code)
        if not terminal:
            # Nothing is left to be put back or shown; taking the screens down would only cost.
            os._exit(code)

    async def leave(self, code: int = 0) -> None:
        """Store where the reader is and end the app."""
        self._reader_leaves = not code
        reader = next((screen for screen in self.screen_stack if isinstance(screen, ReaderScreen)), None)
        if reader is not None:
            for work in (reader.refresh_work, reader.download_work, reader.sending_work):
                if work is not None:
                    work.cancel()
            if reader.pictures is not None:
                # Now: when the screen is unmounted, the terminal is no longer ours to write to.
                reader.pictures.close()
            try:
                await self._keep_screen()
                await reader.remember()
                summary = "" if code else await reader.session_summary()
                if not code:
                    await reader.pass_on_at_the_end()
            except HaowaiError as error:
                # Not being able to remember the place is no reason to keep the reader here.
                self.exit(return_code=code or 4, message=str(error))
                return
            self.exit(return_code=code, message=summary or None)
            return
        self.exit(return_code=code)

    def on_unmount(self) -> None:
        if self._asked_ground:
            self.write_escape(answers.ASK_NO_MORE)
        self._order_of_text("\x1b[8h")
        self._executor.shutdown(wait=True)
