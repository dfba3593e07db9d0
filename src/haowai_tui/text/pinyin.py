"""Chinese by how it sounds: `hengyang`, `hyqs` and `hengyqs` for 衡阳青山, heteronyms included.

The table of readings is read when something is first asked of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain

from haowai_tui.lazy import pattern
from haowai_tui.text.fold import fold, traditional_forms

_HAN_RUN = pattern("[\u4e00-\u9fff]{2,}")
_TYPED = pattern("[a-z]{2,40}")
_VOWEL = pattern("[aeiouv]")
_LONGEST = 6
_INITIALS = frozenset("abcdefghjklmnopqrstwxyz")
"""What a syllable can begin with: not i, u and v."""
_MOST_WAYS = 8

Pieces = tuple[str, ...]


def reading(char: str) -> str:
    """A character's commonest reading, without its tone; empty when it is not known. ü is v."""
    return _readings().get(char, ("",))[0]


@cache
def syllables() -> frozenset[str]:
    """All syllables that characters are read as, but for the few that are consonants alone."""
    return frozenset(sound for sounds in _readings().values() for sound in sounds if _VOWEL.search(sound))


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    from pathlib import Path

    text = Path(__file__).with_name("readings.txt").read_text("utf-8")
    found: dict[str, list[str]] = {}
    rows = [line.split(" ") for line in text.splitlines() if not line.startswith("#")]
    for place in (0, 1):
        for syllable, characters in rows:
            for char in (*characters.split(","), "")[place]:
                found.setdefault(char, []).append(syllable)
    return {char: tuple(sounds) for char, sounds in found.items()}


# Looking up.


def sound_tokens(text: str) -> list[str]:
    """What an index of sounds holds for `text`: each two syllables that stand together, and a 0 with the first letters
    of each three (or of the last two) characters; in all the ways in which heteronyms can be read."""
    threes = [run[place : place + 3] for run in _HAN_RUN.findall(fold(text)) for place in range(len(run) - 1)]
    return list(dict.fromkeys(chain.from_iterable(map(_tokens_of, threes))))


# Headlines use the same words again and again.
@lru_cache(maxsize=8192)
def _tokens_of(characters: str) -> tuple[str, ...]:
    """The syllables of the first two of three characters (or of two), and the first letters of all."""
    sounds = [_readings().get(char, ()) for char in characters]
    letters = [tuple(dict.fromkeys(sound[0] for sound in of)) for of in sounds]
    return (*_joined(sounds[:2]), *("0" + word for word in _joined(letters)))


def _joined(columns: Sequence[Sequence[str]]) -> list[str]:
    words = [""]
    for column in columns:
        words = [word + piece for word in words for piece in column]
    return words


@lru_cache(maxsize=256)
def sound_queries(typed: str) -> tuple[str, ...]:
    """FTS5 expressions over `sound_tokens` of which one at least finds every text that `typed` may sound like; none
    when it cannot be read as two characters or more. What they find is to be looked at with `sounds_like`, unless
    `is_exact`."""
    return tuple(dict.fromkeys(_query(pieces) for pieces in ways(typed)))


def is_exact(typed: str) -> bool:
    """Whether `sound_queries` find nothing but what sounds so: two or three first letters."""
    return len(typed) <= 3 and all(len(pieces) == len(typed) for pieces in ways(typed))


def _query(pieces: Pieces) -> str:
    letters = "".join(piece[0] for piece in pieces)
    wanted = [f'"0{letters[place : place + 3]}"' for place in range(len(pieces) - 2)]
    for place in range(len(pieces) - 1):
        if len(pieces[place]) > 1 and pieces[place] in syllables():
            last = place == len(pieces) - 2
            following = pieces[place + 1]
            if following not in syllables() or (last and _goes_on(following)):
                wanted.append(f'"{pieces[place]}{following}" *')
            else:
                wanted.append(f'"{pieces[place]}{following}"')
    return " AND ".join(wanted) or f'"0{letters}" *'


@lru_cache(maxsize=256)
def ways(typed: str) -> tuple[Pieces, ...]:
    """How what was typed can be two syllables or more, each whole or its first letter alone, the last perhaps not
    typed to its end. When it can be read in whole syllables, only so; but all of it may be first letters always."""
    typed = typed.lower()
    if not _TYPED.fullmatch(typed):
        return ()
    found = [pieces for pieces in _split(typed, letters=False) if len(pieces) > 1]
    found = found or [pieces for pieces in _split(typed, letters=True) if len(pieces) > 1]
    if _INITIALS.issuperset(typed):
        # `saa` is sa a, and what 上安安 is written by.
        found.append(tuple(typed))
    return tuple(dict.fromkeys(found))


def is_whole(typed: str) -> bool:
    """Whether what was typed can be read in two whole syllables or more."""
    return any(all(piece in syllables() for piece in pieces) for pieces in ways(typed))


def _split(typed: str, *, letters: bool) -> list[Pieces]:
    found: list[Pieces] = []

    def go(rest: str, pieces: Pieces) -> None:
        if len(found) >= _MOST_WAYS:
            return
        if not rest:
            found.append(pieces)
            return
        for length in range(min(_LONGEST, len(rest)), 0, -1):
            piece = rest[:length]
            last = length == len(rest)
            known = piece in syllables() and (length > 1 or piece in "aeo")
            begun = last and bool(pieces) and length > 1 and _begins_syllable(piece)
            if known or begun or (letters and length == 1 and piece in _INITIALS):
                go(rest[length:], (*pieces, piece))

    go(typed, ())
    return found


@lru_cache(maxsize=4096)
def _goes_on(syllable: str) -> bool:
    return any(other.startswith(syllable) and other != syllable for other in syllables())


@lru_cache(maxsize=4096)
def _begins_syllable(piece: str) -> bool:
    return any(syllable.startswith(piece) for syllable in syllables())


# Comparing.


def sounds_like(text: str, typed: str) -> bool:
    """Whether some of the Chinese in `text` is read as what was typed."""
    pattern = _pattern(typed)
    return pattern is not None and pattern.search(text) is not None


def sound_spans(text: str, typed: str) -> Iterator[tuple[int, int]]:
    """Where the Chinese in `text` is read as what was typed: places of characters, from and to. They do not overlap."""
    pattern = _pattern(typed)
    for found in pattern.finditer(text) if pattern else ():
        yield found.span()


# Millions of headlines may be looked at, so a regular expression does it.
@lru_cache(maxsize=256)
def _pattern(typed: str) -> re.Pattern[str] | None:
    found = ways(typed)
    if not found:
        return None
    return re.compile("|".join("".join(map(_class, pieces[:-1])) + _class(pieces[-1], last=True) for pieces in found))


@lru_cache(maxsize=1024)
def _class(piece: str, *, last: bool = False) -> str:
    """The characters that a piece may stand for, as a part of a regular expression."""
    begun = last or len(piece) == 1
    fitting = {
        char
        for char, sounds in _readings().items()
        if any(sound == piece or (begun and sound.startswith(piece)) for sound in sounds)
    }
    fitting |= {form for form, char in traditional_forms() if char in fitting}
    return f"[{''.join(sorted(fitting))}]" if fitting else "(?!)"
