"""Untrusted text to safe text: the first of two guards between a feed and the terminal.

What is dropped: C0 and C1 controls, bidirectional and other format controls, zero-width and tag characters, lone
surrogates, noncharacters, private use. ZWJ and variation selectors stay where they join emoji, ZWJ and ZWNJ where they
shape Arabic and Indic letters. At most four combining marks stand on one base, and as many that take room beside it; an
emoji joins at most four others.
"""

from __future__ import annotations

import unicodedata

from haowai_tui.lazy import pattern

MAX_MARKS = 4
"""Combining marks kept on one base character; no living orthography needs more."""

_JOINERS = "\u200c\u200d"
_VARIATION = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_EMOJI = "\u2190-\u2bff\u3030\u303d\u3297\u3299\u00a9\u00ae\u2122\u203c\u2049#*0-9\U0001f000-\U0001faff"
_SHAPED = "\u0600-\u07bf\u08a0-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"

_DROP = pattern(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1; the breaks among them are handled before
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen and invisible fillers
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\U000f0000-\U0010ffff"
    "\ufffe\uffff\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff"
    "]+"
)
_SUSPECT = pattern(f"[{_JOINERS}{_VARIATION}]")
_STRAY_VARIATION = pattern(f"(?<![{_EMOJI}\u3400-\u9fff\U00020000-\U000323af])[{_VARIATION}]+")
_EXTRA_VARIATION = pattern(f"([{_VARIATION}])[{_VARIATION}]+")
_STRAY_JOINER = pattern(
    f"(?<![{_EMOJI}\ufe0f\U0001f3fb-\U0001f3ff{_SHAPED}])[{_JOINERS}]+|[{_JOINERS}]+(?![{_EMOJI}{_SHAPED}])"
)
_BREAKS = pattern("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = pattern(r"[^\S ]\s*| \s+")
"""White space that is not one space."""
_UNUSUAL = pattern(
    "[^\x20-\x7e\n\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u3001-\u3029\u3041-\u3096\u4e00-\u9ffc\uac00-\ud7a3\uff01-\uff5e]"
)
"""All but letters, signs, spaces and newlines in which there is nothing to look for: most texts have none of it."""
_JOINED = pattern(
    f"((?:[{_EMOJI}][{_VARIATION}\U0001f3fb-\U0001f3ff]*\u200d){{{MAX_MARKS}}}[{_EMOJI}][{_VARIATION}\U0001f3fb-\U0001f3ff]*)"
    f"(?:\u200d[{_EMOJI}][{_VARIATION}\U0001f3fb-\U0001f3ff]*)+"
)
"""Five emoji in one, which is more than Unicode has names for, and what is joined to them behind."""


def clean(text: str) -> str:
    """`text` on one line: safe to store, to draw and to print; white space folded to single spaces and stripped."""
    if not _UNUSUAL.search(text):
        return " ".join(text.split())
    return _SPACES.sub(" ", _safe(_BREAKS.sub("\n", text))).strip()


def clean_lines(text: str) -> str:
    """`text` safe as `clean` makes it, with its lines and spaces kept: for code and other preformatted text.

    All line ends become newlines; a tab goes to the next multiple of four cells.
    """
    if not _UNUSUAL.search(text):
        return text
    text = _BREAKS.sub("\n", text)
    if "\t" in text:
        text = text.expandtabs(4)
    return _safe(text)


def _safe(text: str) -> str:
    text = _DROP.sub("", text)
    if not text.isascii():
        text = _drop_unassigned(text)
    if _SUSPECT.search(text):
        text = _EXTRA_VARIATION.sub(r"\1", _STRAY_VARIATION.sub("", text))
        # Dropping one joiner can make its neighbour a stray.
        while (less := _STRAY_JOINER.sub("", text)) != text:
            text = less
        text = _STRAY_VARIATION.sub("", text)
        text = _JOINED.sub(r"\1", text)
    return text


_KNOWN = pattern(
    "[\x20-\x7e\xa0-\u02ff\u2010-\u2027\u2030-\u205e\u3000-\u3029\u3030-\u303f\u3041-\u3096\u4e00-\u9ffc\uac00-\ud7a3\uff01-\uff5e]+"
)
"""Ranges without a hole or a mark: whatever else occurs is looked up."""


def _drop_unassigned(text: str) -> str:
    """Drop code points that Unicode leaves unassigned, and marks that are more than a letter can have."""
    rest = set(_KNOWN.sub("", text))
    unassigned = {ord(char): None for char in rest if unicodedata.category(char) in ("Cn", "Cf", "Co", "Cs")}
    for joiner in _JOINERS:
        unassigned.pop(ord(joiner), None)
    if unassigned:
        text = text.translate(unassigned)
    if any(unicodedata.category(char)[0] == "M" for char in rest):
        done, parts = 0, []
        for heap in _HEAP.finditer(text.translate(_KINDS)):
            parts += [text[done : heap.start()], _fewer_marks(text[heap.start() : heap.end()])]
            done = heap.end()
        text = "".join([*parts, text[done:]])
    return text


class _Kinds(dict[int, str]):
    """Of each character whether it is a mark (`m`), joins (`j`) or is anything else (`x`)."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = "m" if unicodedata.category(char)[0] == "M" else "j" if char in _JOINERS else "x"
        self[code] = kind
        return kind


_KINDS = _Kinds()
_HEAP = pattern(f"m(?:j*m){{{MAX_MARKS},}}")


def _fewer_marks(heap: str) -> str:
    """Of marks on one letter those that it can have: some above and below, some beside it, as many Indic ones are."""
    kept: list[str] = []
    room = {True: MAX_MARKS, False: MAX_MARKS}
    is_kept = True
    for char in heap:
        if char not in _JOINERS:
            room[beside := unicodedata.category(char) == "Mc"] -= 1
            is_kept = room[beside] >= 0
        # A joiner goes with the mark before it.
        if is_kept:
            kept.append(char)
    return "".join(kept).rstrip(_JOINERS)
