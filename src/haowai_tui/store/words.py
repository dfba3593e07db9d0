"""What is asked of the full-text indexes: the words of a query as questions to the tables that answer them fastest.

`search` holds words and pairs of characters with their places, `starts` which articles have a word that begins with so
many letters or a single Chinese character, `sounds` how headlines sound. See `index`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeGuard

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from haowai_tui.model import Selection
    from haowai_tui.model.query import Expression, Words

Table = Literal["search", "starts", "sounds"]


class Asked(Struct, frozen=True):
    """An FTS5 expression for a table. With `typed` the headline must also sound like that: the table finds too much."""

    table: Table
    match: str
    typed: str = ""


class Every(Struct, frozen=True):
    """All parts are so."""

    parts: tuple[Question, ...]


class Either(Struct, frozen=True):
    """One part at least is so."""

    parts: tuple[Question, ...]


class Without(Struct, frozen=True):
    """The part is not so."""

    part: Question


Question = Asked | Every | Either | Without
NOTHING = Either(())


def words_apart(selection: Selection) -> tuple[Question | None, Selection]:
    """What a selection asks of words alone, and the selection without it; None where it asks for no words that must
    occur."""
    if selection.query is None and not selection.terms:
        return None, selection
    from haowai_tui.model.query import AllOf, Words

    parts = selection.query.parts if isinstance(selection.query, AllOf) else (selection.query,)
    said: list[Expression] = list(map(Words, selection.terms))
    rest: list[Expression] = []
    for part in parts:
        if part is not None:
            (said if _only_words(part) else rest).append(part)
    question = question_of(AllOf(tuple(said)))
    if not said or not any(_must_occur(part) for part in said):
        return None, selection
    query = None if not rest else rest[0] if len(rest) == 1 else AllOf(tuple(rest))
    return question, replace(selection, terms=(), query=query)


def _only_words(expression: Expression) -> bool:
    from haowai_tui.model.query import AllOf, AnyOf, Not, Words

    match expression:
        case Words():
            return True
        case AllOf(parts) | AnyOf(parts):
            return bool(parts) and all(map(_only_words, parts))
        case Not(part):
            return _only_words(part)
    return False


def _must_occur(expression: Expression) -> bool:
    from haowai_tui.model.query import AllOf, AnyOf, Words

    match expression:
        case Words():
            return True
        case AllOf(parts):
            return any(map(_must_occur, parts))
        case AnyOf(parts):
            return all(map(_must_occur, parts))
    return False


def wanted_words(selection: Selection) -> list[Words]:
    """The words that a selection asks for, but for those that must not occur."""
    from haowai_tui.model.query import Words

    found = [*map(Words, selection.terms)]
    if selection.query is not None:
        found += _wanted(selection.query)
    return list(dict.fromkeys(found))


def _wanted(expression: Expression) -> Iterator[Words]:
    from haowai_tui.model.query import AllOf, AnyOf, Words

    match expression:
        case Words():
            yield expression
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _wanted(part)


def question_of(expression: Expression) -> Question:
    """The questions for a tree of nothing but words."""
    from haowai_tui.model.query import AllOf, AnyOf, Not, Words

    match expression:
        case Words():
            return _of_words(expression)
        case AllOf(parts):
            return _every([question_of(part) for part in parts])
        case AnyOf(parts):
            return _either([question_of(part) for part in parts])
        case Not(part):
            return Without(question_of(part))
    raise AssertionError(expression)


def _of_words(words: Words) -> Question:
    from haowai_tui.text.pinyin import is_exact, sound_queries
    from haowai_tui.text.tokens import match_expression, start_of

    start = start_of(words.text, title=words.title)
    match = "" if start else match_expression((words.text,), column="title" if words.title else "")
    if not start and not match:
        # Marks alone are not words: nothing has them.
        return NOTHING
    written = Asked("starts", f'"{start}"') if start else Asked("search", match)
    if not words.sounds:
        return written
    typed = "" if is_exact(words.text) else words.text
    return _either([written, *(Asked("sounds", query, typed) for query in sound_queries(words.text))])


def _every(parts: Sequence[Question]) -> Question:
    """All of `parts`, those that one table can answer in one question."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Every) else (part,))]
    merged = _merged(flat, " AND ")
    positive = {part.table: place for place, part in enumerate(merged) if _plain(part)}
    kept: list[Question] = list(merged)
    for part in merged:
        if isinstance(part, Without) and _plain(inner := part.part) and inner.table in positive:
            place = positive[inner.table]
            asked = kept[place]
            assert isinstance(asked, Asked)
            kept[place] = Asked(asked.table, f"({asked.match}) NOT ({inner.match})")
            kept.remove(part)
    return kept[0] if len(kept) == 1 else Every(tuple(kept))


def _either(parts: Sequence[Question]) -> Question:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Either) else (part,))]
    merged = _merged(flat, " OR ")
    return merged[0] if len(merged) == 1 else Either(tuple(merged))


def _plain(part: Question) -> TypeGuard[Asked]:
    return isinstance(part, Asked) and not part.typed


def _merged(parts: Sequence[Question], word: str) -> list[Question]:
    """`parts` with the plain questions to each table joined into one, which stand first."""
    asked: dict[Table, list[str]] = {}
    others: list[Question] = []
    for part in parts:
        if _plain(part):
            asked.setdefault(part.table, []).append(part.match)
        else:
            others.append(part)
    joined = [
        Asked(table, said[0] if len(said) == 1 else word.join(f"({one})" for one in said))
        for table, said in asked.items()
    ]
    return [*joined, *others]


def sql_of(question: Question) -> tuple[str, list[Any]]:
    """The condition on the row `a` of `articles` that a question states, and the values it binds."""
    match question:
        case Asked(table, match, ""):
            return f"a.id IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)", [match]
        case Asked(table, match, typed):
            sql = (
                f"a.id IN (SELECT h.id FROM {table} JOIN articles h ON h.id = {table}.rowid"
                f" WHERE {table} MATCH ? AND sounds_like(h.title, ?))"
            )
            return sql, [match, typed]
        case Without(part):
            sql, values = sql_of(part)
            return f"NOT ({sql})", values
        case Every(parts):
            return _joined(parts, " AND ", "1")
        case Either(parts):
            return _joined(parts, " OR ", "0")


def _joined(parts: tuple[Question, ...], word: str, nothing: str) -> tuple[str, list[Any]]:
    done = [sql_of(part) for part in parts]
    return word.join(f"({sql})" for sql, _values in done) or nothing, [
        value for _sql, values in done for value in values
    ]
