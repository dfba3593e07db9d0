"""A query's tree as a selection: what the store keeps indexes and counts for goes into the selection's own parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from haowai_tui.library.query.grammar import Known, parse
from haowai_tui.model import Feed, Selection
from haowai_tui.model.query import AllOf, AnyOf, Expression, InFeeds, Is, Not, Since, Words

_STATES: dict[str, tuple[str, bool]] = {
    "unread": ("unread", True),
    "read": ("unread", False),
    "starred": ("starred", True),
}


def parse_query(text: str, feeds: Sequence[Feed] = (), *, now: datetime | None = None) -> Selection:
    """The articles that `text` asks for. Raises `UsageError` that points at the column (counted from 1)."""
    return selection_of(parse(text, Known(feeds=feeds, now=now)))


def _asks_muted(expression: Expression) -> bool:
    match expression:
        case AllOf(parts) | AnyOf(parts):
            return any(map(_asks_muted, parts))
        case Not(part):
            return _asks_muted(part)
    return expression == Is("muted")


def selection_of(expression: Expression) -> Selection:
    """The selection that asks what the tree asks."""
    parts = expression.parts if isinstance(expression, AllOf) else (expression,)
    own: dict[str, Any] = {}
    terms: list[str] = []
    rest: list[Expression] = []
    for part in parts:
        match part:
            case Words(text, False, False):
                terms.append(text)
            case Is(state) if state in _STATES and _STATES[state][0] not in own:
                field, value = _STATES[state]
                own[field] = value
            case Is("muted"):
                own["muted"] = True
            case InFeeds(ids):
                own["feeds"] = tuple(sorted(set(ids) & set(own.get("feeds", ids))))
            case Since(when):
                own["since"] = max(when, own.get("since", when))
            case _:
                rest.append(part)
    if any(map(_asks_muted, rest)):
        own["muted"] = None
    query = None if not rest else rest[0] if len(rest) == 1 else AllOf(tuple(rest))
    return Selection(terms=tuple(terms), query=query, **own)
