"""What a program wrote to its terminal, taken apart: the kinds of its control sequences, and its text.

Nothing is assumed of how frames are written: what a program may send is what it sends when all it shows is harmless.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"(?P<csi>\x1b\[(?P<params>[0-?]*)(?P<between>[ -/]*)(?P<final>[@-~]))"
    r"|(?P<osc>\x1b\](?P<said>[^\x07\x1b]*)(?:\x07|\x1b\\))"
    r"|(?P<string>\x1b(?P<opener>[PX^_])[^\x1b]*\x1b\\)"
    r"|(?P<other>\x1b[ -/]*[0-~]?)"
)
_PLACES = "ABCDEFGHJKLMPSTXdf@r"
"""CSI sequences that move or erase: with whatever numbers."""

_LAYOUT = "\r\n\t\b"
"""A backspace is how a thin line goes one cell back; that none of them is a source's shows in the text."""

_JOINED = "\u200c\u200d"


@dataclass
class Written:
    """`kinds` names each kind of control sequence once, `text` is all else, `foreign` what no program of ours says."""

    kinds: set[str] = field(default_factory=set)
    text: str = ""
    foreign: list[str] = field(default_factory=list)

    @property
    def commands(self) -> list[str]:
        """What a terminal would obey, or be misled by: `foreign` without characters that are only unknown to it."""
        return [found for found in self.foreign if not found.endswith(("(Co)", "(Cn)"))]


def take_apart(raw: bytes) -> Written:
    """Take apart everything that was written; bytes that are no UTF-8 are foreign."""
    found = Written()
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        found.foreign.append(f"no UTF-8: {error}")
        decoded = raw.decode("utf-8", "replace")
    place = 0
    pieces = []
    for token in _TOKEN.finditer(decoded):
        pieces.append(decoded[place : token.start()])
        found.kinds |= _kinds(token)
        place = token.end()
    pieces.append(decoded[place:])
    found.text = "".join(pieces)
    for char in sorted(set(found.text)):
        category = unicodedata.category(char)
        known = _LAYOUT if category == "Cc" else _JOINED
        if category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") and char not in known:
            found.foreign.append(f"U+{ord(char):04X} ({category})")
    return found


def _kinds(token: re.Match[str]) -> set[str]:
    if token["csi"]:
        final, params = token["final"], token["params"]
        if final == "m":
            return {f"SGR {number}" for number in _attributes(params)}
        if final in _PLACES and not token["between"] and not params.startswith(("?", ">", "<", "=")):
            return {f"CSI {final}"}
        return {f"CSI {params}{token['between']}{final}"}
    if token["osc"]:
        return {f"OSC {token['said'].partition(';')[0]}"}
    if token["string"]:
        return {f"string {token['opener']}"}
    return {f"ESC {token['other'][1:]}"}


def _attributes(params: str) -> set[str]:
    """The attributes that an SGR sets; a colour is one, whichever it is."""
    numbers = params.replace(":", ";").split(";")
    found = set()
    while numbers:
        number = numbers.pop(0)
        if number in ("38", "48", "58"):
            numbers = numbers[2:] if numbers[:1] == ["5"] else numbers[4:]
            number = "colour"
        elif number.isdigit() and (30 <= int(number) <= 49 or 90 <= int(number) <= 107):
            number = "colour"
        found.add(number)
    return found
