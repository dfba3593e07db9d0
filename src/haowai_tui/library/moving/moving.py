"""Recognising what another reader left, and taking it over: the library's door to moving in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from haowai_tui.errors import AddressError, HaowaiError, ParseError, UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.locale.numbers import counted, number
from haowai_tui.locale.reasons import reason_of
from haowai_tui.text import clean

if TYPE_CHECKING:
    from haowai_tui.config import Paths, Settings
    from haowai_tui.library.moving import newsboat_cache
    from haowai_tui.library.moving.listing import Listing, Query
    from haowai_tui.library.subscriptions import Imported
    from haowai_tui.model import Feed
    from haowai_tui.store import Store

_SQLITE = b"SQLite format 3\0"
_MOST_BYTES = 20_000_000


def _nothing() -> Imported:
    from haowai_tui.library.subscriptions import Imported

    return Imported(added=(), existing=0, refused=())


class Moved(Struct, frozen=True, kw_only=True):
    """What moving in from one file did. `kind` names its format; `said` has one line for each kind of thing that was
    taken over, `left` a sentence for each that was not."""

    kind: str
    imported: Imported = field(default_factory=_nothing)
    queries: int = 0
    articles: int = 0
    read: int = 0
    starred: int = 0
    muted: int = 0
    left: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """What was taken over, a line for each kind of thing."""
        lines = []
        added = len(self.imported.added)
        if added or self.imported.existing or not (self.articles or self.read or self.starred or self.queries):
            text = counted("{count} feed added", "{count} feeds added", added)
            lines.append(text + _(", {existing} there already.").format(existing=number(self.imported.existing)))
        if self.queries:
            lines.append(counted("{count} smart feed.", "{count} smart feeds.", self.queries))
        if self.articles:
            lines.append(counted("{count} article taken over.", "{count} articles taken over.", self.articles))
        if self.read:
            lines.append(counted("{count} article marked read.", "{count} articles marked read.", self.read))
        if self.starred:
            lines.append(counted("{count} article starred.", "{count} articles starred.", self.starred))
        if self.muted:
            text = counted(
                "{count} article that was deleted there is muted here.",
                "{count} articles that were deleted there are muted here.",
                self.muted,
            )
            lines.append(text)
        return tuple(lines)


class Moving(ABC):
    """The part of the library that takes over what other readers left."""

    _store: Store
    paths: Paths
    settings: Settings

    @abstractmethod
    def feeds(self) -> list[Feed]:
        """All feeds in tree order."""

    @abstractmethod
    def save_query(self, name: str, text: str) -> bool:
        """Keep a query as a smart feed."""

    @abstractmethod
    def import_opml(self, data: bytes) -> Imported:
        """Subscribe to what an OPML document lists."""

    @abstractmethod
    def note_added(self, kind: str, feeds: Sequence[Feed]) -> None:
        """Let the addition of feeds be undone."""

    def move_in(self, path: Path) -> Moved:
        """Take over what a file of another reader holds; nothing is fetched. Raises `ParseError` when it is none that
        is known, `UsageError` when it cannot be read."""
        try:
            with path.open("rb") as file:
                if file.read(len(_SQLITE)) == _SQLITE:
                    return self._move_cache(path)
                file.seek(0)
                data = file.read(_MOST_BYTES + 1)
        except OSError as error:
            raise UsageError(
                _("{path} cannot be read: {reason}.").format(path=path, reason=reason_of(error))
            ) from error
        return self.move_in_bytes(data, path.name)

    def move_in_bytes(self, data: bytes, name: str = "") -> Moved:
        """Take over a list of feeds: OPML, newsboat's `urls` or newsraft's `feeds`, known by what it holds, and where
        that is not enough by its file's `name`. Raises `ParseError`."""
        from haowai_tui.library import opml
        from haowai_tui.library.moving import newsboat_urls, newsraft
        from haowai_tui.text import decode

        text = decode(data, kind="text") if len(data) <= _MOST_BYTES else ""
        if text.lstrip("\ufeff \t\r\n").startswith("<"):
            done = self.import_opml(data)
            return Moved(kind=_("OPML"), imported=done, left=tuple(opml.lists_elsewhere(data)))
        if newsraft.looks_like_newsraft(text) or (name == "feeds" and "query:" not in text):
            return self._subscribe(newsraft.read_feeds(text), _("newsraft's feeds"))
        if newsboat_urls.looks_like_urls(text):
            return self._subscribe(newsboat_urls.read_urls(text), _("newsboat's urls"))
        raise ParseError(
            _("This is no OPML, no urls or cache.db of newsboat and no feeds of newsraft, or it is damaged.")
        )

    def _subscribe(self, listing: Listing, kind: str) -> Moved:
        from haowai_tui.library import subscriptions

        self._store.removals.finish_leaving()
        with self._store.together():
            done = subscriptions.import_outlines(self._store, listing.outlines)
            self.note_added("import", done.added)
        saved, left = self._save_queries(listing.queries, self._tag_parts(listing))
        shown = {feed.id: feed for feed in self.feeds()}
        added = tuple(shown[feed.id] for feed in done.added)
        return Moved(kind=kind, imported=replace(done, added=added), queries=saved, left=(*listing.left, *left))

    def _tag_parts(self, listing: Listing) -> Mapping[str, Sequence[str]]:
        """For each tag there what finds its feeds here: the category that it became, and other feeds one by one."""
        from haowai_tui.library.subscriptions import ways_of

        by_address = {way: feed for feed in self._store.feeds() for way in ways_of(feed.address)}
        parts: dict[str, list[str]] = {}
        for tag, addresses in listing.tags.items():
            for address in addresses:
                feed = by_address.get(_normal(address))
                if feed is None or '"' in tag:
                    continue
                part = f'category:"{tag}"' if feed.category == (tag,) else f"feed:{feed.id}"
                if part not in parts.setdefault(tag, []):
                    parts[tag].append(part)
        return parts

    def _save_queries(self, queries: Sequence[Query], tags: Mapping[str, Sequence[str]]) -> tuple[int, list[str]]:
        from haowai_tui.library.moving.newsboat_filter import UntranslatableError, to_query

        saved, left = 0, []
        for query in queries:
            try:
                self.save_query(query.name, to_query(query.text, tags))
                saved += 1
            except UntranslatableError as error:
                part = clean(str(error))
                text = _("The query feed {name} was left out: haowai's queries cannot say {part}.")
                broken = _("The query feed {name} was left out: what it asks for breaks off.")
                left.append((text if part else broken).format(name=query.name, part=part))
            except HaowaiError as error:
                left.append(_("The query feed {name} was left out: {reason}").format(name=query.name, reason=error))
        return saved, left

    def _move_cache(self, path: Path) -> Moved:
        """Store the articles of subscribed feeds that newsboat kept, with their state; so what was read stays read when
        the feeds are fetched here."""
        from haowai_tui.library.moving import newsboat_cache, newsboat_urls
        from haowai_tui.library.subscriptions import ways_of

        by_address = {way: feed for feed in self._store.feeds() for way in ways_of(feed.address)}
        done = Moved(kind=_("newsboat's cache"))
        strange = made = 0
        for address, items in newsboat_cache.items_by_feed(path):
            # What a filter let through has the identifiers that it has in the feed itself.
            feed = by_address.get(_normal(newsboat_urls.filtered(address)))
            if feed is not None:
                done = self._store_items(feed, items, done)
            elif newsboat_urls.is_made_by_a_program(address):
                made += len(items)
            else:
                strange += len(items)
        return replace(done, left=tuple(_left_out(strange, made)))

    def _store_items(self, feed: Feed, items: Sequence[newsboat_cache.Item], done: Moved) -> Moved:
        from haowai_tui.library.moving.newsboat_filter import flag_tag

        entries = [replace(item.entry, source_name=feed.title, language=feed.language) for item in items]
        places, new = self._store.adopt_entries(feed.id, entries, now=datetime.now(UTC))
        placed = list(zip(places, items, strict=True))
        read = self._store.set_read([place for place, item in placed if item.read or item.deleted], True)
        # Its publisher may still send it: left out here, it would come back as new.
        muted = self._store.set_muted([place for place, item in placed if item.deleted], True)
        flagged = [(place, item.flags) for place, item in placed if item.flags]
        starred = self._store.set_starred([place for place, _flags in flagged], True)
        for place, flags in flagged:
            self._store.change_tags([place], [flag_tag(letter) for letter in flags], [])
        return replace(
            done,
            articles=done.articles + new,
            read=done.read + len(read),
            starred=done.starred + len(starred),
            muted=done.muted + len(muted),
        )


def _left_out(strange: int, made: int) -> Iterator[str]:
    if strange:
        yield counted(
            "{count} article was left out: its feed is not subscribed to here; import urls first.",
            "{count} articles were left out: their feeds are not subscribed to here; import urls first.",
            strange,
        )
    if made:
        yield counted(
            "{count} article that exec: or filter: gave was left out; where you add the filtered feed itself, import"
            " this again.",
            "{count} articles that exec: or filter: gave were left out; where you add the filtered feed itself, import"
            " this again.",
            made,
        )


def _normal(address: str) -> str:
    from haowai_tui.library import subscriptions

    try:
        return subscriptions.normal_address(address, "feed")
    except AddressError:
        return address
