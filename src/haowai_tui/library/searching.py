"""Search: what a reader typed as a list of articles, and what in them matched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.library.finding import Finding

if TYPE_CHECKING:
    from haowai_tui.model import Entry, Selection
    from haowai_tui.text.found import Snippet, Sought

Order = Literal["newest", "best", "score"]
_MOST_READ = 20_000
"""So many characters of a text are looked at for its snippet."""


class Search(Struct, frozen=True):
    """What a query finds, and what to mark: in headlines, and in texts."""

    selection: Selection
    in_headlines: tuple[Sought, ...] = ()
    in_texts: tuple[Sought, ...] = ()


class Searching(Finding):
    """What is found, shown with what was looked for. Methods may be called from any thread."""

    def search(self, text: str, *, order: Order = "newest") -> Search:
        """What a reader typed into search. Of what is best, the `BEST` best are found; of a query without words that
        is the newest. Raises `UsageError` that points at the column."""
        from haowai_tui.model import Selection

        asked = self.parse_query(text)
        selection = replace(asked, by_score=order == "score")
        if order == "best":
            selection = Selection(ids=tuple(self._store.best(asked)), ranked=True, muted=None)
        return _with_marks(selection, asked)

    def smart_search(self, name: str) -> Search:
        """What a smart feed finds. Raises `NotFoundError`, and `UsageError` when its query cannot be asked."""
        asked = self.smart_selection(name)
        return _with_marks(asked, asked)

    def snippets(self, ids: Sequence[int], sought: Sequence[Sought], cells: int) -> dict[int, Snippet]:
        """By article, the piece of its text that shows `sought`, at most `cells` cells wide: its beginning where the
        text has nothing of it. Articles that are no longer stored are left out."""
        return {article.id: snippet_of(article, sought, cells) for article in self._store.articles(ids)}


def _with_marks(found: Selection, asked: Selection) -> Search:
    from haowai_tui.library import query

    return Search(found, query.sought_in_headlines(asked), query.sought_in_texts(asked))


def snippet_of(entry: Entry, sought: Sequence[Sought], cells: int) -> Snippet:
    """The piece of an article's text that shows `sought`; its beginning where it has nothing of it."""
    from haowai_tui.model import blocks_text
    from haowai_tui.text.found import opening, snippet

    for part in _parts(entry):
        if found := snippet(part[:_MOST_READ], sought, cells):
            return found
    return opening(blocks_text(entry.blocks), cells)


def _parts(entry: Entry) -> Iterator[str]:
    """What the index has of an article besides its headline, what tells most first."""
    from haowai_tui.model import blocks_text

    parts: Iterable[str] = (
        "\n".join([*entry.key_points, blocks_text(entry.blocks)]),
        entry.byline,
        "\n".join([*entry.authors, *entry.categories]),
    )
    return (part for part in parts if part)
