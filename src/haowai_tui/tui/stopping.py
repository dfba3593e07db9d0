"""Between Textual and the terminal: stopping for the shell, with all of its job and only where a shell waits that can
start it again; and asking nothing of terminals that would print the question."""

from __future__ import annotations

import os
import signal
from typing import Any

from haowai_tui.tui.answers_known import can_ask
from haowai_tui.tui.listening import ListeningDriver


def shell_waits() -> bool:
    """Whether a shell is there that a stopped haowai gives the terminal back to. One that controls jobs puts each into
    a process group of its own; in that of the session's leader haowai is what the terminal was opened for, as after
    `ssh -t server haowai`, and once stopped nobody could start it again."""
    return os.getpgrp() != os.getsid(0)


_EMPTY = "\x1b[m\x1b[2J"


class StoppingDriver(ListeningDriver):
    """Textual's driver, which stops as the terminal's own key does and asks only terminals that know questions."""

    def stop_application_mode(self) -> None:
        # tmux, when its size has changed since, has some of it among what the shell finds again.
        self.write(_EMPTY)
        super().stop_application_mode()

    def _request_terminal_sync_mode_support(self) -> None:
        if can_ask(os.environ):
            super()._request_terminal_sync_mode_support()

    def _query_in_band_window_resize(self) -> None:
        if can_ask(os.environ):
            super()._query_in_band_window_resize()

    def _sigtstp_application(self, *_arguments: Any) -> None:
        if not shell_waits():
            return
        if self._auto_restart:
            self.suspend_application_mode()
            self._must_signal_resume = True
        # All of the job: a script or a launcher that waits for haowai would keep the shell waiting, too.
        os.killpg(os.getpgrp(), signal.SIGSTOP)
