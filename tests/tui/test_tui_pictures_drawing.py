from __future__ import annotations

import asyncio
import base64
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

from haowai_tui.text import clean, clean_lines
from haowai_tui.tui import guard
from haowai_tui.tui.pictures.blocks import block_strips
from haowai_tui.tui.pictures.decode import Decoded, Room
from haowai_tui.tui.pictures.decode_child import Request, fitted
from haowai_tui.tui.pictures.kitty import MARKS, PLACEHOLDER, KittyPictures, passed_through
from haowai_tui.tui.pictures.sixel import forget, sixel_strips

NIGHT = (22, 24, 28)
ROOMS = st.tuples(st.integers(1, 60), st.integers(1, 30))
SIDES = st.integers(1, 3_000)


def cells(strip: Strip) -> list[tuple[str, Style | None]]:
    return [(char, segment.style) for segment in strip if not segment.control for char in segment.text]


def assert_fills(strips: list[Strip], columns: int, rows: int) -> None:
    assert len(strips) == rows
    for strip in strips:
        assert strip.cell_length == columns
        assert sum(segment.cell_length for segment in strip) == columns


@given(SIDES, SIDES, ROOMS)
def test_half_blocks_of_any_picture_fill_their_room_exactly(width: int, height: int, room: tuple[int, int]) -> None:
    columns, rows = room
    across, down = fitted((width, height), Request("rgb", columns, 2 * rows, (1, 2), NIGHT))
    picture = Decoded(across, down, bytes(range(256)) * (across * down * 3 // 256 + 1))
    strips = block_strips(Decoded(across, down, picture.data[: across * down * 3]), columns, rows, NIGHT)
    assert_fills(strips, columns, rows)
    assert {char for strip in strips for char, _style in cells(strip)} <= {"▀", " "}


@given(st.integers(1, 20), st.integers(1, 20), st.data())
def test_every_pixel_is_drawn_where_it_belongs(width: int, height: int, data: st.DataObject) -> None:
    columns = width + data.draw(st.integers(0, 9))
    rows = -(-height // 2) + data.draw(st.integers(0, 9))
    pixels = data.draw(st.binary(min_size=width * height * 3, max_size=width * height * 3))
    strips = block_strips(Decoded(width, height, pixels), columns, rows, NIGHT)
    drawn: list[list[tuple[int, ...]]] = []
    for strip in strips:
        line = cells(strip)
        for lower in (False, True):
            colours = [style and (style.bgcolor if lower or char == " " else style.color) for char, style in line]
            drawn.append([tuple(colour.triplet) for colour in colours if colour and colour.triplet])
    left, top = (columns - width) // 2, 2 * ((rows - -(-height // 2)) // 2)
    for y, line_of in enumerate(drawn):
        for x, colour in enumerate(line_of):
            inside = 0 <= x - left < width and 0 <= y - top < height
            at = 3 * ((y - top) * width + x - left)
            assert colour == (tuple(pixels[at : at + 3]) if inside else NIGHT)


def test_an_even_picture_is_one_segment_a_line() -> None:
    (strip,) = block_strips(Decoded(30, 2, bytes((9, 9, 9)) * 60), 30, 1, NIGHT)
    assert len(list(strip)) == 1


def kitty(*, tmux: bool = False) -> tuple[list[str], KittyPictures]:
    sent: list[str] = []
    return sent, KittyPictures(sent.append, tmux=tmux)


@given(st.integers(1, 700), st.integers(1, 500), ROOMS)
def test_placeholders_of_any_picture_fill_their_room_exactly(width: int, height: int, room: tuple[int, int]) -> None:
    columns, rows = room
    width, height = min(width, columns * 10), min(height, rows * 20)
    _sent, pictures = kitty()
    _number, strips = pictures.show(Decoded(width, height, b"png"), Room(columns, rows, (10, 20)), NIGHT)
    assert_fills(strips, columns, rows)


def test_a_picture_is_sent_to_kitty_in_pieces_once_and_named_by_its_cells() -> None:
    sent, pictures = kitty()
    png = bytes(range(256)) * 40
    number, strips = pictures.show(Decoded(40, 40, png), Room(6, 2, (10, 20)), NIGHT)
    parts = [re.fullmatch("\x1b_G(.*);(.*)\x1b\\\\", escape) for escape in sent]
    assert all(parts)
    assert base64.b64decode("".join(part[2] for part in parts if part)) == png
    assert max(len(part[2]) for part in parts if part) <= 4096
    assert parts[0] is not None
    assert parts[0][1] == f"a=T,U=1,f=100,i={number},c=4,r=2,q=2,m=1"
    assert [part[1] for part in parts[1:] if part] == ["q=2,m=1"] * (len(parts) - 2) + ["q=2,m=0"]
    for row, strip in enumerate(strips):
        (segment,) = [segment for segment in strip if PLACEHOLDER in segment.text]
        high = MARKS[number >> 24]
        assert segment.text == "".join(PLACEHOLDER + MARKS[row] + MARKS[column] + high for column in range(4))
        assert segment.style is not None
        assert segment.style.color == Color.from_rgb(number >> 16 & 255, number >> 8 & 255, number & 255)


def test_what_was_sent_is_taken_out_of_the_terminal_s_memory_once() -> None:
    sent, pictures = kitty()
    first, _strips = pictures.show(Decoded(10, 20, b"one"), Room(1, 1, (10, 20)), NIGHT)
    second, _strips = pictures.show(Decoded(10, 20, b"two"), Room(1, 1, (10, 20)), NIGHT)
    del sent[:]
    for number in (first, second, first, 0):
        pictures.forget(number)
    assert sent == [f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\" for number in (first, second)]


def test_tmux_gets_escapes_wrapped() -> None:
    sent, pictures = kitty(tmux=True)
    pictures.show(Decoded(10, 20, b"png"), Room(1, 1, (10, 20)), NIGHT)
    (escape,) = sent
    assert escape.startswith("\x1bPtmux;\x1b\x1b_Ga=T,")
    assert escape.endswith("\x1b\x1b\\\x1b\\")
    assert passed_through("\x1b_Gx\x1b\\") == "\x1bPtmux;\x1b\x1b_Gx\x1b\x1b\\\x1b\\"


@given(st.integers(1, 19), st.integers(1, 19))
def test_placeholders_are_cut_between_cells(start: int, more: int) -> None:
    _sent, pictures = kitty()
    _number, strips = pictures.show(Decoded(200, 20, b"png"), Room(20, 1, (10, 20)), NIGHT)
    end = min(20, start + more)
    cut = strips[0].crop(start, end)
    assert [part[1] for part in cut.text.split(PLACEHOLDER)[1:]] == list(MARKS[start:end])


def test_the_marks_are_those_of_kitty() -> None:
    # In a process of its own, without a terminal: the module asks the terminal when it is imported.
    code = "from textual_image.renderable.tgp import _NUMBER_TO_DIACRITIC as marks; print(*marks)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [ord(mark) for mark in MARKS] == [int(number) for number in run.stdout.split()]


@given(st.text(alphabet=["字", "a", PLACEHOLDER, MARKS[0], MARKS[1], MARKS[40]]))
def test_no_text_from_outside_can_name_a_picture(text: str) -> None:
    assert PLACEHOLDER not in clean(text)
    assert PLACEHOLDER not in clean_lines(text)


def test_the_guard_lets_our_own_placeholders_pass() -> None:
    guard.install()
    _sent, pictures = kitty()
    _number, (strip,) = pictures.show(Decoded(20, 20, b"png"), Room(2, 1, (10, 20)), NIGHT)
    console = Console(color_system="truecolor", force_terminal=True)
    assert strip.text in strip.render(console)


SIXEL_PIECE = b'\x1bP0;0;0q"1;1;20;20#0;2;0;0;0#0!20~-\x1b\\'


def sixels(columns: int, rows: int, pieces: int) -> list[Strip]:
    data = b"".join(len(SIXEL_PIECE).to_bytes(4, "big") + SIXEL_PIECE for _ in range(pieces))
    return sixel_strips(Decoded(20, 20 * pieces, data), Room(columns, rows, (10, 20)), NIGHT)


def written(strip: Strip) -> str:
    """What `strip` sends to the terminal, without colours."""
    guard.install()
    return re.sub("\x1b\\[[0-9;]*m", "", strip.render(Console(color_system="truecolor", force_terminal=True)))


@given(st.integers(2, 40), st.integers(1, 20), st.integers(1, 20))
def test_sixels_of_any_picture_fill_their_room_exactly(columns: int, rows: int, pieces: int) -> None:
    strips = sixels(columns, rows, pieces)
    assert_fills(strips, columns, rows)
    forget(strips)


def test_a_line_of_sixel_is_written_over_its_blank_cells_and_leaves_the_cursor() -> None:
    (strip,) = sixels(8, 1, 1)
    line = Strip([Segment("> "), *strip, Segment("  ")]).apply_offsets(0, 7)
    assert written(line) == "> " + " " * 5 + "\x1b7\x1b[2D" + SIXEL_PIECE.decode() + "\x1b8" + " " * 5


def test_a_line_of_sixel_that_is_cut_is_blank() -> None:
    (strip,) = sixels(8, 1, 1)
    line = Strip([Segment("> "), *strip])
    for start in range(11):
        for end in range(start, 11):
            whole = start <= 5 and end >= 7
            part = written(line.crop(start, end))
            assert ("\x1bP" in part) == whole
            assert whole or part == "> "[start:end] + " " * (min(end, 10) - max(start, 2))


def test_a_picture_that_was_forgotten_is_blank() -> None:
    strips = sixels(8, 1, 1)
    forget(strips)
    assert written(strips[0]) == " " * 8


class Page(ScrollView):
    """A page of sixty lines with a picture on twenty of them."""

    DEFAULT_CSS = "Page { border: round green; width: 60; }"

    def __init__(self, picture: list[Strip]) -> None:
        super().__init__()
        self.picture = picture

    def on_mount(self) -> None:
        self.virtual_size = Size(40, 60)

    def render_line(self, y: int) -> Strip:
        line, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        if 5 <= line < 25:
            return Strip([Segment("  "), *self.picture[line - 5]]).adjust_cell_length(width, self.rich_style)
        return Strip([Segment(f"line {line}")]).adjust_cell_length(width, self.rich_style)


class Dialog(ModalScreen[None]):
    CSS = "Dialog { align: center middle; } Static { width: 60; height: 6; }"

    def compose(self) -> ComposeResult:
        yield Static("dialog")


class Shown(App[None]):
    def __init__(self, picture: list[Strip]) -> None:
        guard.install()
        super().__init__()
        self.picture = picture

    def compose(self) -> ComposeResult:
        yield Page(self.picture)

    def frame(self) -> str:
        return self.screen._compositor.render_full_update().render_segments(self.console)


@pytest.mark.parametrize("kind", ["sixel", "kitty"])
def test_pictures_scroll_with_the_text_and_never_lie_over_a_dialog(kind: str) -> None:
    mark = "\x1bP" if kind == "sixel" else PLACEHOLDER
    across = 1 if kind == "sixel" else 20
    _sent, pictures = kitty()
    if kind == "sixel":
        strips = sixels(20, 20, 20)
    else:
        strips = pictures.show(Decoded(200, 400, b"png"), Room(20, 20, (10, 20)), NIGHT)[1]

    async def day() -> None:
        app = Shown(strips)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            # Twenty-two lines between the borders, five of text before the picture.
            assert app.frame().count(mark) == 17 * across
            app.query_one(Page).scroll_to(y=10, animate=False)
            await pilot.pause()
            assert app.frame().count(mark) == 15 * across
            app.push_screen(Dialog())
            await pilot.pause()
            frame = app.frame()
            if kind == "sixel":
                assert mark not in frame
            else:
                # The dialog covers six of the lines but for seven cells at the left.
                assert frame.count(mark) == 9 * across + 6 * 7
            app.pop_screen()
            await pilot.pause()
            assert app.frame().count(mark) == 15 * across

    asyncio.run(day())
