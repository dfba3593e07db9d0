"""The feeds that the reader has: which there are, adding and changing them, OPML in and out."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from haowai_tui.errors import UsageError
from haowai_tui.library.accounts import AccountsAsked
from haowai_tui.library.parts import drained
from haowai_tui.library.undo import Undoing
from haowai_tui.locale import gettext as _
from haowai_tui.text import clean

if TYPE_CHECKING:
    from haowai_tui.library.subscriptions import Added, Imported
    from haowai_tui.model import Candidate, Feed

AT_ONCE_ALONE = 1_000
"""So many articles leave in one part where nobody reads meanwhile: with fewer parts all of it takes less time."""


class FeedsAsked(Undoing, AccountsAsked):
    """The part of the library that knows the feeds.

    A feed that is being removed is in no list from the first part on, and is not asked for anything new; its articles
    leave after that. Where that is cut short, by a crash or because the reader leaves, whoever opens the library next
    goes on with it."""

    def feeds(self) -> list[Feed]:
        """All feeds in tree order: the order in which the feeds pane shows them. Their addresses are without the
        names and passwords that they are asked with; those of an account lie in a category of its name."""
        return [_shown(feed) for feed in self._stored_feeds()]

    def _stored_feeds(self) -> list[Feed]:
        """All but those that are being removed."""
        return sorted(self._in_accounts(self._staying()), key=_tree_key)

    def _staying(self) -> list[Feed]:
        leaving = self._store.leaving()
        return [feed for feed in self._store.feeds() if feed.id not in leaving]

    def _in_accounts(self, feeds: Sequence[Feed]) -> list[Feed]:
        if not any(feed.account for feed in feeds):
            return list(feeds)
        names = {account.id: account.name for account in self._store.accounts()}
        return [
            replace(feed, category=(names[feed.account], *feed.category)) if feed.account in names else feed
            for feed in feeds
        ]

    def feed(self, feed_id: int) -> Feed:
        """A feed by its id. Raises `NotFoundError`."""
        return _shown(self._in_accounts([self._store.feed(feed_id)])[0])

    def find_feeds(self, text: str) -> list[Feed]:
        """The feeds that `text` means: an id, an address, a part of a title or category, or how a title sounds."""
        from haowai_tui.library import query
        from haowai_tui.net import split_credentials

        feeds = self.feeds()
        address = split_credentials(text)[0] if "://" in text else text
        exact = [feed for feed in feeds if feed.address == address]
        return exact or query.named(feeds, text)

    async def resolve(self, address: str, source: str = "") -> list[Candidate]:
        """The feeds behind an address, best first. Raises `NetError`, `SourceError`."""
        from haowai_tui.library import subscriptions

        return await subscriptions.resolve(self.paths, self.settings, address, source)

    async def add(self, address: str, *, source: str = "", category: Sequence[str] = (), title: str = "") -> Added:
        """Subscribe to the best feed behind an address and fetch it. Without a network it is subscribed to all the
        same, and `feed.error` says so. In a category of an account, its server subscribes and fetches at the next sync.
        Raises `AddressError`, `SourceError`, `StoreError`."""
        import asyncio

        from haowai_tui.library import subscriptions

        # It may be one that is being removed: then it is to come anew, and not to stay as it is for a moment.
        await asyncio.to_thread(self._store.removals.finish_leaving)
        if category and (account := await asyncio.to_thread(self._account_called, category[0])):
            add = partial(self.add_to_account, account, address, title=title, category=category[1:])
            return await asyncio.to_thread(add)
        added = await subscriptions.add(
            self._store, self.paths, self.settings, address, source=source, category=category, title=title
        )
        if not added.existed:
            await asyncio.to_thread(self.note_added, "add_feed", [added.feed])
        candidates = tuple(replace(one, address=_bare(one.address)) for one in added.candidates)
        return replace(added, feed=_shown(added.feed), candidates=candidates)

    def _account_called(self, name: str) -> str:
        return next((account.name for account in self._store.accounts() if account.name == name), "")

    def rename_feed(self, feed_id: int, own_title: str) -> None:
        """Give a feed the reader's own name; empty for the publisher's."""
        with self._store.action("rename_feed", self._store.feed(feed_id).title):
            self._store.rename_feed(feed_id, clean(own_title))

    def move_feed(self, feed_id: int, category: Sequence[str]) -> None:
        """Put a feed into a category, a path outermost first; () for none. One of an account stays in that."""
        from haowai_tui.library import subscriptions

        feed = self._store.feed(feed_id)
        path = subscriptions.clean_category(category)
        if feed.account and path[:1] == self._in_accounts([feed])[0].category[:1]:
            path = path[1:]
        elif not feed.account and path and self._account_called(path[0]):
            text = _("{title} is read without an account; to have it in {account}, add it there.")
            raise UsageError(text.format(title=feed.title, account=path[0]))
        with self._store.action("move_feed", feed.title):
            self._store.move_feed(feed_id, path)

    def remove_feed(self, feed_id: int) -> None:
        """Remove a feed with its articles; `undo` brings it back. Whoever interrupts that keeps it. Raises
        `NotFoundError`."""
        try:
            drained(self.removing_feeds([feed_id], at_once=AT_ONCE_ALONE))
        except KeyboardInterrupt:
            drained(self.undoing_these(self.keep_feeds([feed_id])))
            raise

    def removing_feeds(
        self, feed_ids: Sequence[int], about: str = "", *, at_once: int = 0
    ) -> Generator[tuple[int, int], None, None]:
        """Remove feeds as one action, which is about what the first is called unless `about` says more; part by part as
        they are asked for, each of which takes no longer than a key may wait. Gives of how many articles how many are
        gone. What is not done yet is done by `going_on_removing`, or not at all after `keep_feeds`. Raises
        `NotFoundError`."""
        titles = [_shown(self._store.feed(feed_id)).title for feed_id in feed_ids]
        total, count = self._store.removals.articles_in(feed_ids), 0
        for part in self._store.removals.remove_feeds(feed_ids, about or titles[0], at_once=at_once):
            count += part
            yield min(count, total), total

    def keep_feeds(self, feed_ids: Sequence[int]) -> list[int]:
        """Keep feeds that are being removed. Returns the actions to give to `undoing_these`, which bring back what is
        gone already; none where the feeds are gone."""
        return self._store.removals.stay(feed_ids)

    def are_leaving(self) -> bool:
        """Whether the removal of feeds was cut short."""
        return bool(self._store.leaving())

    def finish_removing(self) -> None:
        """Go on with all removals that were cut short, until they are done."""
        drained(self.going_on_removing(at_once=AT_ONCE_ALONE))

    def going_on_removing(self, *, at_once: int = 0) -> Generator[tuple[int, int], None, bool]:
        """Go on with all removals that were cut short, part by part, see `removing_feeds`. Returns True at the end."""
        leaving = self._store.leaving()
        total, count = self._store.removals.articles_in(list(leaving)), 0
        for action in sorted(set(leaving.values())):
            for part in self._store.removals.go_on_removing(action, at_once=at_once):
                count += part
                yield min(count, total), total
            self._store.removals.forget_removal(action)
        return True

    def import_opml(self, data: bytes) -> Imported:
        """Subscribe to what an OPML document lists, without fetching yet. Raises `ParseError`."""
        from haowai_tui.library import opml, subscriptions

        outlines = list(opml.read_opml(data))
        self._store.removals.finish_leaving()
        with self._store.together():
            done = subscriptions.import_outlines(self._store, outlines)
            self.note_added("import", done.added)
        return replace(done, added=tuple(_shown(feed) for feed in done.added))

    def export_opml(self) -> bytes:
        """All feeds as an OPML document, without the names and passwords in their addresses; of the accounts that they
        belong to it says nothing."""
        from haowai_tui.library import opml

        return opml.write_opml(sorted(self._staying(), key=_tree_key))

    def set_rank(self, feed_id: int, rank: int) -> None:
        """Rank a feed among those that say the same: what the higher one has is kept. Raises `NotFoundError`."""
        self._store.set_rank(self._store.feed(feed_id).id, rank)

    def ranks(self) -> dict[int, int]:
        """The ranks of the feeds that have another than 0, by id."""
        return self._store.ranks()


def _tree_key(feed: Feed) -> tuple[list[tuple[int, str]], str, int]:
    # Within a folder its folders come first, then its feeds, each by name.
    path = [(0, part.casefold()) for part in feed.category]
    return [*path, (1, "")], feed.title.casefold(), feed.id


def _bare(address: str) -> str:
    """An address without a name and password."""
    from haowai_tui.net import split_credentials

    return split_credentials(address)[0] if "://" in address else address


def _shown(feed: Feed) -> Feed:
    """A feed as it may be shown: without a name and password in its address."""
    address = _bare(feed.address)
    title = address if feed.title == feed.address else feed.title
    return feed if address == feed.address else replace(feed, address=address, title=title)
