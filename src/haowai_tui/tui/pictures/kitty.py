"""Kitty's graphics by Unicode placeholders: a picture is sent once, then shown by ordinary cells that name it.

https://sw.kovidgoyal.net/kitty/graphics-protocol/, "Unicode placeholders". A cell holds U+10EEEE with three marks: its
row, its column and the highest byte of the picture's number, whose lower three bytes are the cell's colour. Such cells
scroll, are cut and are covered by dialogs like any others.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from itertools import count

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from haowai_tui.tui.pictures.blocks import centred, ground
from haowai_tui.tui.pictures.decode import Colour, Decoded, Room

PLACEHOLDER = "\U0010eeee"

_CHUNK = 4096
"""Characters of payload that one escape may carry."""

_MARK_RANGES = (
    "305 30d-30e 310 312 33d-33f 346 34a-34c 350-352 357 35b 363-36f 483-487 592-595 597-599 59c-5a1 5a8-5a9 "
    "5ab-5ac 5af 5c4 610-617 657-65b 65d-65e 6d6-6dc 6df-6e2 6e4 6e7-6e8 6eb-6ec 730 732-733 735-736 73a 73d "
    "73f-741 743 745 747 749-74a 7eb-7f1 7f3 816-819 81b-823 825-827 829-82d 951 953-954 f82-f83 f86-f87 "
    "135d-135f 17dd 193a 1a17 1a75-1a7c 1b6b 1b6d-1b73 1cd0-1cd2 1cda-1cdb 1ce0 1dc0-1dc1 1dc3-1dc9 1dcb-1dcc "
    "1dd1-1de6 1dfe 20d0-20d1 20d4-20d7 20db-20dc 20e1 20e7 20e9 20f0 2cef-2cf1 2de0-2dff a66f a67c-a67d "
    "a6f0-a6f1 a8e0-a8f1 aab0 aab2-aab3 aab7-aab8 aabe-aabf aac1 fe20-fe26 10a0f 10a38 1d185-1d189 1d1aa-1d1ad "
    "1d242-1d244"
)


def _marks() -> Iterator[str]:
    for part in _MARK_RANGES.split():
        first, _dash, last = part.partition("-")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))


MARKS = tuple(_marks())
"""The mark for each number from 0 to 296."""


class KittyPictures:
    """The pictures that the terminal holds. `write` takes escapes to it; with `tmux` they are wrapped for it."""

    def __init__(self, write: Callable[[str], None], *, tmux: bool = False) -> None:
        self._write = write
        self._tmux = tmux
        # Another program may have pictures there: a random start makes meeting one of its numbers unlikely.
        self._numbers = count(int.from_bytes(os.urandom(4), "big") // 2 + (1 << 24))
        self._held: set[int] = set()

    def show(self, picture: Decoded, room: Room, background: Colour) -> tuple[int, list[Strip]]:
        """Send `picture`, a PNG, and give its number and the cells that show it, in the middle of the room."""
        number = next(self._numbers)
        columns = min(room.columns, -(-picture.width // room.cell[0]), len(MARKS))
        rows = min(room.rows, -(-picture.height // room.cell[1]), len(MARKS))
        for escape in transmission(number, picture.data, columns, rows):
            self._send(escape)
        self._held.add(number)
        return number, _strips(number, columns, rows, room, background)

    def forget(self, number: int) -> None:
        """Take a picture out of the terminal's memory."""
        if number in self._held:
            self._held.discard(number)
            self._send(f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\")

    def _send(self, escape: str) -> None:
        self._write(passed_through(escape) if self._tmux else escape)


def transmission(number: int, png: bytes, columns: int, rows: int) -> Iterator[str]:
    """The escapes that send a PNG and say that it takes `columns` x `rows` placeholders. The terminal is told not to
    answer: an answer would come in among the keys."""
    payload = b64encode(png).decode("ascii")
    head = f"a=T,U=1,f=100,i={number},c={columns},r={rows},q=2,"
    for at in range(0, len(payload), _CHUNK):
        more = int(at + _CHUNK < len(payload))
        yield f"\x1b_G{head}m={more};{payload[at : at + _CHUNK]}\x1b\\"
        head = "q=2,"


def passed_through(escape: str) -> str:
    """`escape` wrapped so that tmux hands it to the terminal it runs in."""
    return "\x1bPtmux;" + escape.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def _strips(number: int, columns: int, rows: int, room: Room, background: Colour) -> list[Strip]:
    blank = ground(background)
    style = Style(color=Color.from_rgb(number >> 16 & 255, number >> 8 & 255, number & 255)) + blank
    highest = MARKS[number >> 24]
    top = (room.rows - rows) // 2
    left = (room.columns - columns) // 2
    strips = [Strip.blank(room.columns, blank)] * top
    for row in range(rows):
        text = "".join(f"{PLACEHOLDER}{MARKS[row]}{MARKS[column]}{highest}" for column in range(columns))
        strips.append(centred([Segment(text, style)], left, columns, room.columns, blank))
    return [*strips, *[Strip.blank(room.columns, blank)] * (room.rows - rows - top)]
