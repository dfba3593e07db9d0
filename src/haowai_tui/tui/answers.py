"""What the terminal answers, kept apart from what the reader types.

The question for its background (xterm's OSC 11) is sent after the first frame and nobody waits for the answer: it comes
among the keys whenever it comes, late over a slow line, in pieces, or never. Textual would take an answer for typed
letters, and a piece of what any other sequence is for keys when the rest is late: a move of the mouse was a number and
a command. So its parser has a forerunner that takes answers out and lets pieces wait. The names are Textual's own
private ones, which is why it is pinned exactly.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from typing import ClassVar

from textual._xterm_parser import XTermParser
from textual.message import Message

_ASK = "\x1b]11;?\x1b\\\x1b[?2031h"
"""Asks for the background's colour, and to be told when it changes between light and dark (contour's mode 2031)."""
ASK_NO_MORE = "\x1b[?2031l"

ASK_LAST = "\x1b[c"
"""Asks what kind of terminal it is (DA1): whoever has the answer has all that was asked for before."""

_COLOUR = re.compile(r"\x1b\]11;rgba?:([0-9a-fA-F/]{1,40})(?:\x07|\x1b\\|\x9c)")
_CHANGED = re.compile(r"\x1b\[\?997;([12])n")
_KIND = re.compile(r"\x1b\[\?[\d;]*c")
_MODE = re.compile(r"\x1b\[\?\d+;\d\$y")
_FOREIGN = re.compile(
    r"\x1b(?:\]\d|P[\d>]|_G)[^\x07\x1b]{0,1000}(?:\x07|\x1b\\)"
    r"|\x1b\[(?:[>=?](?!\d+;\d\$y)[\d;:]*[ -/]*[@-~]|<[\d;:]*[@-LN-ln-~])"
)
"""What no key sends: answers to what another program asked, or whose rest was lost."""
_BEGUN = re.compile(r"\x1b(?:\]\d*|\[)?\Z")
"""An answer, or an Escape, that the end of what was read cut off."""
_HALF = re.compile(r"\x1b(?:\[[<=>?\d][\d;:<=>?]*|\]\d+;[0-9a-zA-Z:;/?]{0,48}\x1b?)\Z")
"""The beginning of what nobody types: the rest comes, however long the line stands still."""
_PASTE, _PASTED = "\x1b[200~", "\x1b[201~"
_PASTED_BEGUN = re.compile(r"\x1b(?:\[(?:2(?:0(?:1)?)?)?)?\Z")
_BEGINS = re.compile(r"[\[\]OPNX^_\\\x1bfb\x7f\t]")
_ESCAPE = re.compile(rf"\x1b(?!{_BEGINS.pattern}|\Z)")
"""An Escape that begins nothing: the key, and after it another one, which came with it over a slow line. Textual would
make Alt and that key of them, or a sign that some keyboards have there. ESC f and ESC b move by a word in many
terminals."""
_HELD_SECONDS = 0.05
EXPECTED_SECONDS = 2.0
"""So long after a question an Escape at the end of what was read may be the beginning of its answer."""
_DARKEST_LIGHT = 0.5
"""A background at least so light is light, as a share of white, weighed as the eye does."""


class GroundTold(Message, bubble=False):
    """The terminal has said whether its background is dark."""

    def __init__(self, dark: bool) -> None:
        super().__init__()
        self.dark = dark


class AllTold(Message, bubble=False):
    """The terminal has answered the last question, and so all of them."""


def question() -> str:
    """What to send to ask; its answer is expected from now on."""
    AnswerParser.expected_until = time.monotonic() + EXPECTED_SECONDS
    return _ASK


def is_dark(colour: str) -> bool | None:
    """Whether a colour of an answer, two to four hexadecimal digits for red, green and blue, is dark; None when it is
    no colour."""
    parts = colour.split("/")
    if len(parts) not in (3, 4) or not all(1 <= len(part) <= 4 for part in parts):
        return None
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in parts[:3])
    return bool(0.299 * red + 0.587 * green + 0.114 * blue < _DARKEST_LIGHT)


class AnswerParser(XTermParser):
    """Textual's parser of what the terminal sends, without the answers: they become `GroundTold` and `AllTold`."""

    expected_until: ClassVar[float] = 0.0
    """By `time.monotonic`."""

    def __init__(self, debug: bool = False) -> None:
        self._held = ""
        self._held_since = 0.0
        self._is_half = False
        """Whether what is held waits for its rest however long that takes."""
        self._is_escape = False
        """Whether an Escape was the last that came."""
        self._is_pasting = False
        self.has_answers = False
        """Whether the terminal has answered anything."""
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        data, self._held = self._held + data, ""
        if not data:
            yield from super().feed(data)
        while data:
            if self._is_pasting:
                head, tail = self._pasted(data)
                if head:
                    yield from super().feed(head)
            else:
                head, mark, tail = data.partition(_PASTE)
                self._is_pasting = bool(mark)
                yield from self._typed(head + mark)
            data = tail

    def _pasted(self, data: str) -> tuple[str, str]:
        """Of what comes while something is pasted, that which is, and the rest. No key is in it, and what ends it may
        come in pieces."""
        text, mark, tail = data.partition(_PASTED)
        self._is_pasting = not mark
        if not mark and (begun := _PASTED_BEGUN.search(text)):
            self._held, self._is_half = begun.group(), True
            text = text[: begun.start()]
        return text.replace("\x1b", "") + mark, tail

    def _typed(self, data: str) -> Iterable[Message]:
        if self._is_escape and not _BEGINS.match(data):
            yield from self._complete()
        self._is_escape = data.endswith("\x1b")
        if "\x1b" not in data:
            yield from super().feed(data)
            return
        told: list[Message] = []
        self.has_answers = self.has_answers or bool(_MODE.search(data))
        data = _COLOUR.sub(lambda match: _colour_told(match, told), data)
        data = _CHANGED.sub(lambda match: _change_told(match, told), data)
        data = _KIND.sub(lambda match: _all_told(match, told), data)
        data = _FOREIGN.sub("", data)
        self.has_answers = self.has_answers or bool(told)
        yield from told
        half = _HALF.search(data)
        begun = half or _BEGUN.search(data)
        now = time.monotonic()
        # An Escape alone is the key, unless an answer is under way: then what follows in a moment tells.
        if begun is not None and (begun.group() != "\x1b" or now < self.expected_until):
            self._held, self._held_since, self._is_half = begun.group(), now, half is not None
            data = data[: begun.start()]
        at = 0
        for escape in _ESCAPE.finditer(data):
            yield from super().feed(data[at : escape.end()])
            yield from self._complete()
            at = escape.end()
        if data[at:]:
            yield from super().feed(data[at:])

    def _complete(self) -> Iterable[Message]:
        """What has come so far is complete."""
        if self._timeout_time is not None:
            self._timeout_time = 0.0
            yield from super().tick()

    def tick(self) -> Iterable[Message]:
        if self._held and not self._is_half and time.monotonic() - self._held_since > _HELD_SECONDS:
            held, self._held = self._held, ""
            yield from super().feed(held)
        yield from super().tick()

    @property
    def due(self) -> float | None:
        """When, by `time.monotonic`, what has come so far is complete if nothing follows, and `tick` passes it on. None
        where nothing is half-way."""
        held = self._held_since + _HELD_SECONDS if self._held and not self._is_half else None
        times = [at for at in (held, self._timeout_time) if at is not None]
        return min(times, default=None)


def _colour_told(match: re.Match[str], told: list[Message]) -> str:
    dark = is_dark(match[1])
    if dark is not None:
        told.append(GroundTold(dark))
    return ""


def _change_told(match: re.Match[str], told: list[Message]) -> str:
    told.append(GroundTold(match[1] == "1"))
    return ""


def _all_told(_match: re.Match[str], told: list[Message]) -> str:
    told.append(AllTold())
    return ""
