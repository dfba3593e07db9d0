"""The screen people look at all day: feeds and headlines, the article, related and hot."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input

from haowai_tui.errors import HaowaiError
from haowai_tui.locale import gettext as _
from haowai_tui.tui import places
from haowai_tui.tui.actions import ACTIONS, key_label
from haowai_tui.tui.screens.fetching import Fetching
from haowai_tui.tui.screens.help import HelpScreen
from haowai_tui.tui.session import Place, load_session, save_session
from haowai_tui.tui.widgets.article import ArticlePane
from haowai_tui.tui.widgets.feeds import FeedsPane
from haowai_tui.tui.widgets.headlines import HeadlinesPane
from haowai_tui.tui.widgets.status import StatusLine
from haowai_tui.tui.widgets.teasers import TeasersPane

_FOLDS = "folds-stories"
_SEARCH_DELAY = 0.15
_WELCOME_SECONDS = 30.0
_WATCH_EVERY = 2.0
"""Seconds between looks at whether another process has stored something."""


class ReaderScreen(Fetching):
    """Puts the parts together and answers the keys of the table in `actions`."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - an instance variable in Textual
        (0, "-one"),
        (100, "-two"),
        (120, "-three"),
        (180, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(action.keys), action.name, action.title, show=False, id=action.name) for action in ACTIONS
    ]

    def compose(self) -> ComposeResult:
        with Horizontal(id="columns"):
            with Vertical(id="left"):
                yield self._titled(FeedsPane(id="feeds"), _("Feeds"))
                yield self._titled(HeadlinesPane(id="headlines"), _("Headlines"))
            yield self._titled(ArticlePane(id="article"), _("Article"))
            yield self._titled(TeasersPane(id="side"), _("Related and hot"))
        yield Input(id="search", placeholder=_("Search all articles"))
        yield StatusLine()

    def _titled(
        self, pane: FeedsPane | HeadlinesPane | ArticlePane | TeasersPane, title: str
    ) -> FeedsPane | HeadlinesPane | ArticlePane | TeasersPane:
        pane.add_class("pane")
        # Content, not str: a str would be parsed as markup.
        pane.border_title = Content(title)
        return pane

    def on_mount(self) -> None:
        self.article_pane.use_settings(self.library.settings.ui)
        self.set_up_pictures()
        self.status.hints = self._hints()
        self.start(self._begin(), group="begin")

    def _hints(self) -> str:
        return "   ".join(f"{key_label(action.keys[0])} {action.label}" for action in ACTIONS if action.hint)

    async def _begin(self) -> None:
        """Open where the reader was, or on the sample edition at the very first launch."""
        session = await self.ask(load_session, self.library)
        first = session is None and await self.ask(self.library.is_first_launch)
        if first:
            await self.ask(self.library.install_sample)
        self.folded = set(session.folded) if session else set()
        self.folds_stories = await self.ask(self.library.get_value, _FOLDS) == "1"
        await self.show_feeds()
        welcome = await self.ask(self.library.welcome_article) if first else None
        place = session if session else Place(key=places.ALL, article_id=welcome)
        try:
            await self.show_place(place.key, article_id=place.article_id)
        except (HaowaiError, KeyError):
            # What the session remembers may be gone: a removed feed, a query of an older version.
            await self.show_place(places.ALL)
        await self.show_feeds(key=self.place)
        article_id = place.article_id
        current = self.headlines_pane.current
        if article_id is None and current is not None:
            article_id = current.id
        self.focus_pane(place.pane if place.pane in self.pane_order else "headlines")
        if article_id is not None:
            await self.show_article(article_id, reading=False)
        if first:
            self.status.say(
                _("This is the sample edition. Press a to add a feed, ? for all keys."), seconds=_WELCOME_SECONDS
            )
        self.watched_version = await self.ask(self.library.data_version)
        self.set_interval(_WATCH_EVERY, self._watch)

    def _watch(self) -> None:
        if self.refresh_work is None:
            self.start(self._look_for_changes(), group="watch")

    async def _look_for_changes(self) -> None:
        version = await self.ask(self.library.data_version)
        if version != self.watched_version:
            self.watched_version = version
            await self.after_change()

    async def remember(self) -> None:
        """Store where the reader is, for the next time."""
        await self.leave_article()
        open_id = self.open_article.id if self.open_article else None
        place = Place(key=self.place, article_id=open_id, pane=self.pane, folded=tuple(sorted(self.folded)))
        await self.ask(save_session, self.library, place)

    # Searching.

    @property
    def search_is_open(self) -> bool:
        return self.query_one("#search", Input).has_class("open")

    def action_search(self) -> None:
        """Search where the reader is: the words of the article, or all articles."""
        if self.pane == "article" and self.open_article is not None:
            self._open_search(within=True)
        else:
            self.action_search_all()

    def _open_search(self, *, within: bool) -> None:
        box = self.query_one("#search", Input)
        self.searching_within = within
        box.placeholder = _("Search in this article") if within else _("Search all articles")
        box.add_class("open")
        box.value = self.article_pane.finder.query if within else self.place.partition("search:")[2]
        box.focus()

    def action_search_all(self) -> None:
        if not self.place.startswith("search:"):
            self.place_before_search = self.place
        self._open_search(within=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id != "search" or not self.search_is_open:
            return
        if self.search_timer is not None:
            self.search_timer.stop()
        if event.value.strip() or self.searching_within:
            self.search_timer = self.set_timer(_SEARCH_DELAY, self._search_now)

    def _search_now(self) -> None:
        query = self.query_one("#search", Input).value.strip()
        if self.searching_within:
            self.article_pane.find(query)
        elif query:
            self.start(self.show_place(places.search_key(query)), group="place")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id != "search":
            return
        self._close_search()
        if self.searching_within:
            if event.value.strip() != self.article_pane.finder.query:
                self.article_pane.find(event.value.strip())
        elif event.value.strip():
            self.start(self._search_submitted(event.value.strip()), group="place")

    async def _search_submitted(self, query: str) -> None:
        await self.show_place(places.search_key(query))
        self.focus_pane("headlines")
        self.preview_soon()

    def _close_search(self) -> None:
        if self.search_timer is not None:
            self.search_timer.stop()
        self.query_one("#search", Input).remove_class("open")
        self.query_one(f"#{'article' if self.searching_within else 'headlines'}").focus(scroll_visible=False)

    def action_cancel(self) -> None:
        """Esc: close the search box; else stop a refresh; else leave search results; else leave the zoom."""
        if self.search_is_open:
            self._close_search()
            if self.searching_within:
                self.stop_finding()
                return
        elif self.stop_finding():
            return
        elif self.has_class("zoom"):
            self.remove_class("zoom")
            return
        elif self.refresh_work is not None:
            self.refresh_work.cancel()
            return
        if self.place.startswith("search:"):
            self.start(self.show_place(self.place_before_search), group="place")
        elif self.pane == "article":
            self.focus_pane("headlines")

    # The program.

    def action_fold_stories(self) -> None:
        self.folds_stories = not self.folds_stories
        self.start(self._fold_stories(), group="place")

    async def _fold_stories(self) -> None:
        await self.ask(self.library.set_value, _FOLDS, "1" if self.folds_stories else "")
        current = self.headlines_pane.current
        await self.show_place(self.place, article_id=current.id if current else None)
        self.say(_("Each story is one row.") if self.folds_stories else _("Each article is a row."))

    def action_side_tab(self) -> None:
        self.focus_pane("side")
        self.side_pane.other_section()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(searching=False), self._command_chosen)

    def action_palette(self) -> None:
        self.app.push_screen(HelpScreen(searching=True), self._command_chosen)

    async def _command_chosen(self, name: str | None) -> None:
        if name is not None:
            await self.run_action(name)

    def action_toggle_theme(self) -> None:
        self.reader_app.toggle_theme()

    def action_redraw(self) -> None:
        self.article_pane.draw_pictures_again()
        self.refresh(layout=True, repaint=True)

    def action_suspend(self) -> None:
        self.app.action_suspend_process()

    def action_quit(self) -> None:
        self.start(self.reader_app.leave(), group="quit")
