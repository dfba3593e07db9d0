"""The screen people look at all day: feeds and headlines, the article, related and hot."""

from __future__ import annotations

import asyncio

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import ScreenResume
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from haowai_tui.locale import gettext as _
from haowai_tui.model import Article
from haowai_tui.tui import places, screens
from haowai_tui.tui.screens.searching import Searching
from haowai_tui.tui.session import Place, load_session, save_session
from haowai_tui.tui.stopping import shell_waits
from haowai_tui.tui.widgets.article import ArticlePane
from haowai_tui.tui.widgets.feeds import FeedsPane
from haowai_tui.tui.widgets.headlines import HeadlinesPane
from haowai_tui.tui.widgets.status import StatusLine
from haowai_tui.tui.widgets.teasers import TeasersPane

_FOLDS = "folds-stories"
_SORT = "sorts-by-score"
_WELCOME_SECONDS = 30.0


class ReaderScreen(Searching, Screen[None]):
    """Puts the parts together and answers the keys of the table in `actions`."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - an instance variable in Textual
        (0, "-one"),
        (100, "-two"),
        (120, "-three"),
        (180, "-wide"),
    ]

    # Textual draws the whole screen again when the focus moves; the two panes concerned do that themselves.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    _was_seen = False

    def compose(self) -> ComposeResult:
        # Now, so that the first size changes nothing: Textual would style every widget again.
        for size, steps in zip(
            self.app.size, (self.HORIZONTAL_BREAKPOINTS, self.app.VERTICAL_BREAKPOINTS), strict=True
        ):
            self.add_class(*self._get_breakpoint_classes(size, steps or []), update=False)
        with Horizontal(id="columns"):
            with Vertical(id="left"):
                yield self._titled(FeedsPane(id="feeds"))
                yield self._titled(HeadlinesPane(id="headlines"))
            yield self._titled(ArticlePane(id="article"))
            yield self._titled(TeasersPane(id="side"))
        with Vertical(id="foot"):
            yield StatusLine()

    def on_screen_resume(self, event: ScreenResume) -> None:
        # The first time nothing has changed since all was styled.
        if not self._was_seen:
            self._was_seen, event.refresh_styles = True, False

    def _titled(
        self, pane: FeedsPane | HeadlinesPane | ArticlePane | TeasersPane
    ) -> FeedsPane | HeadlinesPane | ArticlePane | TeasersPane:
        pane.add_class("pane", update=False)
        pane.entitle(self.pane_titles[pane.id or ""])
        return pane

    def on_mount(self) -> None:
        self._is_drawn = asyncio.Event()
        self.article_pane.use_settings(self.library.settings.ui)
        self.set_up_pictures()
        self.status.hints = self.hints()
        self.start(self._begin(), group="begin")

    async def _begin(self) -> None:
        """Open where the reader was, or on the sample edition at the very first launch."""
        try:
            first = await self._open_first()
        finally:
            self.take_keys()
        # What is done behind would take half of the interpreter's time while the first picture is drawn.
        await self._is_drawn.wait()
        await self._say_first(first)
        await self.begin_watching()
        self.begin_settling()
        self.begin_passing_on()
        self.compare_rest()
        self.go_on_removing()
        await self.begin_day()
        self.start(self.look_behind(), group="look-behind")
        self.start(self._have_screens_ready(), group="screens")

    async def _have_screens_ready(self) -> None:
        """Import what opens over this screen, before a key asks for it."""
        for name in screens.__all__:
            await asyncio.to_thread(getattr, screens, name)
        from haowai_tui.tui.screens.over import LOOKS

        if not self.app.stylesheet.has_source(str(LOOKS)):
            self.app.stylesheet.add_source(await asyncio.to_thread(LOOKS.read_text, "utf-8"), (str(LOOKS), ""))
            self.app.stylesheet.parse()

    async def _open_first(self) -> bool:
        """Show what the reader left, or at the very first launch the sample edition: then True."""
        # One picture, the whole: each pane that is filled would cost another drawing of all.
        with self.app.batch_update():
            session = await self.ask(load_session, self.library)
            first = session is None and await self.ask(self.library.is_first_launch)
            if not first:
                await self._furnish(session or Place(key=places.ALL))
        if first:
            self._say_installing(_("The sample edition is being laid out .."))
            await self.ask(self.library.install_sample)
            self._say_installing("")
            with self.app.batch_update():
                await self._furnish(Place(key=places.ALL, article_id=await self.ask(self.library.welcome_article)))
        self.call_after_refresh(self._go_live)
        return first

    def _go_live(self) -> None:
        self._is_drawn.set()
        self.reader_app.go_live()
        # What is related takes as long as all the rest, and what is read first is the article.
        if self.open_article is not None:
            self.start(super().show_beside(self.open_article), group="beside")
        else:
            self.side_pane.show((), (), ())

    async def show_beside(self, article: Article) -> None:
        if self.reader_app.is_live:
            await super().show_beside(article)

    def _say_installing(self, text: str) -> None:
        """Say in the empty panes what they wait for."""
        self.headlines_pane.note = self.article_pane.note = text
        self.headlines_pane.refresh()
        self.article_pane.refresh()

    async def _say_first(self, first: bool) -> None:
        if first:
            text = _("This is the sample edition. Press {add} to add a feed, {help} for all keys.")
            self.status.say(text.format(add=self.key("add_feed"), help=self.key("help")), seconds=_WELCOME_SECONDS)
        elif self.keymap.clashes:
            self.status.say(self.keymap.clash_sentence(), seconds=_WELCOME_SECONDS)
        if notice := await self.ask(self.library.rescue_notice):
            self.say(notice, stay=True)
        elif await self.ask(lambda: self.library.takes_nothing):
            self.say(
                _("The disk takes nothing new: what is here can be read, and nothing that you do is kept."), stay=True
            )

    async def _furnish(self, place: Place) -> None:
        """Fill the panes with what `place` says."""
        self.folded = set(place.folded)
        self.place_before_search = place.before or places.ALL
        folds, sort, *_done = await asyncio.gather(
            self.ask(self.library.get_value, _FOLDS),
            self.ask(self.library.get_value, _SORT),
            self.load_marks(),
            self.load_filter(),
            self.load_search(),
        )
        self.folds_stories, self.by_score = folds == "1", sort == "1"
        await self.show_feeds()
        await self.show_place_or_all(place.key, article_id=place.article_id)
        self.feeds_pane.show(self.feeds_pane.rows, key=self.place)
        article_id = place.article_id
        current = self.headlines_pane.current
        if article_id is None and current is not None:
            article_id = current.id
        self.focus_pane(place.pane if place.pane in self.pane_order else "headlines")
        if article_id is not None:
            await self.show_article(article_id, reading=False)

    async def remember(self) -> None:
        """Store where the reader is, for the next time."""
        await self.leave_article()
        open_id = self.open_article.id if self.open_article else None
        place = Place(
            key=self.place,
            article_id=open_id,
            pane=self.pane,
            folded=tuple(sorted(self.folded)),
            before=self.place_before_search,
        )
        await self.ask(save_session, self.library, place)

    def action_cancel(self) -> None:
        """Esc: close the search box; else leave the zoom; else stop what is under way; else leave search results."""
        if self.search_is_open:
            self.close_search()
            if self.searching_within:
                self.stop_finding()
                return
            self.back_to_where_it_began()
            if not self.place.startswith("search:"):
                return
        elif self.stop_finding():
            return
        elif self.has_class("zoom"):
            self.lay_out(self.pane, zoomed=False)
            return
        elif self.reader_app.lengthy.stop():
            return
        elif self.refresh_work is not None:
            self.refresh_work.cancel()
            return
        elif self.download_work is not None:
            self.download_work.cancel()
            return
        if self.place.startswith("search:"):
            self.start_going(self.show_place_or_all(self.place_before_search), group="place")
        elif self.pane == "article":
            self.focus_pane("headlines")

    # The program.

    def action_fold_stories(self) -> None:
        self.folds_stories = not self.folds_stories
        self.start_going(self._fold_stories(), group="place")

    async def _fold_stories(self) -> None:
        await self.aside(self.ask(self.library.set_value, _FOLDS, "1" if self.folds_stories else ""))
        current = self.headlines_pane.current
        await self.show_place(self.place, article_id=current.id if current else None)
        self.say(_("Each story is one row.") if self.folds_stories else _("Each article is a row."))

    def action_sort(self) -> None:
        if self.place.startswith("search:"):
            self.start(self.next_order(), group="place")
            return
        self.by_score = not self.by_score
        self.start_going(self._sort(), group="place")

    async def _sort(self) -> None:
        await self.aside(self.ask(self.library.set_value, _SORT, "1" if self.by_score else ""))
        await self.show_place(self.place)
        self.say(self.told_of_scores() if self.by_score else _("The newest comes first."))

    def action_unread_only(self) -> None:
        self.start_going(self._unread_only(not self.unread_only), group="place")

    async def _unread_only(self, wanted: bool) -> None:
        await self.store_filter(wanted)
        current = self.headlines_pane.current
        await self.show_place(self.place, article_id=current.id if current else None)
        await self.show_feeds()
        self.say(_("Showing unread only.") if wanted else _("Showing all articles and feeds."))

    def action_side_tab(self) -> None:
        self.focus_pane("side")
        self.side_pane.other_section()

    def action_toggle_theme(self) -> None:
        self.reader_app.toggle_theme()

    def action_choose_theme(self) -> None:
        self.app.push_screen(screens.ThemeScreen(self.reader_app))

    def action_redraw(self) -> None:
        self.article_pane.draw_pictures_again()
        self.reader_app.redraw()

    def action_suspend(self) -> None:
        if shell_waits():
            self.app.action_suspend_process()
        else:
            self.say(_("No shell waits behind this to go to. {key} quits.").format(key=self.key("quit")))

    def action_quit(self) -> None:
        self.start(self.reader_app.leave(), group="quit")
