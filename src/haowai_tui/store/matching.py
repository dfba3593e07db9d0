"""Words asked of the full-text indexes: no question whose cost grows with how frequent a word is, where it can be
helped. What frequent words find is looked up block by block along a list; only what rare words find is collected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from haowai_tui.store.rows import Connection, ids_json
from haowai_tui.store.vocabulary import spelled_out
from haowai_tui.store.words import Asked, Either, Every, Question, Without, words_apart

if TYPE_CHECKING:
    from haowai_tui.model import Selection

FREQUENT, FREQUENT_SOUNDS = 5_000, 3_000
"""From so many articles on, what words find is not collected before it is put in order; and so many when each headline
must be read to be sure."""
MIDDLING = 8_000
"""What fewer articles have is marked for one walk along a list; with more, the walk goes by blocks. Counting up to
more than this takes longer than it saves."""
_FIRST_BLOCK, _LARGEST_BLOCK = 2_000, 12_000
_MOST_WALKED = 100_000
_GAP = 2_000
_MOST_RANGES = 12
_DENSE = 4
"""Ids that are at least every so many-th of all are one range."""
_FEW = 400
"""So many ids are looked up one by one sooner than in all that a word finds."""

_ALL = "SELECT rowid FROM {table} WHERE {table} MATCH ?"
_SOUNDING = (
    "SELECT h.id FROM {table} JOIN articles h ON h.id = {table}.rowid WHERE {table} MATCH ? AND sounds_like(h.title, ?)"
)
_ONE_BY_ONE = " AND {table}.rowid IN (SELECT value FROM json_each(?))"


def is_frequent(connection: Connection, question: Question) -> bool:
    """Whether a question may find so much that collecting all of it would take long."""
    match question:
        case Asked(table, match, typed):
            enough = FREQUENT_SOUNDS if typed else FREQUENT
            return how_many(connection, table, match, enough) >= enough
        case Every(parts):
            return all(is_frequent(connection, part) for part in parts)
        case Either(parts):
            return any(is_frequent(connection, part) for part in parts)
        case Without():
            return True


def frequent_apart(connection: Connection, selection: Selection) -> tuple[Question | None, Selection]:
    """The words of a selection when they are frequent, and the selection without them; otherwise None and a selection
    of the same articles that an index finds."""
    words, rest = words_apart(selection)
    if words is None:
        return None, selection
    words, rest = spelled_out(connection, words), replace(rest, folded=False)
    if is_frequent(connection, words):
        return words, rest
    if isinstance(words, Asked) and not words.typed:
        return None, selection
    ids = collected(connection, words)
    return None, replace(rest, ids=tuple(ids if rest.ids is None else ids.intersection(rest.ids)))


def how_many(connection: Connection, table: str, match: str, most: int) -> int:
    """How many articles an expression finds, counted up to `most`."""
    statement = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH ? LIMIT ?)"
    return int(connection.execute(statement, (match, most)).fetchone()[0])


def collected(connection: Connection, question: Question) -> set[int]:
    """All articles that a question finds, which had better be few."""
    match question:
        case Asked():
            statement, values = _statement(question)
            return {row[0] for row in connection.execute(statement, values)}
        case Either(parts):
            return set().union(*(collected(connection, part) for part in parts))
        case Every(parts):
            first = next((part for part in parts if not is_frequent(connection, part)), None)
            if first is None:
                first = next(part for part in parts if not isinstance(part, Without))
            found = collected(connection, first)
            for part in parts:
                if part is not first:
                    found = among(connection, part, found)
            return found
        case Without():
            rows = connection.execute("SELECT id FROM articles")
            return {row[0] for row in rows} - collected(connection, question.part)


def count_words(connection: Connection, question: Question, newest_id: int | None) -> int:
    """How many articles that are not muted a question finds, of those up to `newest_id`."""
    if isinstance(question, Asked) and not question.typed:
        bound = "" if newest_id is None else f" AND rowid <= {newest_id:d}"
        statement = f"SELECT count(*) FROM {question.table} WHERE {question.table} MATCH ?{bound}"
        found = int(connection.execute(statement, (question.match,)).fetchone()[0])
    else:
        ids = collected(connection, question)
        found = len(ids) if newest_id is None else sum(1 for article_id in ids if article_id <= newest_id)
    return found - len(among(connection, question, _muted(connection, newest_id)))


def _muted(connection: Connection, newest_id: int | None) -> set[int]:
    rows = connection.execute("SELECT id FROM articles WHERE muted = 1")
    return {row[0] for row in rows if newest_id is None or row[0] <= newest_id}


def walk(connection: Connection, question: Question, statement: str, values: Sequence[Any]) -> Iterator[int]:
    """The ids that `statement` gives (its rows begin with an id, in the order of the list) and that a question finds,
    in that order, looked up block by block. Raises `TooFarError` where it would look at too much."""
    # The id alone: what the list is ordered by takes as long again to fetch.
    rows = connection.execute(f"SELECT id FROM ({statement} LIMIT ?)", (*values, _MOST_WALKED))
    walked, size = 0, _FIRST_BLOCK
    while block := [row[0] for row in rows.fetchmany(size)]:
        found = among(connection, question, block)
        yield from filter(found.__contains__, block)
        walked, size = walked + len(block), min(size * 2, _LARGEST_BLOCK)
    if walked == _MOST_WALKED:
        raise TooFarError


class TooFarError(Exception):
    """So much was walked that collecting all that the words find is cheaper."""


def first_of(
    connection: Connection, question: Question, rows: str, order: str, values: Sequence[Any], offset: int, limit: int
) -> list[int] | None:
    """`limit` ids of `rows` (a statement whose columns are an id and what `order` goes by) that a question finds, in
    that order, from `offset` on; None when they lie too far."""
    if (asked := _condition(connection, question)) is not None:
        return _first_marked(connection, asked, rows, order, values, offset, limit)
    found: list[int] = []
    try:
        for number, article_id in enumerate(walk(connection, question, f"{rows} {order}", values)):
            if number >= offset + limit:
                break
            if number >= offset:
                found.append(article_id)
    except TooFarError:
        return None
    return found


def _first_marked(
    connection: Connection,
    asked: tuple[str, list[Any]],
    rows: str,
    order: str,
    values: Sequence[Any],
    offset: int,
    limit: int,
) -> list[int]:
    """As `first_of`, with all that the question finds at hand: SQLite alone walks, several times as fast. Where they do
    not lie near the beginning, it puts what is found in order."""
    condition, given = asked
    for walked, after in ((f"{rows} {order} LIMIT {_MOST_WALKED}", ""), (rows, order)):
        chosen = f"SELECT w.id FROM ({walked}) w WHERE {condition} {after} LIMIT ? OFFSET ?"
        found = [row[0] for row in connection.execute(chosen, (*values, *given, limit, offset))]
        if len(found) == limit:
            break
    return found


def _condition(connection: Connection, question: Question) -> tuple[str, list[Any]] | None:
    """A question as a condition on `w.id`, with its values; None where a part of it finds too much to be marked."""
    match question:
        case Asked(table, match, typed):
            if how_many(connection, table, match, MIDDLING) == MIDDLING:
                return None
            condition = f"w.id IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)"
            if not typed:
                return condition, [match]
            return f"{condition} AND sounds_like((SELECT title FROM articles WHERE id = w.id), ?)", [match, typed]
        case Without(part):
            found = _condition(connection, part)
            return None if found is None else (f"NOT ({found[0]})", found[1])
        case Every(parts) | Either(parts):
            conditions, values = [], []
            for part in parts:
                found = _condition(connection, part)
                if found is None:
                    return None
                conditions.append(f"({found[0]})")
                values += found[1]
            return (" AND " if isinstance(question, Every) else " OR ").join(conditions), values


def among(connection: Connection, question: Question, ids: Collection[int]) -> set[int]:
    """Those of `ids` that a question finds."""
    if not ids:
        return set()
    match question:
        case Asked():
            return _asked_among(connection, question, ids)
        case Every(parts):
            found = set(ids)
            for part in parts:
                found = among(connection, part, found)
            return found
        case Either(parts):
            return set().union(*(among(connection, part, ids) for part in parts))
        case Without(part):
            return set(ids) - among(connection, part, ids)


def _asked_among(connection: Connection, asked: Asked, ids: Collection[int]) -> set[int]:
    """Articles that stand near in a list mostly arrived together, so their ids are few ranges; where they are not, few
    are looked up one by one, and for many the index is asked for all between."""
    statement, values = _statement(asked)
    ranges = _ranges(ids)
    if len(ranges) > _MOST_RANGES and len(ids) <= _FEW:
        one_by_one = statement + _ONE_BY_ONE.format(table=asked.table)
        return {row[0] for row in connection.execute(one_by_one, (*values, ids_json(sorted(ids))))}
    if len(ranges) > _MOST_RANGES:
        ranges = [(ranges[0][0], ranges[-1][1])]
    between: set[int] = set()
    for low, high in ranges:
        bounded = f"{statement} AND {asked.table}.rowid BETWEEN {low:d} AND {high:d}"
        between.update(row[0] for row in connection.execute(bounded, values))
    return between.intersection(ids)


def _statement(asked: Asked) -> tuple[str, list[str]]:
    if asked.typed:
        return _SOUNDING.format(table=asked.table), [asked.match, asked.typed]
    return _ALL.format(table=asked.table), [asked.match]


def _ranges(ids: Collection[int]) -> list[tuple[int, int]]:
    low, high = min(ids), max(ids)
    if high - low < len(ids) * _DENSE:
        return [(low, high)]
    ranges: list[tuple[int, int]] = []
    for article_id in sorted(ids):
        if ranges and article_id - ranges[-1][1] <= _GAP:
            ranges[-1] = ranges[-1][0], article_id
        else:
            ranges.append((article_id, article_id))
    return ranges
