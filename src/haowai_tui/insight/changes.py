"""What an edit changed: paragraph by paragraph, and within a paragraph word by word.

Paragraphs are aligned by Ratcliff and Obershelp's method (difflib); those that were edited are matched with what they
were by the words they share. Words are those of ICU's dictionary, so Chinese is told apart by words too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from msgspec import Struct

from haowai_tui.text.edits import said

PieceKind = Literal["same", "added", "removed"]
ChangeKind = Literal["same", "added", "removed", "edited"]

_ALIKE = 0.35
"""Two paragraphs are one that was edited when they share this much of their words (Dice's coefficient)."""
_MOST_PAIRS = 10_000
_MOST_WORDS = 4_000


class Piece(Struct, frozen=True):
    """A run of words within an edited paragraph."""

    kind: PieceKind
    text: str


class Change(Struct, frozen=True):
    """A paragraph of either text. `new` is the index of the paragraph in the text as it is now, None where it is gone.
    The pieces that are the same or added make the paragraph as it is, those that are the same or removed as it was."""

    kind: ChangeKind
    new: int | None
    pieces: tuple[Piece, ...]


def changes(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """How the paragraphs `before` became those `after`, in the order in which they are read."""
    keys_before, keys_after = [said(text) for text in before], [said(text) for text in after]
    found: list[Change] = []
    matcher = SequenceMatcher(None, keys_before, keys_after, autojunk=False)
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if what == "equal":
            found += [Change("same", new, (Piece("same", after[new]),)) for new in range(new_from, new_to)]
        else:
            found += _replaced(before, after, range(old_from, old_to), range(new_from, new_to))
    return found


def _replaced(before: Sequence[str], after: Sequence[str], old: range, new: range) -> list[Change]:
    found: list[Change] = []
    pairs = _matched([before[place] for place in old], [after[place] for place in new])
    olds, news = list(old), list(new)
    i = j = 0
    for old_place, new_place in [*pairs, (len(olds), len(news))]:
        found += [Change("removed", None, (Piece("removed", before[place]),)) for place in olds[i:old_place]]
        found += [Change("added", place, (Piece("added", after[place]),)) for place in news[j:new_place]]
        if old_place < len(olds):
            here = news[new_place]
            found.append(Change("edited", here, tuple(pieces(before[olds[old_place]], after[here]))))
        i, j = old_place + 1, new_place + 1
    return found


def _matched(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Which paragraphs became which, in order, so that what they share is the most in all."""
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        return []
    olds, news = [Counter(words(text)) for text in old], [Counter(words(text)) for text in new]
    best: list[list[tuple[float, tuple[tuple[int, int], ...]]]]
    best = [[(0.0, ())] * (len(new) + 1) for _row in range(len(old) + 1)]
    for i in range(len(old)):
        for j in range(len(new)):
            candidates = [best[i][j + 1], best[i + 1][j]]
            alike = _dice(olds[i], news[j])
            if alike >= _ALIKE:
                worth, pairs = best[i][j]
                candidates.append((worth + alike, (*pairs, (i, j))))
            best[i + 1][j + 1] = max(candidates, key=lambda candidate: candidate[0])
    return list(best[-1][-1][1])


def _dice(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def words(text: str) -> list[str]:
    """The words of a text, and what stands between them, in order: together they are the text."""
    from icu4py.breakers import WordBreaker

    return [text[start:end] for start, end in WordBreaker(text, "zh").segments()]


def pieces(before: str, after: str) -> list[Piece]:
    """How the words of a paragraph changed."""
    old, new = words(before), words(after)
    if len(old) > _MOST_WORDS or len(new) > _MOST_WORDS:
        return [Piece("removed", before), Piece("added", after)]
    found: list[tuple[str, str, str]] = []
    for what, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = "".join(new[j:j_end]) if what == "equal" else ""
        found.append((same, "".join(old[i:i_end]) if not same else "", "".join(new[j:j_end]) if not same else ""))
    return [piece for row in _readable(found) for piece in _pieces_of(row) if piece.text]


def _readable(rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Rows of (same, removed, added), where a mark or a space that alone stayed between two changes goes with them."""
    done: list[tuple[str, str, str]] = []
    for place, (same, removed, added) in enumerate(rows):
        between = same and 0 < place < len(rows) - 1 and not any(char.isalnum() for char in same)
        if between:
            removed, added, same = same, same, ""
        if done and not same and not done[-1][0]:
            _same, removed_before, added_before = done.pop()
            removed, added = removed_before + removed, added_before + added
        done.append((same, removed, added))
    return done


def _pieces_of(row: tuple[str, str, str]) -> tuple[Piece, Piece, Piece]:
    same, removed, added = row
    return Piece("same", same), Piece("removed", removed), Piece("added", added)
