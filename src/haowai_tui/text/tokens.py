"""Words for the full-text index: Chinese as overlapping pairs of characters, everything else as it is written.

The index is FTS5 with the `unicode61` tokenizer; what is stored and what is asked are folded alike. Pairs find
two-character words, the commonest length in Chinese, which a trigram index cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import add

from haowai_tui.lazy import pattern
from haowai_tui.text.fold import fold

_HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = pattern(f"[{_HAN}]+|[^\\W_{_HAN}]+")
_IS_HAN = pattern(f"[{_HAN}]")
_FIRST_HAN = "\u3005"
"""What sorts before is none: most words of other languages are told apart by that alone."""


Runs = list[str]


def runs_of(text: str) -> Runs:
    """The words of `text`, folded, and its runs of Chinese characters whole. What the indexes hold is made of these, so
    a text that enters several of them is read once."""
    return _RUNS.findall(fold(text))


def _is_han(run: str) -> bool:
    return _IS_HAN.match(run) is not None


def index_text(text: str) -> str:
    """What is put into the index for `text`: a run of Chinese `abc` becomes `ab bc c`."""
    return index_words(runs_of(text))


def index_words(runs: Runs) -> str:
    """`index_text` of what was read already."""
    words: list[str] = []
    is_han = _IS_HAN.match
    for run in runs:
        if run >= _FIRST_HAN and is_han(run):
            # The last one with a space, which the joining would put there.
            words.append(" ".join(map(add, run, run[1:] + " "))[:-1])
        else:
            words.append(run)
    return " ".join(words)


_LONGEST_START = 4
_IN_TITLE = "\u00b7"
"""Stands before the start of a headline's word. No word has it, and the `ascii` tokenizer takes it for a letter."""


def start_words(title: Runs, body: Runs) -> str:
    """What the index of starts holds for a text: its Chinese characters one by one and the first letters of its other
    words, up to four of them; those of the headline once more, marked."""
    of_title = _starts(title)
    return " ".join([*map(_IN_TITLE.__add__, of_title), *(of_title | _starts(body))])


def _starts(runs: Runs) -> set[str]:
    is_han = _IS_HAN.match
    han: list[str] = []
    words: list[str] = []
    for run in runs:
        (han if run >= _FIRST_HAN and is_han(run) else words).append(run)
    return set("".join(han)).union(*map(_beginnings, words))


# The same words come again and again, and so do their beginnings: a string that is kept knows its place in a set.
@lru_cache(maxsize=8192)
def _beginnings(word: str) -> tuple[str, ...]:
    return tuple(word[:length] for length in range(1, min(len(word), _LONGEST_START) + 1))


def start_of(term: str, *, title: bool = False) -> str:
    """The word of the index of starts that finds all that `term` finds: one Chinese character, or a few letters that
    a word begins with; empty when it is more than that."""
    runs = runs_of(term)
    if len(runs) != 1 or len(runs[0]) > (1 if _is_han(runs[0]) else _LONGEST_START):
        return ""
    return (_IN_TITLE if title else "") + runs[0]


def count_words(runs: Runs) -> int:
    """How long a text is: words, and each Chinese character as one."""
    return len(runs) + sum(len(run) - 1 for run in runs if run >= _FIRST_HAN and _is_han(run))


def match_expression(terms: Sequence[str], *, column: str = "") -> str:
    """A safe FTS5 MATCH expression that asks for all of `terms`, in `column` or in any; empty when there is nothing
    to look for.

    A term is a word or a phrase, found in its order. Everything is quoted, so nothing that a person types is syntax.
    A term that ends in a Latin word or in one Chinese character also finds what only begins so.
    """
    where = f"{column} : " if column else ""
    return " AND ".join(where + phrase for term in terms if (phrase := _phrase(runs_of(term))))


def _phrase(runs: list[str]) -> str:
    words: list[str] = []
    for place, run in enumerate(runs):
        if not _is_han(run):
            words.append(run)
            continue
        # Inside the term a run also ends with its last character alone, as the index has it; at the end of the
        # term the text may go on.
        pairs = [run[i : i + 2] for i in range(len(run))]
        words.extend(pairs[:-1] if place == len(runs) - 1 and len(run) > 1 else pairs)
    if not runs:
        return ""
    begins = not _is_han(runs[-1]) or len(runs[-1]) == 1
    return '"' + " ".join(words) + '"' + (" *" if begins else "")
