"""Finding articles, and what the reader adds to them so that they are found: the library's door to it."""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from haowai_tui.config import Paths, RuleSettings, Settings, load
from haowai_tui.errors import NotFoundError, SettingsError, UsageError
from haowai_tui.library import query, rules
from haowai_tui.library.rules import Run
from haowai_tui.locale import gettext as _
from haowai_tui.model import Feed, Headline, Selection
from haowai_tui.model.smart import RuleState, SmartFeed
from haowai_tui.store import Store
from haowai_tui.text import clean, clean_lines


class Finding(ABC):
    """Queries, smart feeds, rules, tags, notes and the read-later queue. Methods may be called from any thread."""

    _store: Store
    paths: Paths
    settings: Settings
    _unread: tuple[object, dict[str, int]] = (None, {})

    @abstractmethod
    def hot_selection(self) -> Selection:
        """The articles that are hot now."""

    @abstractmethod
    def feeds(self) -> list[Feed]:
        """All feeds in tree order."""

    def parse_query(self, text: str) -> Selection:
        """What a reader typed into search, as a selection. Raises `UsageError` that points at the column."""
        known = query.Known(feeds=self._store.feeds(), hot=lambda: self.hot_selection().ids or ())
        return query.selection_of(query.parse(text, known))

    def complete_query(self, text: str, cursor: int) -> tuple[int, list[str]]:
        """What may be typed at `cursor` in a query: where the piece to replace begins, and the texts for it."""
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
        return self._store.change_tags(
            ids, [query.tag_name(tag) for tag in add], [query.tag_name(tag) for tag in remove]
        )

    def tags_of(self, article_id: int) -> tuple[str, ...]:
        """The tags of an article, in order."""
        return self._store.tags_of(article_id)

    def tags(self) -> list[tuple[str, int]]:
        """All tags with how many articles have each."""
        return self._store.tags()

    def set_note(self, article_id: int, text: str) -> str:
        """Keep a note on an article, empty to take it away; returns the note before. On the disk when it returns."""
        return self._store.set_note(article_id, clean_lines(text).strip())

    def note_of(self, article_id: int) -> str:
        """The reader's note on an article, or empty."""
        return self._store.note_of(article_id)

    def add_later(self, ids: Sequence[int], *, first: bool = False) -> tuple[int, ...]:
        """Put articles into the read-later queue, at its end or first; returns those that were not in it."""
        return self._store.add_later(ids, first=first)

    def drop_later(self, ids: Sequence[int]) -> tuple[int, ...]:
        """Take articles out of the read-later queue; returns those that were in it."""
        return self._store.drop_later(ids)

    def later(self) -> tuple[int, ...]:
        """The ids of the read-later queue, in its order."""
        return self._store.later()

    def later_rows(self) -> list[Headline]:
        """The rows of the read-later queue, in its order."""
        places = {number: place for place, number in enumerate(self._store.later())}
        rows = self._store.headlines(Selection(ids=tuple(places)), limit=len(places))
        return sorted(rows, key=lambda row: places[row.id])

    # Smart feeds.

    def smart_feeds(self) -> list[SmartFeed]:
        """The saved queries in their order with their unread counts, which are counted again only when something has
        been stored since, or a minute has gone by."""
        stamp = (*self._store.revision(), int(time.time() // 60))
        if self._unread[0] != stamp:
            self._unread = (stamp, {})
        known = self._unread[1]
        done: list[SmartFeed] = []
        for name, text in self._store.saved_queries():
            try:
                if text not in known:
                    chosen = self.parse_query(text)
                    known[text] = 0 if chosen.unread is False else self._store.count(replace(chosen, unread=True))
            except UsageError as error:
                done.append(SmartFeed(name=name, query=text, error=str(error)))
            else:
                done.append(SmartFeed(name=name, query=text, unread=known[text]))
        return done

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
        return self._store.save_query(name, text.strip())

    def remove_query(self, name: str) -> bool:
        """Forget a smart feed; False when there is none of that name."""
        return self._store.remove_query(name)

    # Rules.

    def rules(self) -> list[RuleState]:
        """The rules in the order in which they run, with how many articles each has changed."""
        return rules.states(self._store, self.settings.rules)

    def test_rule(self, place: int, *, limit: int = 50) -> tuple[int, list[Headline]]:
        """What the rule at `place` (from 1) would match: how many articles, and the newest. Changes nothing. Raises
        `UsageError`."""
        if not 1 <= place <= len(self.settings.rules):
            raise UsageError(_("There is no rule {number}; haowai rules lists them.").format(number=place))
        chosen = rules.check(self._store, self.settings.rules[place - 1])
        return self._store.count(chosen), self._store.headlines(chosen, limit=limit)

    def run_rules(self) -> list[Run]:
        """Run all rules over everything stored, in their order. On the disk when it returns."""
        return rules.apply(self._store, self.settings.rules)

    def add_rule(self, text: str, do: Sequence[str]) -> None:
        """Put a rule at the end of the settings file. Raises `UsageError`, `SettingsError`."""
        rule = RuleSettings(query=clean(text).strip(), do=tuple(clean(action) for action in do))
        rules.check(self._store, rule)
        said = json.dumps(rule.query, ensure_ascii=False), json.dumps(list(rule.do), ensure_ascii=False)
        path = self.paths.config
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_text("utf-8") if path.exists() else ""
            gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
            # A file of its own first: a crash must not leave half of the reader's settings.
            beside = path.with_name(path.name + ".new")
            beside.write_text(f"{before}{gap}[[rules]]\nquery = {said[0]}\ndo = {said[1]}\n", "utf-8")
            settings = load(beside)
            beside.replace(path)
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                _("{path} cannot be written; check that it is a text file of yours.").format(path=path)
            ) from error
        self.settings = replace(self.settings, rules=settings.rules)
