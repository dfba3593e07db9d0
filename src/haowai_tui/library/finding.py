"""Finding articles, and what the reader adds to them so that they are found: the library's door to it."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from haowai_tui.errors import NotFoundError, UsageError
from haowai_tui.library.parts import drained
from haowai_tui.locale import gettext as _
from haowai_tui.text import clean, clean_lines

if TYPE_CHECKING:
    from haowai_tui.config import Settings
    from haowai_tui.library.rules import Run
    from haowai_tui.model import Feed, Headline, Selection
    from haowai_tui.model.smart import SmartFeed
    from haowai_tui.store import Store


class Finding(ABC):
    """Queries, smart feeds, rules, tags, notes and the read-later queue. Methods may be called from any thread."""

    _store: Store
    settings: Settings
    _unread: tuple[object, dict[str, tuple[int, bool]]] = (None, {})
    _told: Sequence[SmartFeed] = ()

    @abstractmethod
    def hot_selection(self) -> Selection:
        """The articles that are hot now."""

    @abstractmethod
    def feeds(self) -> list[Feed]:
        """All feeds in tree order."""

    def parse_query(self, text: str) -> Selection:
        """What a reader typed into search, as a selection. Raises `UsageError` that points at the column."""
        if not text.strip():
            from haowai_tui.model import Selection

            return Selection()
        from haowai_tui.library import query

        known = query.Known(
            feeds=self._store.feeds(),
            hot=lambda: self.hot_selection().ids or (),
            tags=lambda: [name for name, _count in self._store.tags()],
            written=lambda word: self._store.written(word, query.ENOUGH),
        )
        return query.selection_of(query.parse(text, known))

    def complete_query(self, text: str, cursor: int) -> tuple[int, list[str]]:
        """What may be typed at `cursor` in a query: where the piece to replace begins, and the texts for it."""
        from haowai_tui.library import query

        feeds = self.feeds()
        names = {
            "feed": [feed.title for feed in feeds],
            "category": list(dict.fromkeys("/".join(feed.category) for feed in feeds if feed.category)),
            "source": sorted({feed.source for feed in feeds}),
            "tag": [name for name, _count in self._store.tags()],
        }
        return query.complete(text, cursor, names)

    # Tags, notes, read later.

    def change_tags(
        self, ids: Sequence[int], *, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> tuple[int, ...]:
        """Give articles tags and take others away; returns those that changed. Raises `UsageError` for what cannot
        be a tag. On the disk when it returns."""
        from haowai_tui.library import query

        added, removed = [query.tag_name(tag) for tag in add], [query.tag_name(tag) for tag in remove]
        with self._store.action("tag", " ".join([*added, *removed])):
            return self._store.change_tags(ids, added, removed)

    def tags_of(self, article_id: int) -> tuple[str, ...]:
        """The tags of an article, in order."""
        return self._store.tags_of(article_id)

    def tags(self) -> list[tuple[str, int]]:
        """All tags with how many articles have each."""
        return self._store.tags()

    def set_note(self, article_id: int, text: str) -> str:
        """Keep a note on an article, empty to take it away; returns the note before. On the disk when it returns."""
        with self._store.action("note"):
            return self._store.set_note(article_id, clean_lines(text).strip())

    def note_of(self, article_id: int) -> str:
        """The reader's note on an article, or empty."""
        return self._store.note_of(article_id)

    def add_later(self, ids: Sequence[int], *, first: bool = False) -> tuple[int, ...]:
        """Put articles into the read-later queue, at its end or first; returns those that were not in it. One in
        it already keeps its place, unless it is to be first."""
        with self._store.action("later"):
            if not first:
                queued = set(self._store.later())
                ids = [number for number in ids if number not in queued]
            return self._store.add_later(ids, first=first)

    def drop_later(self, ids: Sequence[int]) -> tuple[int, ...]:
        """Take articles out of the read-later queue; returns those that were in it."""
        with self._store.action("not_later"):
            return self._store.drop_later(ids)

    def move_later(self, article_id: int, rows: int) -> bool:
        """Move an article of the read-later queue by so many places, to the front when they are less than 0; False
        when it cannot go further. On the disk when it returns."""
        with self._store.action("move_later"):
            return self._store.move_later(article_id, rows)

    def later(self) -> tuple[int, ...]:
        """The ids of the read-later queue, in its order."""
        return self._store.later()

    def later_rows(self) -> list[Headline]:
        """The rows of the read-later queue, in its order."""
        from haowai_tui.model import Selection

        places = {number: place for place, number in enumerate(self._store.later())}
        rows = self._store.headlines(Selection(ids=tuple(places), muted=None), limit=len(places))
        return sorted(rows, key=lambda row: places[row.id])

    # Smart feeds.

    def count_up_to(self, most: int, selection: Selection) -> tuple[int, bool]:
        """How many articles a selection has, counted up to `most`, and whether it has more. What is known without
        counting is told whole."""
        count = self._store.count(selection, most=most + 1)
        return (most, True) if count == most + 1 else (count, False)

    def smart_feeds(self, *, most: int | None = None) -> list[SmartFeed]:
        """The saved queries in their order with their unread counts, counted up to `most`, and again only when
        something has been stored since, or a minute has gone by."""
        stamp = (*self._store.revision(), int(time.time() // 60), most)
        if self._unread[0] != stamp:
            self._unread = (stamp, {})
        self._told = self._counted(self._unread[1], most)
        return list(self._told)

    def smart_feeds_told(self) -> list[SmartFeed]:
        """The saved queries in their order with the counts that `smart_feeds` gave last, and without those that it has
        not given yet: to count what matches little in a large store takes longer than a key may wait."""
        from haowai_tui.model.smart import SmartFeed

        told = {(feed.name, feed.query): feed for feed in self._told}
        return [
            told.get((name, text)) or SmartFeed(name=name, query=text) for name, text in self._store.saved_queries()
        ]

    def _counted(self, known: dict[str, tuple[int, bool]], most: int | None) -> list[SmartFeed]:
        from haowai_tui.model.smart import SmartFeed

        done: list[SmartFeed] = []
        for name, text in self._store.saved_queries():
            try:
                if text not in known:
                    chosen = self.parse_query(text)
                    known[text] = self._unread_of(chosen, most)
            except UsageError as error:
                done.append(SmartFeed(name=name, query=text, error=str(error)))
            else:
                unread, more = known[text]
                done.append(SmartFeed(name=name, query=text, unread=unread, more=more))
        return done

    def _unread_of(self, selection: Selection, most: int | None) -> tuple[int, bool]:
        if selection.unread is False:
            return 0, False
        unread = replace(selection, unread=True)
        return (self._store.count(unread), False) if most is None else self.count_up_to(most, unread)

    def smart_selection(self, name: str) -> Selection:
        """The articles of a smart feed. Raises `NotFoundError`, and `UsageError` when its query cannot be asked."""
        for known, text in self._store.saved_queries():
            if known == name:
                return self.parse_query(text)
        raise NotFoundError(_("There is no smart feed {name}; haowai smart lists them.").format(name=name))

    def save_query(self, name: str, text: str) -> bool:
        """Keep a query as a smart feed; False when it replaced another of that name. Raises `UsageError`."""
        name = clean(name).strip()
        if not name:
            raise UsageError(_("A smart feed needs a name."))
        self.parse_query(text)
        with self._store.action("save_query", name):
            return self._store.save_query(name, text.strip())

    def rename_query(self, name: str, new: str) -> None:
        """Give a smart feed another name. Raises `UsageError`, `NotFoundError`."""
        new = clean(new).strip()
        names = [known for known, _text in self._store.saved_queries()]
        if not new or new in names:
            text = _("There is a smart feed {name} already.") if new else _("A smart feed needs a name.")
            raise UsageError(text.format(name=new))
        with self._store.action("rename_query", name):
            if not self._store.rename_query(name, new):
                raise NotFoundError(_("There is no smart feed {name}; haowai smart lists them.").format(name=name))

    def remove_query(self, name: str) -> bool:
        """Forget a smart feed; False when there is none of that name."""
        with self._store.action("remove_query", name):
            return self._store.remove_query(name)

    # Rules.

    def try_rule(self, text: str, do: Sequence[str]) -> int:
        """How many articles a rule would match that is not in the settings yet. Changes nothing. Raises
        `UsageError`."""
        from haowai_tui.config import RuleSettings
        from haowai_tui.library import rules

        return self._store.count(rules.check(self._store, RuleSettings(query=text, do=tuple(do))))

    def test_rule(self, place: int, *, limit: int = 50) -> tuple[int, list[Headline]]:
        """What the rule at `place` (from 1) would match: how many articles, and the newest. Changes nothing. Raises
        `UsageError`."""
        from haowai_tui.library import rules

        if not 1 <= place <= len(self.settings.rules):
            raise UsageError(_("There is no rule {number}; haowai rules lists them.").format(number=place))
        chosen = rules.check(self._store, self.settings.rules[place - 1])
        return self._store.count(chosen), self._store.headlines(chosen, limit=limit)

    def run_rules(self) -> list[Run]:
        """Run all rules over everything stored, in their order. On the disk when it returns."""
        return drained(self.running_rules())

    def running_rules(self) -> Generator[int, None, list[Run]]:
        """As `run_rules`, part by part as they are asked for, each of which takes no longer than a key may wait. Gives
        how many articles have been gone through. What has been done can be undone whether the rest is done or not."""
        from haowai_tui.library import rules

        runs: list[Run] = []
        count = 0
        # Looking for what they match takes longer than a key may wait, and whoever asks may go elsewhere for that.
        yield count
        parts = rules.over_all(self._store, self.settings.rules, runs)
        for part in self._store.in_parts("rules", parts, overlapping=True):
            count += part
            yield count
        return runs
