"""How long a text takes to read."""

from __future__ import annotations

from haowai_tui.lazy import pattern

CHARACTERS_A_MINUTE = 400
WORDS_A_MINUTE = 220

_CHINESE = pattern("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_WORD = pattern(r"[^\W_]+(?:[-'’.][^\W_]+)*")


def reading_minutes(text: str, *, characters: int = CHARACTERS_A_MINUTE, words: int = WORDS_A_MINUTE) -> float:
    """The minutes that `text` takes at so many Chinese characters and so many words of other scripts a minute."""
    rest, chinese = _CHINESE.subn(" ", text)
    return chinese / characters + sum(1 for _word in _WORD.finditer(rest)) / words
