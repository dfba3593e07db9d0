"""Words for the full-text index: Chinese as overlapping pairs of characters, everything else as it is written.

The index is FTS5 with the `unicode61` tokenizer; what is stored and what is asked are folded alike. Pairs find
two-character words, the commonest length in Chinese, which a trigram index cannot.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from haowai_tui.text.fold import fold

_HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")
_IS_HAN = re.compile(f"[{_HAN}]")


def _runs(text: str) -> list[str]:
    return _RUNS.findall(fold(text))


def index_text(text: str) -> str:
    """What is put into the index for `text`: a run of Chinese `abc` becomes `ab bc c`."""
    words: list[str] = []
    for run in _runs(text):
        if _IS_HAN.match(run):
            words.extend(run[i : i + 2] for i in range(len(run)))
        else:
            words.append(run)
    return " ".join(words)


def count_words(text: str) -> int:
    """How long a text is: words, and each Chinese character as one."""
    return sum(len(run) if _IS_HAN.match(run) else 1 for run in _runs(text))


def match_expression(terms: Sequence[str], *, column: str = "") -> str:
    """A safe FTS5 MATCH expression that asks for all of `terms`, in `column` or in any; empty when there is nothing
    to look for.

    A term is a word or a phrase, found in its order. Everything is quoted, so nothing that a person types is syntax.
    A term that ends in a Latin word or in one Chinese character also finds what only begins so.
    """
    where = f"{column} : " if column else ""
    return " AND ".join(where + phrase for term in terms if (phrase := _phrase(_runs(term))))


def _phrase(runs: list[str]) -> str:
    words: list[str] = []
    for place, run in enumerate(runs):
        if not _IS_HAN.match(run):
            words.append(run)
            continue
        # Inside the term a run also ends with its last character alone, as the index has it; at the end of the
        # term the text may go on.
        pairs = [run[i : i + 2] for i in range(len(run))]
        words.extend(pairs[:-1] if place == len(runs) - 1 and len(run) > 1 else pairs)
    if not runs:
        return ""
    begins = not _IS_HAN.match(runs[-1]) or len(runs[-1]) == 1
    return '"' + " ".join(words) + '"' + (" *" if begins else "")
