"""The looks of cells, read from SGR parameters (ECMA-48, 8.3.117) and OSC 8 links, and the way from one to another."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from haowai_tui.text import cell_width

# The code that ends an attribute, by the code that begins it.
_ENDS = {1: 22, 2: 22, 3: 23, 4: 24, 21: 24, 5: 25, 6: 25, 7: 27, 8: 28, 9: 29, 51: 54, 52: 54, 53: 55}
_SHOWS_ON_BLANKS = frozenset({4, 21, 7, 9, 51, 52, 53})

Cell = tuple[str, "Style"]
"""A character with its marks, and its look. The second cell of a wide one has an empty text."""


class _Cells(dict[str, tuple[Cell, ...]]):
    """The cells of single characters in one look: one, or two for a wide one. Raises `KeyError` for characters whose
    width terminals may see differently."""

    def __init__(self, style: Style) -> None:
        super().__init__()
        self._style = style

    def __missing__(self, char: str) -> tuple[Cell, ...]:
        width = cell_width(char)
        if not _is_sure(char) or not width:
            raise KeyError(char)
        self[char] = made = cells_of(char, width, self._style)
        return made


def _is_sure(char: str) -> bool:
    """Whether every terminal gives `char` the same cells: no emoji, no marks, and none that Unicode calls ambiguous but
    for line-drawing, blocks and shapes. Where those are wider than `ui.ambiguous_width` says, no screen holds together.
    """
    if "\u2500" <= char <= "\u25ff" or char == "\u00b7":
        return True
    if char >= "\U0001f000":
        return False
    return unicodedata.east_asian_width(char) != "A" and unicodedata.category(char)[0] != "M"


class Style:
    """One look. `fg` and `bg` are SGR parameters or empty, `attributes` the codes that are on, `link` what stands
    between `OSC 8 ;` and its end, or empty."""

    __slots__ = ("attributes", "bg", "cells", "fg", "key", "link")

    def __init__(self, fg: str = "", bg: str = "", attributes: frozenset[int] = frozenset(), link: str = "") -> None:
        self.fg = fg
        self.bg = bg
        self.attributes = attributes
        self.link = link
        self.key = (bg, fg, tuple(sorted(attributes)), link)
        self.cells = _Cells(self)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Style) and self.key == other.key)

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def is_plain_on_blanks(self) -> bool:
        """Whether a space in this look shows nothing but its background."""
        return not self.attributes & _SHOWS_ON_BLANKS

    def shows_blank(self, blank: Style) -> bool:
        """Whether a space written in this look is the same to see as one in the look `blank`."""
        if self.link != blank.link:
            return False
        return self == blank or (self.is_plain_on_blanks and blank.is_plain_on_blanks and self.bg == blank.bg)


PLAIN = Style()


@lru_cache(maxsize=1024)
def blank_of(style: Style) -> Style:
    """The look of a space in the look `style`, without what cannot be seen of it."""
    return Style(bg=style.bg, link=style.link) if style.is_plain_on_blanks else style


def cells_of(text: str, width: int, style: Style) -> tuple[Cell, ...]:
    """The cells of one character with its marks."""
    if text == " ":
        return ((" ", blank_of(style)),)
    return ((text, style),) if width == 1 else ((text, style), ("", style))


@lru_cache(maxsize=4096)
def style_of(parameters: str, link: str) -> Style | None:
    """The look that the parameters of an SGR make out of none; None when one of them is not known."""
    fg = bg = ""
    attributes: set[int] = set()
    numbers = iter(parameters.split(";") if parameters else [])
    for number in numbers:
        code = int(number or 0)
        if code == 0:
            fg = bg = ""
            attributes.clear()
        elif code in _ENDS:
            attributes.add(code)
        elif code in (38, 48):
            kind = next(numbers, "")
            rest = [next(numbers, "") for _ in range(3 if kind == "2" else 1)]
            if kind not in ("2", "5") or "" in rest:
                return None
            colour = ";".join([number, kind, *rest])
            fg, bg = (colour, bg) if code == 38 else (fg, colour)
        elif 30 <= code <= 39 or 90 <= code <= 97:
            fg = "" if code == 39 else number
        elif 40 <= code <= 49 or 100 <= code <= 107:
            bg = "" if code == 49 else number
        else:
            return None
    return Style(fg, bg, frozenset(attributes), link)


@lru_cache(maxsize=4096)
def transition(old: Style, new: Style) -> str:
    """The shortest escapes that turn the look `old` of a terminal's pen into `new`."""
    link = "" if old.link == new.link else f"\x1b]8;{new.link or ';'}\x1b\\"
    if (old.fg, old.bg, old.attributes) == (new.fg, new.bg, new.attributes):
        return link
    colours = [colour for colour in (new.fg, new.bg) if colour]
    whole = ["", *map(str, sorted(new.attributes)), *colours]
    ended = {_ENDS[code] for code in old.attributes - new.attributes}
    begun = [code for code in sorted(new.attributes) if code not in old.attributes or _ENDS[code] in ended]
    step = [*map(str, sorted(ended)), *map(str, begun)]
    if new.fg != old.fg:
        step.append(new.fg or "39")
    if new.bg != old.bg:
        step.append(new.bg or "49")
    return f"{link}\x1b[{min(';'.join(whole), ';'.join(step), key=len)}m"
