"""The best of what a query finds: what has its words in the headline before what has them in its text, the rarer word
first, and of equals the newest.

On the labelled set of `tests/data/insight` the first ten suit what was looked for as well as those of BM25 do with its
best weight for the headline, or better (`benchmarks/ranking.py`), without statistics of all that a frequent word finds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from haowai_tui.store.headlines import Headlines
from haowai_tui.store.matching import among, how_many
from haowai_tui.store.rows import Connection
from haowai_tui.store.vocabulary import spelled_out
from haowai_tui.store.words import Asked, Either, Question, question_of, wanted_words

if TYPE_CHECKING:
    from haowai_tui.model import Selection
    from haowai_tui.model.query import Expression, Words

BEST = 200
"""So many of the best are put in order; whoever looks at more wants another query, or the newest first."""
_MOST_WORDS = 8
_COUNTED = 20_000
"""Words that more articles have all weigh as much."""


class Ranking(Headlines):
    """Rows in the order of how well they answer."""

    def best(self, selection: Selection, *, limit: int = BEST) -> list[int]:
        """The ids of the best that a selection has, best first; of one without words the newest."""
        from haowai_tui.model.query import AnyOf

        selection = replace(selection, by_score=False, folded=False)
        words = wanted_words(selection)
        in_headline = tuple(dict.fromkeys(replace(word, title=True) for word in words))[:_MOST_WORDS]
        found: dict[int, int] = {}
        if len(words) <= _MOST_WORDS and in_headline and not _has_alternatives(selection.query):
            found = self.newest_of(_all_in_headline(selection, in_headline), limit)
            if len(found) == limit:
                # Nothing answers better, and these are in order.
                return list(found)
        ways: tuple[Selection, ...] = (selection,)
        if len(in_headline) > 1:
            ways = (_with(selection, AnyOf(in_headline)), selection)
        for way in ways:
            if len(found) < limit:
                found |= self.newest_of(way, limit)
        with self._db.reading() as connection:
            points = _points(connection, in_headline, list(found))
        return sorted(found, key=lambda one: (points[one], found[one], one), reverse=True)[:limit]


def _parts(selection: Selection) -> tuple[Expression, ...]:
    from haowai_tui.model.query import AllOf

    query = selection.query
    return query.parts if isinstance(query, AllOf) else (query,) if query is not None else ()


def _with(selection: Selection, more: Expression) -> Selection:
    from haowai_tui.model.query import AllOf

    return replace(selection, query=AllOf((*_parts(selection), more)))


def _all_in_headline(selection: Selection, in_headline: tuple[Words, ...]) -> Selection:
    """A selection whose words all stand in the headline, which need not be asked for anywhere else then."""
    from haowai_tui.model.query import AllOf, Words

    rest = tuple(part for part in _parts(selection) if not isinstance(part, Words))
    return replace(selection, terms=(), query=AllOf((*rest, *in_headline)))


def _has_alternatives(query: Expression | None) -> bool:
    from haowai_tui.model.query import AllOf, AnyOf

    match query:
        case AnyOf():
            return True
        case AllOf(parts):
            return any(map(_has_alternatives, parts))
    return False


def _points(connection: Connection, in_headline: Sequence[Words], ids: Sequence[int]) -> dict[int, float]:
    total = int(connection.execute("SELECT value FROM counts WHERE name = 'total'").fetchone()[0])
    points = dict.fromkeys(ids, 0.0)
    for word in in_headline:
        question = spelled_out(connection, question_of(word))
        # In all of the text: how frequent a word is in headlines alone takes longer to count, and says no more.
        anywhere = spelled_out(connection, question_of(replace(word, title=False)))
        weight = math.log(1 + total / max(1, _frequency(connection, anywhere)))
        for article_id in among(connection, question, ids):
            points[article_id] += weight
    return points


def _frequency(connection: Connection, question: Question) -> int:
    match question:
        case Asked(table, match):
            return how_many(connection, table, match, _COUNTED)
        case Either(parts):
            return sum(_frequency(connection, part) for part in parts)
    return 0
