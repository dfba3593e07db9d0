"""The thin stream shows what Textual's own stream shows, on a terminal that knows nothing of either (pyte)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from io import StringIO
from random import Random
from typing import Any

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from haowai_tui.text import cell_width
from haowai_tui.tui.thin.screen import Screen
from haowai_tui.tui.thin.traits import Traits
from haowai_tui.tui.widgets.strips import exact_strip

COLUMNS, ROWS = 24, 10
CONSOLE = Console(file=StringIO(), force_terminal=True, color_system="truecolor", _environ={})
GROUND = Style(color="#d8d4cc", bgcolor="#16181c")


class Terminal(pyte.Screen):
    """A terminal that also keeps the links of its cells (OSC 8), in the place of blinking, which nothing here does."""

    def __init__(self, columns: int = COLUMNS, rows: int = ROWS) -> None:
        super().__init__(columns, rows)
        self._stream = pyte.Stream(self)
        self._link = ""
        self.reset_mode(7, private=True)

    def show(self, data: str) -> None:
        self._stream.feed(data.replace("\x1b]8;", "\x1b]2;"))

    def set_title(self, param: str) -> None:
        self._link = param if param.partition(";")[2] else ""
        self._keep_link()

    def select_graphic_rendition(self, *attrs: int) -> None:
        super().select_graphic_rendition(*attrs)
        self._keep_link()

    def _keep_link(self) -> None:
        self.cursor.attrs = self.cursor.attrs._replace(blink=self._link)

    def seen(self) -> list[list[Any]]:
        """What a person sees of every cell."""
        return [[_seen(self.buffer[row][column]) for column in range(self.columns)] for row in range(self.lines)]


def _seen(cell: Any) -> Any:
    # Of a space no colour but its background shows, as long as no line and no reversal makes it show.
    bare = cell.data == " " and not (cell.underscore or cell.strikethrough or cell.reverse)
    cell = cell._replace(blink=cell.blink or "")
    return cell._replace(fg="default", bold=False, italics=False) if bare else cell


class Line:
    """One reader's line: what Textual writes goes to one terminal as it is, to the other through the thin screen."""

    def __init__(self, traits: Traits) -> None:
        self.plain, self.thin = Terminal(), Terminal()
        self.screen = Screen(COLUMNS, ROWS, traits)
        self.sent = ""

    def draw(self, update: CompositorUpdate, cursor: tuple[int, int] = (0, 0)) -> None:
        data = update.render_segments(CONSOLE) + Control.move_to(*cursor).segment.text
        self.plain.show(data)
        assert self.screen.frame(data)
        self.sent = self.screen.flush()
        self.thin.show(self.sent)

    def assert_same(self) -> None:
        ours, theirs = self.thin.seen(), self.plain.seen()
        for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            assert one == other, f"row {number}, sent {self.sent!r}"
        assert (self.thin.cursor.x, self.thin.cursor.y) == (self.plain.cursor.x, self.plain.cursor.y)


# Wide characters, a mark on a letter, ambiguous ones, words, and blanks enough to be erased.
TEXTS = ["e\u0301a\u0302", " " * 14, "word " * 3, "─" * 9, "新闻，“号外”。", "a", "中", " ", "—", "b 文é ", "▁"]
COLOURS = [None, "#d8d4cc", "#e0684b", "red", "bright_blue", "color(123)"]
GROUNDS = [None, "#16181c", "#16181c", "#2a2f37", "blue"]
LINKS = [None, None, None, "https://example.org/1", "https://example.org/2"]
FLAGS = ("bold", "italic", "underline", "reverse", "strike", "dim")
CUTS = [0, 9, 23, COLUMNS]

Rows = list[list[Strip]]


class Newsroom:
    """Makes up screens, and what happens to them."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.screen: Rows = [self.row() for _ in range(ROWS)]

    def style(self) -> Style:
        pick = self.chance.choice
        if pick([True, False]):
            return GROUND
        flags = {flag: True for flag in FLAGS if not self.chance.randrange(5)}
        return Style(color=pick(COLOURS), bgcolor=pick(GROUNDS), link=pick(LINKS), **flags)

    def strip(self, width: int) -> Strip:
        segments = [Segment(self.chance.choice(TEXTS), self.style()) for _ in range(self.chance.randrange(5))]
        return Strip(segments).adjust_cell_length(width, self.style()).crop(0, width)

    def row(self) -> list[Strip]:
        return [self.strip(b - a) for a, b in itertools.pairwise(CUTS)]

    def happening(self) -> CompositorUpdate:
        """One thing that happens, as Textual would write it."""
        return self.chance.choice([self.cells, self.again, self.scroll, self.dialog, self.all_new])()

    def cells(self) -> CompositorUpdate:
        number, pane = self.chance.randrange(ROWS), self.chance.randrange(3)
        self.screen[number][pane] = self.strip(CUTS[pane + 1] - CUTS[pane])
        return parts(self.screen, [(number, CUTS[pane], CUTS[pane + 1])])

    def again(self) -> CompositorUpdate:
        return parts(self.screen, [(number, 0, COLUMNS) for number in range(self.chance.randrange(ROWS - 1), ROWS)])

    def scroll(self) -> CompositorUpdate:
        top = self.chance.randrange(ROWS // 2)
        bottom = self.chance.randrange(top + 2, ROWS + 1)
        by = self.chance.randrange(1, bottom - top)
        panes = self.chance.choice([[0], [1], [2], [0, 1, 2]])
        down = self.chance.choice([True, False])
        for pane in panes:
            block = [self.screen[number][pane] for number in range(top, bottom)]
            new = [self.strip(CUTS[pane + 1] - CUTS[pane]) for _ in range(by)]
            for number, strip in enumerate(new + block[:-by] if down else block[by:] + new, start=top):
                self.screen[number][pane] = strip
        return parts(self.screen, [(number, CUTS[panes[0]], CUTS[panes[-1] + 1]) for number in range(top, bottom)])

    def dialog(self) -> CompositorUpdate:
        left, right = self.chance.randrange(1, 11), self.chance.randrange(12, COLUMNS)
        covered = [list(row) for row in self.screen]
        for number in range(2, 6):
            before, _under, after = Strip.join(self.screen[number]).divide([left, right, COLUMNS])
            covered[number] = [before, self.strip(right - left), after]
        return whole(covered)

    def all_new(self) -> CompositorUpdate:
        self.screen = [self.row() for _ in range(ROWS)]
        return whole(self.screen)


def whole(screen: Rows) -> LayoutUpdate:
    return LayoutUpdate([list(row) for row in screen], Region(0, 0, COLUMNS, ROWS))


def parts(screen: Rows, spans: Sequence[tuple[int, int, int]]) -> ChopsUpdate:
    chops = [dict(zip(CUTS, row, strict=False)) for row in screen]
    return ChopsUpdate(chops, list(spans), [CUTS[1:]] * ROWS)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([Traits(), Traits(erases=False), Traits(moves_rows=False)]))
def test_whatever_happens_on_the_screen_the_thin_line_shows_the_same(chance: Random, traits: Traits) -> None:
    line, newsroom = Line(traits), Newsroom(chance)
    line.draw(whole(newsroom.screen))
    line.assert_same()
    for _ in range(6):
        update = newsroom.happening()
        line.draw(update, cursor=chance.choice([(0, 0), (5, 3)]))
        line.assert_same()
        if chance.choice([True, False]):
            line.thin.erase_in_display(2)
            line.screen.forget()
            line.thin.show(line.screen.flush())
            line.assert_same()
        if isinstance(update, LayoutUpdate):  # a dialog, perhaps: it is gone now
            line.draw(whole(newsroom.screen))
            line.assert_same()


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([Traits(), Traits(erases=False), Traits(moves_rows=False)]))
def test_frames_that_are_left_out_or_sent_in_parts_end_in_the_same_screen(chance: Random, traits: Traits) -> None:
    line, newsroom = Line(traits), Newsroom(chance)
    line.draw(whole(newsroom.screen))
    for _ in range(12):
        update = newsroom.happening()
        drawn = [update, whole(newsroom.screen)] if isinstance(update, LayoutUpdate) else [update]
        for each in drawn:
            data = each.render_segments(CONSOLE) + Control.move_to(0, 0).segment.text
            line.plain.show(data)
            assert line.screen.frame(data)
            if chance.choice([True, False]):
                line.thin.show(line.screen.flush(chance.choice([1, 40, 200])))
    for _row in range(ROWS + 1):
        line.thin.show(line.screen.flush(1))
    assert line.screen.is_drawn
    line.assert_same()


def test_a_frame_in_parts_begins_the_next_part_where_the_last_one_ended() -> None:
    """Also when a newer frame has come in between: or the rows at the end would wait as long as a key is held."""
    line = Line(Traits(moves_rows=False))
    seen: set[int] = set()
    for number in range(ROWS):
        update = whole(text_screen([chr(0x61 + number) * 20] * ROWS))
        assert line.screen.frame(update.render_segments(CONSOLE) + Control.move_to(0, 0).segment.text)
        part = line.screen.flush(25)
        line.thin.show(part)
        assert len(part) < 140
        drawn = {row for row in range(ROWS) if line.thin.buffer[row][0].data == chr(0x61 + number)}
        assert drawn
        seen |= drawn
    assert seen == set(range(ROWS))


def text_screen(texts: Sequence[str]) -> Rows:
    return [[Strip([Segment(text, GROUND)]).adjust_cell_length(COLUMNS, GROUND)] for text in texts]


def numbered(first: int) -> Rows:
    return text_screen([f"line {number} 号外" for number in range(first, first + ROWS)])


def test_nothing_is_sent_when_nothing_changed() -> None:
    line = Line(Traits())
    line.draw(whole(numbered(1)))
    line.draw(whole(numbered(1)))
    assert line.sent == ""


def test_a_whole_screen_that_scrolls_costs_its_new_line() -> None:
    line = Line(Traits())
    line.draw(whole(numbered(1)))
    line.draw(whole(numbered(2)))
    line.assert_same()
    assert len(line.sent.encode()) < 120
    line.draw(whole(numbered(1)))
    line.assert_same()
    assert len(line.sent.encode()) < 120


def beside_a_bar(first: int, bar: str) -> Rows:
    texts = [chr(0x61 + number) * 12 for number in range(first, first + ROWS)]
    cells = [Segment(piece, GROUND) for piece in bar]
    return [
        [Strip([Segment(text, GROUND)]).adjust_cell_length(COLUMNS - 1), Strip([cell])]
        for text, cell in zip(texts, cells, strict=True)
    ]


def test_rows_beside_a_scroll_bar_that_moves_another_way_cost_the_new_line_and_the_bars_ends() -> None:
    line = Line(Traits())
    line.draw(whole(beside_a_bar(1, "█" * 4 + " " * 6)))
    line.draw(whole(beside_a_bar(2, "▁" + "█" * 4 + " " * 5)))
    line.assert_same()
    assert "c" not in line.sent and "l" * 12 in line.sent


class Tmux(Terminal):
    """A terminal that minds the halves of wide characters as tmux does: whoever writes over the second takes the first
    away, which is the cell before it whatever has become of that; whoever erases takes a half away alone."""

    def draw(self, data: str) -> None:
        for character in data:
            cells, at, width = self.buffer[self.cursor.y], self.cursor.x, cell_width(character)
            if width and not cells[at].data:
                cells[at - 1] = self.default_char
            if width and cells[at + width].data == "":
                cells[at + width] = self.default_char
            super().draw(character)


def test_erasing_up_to_the_middle_of_a_wide_character_leaves_no_cell_of_another_ground() -> None:
    line = Line(Traits())
    line.thin = Tmux()
    line.draw(whole(text_screen(["x" * 15 + "号外" + "y" * 5])))
    line.draw(whole(text_screen(["x" * 2 + " " * 14 + "|" + "y" * 5])))
    line.assert_same()
    assert "X" in line.sent


# A terminal that looks at each character alone, as pyte and tmux do, shows these in one to eight cells, and not in two.
DISPUTED = ["👨‍👩‍👧‍👦", "❤️", "1️⃣", "🇨🇳", "👍🏽", "🧑🏽‍🚀"]


class WithEmoji(Newsroom):
    """Screens with emoji among their texts, none of which is cut in its middle."""

    def strip(self, width: int) -> Strip:
        pieces, room = [], width
        for text in self.chance.choices([*DISPUTED, *DISPUTED, "a", "word " * 3, " " * 14, "号外"], k=4):
            if cell_width(text) <= room:
                pieces.append((text, self.style()))
                room -= cell_width(text)
        return exact_strip(pieces, width, self.style())

    def dialog(self) -> CompositorUpdate:
        return self.again()


class Disputing(Line):
    """A reader's line whose terminal shows emoji in other widths than they are taken to have, beside one that is sent
    two marks instead of each."""

    def __init__(self, traits: Traits, kind: type[Terminal]) -> None:
        super().__init__(traits)
        self.thin = kind()

    def draw(self, update: CompositorUpdate, cursor: tuple[int, int] = (0, 0)) -> None:
        data = update.render_segments(CONSOLE) + Control.move_to(*cursor).segment.text
        assert self.screen.frame(data)
        self.sent = self.screen.flush()
        self.thin.show(self.sent)
        for cluster in DISPUTED:
            data = data.replace(cluster, "##")
        self.plain.show(data)

    def assert_same(self) -> None:
        for number, (ours, theirs) in enumerate(zip(self.thin.seen(), self.plain.seen(), strict=True)):
            pairs = [pair for pair in zip(ours, theirs, strict=True) if pair[1].data != "#"]
            assert [one for one, _other in pairs] == [other for _one, other in pairs], f"row {number}, {self.sent!r}"


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([Traits(), Traits(erases=False), Traits(moves_rows=False)]))
def test_however_wide_a_terminal_shows_emoji_everything_beside_them_stands_in_its_place(
    chance: Random, traits: Traits
) -> None:
    line = Disputing(traits, chance.choice([Terminal, Tmux]))
    newsroom = WithEmoji(chance)
    line.draw(whole(newsroom.screen))
    line.assert_same()
    for _ in range(6):
        update = newsroom.happening()
        line.draw(update)
        line.assert_same()
        if chance.choice([True, False]):
            line.screen.forget()
            line.thin.show(line.screen.flush())
            line.assert_same()
        if isinstance(update, LayoutUpdate):
            line.draw(whole(newsroom.screen))
            line.assert_same()


@pytest.mark.parametrize("cluster", DISPUTED)
def test_a_row_with_emoji_costs_itself_and_leaves_nothing_behind(cluster: str) -> None:
    line = Disputing(Traits(), Terminal)
    line.draw(whole(numbered(1)))
    screen = numbered(1)
    screen[3] = text_screen([f"{cluster * 4} b"])[0]
    line.draw(whole(screen))
    line.assert_same()
    assert line.sent.count(cluster) == 4 and "line 5" not in line.sent
    line.draw(whole(screen))
    assert line.sent == ""
    line.draw(whole(numbered(1)))
    assert "line 4 号外" in line.thin.display[3]
    line.screen.forget()
    assert "line 1 号外" in line.screen.flush()


def test_words_whose_marks_a_terminal_shows_apart_are_sent_whole_and_push_nothing_away() -> None:
    words = "प्रधानमंत्री"
    row = [exact_strip([(words, GROUND)], 16, GROUND), Strip([Segment("related", GROUND)])]
    line = Line(Traits())
    line.draw(LayoutUpdate([row], Region(0, 0, COLUMNS, 1)))
    assert words in line.sent
    assert "".join(cell.data for cell in line.thin.seen()[0][16:23]) == "related"


def test_what_is_not_a_frame_is_not_taken() -> None:
    screen = Screen(COLUMNS, ROWS, Traits())
    for other in ("\x1b[?25l", "text", "\x1b[1;1H\x1b[2J", "\x1b[1;1Ha\x1b]0;title\x07", "\x1b[1;1H\x1b[38;7mx"):
        assert not screen.frame(other)


def test_pieces_outside_of_a_smaller_terminal_are_left_out() -> None:
    screen = Screen(10, 3, Traits())
    assert screen.frame(whole(numbered(1)).render_segments(CONSOLE) + "\x1b[9;9H")
    sent = screen.flush()
    assert "line 3" in sent
    assert "line 4" not in sent
