"""What a reader types into search, as a selection of articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from haowai_tui.errors import UsageError
from haowai_tui.locale import gettext as _
from haowai_tui.model import Feed, Selection
from haowai_tui.text import parse_date

_TOKEN = re.compile(r'(?P<name>[a-z]+):(?P<value>"[^"]*"?|\S*)|"(?P<phrase>[^"]*)"?|(?P<word>\S+)')
_AGE = re.compile(r"^(\d{1,5})([hdwmy])$")
_HOURS = {"h": 1, "d": 24, "w": 168, "m": 720, "y": 8760}
_STATES = {"unread": ("unread", True), "read": ("unread", False), "starred": ("starred", True)}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OPERATORS = ("is", "feed", "after")


def parse_query(text: str, feeds: Sequence[Feed], *, now: datetime | None = None) -> Selection:
    """The articles that `text` asks for: words, "phrases", is:unread|read|starred, feed:NAME, after:7d or a date.

    Raises `UsageError` that points at the column (counted from 1).
    """
    terms: list[str] = []
    parts: dict[str, object] = {}
    chosen: set[int] | None = None
    for token in _TOKEN.finditer(text):
        name, column = token["name"], token.start() + 1
        if name is None or (name not in OPERATORS and token["value"].startswith("//")):
            terms.append(token["phrase"] if token["phrase"] is not None else token.group())
            continue
        value = token["value"].strip('"')
        if name == "is":
            if value not in _STATES:
                raise _problem(column, f"is:{value}", ", ".join(f"is:{state}" for state in _STATES))
            field, state = _STATES[value]
            parts[field] = state
        elif name == "feed":
            found = {feed.id for feed in feeds if matches(feed, value)}
            chosen = found if chosen is None else chosen & found
        elif name == "after":
            parts["since"] = _since(value, column, now or datetime.now(UTC))
        else:
            raise _problem(column, f"{name}:", ", ".join(f"{operator}:" for operator in OPERATORS))
    feeds_wanted = tuple(sorted(chosen)) if chosen is not None else None
    return Selection(terms=tuple(term for term in terms if term), feeds=feeds_wanted, **parts)  # type: ignore[arg-type]


def _problem(column: int, found: str, expected: str) -> UsageError:
    text = _("Column {column}: {found} is not known; there are {expected}.")
    return UsageError(text.format(column=column, found=found, expected=expected))


def matches(feed: Feed, name: str) -> bool:
    """Whether `name` (an id, an address, or a part of a title or category) means this feed."""
    if name.isascii() and name.isdigit():
        return str(feed.id) == name.lstrip("0")
    wanted = name.casefold()
    return bool(wanted) and (
        feed.address == name or wanted in feed.title.casefold() or wanted in " / ".join(feed.category).casefold()
    )


def _since(value: str, column: int, now: datetime) -> datetime:
    age = _AGE.match(value)
    if age:
        # Nothing was published before 1970, and the calendar has an end too.
        return max(_EPOCH, now - min(now - _EPOCH, timedelta(hours=int(age[1]) * _HOURS[age[2]])))
    when = parse_date(value, now=now)
    if when is None:
        raise _problem(column, f"after:{value}", "after:7d, after:2026-01-31")
    return when
