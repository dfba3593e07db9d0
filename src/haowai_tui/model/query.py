"""What a query asks, as a tree: the same for search, smart feeds and rules."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

Condition = Literal["unread", "read", "starred", "later", "muted"]
Part = Literal["image", "enclosure", "fulltext", "notes"]
Comparison = Literal["<", "<=", "=", ">=", ">"]


class Words(Struct, frozen=True):
    """A word or a phrase that occurs, with `title` in the headline. Folded as the index is. With `sounds`, headlines
    whose Chinese is read so are found too."""

    text: str
    title: bool = False
    sounds: bool = False


class Is(Struct, frozen=True):
    """What the reader did with an article."""

    condition: Condition


class Has(Struct, frozen=True):
    """What an article has besides its text; `notes` are the reader's."""

    part: Part


class InFeeds(Struct, frozen=True):
    """It came from one of these feeds."""

    ids: tuple[int, ...]


class Among(Struct, frozen=True):
    """It is one of these articles."""

    ids: tuple[int, ...]


class Tagged(Struct, frozen=True):
    """It has this tag."""

    tag: str


class By(Struct, frozen=True):
    """This is a part of its byline."""

    author: str


class Since(Struct, frozen=True):
    """It is from this time or later."""

    when: datetime


class Before(Struct, frozen=True):
    """It is from before this time."""

    when: datetime


class InLanguage(Struct, frozen=True):
    """Its language is this one or a kind of it: `zh` is also zh-Hant."""

    language: str


class Length(Struct, frozen=True):
    """Its number of words, a Chinese character counted as one, compares so."""

    comparison: Comparison
    words: int


class Not(Struct, frozen=True):
    """The part is not so."""

    part: Expression


class AllOf(Struct, frozen=True):
    """Every part is so."""

    parts: tuple[Expression, ...]


class AnyOf(Struct, frozen=True):
    """At least one part is so."""

    parts: tuple[Expression, ...]


Expression = (
    Words | Is | Has | InFeeds | Among | Tagged | By | Since | Before | InLanguage | Length | Not | AllOf | AnyOf
)
