"""Adding, renaming and moving feeds; refreshing them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import aclosing
from functools import partial

from msgspec import Struct
from msgspec.structs import replace
from textual.message import Message

from haowai_tui.errors import AddressError, HaowaiError, NoFeedError
from haowai_tui.library import events
from haowai_tui.library.phrases import sync_sentence
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted
from haowai_tui.model import Candidate, Feed
from haowai_tui.tui import places, screens
from haowai_tui.tui.background import Background, Cancelled
from haowai_tui.tui.keys import sequence_label
from haowai_tui.tui.screen_actions import action_of
from haowai_tui.tui.screens.removing import Removing

_AWAITED = 1.5
"""Seconds that somebody waits for a feed that is looked for. Later a question would take keys that are meant for what
is being read by then."""


class _Found(Struct, frozen=True):
    """What there is at an address: what to say of it, the question to `ask`, and the feed where there is but one."""

    sentence: str
    ask: Callable[[], None]
    candidate: Candidate | None = None


class Refreshed(Message):
    """Something happened in a refresh."""

    def __init__(self, event: events.RefreshEvent) -> None:
        super().__init__()
        self.event = event


class Feeding(Removing):
    """What the reader does to feeds."""

    keys_taken = 0
    """How many keys have been pressed here."""
    _put_off: Callable[[], None] | None = None
    """What to ask about an address when adding is gone on with."""

    # Adding.

    def action_add_feed(self) -> None:
        ask, self._put_off = self._put_off or self._ask_address, None
        ask()

    def _ask_address(self, typed: str = "", problem: str = "") -> None:
        prompt = screens.PromptScreen(
            _("Add a feed"),
            hint=_("The address of a feed or of a site, or a folder on this machine."),
            value=typed,
            problem=problem,
        )
        self.app.push_screen(prompt, self._address_given)

    def _address_given(self, address: str | None) -> None:
        if address:
            self.start(self._resolve(address), group="add")

    async def _resolve(self, address: str) -> None:
        self.say(_("Looking at {address} ...").format(address=address), stay=True)
        keys, began = self.keys_taken, time.monotonic()
        found = await self._looked_at(address)
        self.say("")
        is_awaited = keys == self.keys_taken and time.monotonic() - began < _AWAITED and self.app.screen is self
        if is_awaited:
            found.ask()
        elif found.candidate is not None:
            await self._add(found.candidate, (), aside=True)
        else:
            self._put_off = found.ask
            text = _("{what} {key} goes on with it.").format(what=found.sentence, key=self.key("add_feed"))
            self.say(text, stay=True)

    async def _looked_at(self, address: str) -> _Found:
        try:
            candidates = await Background(partial(self.library.resolve, address)).run()
        except NoFeedError:
            question = _("No feed was found at {address}. Read the page itself?").format(address=address)
            return _Found(question, partial(self._confirm, question, Candidate(address=address, source="page")))
        except AddressError as error:
            return _Found(str(error), partial(self._ask_address, address, str(error)))
        except HaowaiError as error:
            # The address may be right and the network away: subscribing is still what was asked for.
            question = _("{problem} Add it all the same?").format(problem=error)
            return _Found(question, partial(self._confirm, question, Candidate(address=address, source="")))
        if len(candidates) == 1:
            return _Found("", partial(self._ask_category, candidates[0]), candidates[0])
        sentence = counted("{count} feed was found.", "{count} feeds were found.", len(candidates))
        return _Found(sentence, partial(self._ask_which, candidates))

    def _confirm(self, question: str, candidate: Candidate) -> None:
        def answered(answer: bool | None) -> None:
            self._chosen(candidate if answer else None)

        self.app.push_screen(screens.ConfirmScreen(question), answered)

    def _ask_which(self, candidates: Sequence[Candidate]) -> None:
        def answered(index: int | None) -> None:
            self._chosen(None if index is None else candidates[index])

        lines = [(candidate.title or candidate.address, candidate.address) for candidate in candidates]
        self.app.push_screen(screens.ChooseScreen(_("Which feed?"), lines), answered)

    def _chosen(self, candidate: Candidate | None) -> None:
        if candidate is None:
            self.say(_("Nothing was added."))
        else:
            self._ask_category(candidate)

    def _ask_category(self, candidate: Candidate) -> None:
        if any(feed.address == candidate.address for feed in self.feeds_now):
            # It stays in its category: adding it goes there, and says so.
            self.start(self._add(candidate, ()), group="add")
            return
        title = _("Category of {title}").format(title=candidate.title or candidate.address)
        asking = screens.CategoryScreen(title, "", self._categories())
        self.app.push_screen(asking, partial(self._category_given, candidate))

    def _categories(self) -> list[tuple[str, int]]:
        """The categories that there are, each with the number of its feeds."""
        return list(Counter(" / ".join(feed.category) for feed in self.feeds_now if feed.category).items())

    def _category_given(self, candidate: Candidate, category: str | None) -> None:
        if category is None:
            self.say(_("Nothing was added."))
        else:
            self.start(self._add(candidate, places.split_category(category)), group="add")

    async def _add(self, candidate: Candidate, category: tuple[str, ...], *, aside: bool = False) -> None:
        """Subscribe, and go there; or `aside`, while the reader goes on with what they are at."""
        self.say(_("Adding {address} ...").format(address=candidate.address), stay=True)
        add = partial(self.library.add, candidate.address, source=candidate.source, category=category)
        added = await Background(add).run()
        if aside:
            await self.after_change()
            text = _("Added {title}. {key} on it among the feeds gives it a category.")
            if added.existed and not added.signed_in:
                text = _("{title} was subscribed to already.")
            said = text.format(title=added.feed.title, key=self.key("move_feed"))
            self.say(added.feed.error or said, stay=True)
            return
        key = places.feed_key(added.feed.id)
        await self.show_feeds(key=key)
        await self.show_place(key)
        self.focus_pane("headlines")
        self.preview_soon()
        text = _("{title} was subscribed to already.") if added.existed and not added.signed_in else _("Added {title}.")
        self.say(added.feed.error or text.format(title=added.feed.title))

    # Changing.

    def action_rename_feed(self) -> None:
        feed = self.feed_here()
        if feed is None:
            self.say(_("Choose a feed first."))
            return
        prompt = screens.PromptScreen(
            _("Rename the feed"), hint=_("Empty: the publisher's own name."), value=feed.title
        )
        self.app.push_screen(prompt, partial(self._renamed, feed))

    def _renamed(self, feed: Feed, title: str | None) -> None:
        if title is not None and title != feed.title:
            change = partial(self.library.rename_feed, feed.id, title)
            self.start(self._change_feed(change), group="feed")

    def action_move_feed(self) -> None:
        feed = self.feed_here()
        if feed is None:
            self.say(_("Choose a feed first."))
            return
        title = _("Move {title} to").format(title=feed.title)
        asking = screens.CategoryScreen(title, " / ".join(feed.category), self._categories())
        self.app.push_screen(asking, partial(self._moved, feed))

    def _moved(self, feed: Feed, category: str | None) -> None:
        if category is not None:
            change = partial(self.library.move_feed, feed.id, places.split_category(category))
            self.start(self._change_feed(change), group="feed")

    async def _change_feed(self, change: Callable[[], object]) -> None:
        await self.ask(change)
        await self.show_feeds()

    def action_edit_feed(self) -> None:
        feed = self.feed_here()
        if feed is None:
            self.say(_("Choose a feed first."))
            return
        names = ("rename_feed", "move_feed", "feed_full_text", "refresh_feed", "remove_feed")
        lines = [(action_of(name).label, " ".join(map(sequence_label, self.keymap.keys_of(name)))) for name in names]

        async def chosen(index: int | None) -> None:
            if index is not None:
                await self.run_action(names[index])

        self.app.push_screen(screens.ChooseScreen(feed.title, lines), chosen)

    # Folding.

    def action_fold(self) -> None:
        category = self.category_here() if self.pane == "feeds" else ()
        while category and category in self.folded:
            category = category[:-1]
        if category:
            self.folded.add(category)
            self.start(self.show_feeds(key=places.category_key(category)), group="feeds")
        else:
            self.action_pane_left()

    def action_unfold(self) -> None:
        row = self.feeds_pane.current if self.pane == "feeds" else None
        if row is not None and row.category is not None and row.category in self.folded:
            self.folded.discard(row.category)
            self.start(self.show_feeds(key=row.key), group="feeds")
        else:
            self.action_pane_right()

    # Refreshing.

    def action_refresh_all(self) -> None:
        self._refresh(None)

    def action_refresh_feed(self) -> None:
        feed = self.feed_here()
        if feed is None:
            self._refresh(None)
        else:
            self._refresh([feed.id])

    def _refresh(self, feed_ids: list[int] | None) -> None:
        if self.refresh_work is not None:
            self.say(_("A refresh is under way. {key} stops it.").format(key=self.key("cancel")))
            return
        self.start(self._run_refresh(feed_ids), group="refresh")

    async def _run_refresh(self, feed_ids: list[int] | None) -> None:
        self.refresh_work = Background(partial(self._consume, feed_ids))
        try:
            await self.refresh_work.run()
        except Cancelled:
            self.say(_("Refresh stopped; what had arrived is kept."))
        finally:
            self.refresh_work = None
            self.end_progress()
        await self.after_change()

    async def _consume(self, feed_ids: list[int] | None) -> None:
        """Runs in the refresh's own thread and loop; what happens is told to the screen as messages."""
        stream = self.library.refresh(feed_ids, force=feed_ids is not None)
        async with aclosing(stream):
            async for event in stream:
                self.post_message(Refreshed(event))

    def on_refreshed(self, message: Refreshed) -> None:
        self._take(message.event)
        self.progress.soon()

    def _take(self, event: events.RefreshEvent) -> None:
        match event:
            case events.RefreshStarted(total=total):
                self.refresh_total, self.refresh_done = total, 0
                self.sync_said, self.sync_failed = [], 0
                self.to_tell = []
                self.failed_feeds = []
                self.feeds_fetched = set()
            case events.FeedStarted(feed_id=feed_id):
                self.feeds_fetched.add(feed_id)
                return
            case events.FeedDone(feed_id=feed_id):
                self.feeds_fetched.discard(feed_id)
                self.refresh_done += 1
            case events.FeedFailed(feed_id=feed_id):
                self.feeds_fetched.discard(feed_id)
                self.refresh_done += 1
                self.failed_feeds.append(event)
            case events.FeedSkipped():
                self.refresh_done += 1
            case events.Notified():
                self.to_tell.append(event)
                return
            case events.HookFailed(sentence=sentence):
                self.say(sentence)
                return
            case events.SyncStarted(account=account):
                self.progress_said = account
                return
            case events.SyncProgress(account=account, done=done, total=total):
                self.progress_said = f"{account} {done}/{total}" if total else f"{account} {done}"
                return
            case events.SyncDone():
                if event.removed or event.refused or event.doubted:
                    self.sync_said.append(sync_sentence(event))
                return
            case events.SyncFailed():
                self.sync_failed += 1
                self.sync_said.append(sync_sentence(event))
                return
            case events.RefreshFinished():
                # What needs the reader's eye comes first, and stays until the next message.
                finished = replace(event, failed=event.failed - self.sync_failed)
                keys = {"health": self.key("health"), "feed": self.key("refresh_feed")}
                summary = refresh_summary(finished, self.failed_feeds, **keys)
                self.say(" ".join([*self.sync_said, summary]), stay=bool(self.sync_said))
                self.tell_reader()
                self.compare_rest()
        self.progress_said = f"{self.refresh_done}/{self.refresh_total}"


def refresh_summary(
    event: events.RefreshFinished, failed: Sequence[events.FeedFailed], *, health: str, feed: str
) -> str:
    """What a refresh brought, in a sentence, and why a feed `failed`; of several, the key that shows it. `health` and
    `feed` are the keys of these actions."""
    if event.offline:
        return _("No network: nothing new could be fetched. What is stored can be read.")
    if event.skipped and not event.done and not event.failed:
        text = _("No feed is due yet: all were asked a short while ago. {key} asks one at once.")
        return text.format(key=feed)
    new = counted("{count} new article", "{count} new articles", event.new)
    if event.failed:
        if len(failed) == event.failed == 1:
            return _("{new}. {title}: {problem}").format(new=new, title=failed[0].title, problem=failed[0].sentence)
        many = counted("{count} feed failed", "{count} feeds failed", event.failed)
        return _("{new}; {failed}. {key} shows why.").format(new=new, failed=many, key=health)
    return _("{new}.").format(new=new)
