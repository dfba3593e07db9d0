"""The way out of the reader: by a key, a signal, a lost terminal or a fault, in time and with all kept."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.color import ColorSystem
from textual.color import Color
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.worker import WorkerFailed

from haowai_tui.errors import HaowaiError, StoreDamagedError, TerminalError
from haowai_tui.locale import gettext as _
from haowai_tui.tui import lost
from haowai_tui.tui.background import beside
from haowai_tui.tui.in_order import InOrder
from haowai_tui.tui.screens.reader import ReaderScreen
from haowai_tui.tui.thin.driver import ThinDriver
from haowai_tui.tui.thin.ink import Last

if TYPE_CHECKING:
    from haowai_tui.tui.ground import Ground
    from haowai_tui.tui.thin.ink import Ink


class Leaving(InOrder):
    """An app that is left."""

    ground: Ground
    _ink: Ink | None

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.told_to_end = False
        """Whether a signal or a lost terminal ends the app, and not the reader."""
        self.unexpected: Exception | None = None
        """What ended the app: an error that nobody expected, or a database that cannot be read."""
        self._reader_leaves = False
        self._leaving: asyncio.Task[None] | None = None

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
        cause = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(cause, NoMatches) and self._is_of_a_closed_screen(cause):
            return
        if cause is not error:
            # Or the report would not say what went wrong, and where.
            error.__cause__ = cause
        # Textual would print the traceback with all local variables: texts of articles, addresses, passwords.
        if self.unexpected is None:
            self.unexpected = error
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def _is_of_a_closed_screen(self, error: NoMatches) -> bool:
        """Whether a screen misses its own widgets that a quick Esc closed before it was whole, or that is taken down as
        the app ends, with work of its own still to end: nobody sees it."""
        trace = error.__traceback__
        while trace is not None:
            node = trace.tb_frame.f_locals.get("self")
            if isinstance(node, Screen) and (node not in self.screen_stack or node._closing):
                return True
            trace = trace.tb_next
        return False

    def reading_failed(self, error: Exception) -> None:
        """The thread that reads keys has failed."""
        if isinstance(error, OSError):
            from haowai_tui.locale.reasons import reason_of

            text = _("The terminal gives no more keys: {reason}.").format(reason=reason_of(error))
            error = TerminalError(text)
        self._handle_exception(error)

    @property
    def is_process(self) -> bool:
        """Whether the process is this app's own to end."""
        return threading.current_thread() is threading.main_thread() and not self.is_headless

    async def action_quit(self) -> None:
        """Ctrl+Q, which Textual binds: as the reader's own key."""
        await self.leave()

    def watch_for_the_end(self) -> None:
        """Go when a signal asks for it or the terminal is lost."""
        lost.watch(partial(self._told, asyncio.get_running_loop()))

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
        self.run_worker(beside(self._leave_now_or_at_once(code, terminal)), group="quit", exclusive=True)

    async def _leave_now_or_at_once(self, code: int, terminal: bool) -> None:
        await self.leave(code)
        if not terminal:
            # Nothing is left to be put back or shown; taking the screens down would only cost.
            os._exit(code)

    async def leave(self, code: int = 0) -> None:
        """Store where the reader is and end the app; once, however often it is asked for."""
        if self._leaving is None:
            self._leaving = asyncio.create_task(self._leave(code))
        await asyncio.shield(self._leaving)

    async def _leave(self, code: int) -> None:
        self._reader_leaves = not code
        kept = threading.Event()
        if self.is_process:
            lost.leave_in_time(self._driver, kept)
        reader = next((screen for screen in self.screen_stack if isinstance(screen, ReaderScreen)), None)
        message = ""
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
                kept.set()
                if not code:
                    message = await reader.session_summary()
                    await reader.pass_on_at_the_end()
            except HaowaiError as error:
                # Not being able to remember the place is no reason to keep the reader here.
                code, message = code or 4, str(error)
        kept.set()
        self.exit(return_code=code, message=message or None)

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
