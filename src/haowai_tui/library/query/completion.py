"""What may be typed next in a query."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from haowai_tui.library.query.grammar import OPERATORS, PARTS, STATES
from haowai_tui.text.fold import fold
from haowai_tui.text.pinyin import sounds_like

_LAST = re.compile(r'(?:^|[\s(])-?(?P<whole>(?:(?P<name>[a-z]+):)?(?P<value>"[^"]*|[^\s()"]*))$')
_FIXED: Mapping[str, Sequence[str]] = {
    "is": STATES,
    "has": PARTS,
    "after": ("1d", "7d", "1m"),
    "before": ("1d", "7d", "1m"),
    "lang": ("zh", "en"),
    "words": (">500", "<200"),
}


def complete(text: str, cursor: int, names: Mapping[str, Sequence[str]]) -> tuple[int, list[str]]:
    """What may stand in place of the piece of `text` before `cursor`: where that piece begins, and the texts.

    `names` has what there is by operator: the titles of feeds under `feed`, tags under `tag`. A name with a space is
    given in quotes.
    """
    found = _LAST.search(text[:cursor])
    if found is None:
        return cursor, []
    start = found.start("whole")
    if found["name"] is None:
        begun = found["value"]
        return start, [f"{name}:" for name in OPERATORS if begun and name.startswith(begun)]
    wanted = fold(found["value"].lstrip('"'))
    choices = _FIXED.get(found["name"]) or names.get(found["name"], ())
    fitting = [
        choice for choice in choices if '"' not in choice and (wanted in fold(choice) or sounds_like(choice, wanted))
    ]
    fitting.sort(key=lambda choice: not fold(choice).startswith(wanted))
    return start, [f"{found['name']}:{_quoted(choice)}" for choice in fitting]


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r"[\s()]", value) else value
