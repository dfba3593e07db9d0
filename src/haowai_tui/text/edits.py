"""Whether an edit changed what a text says, or only how it is typed."""

from __future__ import annotations

import re
import unicodedata

_TYPED_ALIKE = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "‘": "'",
        "’": "'",
        "‐": "-",
        "–": "-",
        "—": "-",
    }
)
_SPACE = re.compile(r"\s+")


def said(text: str) -> str:
    """`text` without its spaces, and with quotes, dashes, and full-width letters as one types them: two texts that give
    the same say the same."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text).translate(_TYPED_ALIKE))
