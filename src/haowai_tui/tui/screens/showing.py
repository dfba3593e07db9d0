"""What stands where: the feeds tree, the headlines of a place, the article in the middle and its teasers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from textual.content import Content

from haowai_tui.locale import gettext as _
from haowai_tui.model import Article, Headline, Selection, Story
from haowai_tui.tui import places
from haowai_tui.tui.screens.base import ReaderBase
from haowai_tui.tui.widgets.headlines import PAGE, HeadlinesPane

_HOT_ROWS = 10


@dataclass(frozen=True, slots=True)
class _Listing:
    selection: Selection
    count: int
    offset: int
    rows: list[Headline]
    cursor: int


class Showing(ReaderBase):
    """Fills the panes from the library."""

    # What was hot when so much was stored: it is not worked out again for every article that is shown.
    _hot_as_of: tuple[int, int] = (-1, -1)
    _hot_now: Sequence[Story] = ()

    async def show_feeds(self, *, key: str = "") -> None:
        """Read the feeds and their counts again and show them, the cursor on `key` if given."""
        now = datetime.now().astimezone()
        feeds = await self.ask(self.library.feeds)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        counts = await self.ask(self.library.counts, midnight)
        saved = await self.ask(self.library.smart_feeds)
        self.feeds_now = list(feeds)
        numbers = {
            places.ALL: 0,
            places.UNREAD: counts.unread,
            places.TODAY: counts.today_unread,
            places.STARRED: counts.starred,
        }
        rows = places.tree_rows(self.feeds_now, counts=numbers, folded=self.folded, saved=saved)
        self.feeds_pane.show(rows, key=key)
        self.feeds_pane.select(self.place)

    def place_title(self, key: str) -> str:
        """The name of a place, for the headlines pane's border."""
        if key.startswith("search:"):
            return _("Search: {query}").format(query=key.removeprefix("search:"))
        for row in self.feeds_pane.rows:
            if row.key == key:
                return row.title
        return ""

    async def show_place(self, key: str, *, article_id: int | None = None, keep_cursor: bool = False) -> None:
        """Show the headlines of the place `key`, the cursor on `article_id` if it is among them."""
        selection = await self.ask(self._selection, key)
        cursor = self.headlines_pane.cursor if keep_cursor else 0
        listing = await self.ask(self._load, selection, article_id, cursor)
        self.place = key
        pane = self.headlines_pane
        pane.open(
            listing.selection,
            count=listing.count,
            offset=listing.offset,
            rows=listing.rows,
            cursor=listing.cursor,
            one_feed=key.startswith("feed:"),
            note=self._empty_note(key),
        )
        pane.border_title = Content(f"{self.place_title(key)} · {listing.count}")
        self.feeds_pane.select(key)

    def _selection(self, key: str) -> Selection:
        newest = self.library.newest_id()
        if key.startswith("search:"):
            return replace(self.library.parse_query(key.removeprefix("search:")), newest_id=newest)
        if key.startswith("smart:"):
            chosen = self.library.smart_selection(key.removeprefix("smart:"))
            opened = datetime.now().astimezone() if chosen.unread else None
            return replace(chosen, newest_id=newest, read_after=opened)
        if key == places.HOT:
            return self.library.hot_selection()
        chosen = places.selection_for(key, self.feeds_now, now=datetime.now().astimezone(), newest_id=newest)
        return replace(chosen, folded=self.folds_stories)

    def _load(self, selection: Selection, article_id: int | None, cursor: int) -> _Listing:
        count = self.library.count(selection)
        if article_id is not None:
            cursor = self.library.position(selection, article_id) or 0
        cursor = max(0, min(cursor, count - 1))
        offset = cursor // PAGE * PAGE
        rows = self.library.headlines(selection, offset=offset, limit=PAGE)
        return _Listing(selection, count, offset, rows, cursor)

    def _empty_note(self, key: str) -> str:
        if key.startswith("search:"):
            return _("Nothing found. Try fewer words.")
        if key == places.UNREAD:
            return _("Everything has been read.")
        if not self.feeds_now:
            return _("No feeds yet. Press a to add one.")
        return _("No articles here yet. Press R to refresh.")

    async def on_headlines_pane_need(self, event: HeadlinesPane.Need) -> None:
        """Fetch a page of rows that came into view."""
        self.start(self._fill(event.generation, event.offset), group=f"page-{event.offset}")

    async def _fill(self, generation: int, offset: int) -> None:
        pane = self.headlines_pane
        rows = await self.ask(self.library.headlines, pane.selection, offset=offset, limit=PAGE)
        pane.put(generation, offset, rows)

    async def show_article(self, article_id: int, *, reading: bool) -> None:
        """Put an article in the middle. `reading` marks it read, as the settings say."""
        if self.open_article is None or self.open_article.id != article_id:
            await self.leave_article()
            stored = await self.ask(self.library.article, article_id)
            article = await self.ask(self.library.with_key_points, stored)
            position = await self.ask(self.library.position_of, article_id)
            self.open_article = article
            self.article_pane.show(article, at=position)
            await self._show_beside(article)
        if reading and self.library.settings.ui.mark_read == "open":
            await self.mark(article_id, read=True)

    async def _show_beside(self, article: Article) -> None:
        """Fill the right-hand pane: what belongs to the article, and what is hot."""
        related = await self.ask(self.library.related, article)
        printed = (await self.ask(self.library.teasers, article))[1]
        newest = await self.ask(self.library.newest_id)
        if (newest, article.feed_id) != self._hot_as_of:
            stories = await self.ask(self.library.hot, _HOT_ROWS)
            listed = {teaser.article_id for teaser in printed}
            self._hot_now = [story for story in stories if story.headline.id not in listed]
            self._hot_as_of = (newest, article.feed_id)
        if self.open_article is not None and self.open_article.id == article.id:
            self.side_pane.show(related, printed, self._hot_now)

    async def leave_article(self) -> None:
        """Remember where the reader was in the open article."""
        if self.open_article is None:
            return
        await self.ask(self.library.set_position, self.open_article.id, self.article_pane.place())

    async def mark(self, article_id: int, *, read: bool) -> None:
        """Mark one article, on disk first and then on the screen."""
        changed = await self.ask(self.library.set_read, (article_id,), read)
        if changed:
            self.headlines_pane.patch(changed, read=read)
            if self.open_article is not None and self.open_article.id == article_id:
                self.open_article = replace(self.open_article, read=read)
            await self.show_feeds()
