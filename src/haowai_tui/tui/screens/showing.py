"""What stands where: the feeds tree, the headlines of a place, the article in the middle and its teasers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.errors import HaowaiError
from haowai_tui.library import Search
from haowai_tui.library.phrases import sync_label
from haowai_tui.locale import gettext as _
from haowai_tui.locale.dates import present
from haowai_tui.locale.numbers import number
from haowai_tui.model import Anchor, Article, Headline, Selection, Story
from haowai_tui.text import cell_width, truncate
from haowai_tui.tui import places
from haowai_tui.tui.screens.filtering import Filtering
from haowai_tui.tui.widgets.headlines import PAGE, HeadlinesPane

if TYPE_CHECKING:
    from haowai_tui.model import Feed
    from haowai_tui.model.smart import SmartFeed
    from haowai_tui.model.sync import SyncState

P = ParamSpec("P")
T = TypeVar("T")

_HOT_ROWS = 10
_SOUGHT = "search:", "smart:"
"""What the places begin with whose articles are searched for."""


class _Listing(Struct, frozen=True):
    selection: Selection
    count: int
    offset: int
    rows: list[Headline]
    cursor: int
    search: Search
    more: bool = False
    counted: bool = True


_LEAST_TITLE = 12
"""Cells of a list's name that show in any case."""
_ONE_TAG = re.compile('search:tag:"(?P<tag>[^"]*)"')
"""The place of the articles with a tag."""

_NOTICED_AFTER = 0.25
"""Seconds that an article may take without a word."""
MOST_COUNTED = 1_000
"""So many rows are counted before a list shows; the rest when the reader goes that far."""
_SNIPPET_CELLS = 160
"""More than a line of the list has; it shows as much of a snippet as fits."""


class Showing(Filtering):
    """Fills the panes from the library."""

    # What was hot when so much was stored: it is not worked out again for every article that is shown.
    _hot_as_of: tuple[int, int] = (-1, -1)
    _hot_now: Sequence[Story] = ()
    _list_title = ""
    has_more = False
    """Whether there are more rows than the list has, which have not been counted yet."""
    search_shown = Search(Selection())

    async def show_feeds(self, *, key: str = "") -> None:
        """Read the feeds and their counts again and show them, the cursor on `key` if given."""
        # One question: each waits for its turn with the interpreter, and this follows many keys.
        feeds, numbers, saved, state = await self.ask(self._feeds_and_counts)
        self.feeds_now = feeds
        self.status.state = sync_label(state)
        self._show_tree(numbers, saved, key)
        if saved:
            self.start(self._count_smart_feeds(numbers, saved), group="smart-feeds")

    def _show_tree(self, numbers: dict[str, int], saved: list[SmartFeed], key: str = "") -> None:
        rows = places.tree_rows(self.feeds_shown(), counts=numbers, folded=self.folded, saved=saved)
        self.feeds_pane.show(rows, key=key)
        self.feeds_pane.select(self.place)

    async def _count_smart_feeds(self, numbers: dict[str, int], told: list[SmartFeed]) -> None:
        """Count what waits in the smart feeds, and show it where it differs. Behind: each may take as long as it takes
        to look at all that is stored, and every article that is marked read changes what they have."""
        saved = await self.reader_app.ask_behind(self.library.smart_feeds, most=MOST_COUNTED)
        if saved != told:
            self._show_tree(numbers, saved)

    def _feeds_and_counts(self) -> tuple[list[Feed], dict[str, int], list[SmartFeed], SyncState]:
        """What the tree of feeds and the line at the foot say. Asks the library."""
        library = self.library
        feeds, counts = library.feeds(), library.counts()
        numbers = {
            places.ALL: 0,
            places.UNREAD: counts.unread,
            places.TODAY: counts.today_unread,
            places.STARRED: counts.starred,
            places.LATER: len(library.later()),
        }
        return list(feeds), numbers, library.smart_feeds_told(), library.sync_state()

    def place_title(self, key: str) -> str:
        """The name of a place, for the headlines pane's border."""
        if tagged := _ONE_TAG.fullmatch(key):
            return _("Tag: {tag}").format(tag=tagged["tag"])
        if key.startswith("search:"):
            return _("Search: {query}").format(query=key.removeprefix("search:"))
        if places.ids_of_page(key):
            return _("Digest") if key.startswith("digest:") else _("Front page")
        for row in self.feeds_pane.rows:
            if row.key == key:
                return row.title
        return ""

    async def show_place(self, key: str, *, article_id: int | None = None, keep_cursor: bool = False) -> None:
        """Show the headlines of the place `key`, the cursor on `article_id` if it is among them."""
        opened = self.opened(key)
        cursor = self.headlines_pane.cursor if keep_cursor else 0
        if self._is_sought(key):
            wanted = await self.ask(self.search_of, key, opened)
            listing = await self.look(key, self._load, wanted, article_id, cursor)
        else:
            # One question: each waits for its turn.
            listing = await self.ask(lambda: self._load(self.search_of(key, opened), article_id, cursor))
        self.search_shown = search = listing.search
        self.article_pane.mark(search.in_headlines, search.in_texts)
        self.place, self.place_opened, self.has_more = key, opened, listing.more
        pane = self.headlines_pane
        pane.open(
            listing.selection,
            count=listing.count,
            offset=listing.offset,
            rows=listing.rows,
            cursor=listing.cursor,
            one_feed=key.startswith("feed:"),
            note=self._empty_note(key),
            marks=search.in_headlines,
            snippets=bool(search.in_texts),
        )
        self.title_list(key, listing.count)
        self.feeds_pane.select(key)
        if listing.count == PAGE and not listing.counted:
            # What was looked for shows before it has been counted, which takes long where much is found.
            count, self.has_more = await self.look(key, self.counted, listing.selection)
            pane.set_count(count)
            self.title_list(key, count)

    async def look(self, key: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask for rows of the place `key`. Where they are searched for, no other key waits for that."""
        ask = self.reader_app.ask_looking if self._is_sought(key) else self.ask
        return await ask(function, *args, **kwargs)

    def _is_sought(self, key: str) -> bool:
        """Whether asking for rows of a place may take longer than a key may wait: some queries, such as `lang:` and
        `words:`, go through all that is stored, and so does counting stories."""
        return self.folds_stories or key.startswith(_SOUGHT)

    async def show_place_or_all(self, key: str, *, article_id: int | None = None) -> None:
        """Show a place that was remembered. It may be gone: a removed smart feed, a query of an older version."""
        try:
            await self.show_place(key, article_id=article_id)
        except (HaowaiError, KeyError, ValueError):
            await self.show_place(places.ALL)

    def counted(self, selection: Selection, *, beyond: int = 0) -> tuple[int, bool]:
        """How many rows to show of a selection, a good deal more than `beyond`, and whether there are still more. Asks
        the library."""
        return self.library.count_up_to(max(MOST_COUNTED, beyond + 2 * PAGE), selection)

    def title_list(self, key: str, count: int) -> None:
        """Head the headlines with the name of their place and how many they are."""
        total = number(count) + ("+" if self.has_more else "")
        parts = [*([_("unread")] if self.is_filtered(key) else []), total]
        if key.startswith("search:") and self.search_order == "best":
            parts.append(_("best first"))
        behind = "".join(f" · {part}" for part in parts)
        # The number stays in sight, however long the name is.
        room = max(_LEAST_TITLE, self.headlines_pane.size.width - cell_width(behind) - 2)
        title = truncate(self.place_title(key), room) + behind
        if title != self._list_title:
            self._list_title = title
            self.headlines_pane.entitle(title)

    def search_of(self, key: str, opened: datetime) -> Search:
        """The articles of a place as of now, and what is marked in them: in a search or smart feed what was looked for.
        `opened` is when its list was. Asks the library."""
        newest = self.library.newest_id()
        if key.startswith("search:"):
            found = self.library.search(key.removeprefix("search:"), order=self.search_order)
            return replace(found, selection=replace(found.selection, newest_id=newest))
        if key.startswith("smart:"):
            found = self.library.smart_search(key.removeprefix("smart:"))
            since = opened if found.selection.unread else None
            chosen = replace(found.selection, newest_id=newest, read_after=since, by_score=self.by_score)
            return replace(found, selection=chosen)
        return Search(self._selection(key, newest, opened))

    def _selection(self, key: str, newest: int, opened: datetime) -> Selection:
        if key == places.LATER:
            return self.library.later_selection()
        if key == places.HOT:
            return self.library.hot_selection()
        if ids := places.ids_of_page(key):
            return Selection(ids=ids, ranked=True)
        chosen = places.selection_for(key, self.feeds_now, now=present(), newest_id=newest)
        if chosen.unread:
            chosen = replace(chosen, read_after=opened)
        chosen = self.filtered(key, chosen, opened)
        return replace(chosen, folded=self.folds_stories and not self.by_score, by_score=self.by_score)

    def _load(self, search: Search, article_id: int | None, cursor: int) -> _Listing:
        selection = search.selection
        if search.in_headlines and article_id is None and not cursor:
            rows = self.library.headlines(selection, limit=PAGE)
            return _Listing(selection, len(rows), 0, rows, 0, search, counted=False)
        if article_id is not None:
            cursor = self.library.position(selection, article_id) or 0
        count, more = self.counted(selection, beyond=cursor)
        cursor = max(0, min(cursor, count - 1))
        offset = cursor // PAGE * PAGE
        rows = self.library.headlines(selection, offset=offset, limit=PAGE)
        return _Listing(selection, count, offset, rows, cursor, search, more=more)

    def _empty_note(self, key: str) -> str:
        if key.startswith("search:"):
            text = _("Nothing found.\nFewer words find more; {cancel} goes back.")
            return text.format(cancel=self.key("cancel"))
        if key == places.LATER:
            return _("Nothing to read later. {key} puts an article here.").format(key=self.key("later"))
        if key == places.UNREAD:
            return _("Everything has been read.")
        if not self.feeds_now:
            text = _(
                "No feeds yet.\n{key} adds one: the address of a site will do.\nhaowai import FILE brings those of"
                " another reader."
            )
            return text.format(key=self.key("add_feed"))
        if self.is_filtered(key):
            return _("Everything has been read. {key} shows all.").format(key=self.key("unread_only"))
        return _("No articles here yet. Press {key} to refresh.").format(key=self.key("refresh_all"))

    async def on_headlines_pane_need(self, event: HeadlinesPane.Need) -> None:
        """Fetch a page of rows that came into view."""
        self.start(self._fill(event.generation, event.offset), group=f"page-{event.offset}")

    async def _fill(self, generation: int, offset: int) -> None:
        pane = self.headlines_pane
        selection = pane.selection
        rows = await self.look(self.place, self.library.headlines, selection, offset=offset, limit=PAGE)
        pane.put(generation, offset, rows)
        if self.has_more and offset + PAGE >= pane.count:
            count = await self.look(self.place, self.library.count, selection)
            if generation == pane.generation:
                self.has_more = False
                pane.set_count(count)
                self.title_list(self.place, count)

    async def on_headlines_pane_need_snippets(self, event: HeadlinesPane.NeedSnippets) -> None:
        """Look into the texts of rows that came into view."""
        self.start(self._show_snippets(event.generation, event.ids), group="snippets", exclusive=False)

    async def _show_snippets(self, generation: int, ids: Sequence[int]) -> None:
        found = await self.ask(self.library.snippets, ids, self.search_shown.in_texts, _SNIPPET_CELLS)
        self.headlines_pane.put_snippets(generation, found)

    async def put_article(self, article_id: int) -> None:
        """Put an article in the middle, where the reader was in it."""
        if self.open_article is not None and self.open_article.id == article_id:
            return
        with self._opening(article_id):
            await self.leave_article()
            article, position, minutes = await self.ask(self._to_show, article_id)
            self.open_article = article
            self.article_pane.show(article, at=position, minutes=minutes)
            self._text_is_new()
        self.text_stands()
        await self.show_beside(article)

    def text_stands(self) -> None:
        """The text of another article has been put in the middle."""

    def _to_show(self, article_id: int) -> tuple[Article, Anchor | None, float]:
        """An article with key points, where the reader was in it, and how many minutes it takes. Asks the library."""
        article = self.library.with_key_points(self.library.article(article_id))
        return article, self.library.position_of(article_id), self.library.reading_minutes(article)

    @contextmanager
    def _opening(self, article_id: int) -> Iterator[None]:
        """While the article is on its way the one before it stands: the border says which is coming, if it takes long
        enough to be noticed."""
        own, pane = self.pane_titles["article"], self.article_pane
        row = self.headlines_pane.current
        title = row.title if row is not None and row.id == article_id else ""
        coming = _("Opening {title} ..").format(title=title or _("the article"))
        late = self.set_timer(_NOTICED_AFTER, partial(pane.entitle, coming))
        try:
            yield
        finally:
            late.stop()
            pane.entitle(own)

    async def put_text(self, article: Article) -> None:
        """Show the open article as it is now, the reader's place kept."""
        self.open_article = article
        minutes = await self.ask(self.library.reading_minutes, article)
        if self.open_article is article:
            self.article_pane.show(article, at=self.reading_place(), minutes=minutes)
            self._text_is_new()

    def _text_is_new(self) -> None:
        """What was marked in the text that stood in the middle, and said about it, is none of this one."""
        self.meanwhile_is_over()
        if self.selections:
            self.clear_selection()

    async def show_beside(self, article: Article) -> None:
        """Fill the right-hand pane: what belongs to the article, and what is hot."""
        # While hundreds come in, each key would compare some of them: that is done behind, when they are there.
        compare = self.refresh_work is None
        ask_behind = self.reader_app.ask_behind
        related = await ask_behind(self.library.related, article, compare=compare)
        printed = (await self.ask(self.library.teasers, article))[1]
        newest = await self.ask(self.library.newest_id)
        if (newest, article.feed_id) != self._hot_as_of:
            self._hot_now = await ask_behind(self.library.hot, _HOT_ROWS, compare=compare)
            self._hot_as_of = (newest, article.feed_id)
        if self.open_article is not None and self.open_article.id == article.id:
            # What this page prints itself; the next one of its feed may print something else.
            listed = {teaser.article_id for teaser in printed}
            self.side_pane.show(related, printed, [one for one in self._hot_now if one.headline.id not in listed])

    async def leave_article(self) -> None:
        """Remember where the reader was in the open article."""
        if self.open_article is None:
            return
        await self.aside(self.ask(self.library.set_position, self.open_article.id, self.reading_place()))

    def reading_place(self) -> Anchor:
        """Where the reader is in the text of the open article."""
        return self.article_pane.place()

    async def mark(self, article_id: int, *, read: bool, undoable: bool = True) -> None:
        """Mark one article, on disk first and then on the screen."""
        await self.has_marked(article_id, read=read, undoable=undoable)

    async def has_marked(self, article_id: int, *, read: bool, undoable: bool = True) -> bool:
        """Mark one article; False when it was so already."""
        changed = await self.ask(self.library.set_read, (article_id,), read, undoable=undoable)
        if changed:
            self.headlines_pane.patch(changed, read=read)
            if self.open_article is not None and self.open_article.id == article_id:
                self.open_article = replace(self.open_article, read=read)
            await self.show_feeds()
        return bool(changed)
