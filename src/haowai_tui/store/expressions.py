"""A query's tree to SQL. Every value is bound; nothing that a person typed becomes a part of a statement."""

from __future__ import annotations

from typing import Any

from haowai_tui.model.packed import safe
from haowai_tui.model.query import (
    AllOf,
    Among,
    AnyOf,
    Before,
    By,
    Expression,
    Has,
    InFeeds,
    InLanguage,
    Is,
    Length,
    Not,
    Since,
    Tagged,
    Words,
)
from haowai_tui.store.rows import ids_json, milliseconds
from haowai_tui.store.words import question_of, sql_of
from haowai_tui.text.fold import fold

Sql = tuple[str, list[Any]]

_STATES = {
    "unread": "a.read = 0",
    "read": "a.read = 1",
    "starred": "a.starred = 1",
    "muted": "a.muted = 1",
    "later": "EXISTS (SELECT 1 FROM later WHERE article_id = a.id)",
}
_PARTS = {
    "image": "EXISTS (SELECT 1 FROM facts WHERE article_id = a.id AND image)",
    "enclosure": "EXISTS (SELECT 1 FROM facts WHERE article_id = a.id AND enclosure)",
    "fulltext": "EXISTS (SELECT 1 FROM full_texts WHERE article_id = a.id AND own IS NOT NULL)",
    "notes": "EXISTS (SELECT 1 FROM notes WHERE article_id = a.id)",
}
_AMONG = "{column} IN (SELECT value FROM json_each(?))"
_COMPARISONS = {"<": "<", "<=": "<=", "=": "=", ">=": ">=", ">": ">"}
_MOST_WORDS = 2**62


def condition(expression: Expression) -> Sql:
    """The condition on the row `a` of `articles` that `expression` states, and the values it binds."""
    match expression:
        case AllOf(parts):
            return _joined(parts, " AND ", "1")
        case AnyOf(parts):
            return _joined(parts, " OR ", "0")
        case Not(part):
            sql, values = condition(part)
            return f"NOT ({sql})", values
        case Words():
            return sql_of(question_of(expression))
        case Is(state):
            return _STATES[state], []
        case Has(part):
            return _PARTS[part], []
        case _:
            return _compared(expression)


def _compared(expression: Expression) -> Sql:
    match expression:
        case InFeeds(ids):
            return _AMONG.format(column="a.feed_id"), [ids_json(ids)]
        case Among(ids):
            return _AMONG.format(column="a.id"), [ids_json(ids)]
        case Tagged(tag):
            return "a.id IN (SELECT article_id FROM tags WHERE folded = ?)", [safe(fold(tag))]
        case By(author):
            # The byline is a part of what the index has; it leaves few whose byline must be looked at.
            sql, values = sql_of(question_of(Words(author)))
            return f"{sql} AND instr(folded(a.byline), ?) > 0", [*values, safe(fold(author))]
        case Since(when):
            return "a.sort >= ?", [milliseconds(when)]
        case Before(when):
            return "a.sort < ?", [milliseconds(when)]
        case InLanguage(language):
            wanted = safe(language).lower()
            sql = (
                "EXISTS (SELECT 1 FROM facts WHERE article_id = a.id AND (language = ? OR substr(language, 1, ?) = ?))"
            )
            return sql, [wanted, len(wanted) + 1, wanted + "-"]
        case Length(comparison, words):
            sql = f"EXISTS (SELECT 1 FROM facts WHERE article_id = a.id AND words {_COMPARISONS[comparison]} ?)"
            return sql, [min(words, _MOST_WORDS)]
        case _:
            raise AssertionError(expression)


def _joined(parts: tuple[Expression, ...], word: str, nothing: str) -> Sql:
    done = [condition(part) for part in parts]
    sql = word.join(f"({sql})" for sql, _values in done)
    return sql or nothing, [value for _sql, values in done for value in values]
