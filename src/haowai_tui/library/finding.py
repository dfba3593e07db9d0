"""Finding articles, and what the reader adds to them so that they are found: the library's door to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from haowai_tui.errors import UsageError
from haowai_tui.library import query
from haowai_tui.locale import gettext as _
from haowai_tui.model import Feed, Selection
from haowai_tui.store import Store
from haowai_tui.text import clean, clean_lines

_LONGEST_TAG = 60


class Finding(ABC):
    """Queries, tags, notes and the read-later queue. Methods may be called from any thread."""

    _store: Store

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
        return self._store.change_tags(ids, [_tag(tag) for tag in add], [_tag(tag) for tag in remove])

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


def _tag(text: str) -> str:
    tag = clean(text).strip()
    if not tag or len(tag) > _LONGEST_TAG or any(mark in tag for mark in '"()') or any(map(str.isspace, tag)):
        raise UsageError(
            _('{tag} cannot be a tag: a tag has 1 to {count} characters, no spaces, no " and no parentheses.').format(
                tag=tag or '""', count=_LONGEST_TAG
            )
        )
    return tag
