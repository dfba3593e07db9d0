"""Text for terminals that lack its characters: Chinese by its sound, the rest by the nearest that ASCII has."""

from __future__ import annotations

import unicodedata

from haowai_tui.text.fold import fold
from haowai_tui.text.pinyin import reading

_MARKS = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "—": "-", "–": "-", "…": "...", "·": "-", "•": "*", "▪": "*",
        "、": ",", "。": ".", "《": "<", "》": ">", "「": '"', "」": '"', "『": "'", "』": "'", "【": "[", "】": "]",
        "─": "-", "│": "|", "×": "x", "→": "->", "←": "<-", "€": "EUR", "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o",
        "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
    }
)  # fmt: skip


def spelled(text: str) -> str:
    """`text` in ASCII: syllables of Chinese stand apart, accents fall away, and what has no likeness is a ?."""
    words: list[str] = []
    before = False
    for char in text:
        sound = reading(fold(char)) if "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" else ""
        if sound:
            words.append((" " if before else "") + sound)
        else:
            words.append(_letter(char))
        before = bool(sound)
    return "".join(words)


def _letter(char: str) -> str:
    if char.isascii():
        return char
    plain = unicodedata.normalize("NFKD", char.translate(_MARKS))
    kept = "".join(part for part in plain if not unicodedata.combining(part))
    return kept if kept.isascii() else "?"


def spell(error: UnicodeError) -> tuple[str, int]:
    """For `codecs.register_error`: what a stream writes for what its encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = spelled(error.object[error.start : error.end])
    following = error.object[error.end : error.end + 1]
    # A syllable and the letter after it would be read as one word.
    apart = " " if lacking[-1:].isalpha() and following.isalnum() else ""
    return lacking + apart, error.end
