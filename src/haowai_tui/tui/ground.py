"""Which theme to show here: the setting, and under `auto` the terminal's background as far as it is known.

What a terminal answered is kept, so that the next first frame has the right colours before the answer is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from haowai_tui.tui.answers_known import can_ask
from haowai_tui.tui.theme import background_named, theme_for

if TYPE_CHECKING:
    from haowai_tui.library import Library


class Ground:
    """`dark` is what is known of the terminal's background; `followed` says that the theme goes by it."""

    def __init__(self, library: Library, environ: Mapping[str, str]) -> None:
        self._library = library
        self._environ = environ
        terminal = environ.get("TERM_PROGRAM") or environ.get("TERM", "")
        self._key = f"background:{terminal}"
        self.followed = library.settings.ui.theme == "auto"
        self.dark = background_named(environ)
        if self.dark is None and self.followed:
            kept = library.get_value(self._key)
            self.dark = kept == "dark" if kept in ("dark", "light") else None

    @property
    def asks(self) -> bool:
        """Whether the terminal is to be asked."""
        return self.followed and can_ask(self._environ)

    def theme(self, wanted: str = "") -> str:
        """The theme for the setting, or for another value of it."""
        return theme_for(wanted or self._library.settings.ui.theme, self._environ, dark=self.dark)

    def follow(self) -> None:
        """Go by the setting as it is now."""
        self.followed = self._library.settings.ui.theme == "auto"

    def remember(self) -> None:
        """Keep what the terminal answered for the next time. Asks the library."""
        told = "dark" if self.dark else "light"
        if self._library.get_value(self._key) != told:
            self._library.set_value(self._key, told)
