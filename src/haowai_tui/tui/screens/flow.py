"""The reading flow: from list to article and on to the next, without a choice to make."""

from __future__ import annotations

import random
from collections.abc import Coroutine
from typing import Any

from msgspec.structs import replace

from haowai_tui.locale import gettext as _
from haowai_tui.model import Headline, Selection, Teaser
from haowai_tui.tui import places
from haowai_tui.tui.screens.moving import Moving
from haowai_tui.tui.screens.showing import MOST_COUNTED
from haowai_tui.tui.widgets.rows import RowList

_PREVIEW_DELAY = 0.05


class Flow(Moving):
    """Opening, going on and going back."""

    _entering: list[int] | None = None
    """The article that is being opened to be read."""
    _arriving = False
    """Whether keys wait until the text of an article stands that has been gone to."""

    # Opening.

    def action_pane_right(self) -> None:
        index = self.pane_order.index(self.pane)
        if self.pane == "headlines":
            self.action_open()
            return
        if self.pane == "feeds" and self.feeds_pane.current_key not in ("", self.place):
            self.action_open()
            return
        self.focus_pane(self.pane_order[min(len(self.pane_order) - 1, index + 1)])

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        """Preview the article under the cursor; wait a moment, in case the cursor moves on."""
        if event.rows is self.headlines_pane:
            self.preview_soon()

    def preview_soon(self) -> None:
        """Show the article under the headlines' cursor shortly, unmarked."""
        if self.preview_timer is not None:
            self.preview_timer.stop()
        self.preview_timer = self.set_timer(_PREVIEW_DELAY, self._preview)

    async def after_change(self) -> None:
        await super().after_change()
        if self.open_article is None:
            # There was nothing to show before.
            self.preview_soon()

    def _preview(self) -> None:
        headline = self.headlines_pane.current
        if headline is None or self.has_class("-one"):
            return
        # Whoever opens it right after moving to it must not have it taken away again, however long it takes.
        if self._entering is None or headline.id not in self._entering:
            self.start(self.show_article(headline.id, reading=False), group="article")

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """A click: choose the row, unless something else has come over it."""
        if self.app.screen is self:
            self.focus_pane(event.rows.id or "headlines")
            self.action_open()

    def action_open(self) -> None:
        if self.pane == "feeds":
            key = self.feeds_pane.current_key
            if key:
                self.start_going(self._enter_place(key), group="place")
        elif self.pane == "headlines":
            headline = self.headlines_pane.current
            if headline is None:
                self.say(_("There is nothing to open here."))
            else:
                self.trail.clear()
                self.start_going(self._enter_article(headline.id), group="article")
        elif self.pane == "side":
            teaser = self.side_pane.current
            if teaser is None:
                self.say(_("There is nothing to open here."))
            else:
                self.start_going(self._follow(teaser), group="article")
        elif self.count or not self.article_pane.links:
            self.open_numbered(self.count or 0)
        else:
            text = _("A number before {key} opens the link of that number; {hints} puts letters on them.")
            self.say(text.format(key=self.key("open"), hints=self.key("hints")))

    async def _enter_place(self, key: str) -> None:
        self.place_opened = None
        await self.show_place(key)
        self.focus_pane("headlines")
        self._preview()

    async def _enter_article(self, article_id: int) -> None:
        entering = self._entering = [article_id]
        try:
            await self.show_article(article_id, reading=True)
            self.focus_pane("article")
        finally:
            if self._entering is entering:
                self._entering = None

    async def _follow(self, teaser: Teaser) -> None:
        if teaser.article_id is None:
            if teaser.link:
                self.fetch_teaser(teaser)
            else:
                self.say(_("This story is not stored and its source gave no address for it."))
            return
        await self.open_beside(teaser.article_id)

    async def open_beside(self, article_id: int) -> None:
        """Open an article that is not from the list; the way back is remembered."""
        if self.open_article is not None and self.open_article.id != article_id:
            self.trail.append(self.open_article.id)
        await self._enter_article(article_id)

    def action_next_related(self) -> None:
        self._walk_related(self.times)

    def action_previous_related(self) -> None:
        self._walk_related(-self.times)

    def _walk_related(self, rows: int) -> None:
        """Move along the right-hand pane; from another pane the first step goes to where its cursor is."""
        if self.pane != "side":
            self.focus_pane("side")
            rows -= 1 if rows > 0 else -1
        self.side_pane.move_by(rows)

    def action_back(self) -> None:
        if self.trail:
            self.start_going(self._enter_article(self.trail.pop()), group="article")
        else:
            self.action_pane_left()

    def action_leave(self) -> None:
        """A level back: from the article to the list, from the list to the feeds, from there out."""
        if self.pane in ("article", "side"):
            self.focus_pane("headlines")
        elif self.pane == "headlines":
            self.focus_pane("feeds")
        else:
            self.action_quit()

    def action_quit(self) -> None:
        """End the program; the part that knows how overrides this."""
        raise LookupError

    # Reading on.

    def action_read_on(self) -> None:
        """A page further; at the end of the article the next unread; at the end of a feed the next feed with any."""
        if self.pane == "article":
            if self.open_article is not None and self.article_pane.page_on():
                return
            self.start_going(self._go_unread(forward=True, feeds=True), group="article")
        elif self.pane == "feeds":
            self.action_open()
        else:
            headline = self.headlines_pane.current
            if headline is not None and (not headline.read or self.pane == "side"):
                self.start_going(self._enter_article(headline.id), group="article")
            else:
                self.start_going(self._go_unread(forward=True, feeds=True), group="article")

    def action_next_unread(self) -> None:
        self._go_on(self._go_unread(forward=True, feeds=True, times=self.times))

    def action_previous_unread(self) -> None:
        self._go_on(self._go_unread(forward=False, feeds=False, times=self.times))

    def action_random_unread(self) -> None:
        self.start_going(self._go_anywhere(), group="article")

    def action_next_article(self) -> None:
        self._go_on(self._go(self.times))

    def action_previous_article(self) -> None:
        self._go_on(self._go(-self.times))

    def action_next_unread_feed(self) -> None:
        self.start_going(self._go_feed(self.times), group="place")

    def action_previous_unread_feed(self) -> None:
        self.start_going(self._go_feed(-self.times), group="place")

    def _go_on(self, work: Coroutine[Any, Any, None]) -> None:
        # In the list each of several presses counts; where an article fills the screen a key that is held skips some.
        self.start_going(work, group="article", each=self.pane == "headlines")

    def _here(self) -> int | None:
        headline = self.headlines_pane.current
        return headline.id if headline else None

    async def _go(self, steps: int) -> None:
        pane = self.headlines_pane
        target = max(0, min(pane.cursor + steps, pane.count - 1))
        if target == pane.cursor or not pane.count:
            self.say(_("This is the last article.") if steps > 0 else _("This is the first article."))
            return
        # What shows need not be asked for, behind what is asked already for the article before.
        row = pane.row(target)
        found = [row] if row else await self.ask(self.library.headlines, pane.selection, offset=target, limit=1)
        if found:
            await self._arrive(found[0], target, by_row=True)

    async def _go_unread(self, *, forward: bool, feeds: bool, times: int = 1) -> None:
        pane, here = self.headlines_pane, self._here()
        found: Headline | None = None
        current = pane.current
        if current is not None and not current.read and forward and not self._is_open(current.id):
            found, times = current, times - 1
        if here is not None and times:
            found = await self.ask(self._unread_along, pane.selection, here, forward, times) or found
        if found is None and forward and pane.count:
            found = await self.ask(self._first_unread, pane.selection)
        if found is not None:
            await self._arrive_at(found)
        elif feeds and self.place.startswith(("feed:", "category:")):
            await self._go_feed()
        else:
            await self.no_more_unread()

    async def no_more_unread(self) -> None:
        """The list has no unread article in that direction."""
        self.say(_("No more unread articles."))

    def _unread_along(self, selection: Selection, here: int, forward: bool, times: int) -> Headline | None:
        """The unread article so many further, or the last that there is."""
        found: Headline | None = None
        for _step in range(times):
            after = self.library.neighbour(selection, here, forward=forward, unread=True)
            if after is None:
                break
            found, here = after, after.id
        return found

    def _is_open(self, article_id: int) -> bool:
        return self.open_article is not None and self.open_article.id == article_id

    def _first_unread(self, selection: Selection) -> Headline | None:
        rows = self.library.headlines(replace(selection, unread=True, read_after=None), offset=0, limit=1)
        return rows[0] if rows else None

    async def _arrive_at(self, headline: Headline) -> None:
        position = await self.ask(self.library.position, self.headlines_pane.selection, headline.id)
        await self._arrive(headline, position or 0)

    async def _arrive(self, headline: Headline, index: int, *, by_row: bool = False) -> None:
        """Go to an article of the list. Where that has the focus what is pressed next need not wait for all that is
        told of the article, and `by_row` not for its text."""
        self.trail.clear()
        self.headlines_pane.move_to(index, quiet=True)
        self._arriving = self.pane == "headlines" and not self.has_class("-one")
        if by_row and self._arriving:
            self.reader_app.arrived()
        await self.show_article(headline.id, reading=True)
        if self.pane in ("article", "headlines") and (self.has_class("-one") or self.pane == "article"):
            self.focus_pane("article")

    def text_stands(self) -> None:
        super().text_stands()
        if self._arriving:
            self._arriving = False
            self.reader_app.arrived()

    async def _go_feed(self, steps: int = 1) -> None:
        """To the feed with unread articles so many further, and into its first unread article."""
        if await self._show_feed(steps, unread=True):
            first = await self.ask(self._first_unread, self.headlines_pane.selection)
            if first is not None:
                await self._arrive_at(first)

    async def _show_feed(self, steps: int, *, unread: bool) -> bool:
        """Show the list of the feed so many further. False, with a sentence, when there is none."""
        here = self._feed_id_here(last=steps > 0)
        feed = places.feed_along(await self.ask(self.library.feeds), here, steps, unread=unread)
        if feed is None:
            self.say(_("No feed has unread articles.") if unread else _("There is no other feed."))
            return False
        key = places.feed_key(feed.id)
        await self.show_place(key)
        await self.show_feeds(key=key)
        return True

    def _feed_id_here(self, *, last: bool) -> int | None:
        """The feed under the cursor, or that of the list; of a category its last or first, in the tree's order."""
        if self.pane == "feeds" and self.feeds_pane.current is not None and self.feeds_pane.current.feed_id:
            return self.feeds_pane.current.feed_id
        if self.place.startswith("feed:"):
            return int(self.place.removeprefix("feed:"))
        ids = self.headlines_pane.selection.feeds if self.place.startswith("category:") else None
        return ids[-1 if last else 0] if ids else None

    def action_next_feed(self) -> None:
        self.start_going(self._look_into_feed(self.times), group="place")

    def action_previous_feed(self) -> None:
        self.start_going(self._look_into_feed(-self.times), group="place")

    async def _look_into_feed(self, steps: int) -> None:
        """Show another feed's list, the cursor on its first unread article; nothing is marked."""
        if not await self._show_feed(steps, unread=False):
            return
        first = await self.ask(self._first_unread, self.headlines_pane.selection)
        if first is not None:
            position = await self.ask(self.library.position, self.headlines_pane.selection, first.id)
            self.headlines_pane.move_to(position or 0, quiet=True)
        if self.pane != "feeds":
            self.focus_pane("headlines")
        self.preview_soon()

    async def _go_anywhere(self) -> None:
        found = await self.ask(self._any_unread, self.headlines_pane.selection)
        if found is None:
            self.say(_("No more unread articles."))
        else:
            await self._arrive_at(found)

    def _any_unread(self, selection: Selection) -> Headline | None:
        unread = replace(selection, unread=True, read_after=None)
        count, _more = self.library.count_up_to(MOST_COUNTED, unread)
        rows = self.library.headlines(unread, offset=random.randrange(count), limit=1) if count else []
        return rows[0] if rows else None

    def open_numbered(self, number: int) -> None:
        """Open the article's link of that number; the part that knows how overrides this."""
        raise LookupError(number)

    def fetch_teaser(self, teaser: Teaser) -> None:
        """Fetch a story that is not stored and open it; the part that knows how overrides this."""
        raise LookupError(teaser.link)

    def open_address(self, address: str) -> None:
        """Open an address outside; the part that knows how overrides this."""
        raise LookupError(address)
