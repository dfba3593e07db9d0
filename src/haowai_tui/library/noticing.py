"""Telling others of what arrived: the reader's own program, and the desktop."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from haowai_tui.errors import HaowaiError

if TYPE_CHECKING:
    from haowai_tui.config import Settings
    from haowai_tui.library.events import HookFailed
    from haowai_tui.model import Headline
    from haowai_tui.store import Store

_MOST_WORDS = 20
"""Headlines that the program is given as words."""
_MOST = 1_000
"""Articles that are in the JSON, the newest."""
_log = logging.getLogger("haowai")


class Noticing:
    """The part of the library that tells of new articles."""

    _store: Store
    settings: Settings

    def tell_program(self, before: int) -> HookFailed | None:
        """Run the program of the settings for the articles that have come since the one with the id `before`, unless
        none has, and wait for it. A program that fails spoils nothing: what went wrong is returned."""
        import json

        from haowai_tui.library import programs
        from haowai_tui.library.events import HookFailed
        from haowai_tui.model import Selection

        words = self.settings.share.on_new
        newest = self._store.newest_id()
        if not words or newest <= before:
            return None
        ids = tuple(range(max(before, newest - _MOST) + 1, newest + 1))
        rows = self._store.headlines(Selection(ids=ids), limit=_MOST)
        if not rows:
            return None
        data = json.dumps([_told(row) for row in rows], ensure_ascii=False).encode("utf-8")
        # A headline must not be taken for an option.
        titles = [row.title.lstrip("-") for row in rows[:_MOST_WORDS]]
        try:
            programs.run_with([*words, *filter(None, titles)], data)
        except HaowaiError as error:
            _log.warning("on_new: %s", error)
            return HookFailed(sentence=str(error))
        return None

    def tell_desktop(self, title: str, text: str) -> None:
        """Show a notice on the reader's desktop. Raises `HaowaiError`."""
        from haowai_tui.library import programs

        # Markup in the text would be read as such by notice daemons.
        shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        programs.start(["notify-send", "--app-name=haowai", "--", title, shown])


def _told(row: Headline) -> dict[str, object]:
    return {
        "id": row.id,
        "title": row.title,
        "feed": row.feed_title,
        "link": row.link,
        "when": row.when.isoformat(),
    }
