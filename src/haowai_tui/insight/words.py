"""Terms as a person reads them: the words that two articles share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from haowai_tui.insight.affinity import runs
from haowai_tui.insight.terms import Frequencies, is_pair
from haowai_tui.text.fold import fold

_HAN_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_WORDLIKE = re.compile(r"\w")
_LONGEST = 8
_MOST = 4


def shared_words(title: str, text: str, other: str, shared: Sequence[str], frequencies: Frequencies) -> tuple[str, ...]:
    """The words, as the article itself writes them, that stand for the `shared` terms of it and of the `other` text,
    most telling first. Pairs of characters become the longest piece that both texts have, cut where words end."""
    whole = title + "\n" + text
    found: dict[str, float] = {}
    folded_other = fold(other)
    edges = _edges(whole)
    for run in runs(term for term in shared if term[0] != "@"):
        worth = max(frequencies.rarity(term) for term in run)
        shown = _piece(whole, folded_other, run, edges) if is_pair(run[0]) else _as_written(whole, run[0])
        if shown and worth > found.get(shown, 0.0):
            found[shown] = worth
    ranked = sorted(found, key=lambda word: (-found[word], word))
    kept: list[str] = []
    for word in ranked:
        if not any(word in longer or longer in word for longer in kept):
            kept.append(word)
    return tuple(kept[:_MOST])


def _edges(text: str) -> frozenset[int]:
    """Where words begin and end, as ICU's dictionary has it."""
    from icu4py.breakers import WordBreaker

    edges: set[int] = set()
    for start, end in WordBreaker(text, "zh").segments():
        if _WORDLIKE.search(text[start:end]):
            edges.update((start, end))
    return frozenset(edges)


def _piece(whole: str, other: str, run: Iterable[str], edges: frozenset[int]) -> str:
    """The longest piece of Chinese in `whole` with pairs of `run` that `other` has too and that ends where words do."""
    best = ""
    wanted = frozenset(run)
    for match in _HAN_RUN.finditer(whole):
        plain = fold(match.group())
        if len(plain) != len(match.group()) or not any(pair in plain for pair in wanted):
            continue
        for start in range(len(plain) - 1):
            if plain[start : start + 2] not in wanted or match.start() + start not in edges:
                continue
            for end in range(min(len(plain), start + _LONGEST), start + 1, -1):
                if match.start() + end in edges and plain[start:end] in other:
                    if end - start > len(best):
                        best = match.group()[start:end]
                    break
    return best


def _as_written(whole: str, term: str) -> str:
    """A word as the article writes it, or a percentage; other numbers say nothing without what they count."""
    if term[0] == "#":
        return term[1:] if term.endswith("%") else ""
    match = re.search(rf"(?<![a-z]){re.escape(term)}[a-z]?(?![a-z])", whole, re.IGNORECASE)
    return match.group() if match else ""
