"""The reading flow: from list to article and on to the next, without a choice to make."""

from __future__ import annotations

from dataclasses import replace

from haowai_tui.locale import gettext as _
from haowai_tui.model import Headline, Selection, Teaser
from haowai_tui.tui import places
from haowai_tui.tui.screens.showing import Showing
from haowai_tui.tui.widgets.rows import RowList

_PREVIEW_DELAY = 0.05


class Flow(Showing):
    """Moving, opening, going on and going back."""

    # Panes and cursor.

    @property
    def pane(self) -> str:
        """The id of the pane that has the focus: feeds, headlines, article or side."""
        focused = self.focused
        return focused.id or "" if focused is not None and focused.id in self.pane_order else "headlines"

    pane_order = ("feeds", "headlines", "article", "side")

    def focus_pane(self, pane: str) -> None:
        """Give `pane` the focus; on a narrow screen that is also what shows it."""
        for name in self.pane_order:
            self.set_class(name == pane, f"show-{name}")
        if pane != "article":
            self.remove_class("zoom")
        self.query_one(f"#{pane}").focus(scroll_visible=False)

    def action_pane_left(self) -> None:
        index = self.pane_order.index(self.pane)
        self.focus_pane(self.pane_order[max(0, index - 1)])

    def action_pane_right(self) -> None:
        index = self.pane_order.index(self.pane)
        if self.pane == "headlines":
            self.action_open()
            return
        if self.pane == "feeds" and self.feeds_pane.current_key not in ("", self.place):
            self.action_open()
            return
        self.focus_pane(self.pane_order[min(len(self.pane_order) - 1, index + 1)])

    def action_next_pane(self) -> None:
        index = self.pane_order.index(self.pane)
        self.focus_pane(self.pane_order[(index + 1) % len(self.pane_order)])

    def action_previous_pane(self) -> None:
        index = self.pane_order.index(self.pane)
        self.focus_pane(self.pane_order[(index - 1) % len(self.pane_order)])

    def _move(self, rows: int) -> None:
        if self.pane == "article":
            self.article_pane.scroll_lines(rows)
        else:
            self._list().move_by(rows)

    def _list(self) -> RowList:
        return self.query_one(f"#{self.pane}", RowList)

    def action_down(self) -> None:
        self._move(1)

    def action_up(self) -> None:
        self._move(-1)

    def action_half_down(self) -> None:
        self._move(max(1, self._page() // 2))

    def action_half_up(self) -> None:
        self._move(-max(1, self._page() // 2))

    def action_page_down(self) -> None:
        self._move(self._page())

    def action_page_up(self) -> None:
        self._move(-self._page())

    def _page(self) -> int:
        return self.article_pane.page if self.pane == "article" else self._list().page

    def action_top(self) -> None:
        if self.pane == "article":
            self.article_pane.scroll_top()
        else:
            self._list().move_to(0)

    def action_bottom(self) -> None:
        if self.pane == "article":
            self.article_pane.scroll_bottom()
        else:
            self._list().move_to(self._list().count - 1)

    def action_zoom(self) -> None:
        self.toggle_class("zoom")
        if self.has_class("zoom"):
            self.article_pane.focus(scroll_visible=False)

    # Opening.

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        """Preview the article under the cursor; wait a moment, in case the cursor moves on."""
        if event.rows is self.headlines_pane:
            self.preview_soon()

    def preview_soon(self) -> None:
        """Show the article under the headlines' cursor shortly, unmarked."""
        if self.preview_timer is not None:
            self.preview_timer.stop()
        self.preview_timer = self.set_timer(_PREVIEW_DELAY, self._preview)

    def _preview(self) -> None:
        headline = self.headlines_pane.current
        if headline is not None and not self.has_class("-one"):
            self.start(self.show_article(headline.id, reading=False), group="article")

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """A click: choose the row."""
        self.focus_pane(event.rows.id or "headlines")
        self.action_open()

    def action_open(self) -> None:
        if self.pane == "feeds":
            key = self.feeds_pane.current_key
            if key:
                self.start(self._enter_place(key), group="place")
        elif self.pane == "headlines":
            headline = self.headlines_pane.current
            if headline is not None:
                self.trail.clear()
                self.start(self._enter_article(headline.id), group="article")
        elif self.pane == "side":
            teaser = self.side_pane.current
            if teaser is not None:
                self.start(self._follow(teaser), group="article")

    async def _enter_place(self, key: str) -> None:
        await self.show_place(key)
        self.focus_pane("headlines")
        self._preview()

    async def _enter_article(self, article_id: int) -> None:
        await self.show_article(article_id, reading=True)
        self.focus_pane("article")

    async def _follow(self, teaser: Teaser) -> None:
        if teaser.article_id is None:
            if teaser.link:
                self.fetch_teaser(teaser)
            else:
                self.say(_("This story is not stored and its source gave no address for it."))
            return
        if self.open_article is not None:
            self.trail.append(self.open_article.id)
        await self._enter_article(teaser.article_id)

    def action_next_related(self) -> None:
        self._walk_related(1)

    def action_previous_related(self) -> None:
        self._walk_related(-1)

    def _walk_related(self, rows: int) -> None:
        """Move along the right-hand pane; from another pane the first step goes to where its cursor is."""
        if self.pane != "side":
            self.focus_pane("side")
        else:
            self.side_pane.move_by(rows)

    def action_back(self) -> None:
        if self.trail:
            self.start(self._enter_article(self.trail.pop()), group="article")
        else:
            self.action_pane_left()

    # Reading on.

    def action_read_on(self) -> None:
        """A page further; at the end of the article the next unread; at the end of a feed the next feed with any."""
        if self.pane == "article":
            if self.article_pane.page_on():
                return
            self.start(self._go_unread(forward=True, feeds=True), group="article")
        elif self.pane == "feeds":
            self.action_open()
        else:
            headline = self.headlines_pane.current
            if headline is not None and (not headline.read or self.pane == "side"):
                self.start(self._enter_article(headline.id), group="article")
            else:
                self.start(self._go_unread(forward=True, feeds=True), group="article")

    def action_next_unread(self) -> None:
        self.start(self._go_unread(forward=True, feeds=True), group="article")

    def action_previous_unread(self) -> None:
        self.start(self._go_unread(forward=False, feeds=False), group="article")

    def action_next_article(self) -> None:
        self.start(self._go(forward=True), group="article")

    def action_previous_article(self) -> None:
        self.start(self._go(forward=False), group="article")

    def action_next_unread_feed(self) -> None:
        self.start(self._go_feed(), group="place")

    def _here(self) -> int | None:
        headline = self.headlines_pane.current
        return headline.id if headline else None

    async def _go(self, *, forward: bool) -> None:
        pane = self.headlines_pane
        target = pane.cursor + (1 if forward else -1)
        if not 0 <= target < pane.count:
            self.say(_("This is the last article.") if forward else _("This is the first article."))
            return
        rows = await self.ask(self.library.headlines, pane.selection, offset=target, limit=1)
        if rows:
            await self._arrive(rows[0], target)

    async def _go_unread(self, *, forward: bool, feeds: bool) -> None:
        pane, here = self.headlines_pane, self._here()
        found: Headline | None = None
        current = pane.current
        if current is not None and not current.read and forward and not self._is_open(current.id):
            found = current
        elif here is not None:
            found = await self.ask(self.library.neighbour, pane.selection, here, forward=forward, unread=True)
        if found is None and forward and pane.count:
            found = await self.ask(self._first_unread, pane.selection)
        if found is not None:
            position = await self.ask(self.library.position, pane.selection, found.id)
            await self._arrive(found, position or 0)
        elif feeds and self.place.startswith(("feed:", "category:")):
            await self._go_feed()
        else:
            self.say(_("No more unread articles."))

    def _is_open(self, article_id: int) -> bool:
        return self.open_article is not None and self.open_article.id == article_id

    def _first_unread(self, selection: Selection) -> Headline | None:
        rows = self.library.headlines(replace(selection, unread=True, read_after=None), offset=0, limit=1)
        return rows[0] if rows else None

    async def _arrive(self, headline: Headline, index: int) -> None:
        self.trail.clear()
        self.headlines_pane.move_to(index, quiet=True)
        await self.show_article(headline.id, reading=True)
        if self.pane in ("article", "headlines") and (self.has_class("-one") or self.pane == "article"):
            self.focus_pane("article")

    async def _go_feed(self) -> None:
        feed_id = int(self.place.removeprefix("feed:")) if self.place.startswith("feed:") else None
        feed = await self.ask(self.library.next_unread_feed, feed_id)
        if feed is None:
            self.say(_("No feed has unread articles."))
            return
        key = places.feed_key(feed.id)
        await self.show_place(key)
        await self.show_feeds(key=key)
        first = await self.ask(self._first_unread, self.headlines_pane.selection)
        if first is not None:
            position = await self.ask(self.library.position, self.headlines_pane.selection, first.id)
            await self._arrive(first, position or 0)

    def fetch_teaser(self, teaser: Teaser) -> None:
        """Fetch a story that is not stored and open it; the part that knows how overrides this."""
        raise LookupError(teaser.link)

    def open_address(self, address: str) -> None:
        """Open an address outside; the part that knows how overrides this."""
        raise LookupError(address)
