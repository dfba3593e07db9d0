"""The grammar: words and operators side by side are all to be so, OR between them is one of them, - is not.

A query is `any`; any = all (OR all)*; all = part+; part = -part | (any) | word | "phrase" | name:value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

from msgspec import Struct

from haowai_tui.errors import UsageError
from haowai_tui.library.query.tokens import Token, missing, tokens, unknown
from haowai_tui.locale import gettext as _
from haowai_tui.model import Feed
from haowai_tui.model.query import (
    AllOf,
    Among,
    AnyOf,
    Before,
    By,
    Comparison,
    Condition,
    Expression,
    Has,
    InFeeds,
    InLanguage,
    Is,
    Length,
    Not,
    Part,
    Since,
    Tagged,
    Words,
)
from haowai_tui.text import parse_date
from haowai_tui.text.fold import fold
from haowai_tui.text.pinyin import is_whole, sounds_like, ways
from haowai_tui.text.tokens import index_text

STATES = ("unread", "read", "starred", "later", "muted", "hot")
PARTS = ("image", "enclosure", "fulltext", "notes")
MOST_PARTS = 100
"""A query has at most so many words and operators: more than anyone types, and less than SQLite refuses."""
_DEEPEST = 20
_AGE = re.compile(r"^([0-9]{1,5})([hdwmy])$")
_HOURS = {"h": 1, "d": 24, "w": 168, "m": 720, "y": 8760}
_LENGTH = re.compile(r"^(<=|>=|<|>|=)([0-9]{1,9})$")
_LANGUAGE = re.compile(r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _no_ids() -> Sequence[int]:
    return ()


def _no_names() -> Sequence[str]:
    return ()


def _is_everywhere(word: str) -> int:
    return ENOUGH


ENOUGH = 20
"""A Latin word that so many articles have is meant as it is written, and not as pinyin."""


class Known(Struct, frozen=True, kw_only=True):
    """What names in a query are looked up in, asked only when it is needed: `hot` gives the ids of what is hot, `tags`
    the names of tags, `written` how many articles have a Latin word as it is written (`ENOUGH` at most). Without it no
    word is taken as pinyin."""

    feeds: Sequence[Feed] = ()
    hot: Callable[[], Sequence[int]] = _no_ids
    tags: Callable[[], Sequence[str]] = _no_names
    written: Callable[[str], int] = _is_everywhere
    now: datetime | None = None


def parse(text: str, known: Known) -> Expression:
    """What `text` asks; an empty query asks nothing, `AllOf(())`. Raises `UsageError` that points at the column
    (counted from 1) and says what was expected."""
    found = list(tokens(text))
    if len(found) > MOST_PARTS * 2 or sum(token.kind in ("word", "phrase", "operator") for token in found) > MOST_PARTS:
        raise UsageError(_("The query is too long; at most {count} words are looked for.").format(count=MOST_PARTS))
    if found[0].kind == "end":
        return AllOf(())
    parser = _Parser(found, known)
    done = parser.any_of(0)
    if parser.here.kind != "end":
        raise missing(parser.here.column, _("a ( before this )"))
    return done


class _Parser:
    def __init__(self, found: Sequence[Token], known: Known) -> None:
        self._tokens = found
        self._place = 0
        self._known = known

    @property
    def here(self) -> Token:
        return self._tokens[self._place]

    def any_of(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise missing(self.here.column, _("a query with fewer parentheses"))
        parts = [self._all_of(depth)]
        while self.here.kind == "or":
            self._place += 1
            parts.append(self._all_of(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all_of(self, depth: int) -> Expression:
        parts: list[Expression] = []
        while self.here.kind not in ("or", ")", "end"):
            parts.append(self._part(depth))
        if not parts:
            raise missing(self.here.column, _("a word, an operator or ("))
        # Marks alone ask for nothing beside words: `渡口 !` is 渡口.
        telling = [part for part in parts if not _says_nothing(part)] or parts[:1]
        return telling[0] if len(telling) == 1 else AllOf(tuple(telling))

    def _part(self, depth: int) -> Expression:
        negated = False
        while self.here.kind == "not":
            negated = not negated
            self._place += 1
        token = self.here
        self._place += 1
        match token.kind:
            case "(":
                part = self.any_of(depth + 1)
                if self.here.kind != ")":
                    raise missing(self.here.column, ")")
                self._place += 1
            case "word":
                part = Words(token.text, sounds=_sounds(token.text, self._known))
            case "phrase":
                part = Words(token.text)
            case "operator":
                part = _operator(token, self._known)
            case _:
                raise missing(token.column, _("a word, an operator or ("))
        return Not(part) if negated else part


def _says_nothing(part: Expression) -> bool:
    inner = part.part if isinstance(part, Not) else part
    return isinstance(inner, Words) and not index_text(inner.text)


def _sounds(word: str, known: Known) -> bool:
    """Whether a word is looked for as pinyin too. One of whole syllables is, unless it is a frequent word as it stands;
    initials only when nothing has them as a word."""
    if len(word) < 2 or not ways(word):
        return False
    return known.written(word) < (ENOUGH if is_whole(word) else 1)


def _state(token: Token, known: Known) -> Expression:
    if token.text not in STATES:
        raise _unknown_value(token, [f"is:{state}" for state in STATES])
    return Among(tuple(known.hot())) if token.text == "hot" else Is(cast(Condition, token.text))


def _has(token: Token, known: Known) -> Expression:
    if token.text not in PARTS:
        raise _unknown_value(token, [f"has:{part}" for part in PARTS])
    return Has(cast(Part, token.text))


def _feed(token: Token, known: Known) -> Expression:
    return InFeeds(tuple(feed.id for feed in named(known.feeds, token.text)))


def _category(token: Token, known: Known) -> Expression:
    wanted = token.text.casefold()
    return InFeeds(tuple(feed.id for feed in known.feeds if wanted and wanted in "/".join(feed.category).casefold()))


def _source(token: Token, known: Known) -> Expression:
    return InFeeds(tuple(feed.id for feed in known.feeds if feed.source == token.text))


def _after(token: Token, known: Known) -> Expression:
    return Since(_time(token, known))


def _before(token: Token, known: Known) -> Expression:
    return Before(_time(token, known))


def _language(token: Token, known: Known) -> Expression:
    if not _LANGUAGE.match(token.text):
        raise _unknown_value(token, ["lang:zh", "lang:en"])
    return InLanguage(token.text.lower())


def _length(token: Token, known: Known) -> Expression:
    found = _LENGTH.match(token.text)
    if found is None:
        raise _unknown_value(token, ["words:>500", "words:<=200"])
    return Length(cast(Comparison, found[1]), int(found[2]))


def _title(token: Token, known: Known) -> Expression:
    return Words(_given(token), title=True, sounds=_sounds(token.text, known))


def _author(token: Token, known: Known) -> Expression:
    return By(_given(token))


def _tag(token: Token, known: Known) -> Expression:
    wanted = _given(token)
    if not ways(wanted):
        return Tagged(wanted)
    names = known.tags()
    sounding = [name for name in names if sounds_like(name, wanted)]
    if not sounding or fold(wanted) in map(fold, names):
        return Tagged(wanted)
    return AnyOf(tuple(map(Tagged, sounding)))


_OPERATORS: dict[str, Callable[[Token, Known], Expression]] = {
    "is": _state,
    "has": _has,
    "feed": _feed,
    "category": _category,
    "source": _source,
    "tag": _tag,
    "author": _author,
    "title": _title,
    "after": _after,
    "before": _before,
    "lang": _language,
    "words": _length,
}
OPERATORS = tuple(_OPERATORS)


def _operator(token: Token, known: Known) -> Expression:
    build = _OPERATORS.get(token.name)
    if build is None:
        raise unknown(token.column, f"{token.name}:", ", ".join(f"{name}:" for name in OPERATORS))
    return build(token, known)


def _given(token: Token) -> str:
    if not token.text:
        column = token.column + len(token.name) + 1
        raise missing(column, _("a value after {operator}").format(operator=f"{token.name}:"))
    return token.text


def _unknown_value(token: Token, expected: Sequence[str]) -> UsageError:
    return unknown(token.column, f"{token.name}:{token.text}", ", ".join(expected))


def named(feeds: Sequence[Feed], name: str) -> list[Feed]:
    """The feeds that `name` means; when none is written so, those whose titles sound so."""
    return [feed for feed in feeds if matches(feed, name)] or [feed for feed in feeds if sounds_like(feed.title, name)]


def matches(feed: Feed, name: str) -> bool:
    """Whether `name` (an id, an address, or a part of a title or category) means this feed."""
    if name.isascii() and name.isdigit():
        return str(feed.id) == name.lstrip("0")
    wanted = name.casefold()
    return bool(wanted) and (
        feed.address == name or wanted in feed.title.casefold() or wanted in " / ".join(feed.category).casefold()
    )


def _time(token: Token, known: Known) -> datetime:
    now = known.now or datetime.now(UTC)
    age = _AGE.match(token.text)
    if age:
        # Nothing was published before 1970, and the calendar has an end too.
        return max(_EPOCH, now - min(now - _EPOCH, timedelta(hours=int(age[1]) * _HOURS[age[2]])))
    when = parse_date(token.text, now=now)
    if when is None:
        raise _unknown_value(token, [f"{token.name}:7d", f"{token.name}:2026-01-31"])
    return when
