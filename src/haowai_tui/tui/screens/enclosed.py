"""The key that downloads what is enclosed with the open article."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from haowai_tui.locale import gettext as _
from haowai_tui.model import Enclosure
from haowai_tui.text import shown_url
from haowai_tui.tui import screens
from haowai_tui.tui.screens.days import Days


class Enclosed(Days):
    """Asks which file when there are several."""

    def action_download(self) -> None:
        self.start(self._download_here(), group="enclosed")

    async def _download_here(self) -> None:
        article = await self.reader_app.first(self.article_here())
        if article is None:
            return
        enclosures = article.enclosures
        if not enclosures:
            self.say(_("Nothing is enclosed with this article."))
        elif len(enclosures) == 1:
            self._enclosure_chosen(enclosures, 0)
        else:
            lines = [(shown_url(enclosure.url), enclosure.media_type) for enclosure in enclosures]
            self.app.push_screen(
                screens.ChooseScreen(_("Download"), lines), partial(self._enclosure_chosen, enclosures)
            )

    def _enclosure_chosen(self, enclosures: Sequence[Enclosure], index: int | None) -> None:
        if index is not None:
            self.start(self.download(enclosures[index]), group="download", exclusive=False)
