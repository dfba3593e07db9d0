"""What Chinese and English reports have in common: how names sound, and the commonest words of the news.

So a report in English about Jiangcheng meets one in Chinese about 江城, and a quake meets a 地震.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from haowai_tui.text.pinyin import reading, syllables

_LONGEST = 6
"""Letters of the longest syllable: zhuang, chuang, shuang."""


def pair_reading(pair: str) -> str:
    """The reading of two characters written as one word, without tones; empty when one is not in the table."""
    first, second = reading(pair[0]), reading(pair[1])
    return first + second if first and second else ""


def pair_senses(pair: str) -> tuple[str, ...]:
    """What a pair of characters is called in English news: `=quake`."""
    return _senses_of_pairs().get(pair, ())


def words_readings(words: Sequence[str]) -> Iterator[str]:
    """The pairs of syllables in lower-case Latin `words` that can be read as Mandarin: `jiangcheng`, and `shen zhuo`
    as shenzhuo; and those words that Chinese news has too: `=quake`."""
    before = ""
    known = _senses()
    for word in words:
        if word in known:
            yield "=" + word
    for one, two in pairwise(words):
        if f"{one}_{two}" in known:
            yield f"={one}_{two}"
    for word in words:
        syllables = _syllables(word)
        for first, second in pairwise(syllables):
            yield first + second
        single = syllables[0] if len(syllables) == 1 else ""
        if before and single:
            yield before + single
        before = single


@cache
def _senses_of_pairs() -> dict[str, tuple[str, ...]]:
    text = Path(__file__).with_name("glossary.txt").read_text("utf-8")
    rows = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return {pair: tuple("=" + sense for sense in senses) for pair, *senses in rows}


@cache
def _senses() -> frozenset[str]:
    return frozenset(sense[1:] for senses in _senses_of_pairs().values() for sense in senses)


@cache
def _known() -> frozenset[str]:
    # Without the few that are a consonant alone: with them, "on" could be read.
    return syllables()


@lru_cache(maxsize=4096)
def _syllables(word: str) -> tuple[str, ...]:
    """`word` as syllables, the longest first; empty when it cannot be read so."""
    if not word or not word.isascii() or len(word) > 24:
        return ()
    for length in range(min(_LONGEST, len(word)), 0, -1):
        if word[:length] in _known():
            if length == len(word):
                return (word,)
            rest = _syllables(word[length:])
            if rest:
                return (word[:length], *rest)
    return ()
