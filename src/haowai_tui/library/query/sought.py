"""The words of a query, as they are marked in what it finds."""

from __future__ import annotations

from collections.abc import Iterator

from haowai_tui.model import Selection
from haowai_tui.model.query import AllOf, AnyOf, Expression, Words
from haowai_tui.text.found import Sought

_TELLING = 4
"""Letters of pinyin of which few things sound."""


def sought_in_headlines(selection: Selection) -> tuple[Sought, ...]:
    """What to mark in the headlines of what `selection` finds: all its words but those that must not occur."""
    return _once(Sought(words.text, words.sounds) for words in _words(selection))


def sought_in_texts(selection: Selection) -> tuple[Sought, ...]:
    """What to mark in the texts: not what is asked of headlines alone. Texts are not found by their sound, but what
    sounds so is what was meant there too, unless it is so short that much sounds so."""
    return _once(
        Sought(words.text, words.sounds and len(words.text) >= _TELLING)
        for words in _words(selection)
        if not words.title
    )


def _once(found: Iterator[Sought]) -> tuple[Sought, ...]:
    return tuple(dict.fromkeys(found))


def _words(selection: Selection) -> Iterator[Words]:
    yield from map(Words, selection.terms)
    if selection.query is not None:
        yield from _wanted(selection.query)


def _wanted(expression: Expression) -> Iterator[Words]:
    match expression:
        case Words():
            yield expression
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _wanted(part)
