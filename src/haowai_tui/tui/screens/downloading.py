"""Downloading what comes with an article, beside what is read: it shows how far it is, and Esc stops it."""

from __future__ import annotations

import time
from pathlib import Path

from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import size
from haowai_tui.model import Enclosure
from haowai_tui.tui.background import Background, Cancelled
from haowai_tui.tui.screens.exporting import ExportingScreen

_TELL_EVERY = 0.25
"""Seconds between two looks at how far it is: each costs bytes on the line."""


class DownloadingScreen(ExportingScreen):
    """One download at a time."""

    async def download(self, enclosure: Enclosure) -> None:
        """Fetch an enclosure into the folder of the settings; goes on where an earlier try broke off."""
        if self.download_work is not None:
            self.say(_("A download is under way. {key} stops it.").format(key=self.key("cancel")))
            return
        self.say(_("Downloading. {key} stops it; later it goes on.").format(key=self.key("cancel")))
        self.download_work = work = Background(lambda: self._downloaded(enclosure))
        try:
            path = await work.run()
        except Cancelled:
            self.say(_("Download stopped; it goes on from there when it is asked for again."))
        else:
            self.say(_("Downloaded: {path}").format(path=path), stay=True)
        finally:
            self.download_work = None
            self.status.progress = ""

    async def _downloaded(self, enclosure: Enclosure) -> Path:
        """Runs in the download's own thread and loop."""
        last = 0.0

        def told(have: int, total: int) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= _TELL_EVERY:
                last = now
                self.app.call_from_thread(self._show_progress, progress_label(have, total))

        return await self.library.download(enclosure, told)

    def _show_progress(self, label: str) -> None:
        self.status.progress = label


def progress_label(have: int, total: int) -> str:
    """How far a download is: "3.2 MB/48 MB", or "3.2 MB" when the server does not say how much it is."""
    return f"{size(have)}/{size(total)}" if total else size(have)
