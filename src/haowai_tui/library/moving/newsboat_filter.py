"""newsboat's filter language, put into haowai's query language as far as that says the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r'\s*(?:(?P<paren>[()])|(?P<string>"(?:[^"\\]|\\.)*")|(?P<op>==|!=|=~|!~|<=|>=|<|>|=|!#|#)'
    r"|(?P<word>[A-Za-z_]+)|(?P<range>\d+:\d+)|(?P<number>\d+))"
)
_SPECIAL = re.compile(r"[\\^$.*+?()\[\]{}]")
_WORDS = {"title": "title:", "author": "author:", "feedtitle": "feed:", "content": "", "description": ""}
_DEEPEST = 30
"""Parentheses in parentheses; nobody writes as many, and each is a step down for whoever reads them."""
_OPPOSITE = {"!=": "=", "!~": "=~", "!#": "#"}


class UntranslatableError(ValueError):
    """A part of a filter says something that haowai's queries cannot say. `str()` is that part; it is empty when the
    filter breaks off."""


@dataclass
class _Reader:
    tokens: Sequence[tuple[str, str]]
    tags: Mapping[str, Sequence[str]]
    place: int = 0
    depth: int = 0

    def next(self, *kinds: str) -> str:
        kind, text = self.tokens[self.place] if self.place < len(self.tokens) else ("end", "")
        if kind not in kinds:
            raise UntranslatableError(text)
        self.place += 1
        return text

    def word_is(self, word: str) -> bool:
        return self.place < len(self.tokens) and self.tokens[self.place] == ("word", word)

    def either(self) -> str:
        parts = [self.both()]
        while self.word_is("or"):
            self.place += 1
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"

    def both(self) -> str:
        parts = [self.one()]
        while self.word_is("and"):
            self.place += 1
            parts.append(self.one())
        return " ".join(parts)

    def one(self) -> str:
        if self.place < len(self.tokens) and self.tokens[self.place] == ("paren", "("):
            self.place += 1
            self.depth += 1
            if self.depth > _DEEPEST:
                raise UntranslatableError("(" * _DEEPEST)
            inner = self.either()
            self.depth -= 1
            if self.next("paren") != ")":
                raise UntranslatableError("(")
            return inner if inner.startswith("(") else f"({inner})"
        name = self.next("word")
        operator = "between" if self.word_is("between") else self.next("op")
        if operator == "between":
            self.place += 1
        value = self.next("string", "number", "range", "word")
        return _comparison(name, operator, value.removeprefix('"').removesuffix('"').replace('\\"', '"'), self.tags)


def to_query(text: str, tags: Mapping[str, Sequence[str]]) -> str:
    """A newsboat filter as a haowai query. `tags` are the operators that find the feeds with each tag. Raises
    `UntranslatableError` with the part that cannot be said."""
    tokens: list[tuple[str, str]] = []
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None:
            raise UntranslatableError(text[place:].strip()[:40])
        tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
        place = found.end()
    reader = _Reader(tokens, tags)
    done = reader.either()
    if reader.place < len(tokens):
        raise UntranslatableError(tokens[reader.place][1])
    return done[1:-1] if done.startswith("(") and done.endswith(")") and _whole(done) else done


def _whole(text: str) -> bool:
    """Whether the first parenthesis is closed by the last."""
    depth = 0
    for place, letter in enumerate(re.sub(r'"[^"]*"', lambda found: "x" * len(found[0]), text)):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return place == len(text) - 1
    return False


def _comparison(name: str, operator: str, value: str, tags: Mapping[str, Sequence[str]]) -> str:
    said = f'{name} {operator} "{value}"'
    if operator in _OPPOSITE and not (name in ("flags", "enclosure_url") and not value):
        inner = _comparison(name, _OPPOSITE[operator], value, tags)
        return f"-{inner}" if " " not in re.sub(r'"[^"]*"', "", inner) or inner.startswith("(") else f"-({inner})"
    operator = "=" if operator == "==" else operator
    if name in _WORDS and operator in ("=", "=~"):
        return _any_of([f"{_WORDS[name]}{_phrase(part, said)}" for part in _alternatives(value, operator, said)])
    if name == "unread" and operator == "=" and value in ("yes", "no"):
        return "is:unread" if value == "yes" else "is:read"
    if name == "tags" and operator in ("#", "=~"):
        return _any_of(_tagged(value, tags, said))
    if name in ("rssurl", "feedlink") and operator == "=":
        return f"feed:{_phrase(value, said)}"
    if name == "flags":
        return _flags(operator, value, said)
    if name == "enclosure_url" and not value:
        return "has:enclosure" if operator == "!=" else "-has:enclosure"
    if name == "age":
        return _age(operator, value, said)
    raise UntranslatableError(said)


def _flags(operator: str, value: str, said: str) -> str:
    if not value and operator in ("=", "!="):
        return "is:starred" if operator == "!=" else "-is:starred"
    if operator in ("=", "=~", "#") and value.isascii() and value.isalpha():
        return " ".join(f"tag:{flag_tag(letter)}" for letter in value)
    raise UntranslatableError(said)


def flag_tag(letter: str) -> str:
    """The tag that one of newsboat's flags becomes. Tags do not tell capitals apart; flags do."""
    return f"flag-{letter}" if letter.islower() else f"flag-{letter.lower()}{letter.lower()}"


def _age(operator: str, value: str, said: str) -> str:
    if operator == "between" and (found := re.fullmatch(r"(\d+):(\d+)", value)):
        least, most = int(found[1]), int(found[2])
        return f"after:{most + 1}d" + (f" before:{least}d" if least else "")
    if value.isdigit():
        days = int(value)
        match operator:
            case "<":
                return f"after:{days}d"
            case "<=":
                return f"after:{days + 1}d"
            case ">":
                return f"before:{days + 1}d"
            case ">=":
                return f"before:{days}d"
    raise UntranslatableError(said)


def _tagged(value: str, tags: Mapping[str, Sequence[str]], said: str) -> Sequence[str]:
    if value not in tags:
        raise UntranslatableError(said)
    return tags[value]


def _alternatives(value: str, operator: str, said: str) -> list[str]:
    parts = value.split("|") if operator == "=~" else [value]
    if operator == "=~" and len(parts) > 1 and parts[0].startswith("(") and parts[-1].endswith(")"):
        parts = value[1:-1].split("|")
    if not all(parts) or (operator == "=~" and any(map(_SPECIAL.search, parts))):
        raise UntranslatableError(said)
    return parts


def _phrase(text: str, said: str) -> str:
    if '"' in text or not text.strip():
        raise UntranslatableError(said)
    return f'"{text}"'


def _any_of(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"
