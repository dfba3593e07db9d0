"""What a query asks, as a tree: the same for search, smart feeds and rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Condition = Literal["unread", "read", "starred", "later", "muted"]
Part = Literal["image", "enclosure", "fulltext", "notes"]
Comparison = Literal["<", "<=", "=", ">=", ">"]


@dataclass(frozen=True, slots=True)
class Words:
    """A word or a phrase that occurs, with `title` in the headline. Folded as the index is. With `sounds`, headlines
    whose Chinese is read so are found too."""

    text: str
    title: bool = False
    sounds: bool = False


@dataclass(frozen=True, slots=True)
class Is:
    """What the reader did with an article."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Has:
    """What an article has besides its text; `notes` are the reader's."""

    part: Part


@dataclass(frozen=True, slots=True)
class InFeeds:
    """It came from one of these feeds."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Among:
    """It is one of these articles."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tagged:
    """It has this tag."""

    tag: str


@dataclass(frozen=True, slots=True)
class By:
    """This is a part of its byline."""

    author: str


@dataclass(frozen=True, slots=True)
class Since:
    """It is from this time or later."""

    when: datetime


@dataclass(frozen=True, slots=True)
class Before:
    """It is from before this time."""

    when: datetime


@dataclass(frozen=True, slots=True)
class InLanguage:
    """Its language is this one or a kind of it: `zh` is also zh-Hant."""

    language: str


@dataclass(frozen=True, slots=True)
class Length:
    """Its number of words, a Chinese character counted as one, compares so."""

    comparison: Comparison
    words: int


@dataclass(frozen=True, slots=True)
class Not:
    """The part is not so."""

    part: Expression


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part is so."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part is so."""

    parts: tuple[Expression, ...]


Expression = (
    Words | Is | Has | InFeeds | Among | Tagged | By | Since | Before | InLanguage | Length | Not | AllOf | AnyOf
)
