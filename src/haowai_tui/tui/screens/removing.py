"""Removing feeds, while keys are answered."""

from __future__ import annotations

from collections.abc import Sequence

from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted, number
from haowai_tui.model import Feed
from haowai_tui.tui import screens
from haowai_tui.tui.lengthy import removed_sentence
from haowai_tui.tui.screens.comparing import Comparing


class Removing(Comparing):
    """What makes feeds go."""

    def feed_here(self) -> Feed | None:
        """The feed a command is about: under the cursor in the feeds pane, else the open article's or the place's."""
        feed_id: int | None = None
        row = self.feeds_pane.current
        headline = self.headlines_pane.current
        if self.pane == "feeds":
            feed_id = row.feed_id if row else None
        elif self.pane == "article" and self.open_article is not None:
            feed_id = self.open_article.feed_id
        elif headline is not None:
            feed_id = headline.feed_id
        return next((feed for feed in self.feeds_now if feed.id == feed_id), None)

    def category_here(self) -> tuple[str, ...]:
        """The category under the cursor of the feeds pane, or that of the feed there."""
        row, feed = self.feeds_pane.current, self.feed_here()
        return row.category if row is not None and row.category is not None else feed.category if feed else ()

    def action_remove_feed(self) -> None:
        row, feed = self.feeds_pane.current, self.feed_here()
        if self.pane == "feeds" and row is not None and row.category:
            self._ask_about_folder(row.category)
        elif feed is None:
            self.say(_("Choose a feed first."))
        else:
            question = counted(
                "Remove {title} and its {count} article? {undo} brings it back.",
                "Remove {title} and its {count} articles? {undo} brings it back.",
                feed.total,
                title=feed.title,
                undo=self.key("undo"),
            )
            self._ask_to_remove([feed.id], feed.title, question)

    def _ask_about_folder(self, category: tuple[str, ...]) -> None:
        feeds = [feed for feed in self.feeds_now if feed.category[: len(category)] == category]
        title = " / ".join(category)
        articles = sum(feed.total for feed in feeds)
        question = counted(
            "Remove the {count} feed of {title}, with {articles} articles? {undo} brings it back.",
            "Remove the {count} feeds of {title}, with {articles} articles? {undo} brings them back.",
            len(feeds),
            title=title,
            articles=number(articles),
            undo=self.key("undo"),
        )
        self._ask_to_remove([feed.id for feed in feeds], title, question)

    def _ask_to_remove(self, feed_ids: Sequence[int], title: str, question: str) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self.start(self._remove(feed_ids, title), group="remove", exclusive=False)

        self.app.push_screen(screens.ConfirmScreen(question), answered)

    async def _remove(self, feed_ids: Sequence[int], title: str) -> None:
        is_told = False

        def tell(done: tuple[int, int]) -> None:
            nonlocal is_told
            if done[0] < done[1]:
                text = _("Removing {title} ... {key} stops.").format(title=title, key=self.key("cancel"))
                self.say(text, stay=True)
                self.tell_progress("/".join(map(number, done)))
                if not is_told:
                    # The feeds are in no list any more. Once: asked for with each part, it would never come to its end.
                    is_told = True
                    self.start(self.show_undone(), group="removed")

        with self.said_late(_("Removing {title} ...").format(title=title)):
            outcome = await self.reader_app.remove_feeds(feed_ids, title, tell, self.tell_undoing)
        self.end_lengthy()
        await self.show_undone()
        self.say(removed_sentence(outcome, title, self.key("undo")))

    def go_on_removing(self) -> None:
        """Go on with what a crash, or leaving, cut short."""
        self.start(self._go_on_removing(), group="remove", exclusive=False)

    async def _go_on_removing(self) -> None:
        if await self.ask(self.library.are_leaving):
            done = await self.reader_app.at_length(self.library.going_on_removing, self._tell_going_on)
            self.end_lengthy()
            await self.after_change()
            if not done:
                self.say(_("Stopped; removing goes on at the next start."))

    def _tell_going_on(self, done: tuple[int, int]) -> None:
        self.tell_progress("/".join(map(number, done)))
