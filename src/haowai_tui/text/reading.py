"""How long a text takes to read."""

from __future__ import annotations

from haowai_tui.lazy import pattern
from haowai_tui.text.han import count_han, is_han

CHARACTERS_A_MINUTE = 400
WORDS_A_MINUTE = 220

_WORD = pattern(r"[^\W_]+(?:[-'’.][^\W_]+)*")


def reading_minutes(text: str, *, characters: int = CHARACTERS_A_MINUTE, words: int = WORDS_A_MINUTE) -> float:
    """The minutes that `text` takes at so many Chinese characters and so many words of other scripts a minute."""
    others = 0
    for word in _WORD.findall(text):
        chinese = count_han(word)
        if not chinese:
            others += 1
        elif chinese < len(word):
            # What is between the Chinese characters are words.
            others += len(_WORD.findall("".join(" " if is_han(char) else char for char in word)))
    return count_han(text) / characters + others / words
