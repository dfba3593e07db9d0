"""The way from the reader to how its feeds fare, and back."""

from __future__ import annotations

from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted
from haowai_tui.tui import places, screens
from haowai_tui.tui.screens.accounting import Accounting


class Surveying(Accounting):
    """Opens the screen of the feeds' health."""

    def action_health(self) -> None:
        self.app.push_screen(screens.HealthScreen(self.library, self._refresh_one), self._surveyed)

    async def _refresh_one(self, feed_id: int) -> str:
        if self.refresh_work is not None:
            return _("A refresh is under way. {key} stops it.").format(key=self.key("cancel"))
        await self._run_refresh([feed_id])
        feed = await self.ask(self.library.feed, feed_id)
        text = counted("{title}: {count} unread.", "{title}: {count} unread.", feed.unread, title=feed.title)
        return feed.error or text

    def _surveyed(self, feed_id: int | None) -> None:
        self.start(self._after_survey(feed_id), group="place")

    async def _after_survey(self, feed_id: int | None) -> None:
        await self.after_change()
        if feed_id is not None:
            key = places.feed_key(feed_id)
            await self.show_place(key)
            await self.show_feeds(key=key)
            self.focus_pane("headlines")
            self.preview_soon()
        elif self.place.startswith("feed:") and self.place not in {row.key for row in self.feeds_pane.rows}:
            # The feed whose list showed was removed there.
            await self.show_place(places.ALL)
