"""Queries that are kept: smart feeds, and rules with what they have done."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class SmartFeed(Struct, frozen=True, kw_only=True):
    """A saved query with its number of unread articles, and whether there are `more`, which were not counted. `error`
    is one sentence when the query cannot be asked."""

    name: str
    query: str
    unread: int = 0
    more: bool = False
    error: str = ""


class RuleState(Struct, frozen=True, kw_only=True):
    """A rule of the settings at its `place` in their order, from 1. `hits` are the articles that it has changed, `last`
    is when it last did. `line` is where it stands in the settings file, 0 when that is not known. `error` is one
    sentence when its query or what it is to do cannot be understood."""

    place: int
    query: str
    do: tuple[str, ...]
    hits: int = 0
    last: datetime | None = None
    line: int = 0
    error: str = ""
