"""The screens. Importing this package costs nothing; `run` imports Textual."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from haowai_tui.library import Library
    from haowai_tui.tui.thin.ink import Ink

_TURN = 0.0005
"""Seconds that a thread has the interpreter while another waits for it, a tenth of what is usual: a key needs it
several times over, and a refresh that stores what came would keep it each time."""


def prepare_environment() -> None:
    """Set what Textual reads once, at its import. Must be called before the first import of textual."""
    # With the kitty keyboard protocol, what a Chinese input method commits is lost or turned into stray keys.
    os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
    # An animated page down costs 200 KB over the line; a reader wants the page, not the film.
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")


def run(library: Library, ink: Ink | None = None) -> int:
    """Open the reader on `library`, after the first `ink`, and return the exit code when it is left. Raises what ended
    it unexpectedly, with the terminal put back."""
    prepare_environment()
    sys.setswitchinterval(_TURN)
    # What a start makes stays: looking for garbage in it is a seventh of the time to the live screen, which begins it.
    gc.disable()
    from haowai_tui.tui.lean import import_textual

    import_textual()
    from haowai_tui.tui.app import HaowaiApp
    from haowai_tui.tui.pictures.protocol import find

    ui = library.settings.ui
    # Before the app has the terminal: tmux may have to be asked.
    app = HaowaiApp(library, pictures=find(ui.pictures, os.environ, wide=ui.ambiguous_width == 2), ink=ink)
    app.run(mouse=ui.mouse)
    if app.fault is not None:
        raise app.fault
    if app.told_to_end:
        # Whoever ends us may not wait long: what there is to keep is kept, and the terminal is as it was.
        library.close()
        app.put_back_terminal()
        os._exit(app.return_code or 0)
    return app.return_code or 0
