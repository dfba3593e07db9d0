"""Which language a text is in, as far as setting and searching it needs to know."""

from __future__ import annotations

from haowai_tui.lazy import pattern
from haowai_tui.text.han import count_han

_KANA = pattern("[\u3040-\u30ff]")
_LATIN = pattern("[A-Za-z]{2,}")


def detect_language(text: str) -> str:
    """`zh` for Chinese, `en` for text in Latin letters, else "". Looks at the first 2,000 characters."""
    sample = text[:2000]
    han, latin = count_han(sample), len(_LATIN.findall(sample))
    if han and len(_KANA.findall(sample)) * 5 < han and han >= latin:
        return "zh"
    return "en" if latin > han else ""
