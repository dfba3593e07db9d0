"""What the reader has fetched beside a refresh: whole texts, the story of a teaser, the offline edition."""

from __future__ import annotations

from haowai_tui.library import events
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted, number, size
from haowai_tui.model import Article, Teaser
from haowai_tui.tui.background import Background, Cancelled
from haowai_tui.tui.screens.picturing import Picturing


class Fetching(Picturing):
    """Fetches in threads of their own; the screen stays free for keys."""

    # Whole texts.

    def action_full_text(self) -> None:
        self.start(self._full_text(), group="full-text")

    async def _full_text(self) -> None:
        article = await self.article_here()
        if article is None:
            return
        if not article.link:
            self.say(_("This article has no address to fetch its text from."))
            return
        self.say(_("Fetching the whole text ..."), stay=True)
        whole = await Background(lambda: self.library.fetch_full_text(article.id)).run()
        self.say(_("This is the whole text."))
        if self._is_open(article.id):
            await self.put_text(whole)

    def action_feed_full_text(self) -> None:
        """Let the feed's whole texts be fetched from now on, or no longer."""
        feed = self.feed_here()
        if feed is None:
            self.say(_("Choose a feed first."))
        else:
            self.start(self._toggle_full_text(feed.id, feed.title), group="full-text-feed")

    async def _toggle_full_text(self, feed_id: int, title: str) -> None:
        wanted = feed_id not in await self.ask(self.library.full_text_feeds)
        await self.ask(self.library.set_full_text_feed, feed_id, wanted)
        if wanted:
            self.say(_("{title}: whole texts are fetched at each refresh.").format(title=title))
        else:
            self.say(_("{title}: whole texts are not fetched any more.").format(title=title))

    # Stories that only a teaser tells of.

    def fetch_teaser(self, teaser: Teaser) -> None:
        """Fetch the story behind a teaser and open it."""
        if self.open_article is not None:
            self.say(_("Fetching “{title}” ...").format(title=teaser.title), stay=True)
            self.start(self._fetch_teaser(teaser, self.open_article), group="teaser")

    async def _fetch_teaser(self, teaser: Teaser, article: Article) -> None:
        found = await Background(lambda: self.library.open_teaser(teaser, article)).run()
        self.say("")
        if self._is_open(article.id):
            self.trail.append(article.id)
            await self._enter_article(found.id)

    # The offline edition.

    def action_offline(self) -> None:
        if self.refresh_work is not None:
            self.say(_("A refresh is under way. {key} stops it.").format(key=self.key("cancel")))
        else:
            self.start(self._run_offline(), group="refresh")

    async def _run_offline(self) -> None:
        self.refresh_work = Background(self._consume_offline)
        try:
            await self.refresh_work.run()
        except Cancelled:
            self.say(_("Stopped; what had arrived is kept."))
        finally:
            self.refresh_work = None
            self.end_progress()
            await self.after_change()

    async def _consume_offline(self) -> None:
        stream = self.library.offline(images=True)
        total = seen = 0
        try:
            async for event in stream:
                match event:
                    case events.FullTextsStarted(total=count) | events.PicturesStarted(total=count):
                        total, seen = count, 0
                    case events.FullTextDone() | events.PictureDone():
                        seen += 1
                    case events.OfflineFinished():
                        self.app.call_from_thread(self.say, offline_summary(event))
                self.app.call_from_thread(self.tell_progress, f"{seen}/{total}")
        finally:
            await stream.aclose()


def offline_summary(event: events.OfflineFinished) -> str:
    """What the offline edition holds, in one sentence: of the last days what is unread, and what is starred."""
    if not event.articles:
        return _("Nothing new is unread, and nothing starred: what there is can be read offline.")
    articles = counted("{count} article", "{count} articles", event.articles)
    shown = size(event.size)
    if event.failed:
        text = _("Unread of late and starred: {articles} are here, {size}; {failed} could not be fetched whole.")
        return text.format(articles=articles, size=shown, failed=number(event.failed))
    text = _("Unread of late and starred: {articles} are here whole, with pictures, {size}.")
    return text.format(articles=articles, size=shown)
