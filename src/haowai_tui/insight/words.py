"""Why two articles belong together, as a person reads it: words that both have and that say what they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path

from haowai_tui.insight.terms import Frequencies, is_pair
from haowai_tui.lazy import pattern
from haowai_tui.text.fold import fold

_HAN_RUN = pattern("[\u3400-\u4dbf\u4e00-\u9fff]+")
_LONGEST = 8
_MOST = 4
_TELLING = 3.0
"""Words less rare than this (one article in twenty has them) are a reason only where there is no other."""

Word = tuple[str, str]
"""A Chinese word, as it is written and folded."""


class Reasons:
    """What an article has in common with others, in the words that it uses itself."""

    def __init__(self, title: str, text: str, frequencies: Frequencies) -> None:
        self._whole = title + "\n" + text
        self._frequencies = frequencies

    def shared(self, other: str, terms: Sequence[str]) -> tuple[str, ...]:
        """The words that stand for the `terms` that the article shares with the `other` text, most telling first and
        of equals the longest. Pairs of characters become the longest piece that both texts have, from the beginning of
        a word to the end of one; words that only hold sentences together are none, and pieces neither begin nor end
        with one."""
        found: dict[str, float] = {}
        pairs = {term: self._frequencies.rarity(term) for term in terms if is_pair(term)}
        for written, folded in self._pieces(fold(other), pairs) if pairs else ():
            found[written] = max((pairs[pair] for pair in _pairs(folded) if pair in pairs), default=0.0)
        for term in terms:
            if term not in pairs and term[0] != "@" and (shown := self._as_written(term)):
                found[shown] = self._frequencies.rarity(term)
        ranked = sorted((word for word in found if found[word]), key=lambda word: (-found[word], -len(word), word))
        kept: list[str] = []
        for word in [word for word in ranked if found[word] >= _TELLING] or ranked[:1]:
            if not any(word in longer or longer in word for longer in kept):
                kept.append(word)
        return tuple(kept[:_MOST])

    def _pieces(self, other: str, pairs: Mapping[str, float]) -> Iterator[Word]:
        """The longest pieces of words that stand in `other` too, none within another, of the stretches that have any of
        the `pairs`."""
        for words, inside in self._stretches:
            if inside.isdisjoint(pairs):
                continue
            start = 0
            while start < len(words):
                end, piece = start, ""
                while end < len(words) and len(longer := piece + words[end][1]) <= _LONGEST and longer in other:
                    end, piece = end + 1, longer
                yield _trimmed(words[start:end])
                start = max(end, start + 1)

    @cached_property
    def _stretches(self) -> list[tuple[list[Word], frozenset[str]]]:
        """The Chinese of the article as words, as ICU's dictionary has them, apart where something else stands, and the
        pairs of characters in each stretch."""
        if not _HAN_RUN.search(self._whole):
            return []
        from icu4py.breakers import WordBreaker

        found: list[list[Word]] = []
        before = -1
        for start, end in WordBreaker(self._whole, "zh").segments():
            written = self._whole[start:end]
            folded = fold(written)
            if not _HAN_RUN.fullmatch(folded) or len(folded) != len(written):
                continue
            if len(written) == 1 and self._whole[start - 1 : start].isdigit():
                continue  # what is counted says nothing without the number: 人 in 119人获救
            if start != before:
                found.append([])
            found[-1].append((written, folded))
            before = end
        return [(words, _pairs("".join(folded for _written, folded in words))) for words in found]

    def _as_written(self, term: str) -> str:
        """A word as the article writes it, or a percentage; other numbers say nothing without what they count."""
        if term[0] == "#":
            return term[1:] if term.endswith("%") else ""
        if term in _function_words():
            return ""
        place = self._lowered.find(term)
        while place >= 0:
            end = place + len(term)
            end += self._lowered[end : end + 1].isalpha()  # a plural, which the term has lost
            if not self._lowered[place - 1 : place].isalpha() and not self._lowered[end : end + 1].isalpha():
                return self._whole[place:end]
            place = self._lowered.find(term, place + 1)
        return ""

    @cached_property
    def _lowered(self) -> str:
        lowered = self._whole.lower()
        return lowered if len(lowered) == len(self._whole) else self._whole


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))


def _trimmed(words: Sequence[Word]) -> Word:
    """Words as one, without the function words that they begin or end with."""
    first, end = 0, len(words)
    while first < end and words[first][1] in _function_words():
        first += 1
    while end > first and words[end - 1][1] in _function_words():
        end -= 1
    kept = words[first:end]
    return "".join(written for written, _folded in kept), "".join(folded for _written, folded in kept)


@cache
def _function_words() -> frozenset[str]:
    """The words of `functionwords.txt`."""
    text = Path(__file__).with_name("functionwords.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
