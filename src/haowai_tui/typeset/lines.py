"""What typesetting gives: lines of runs, each run in one style."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from haowai_tui.model import Style
from haowai_tui.text import cell_width

Spacing = Literal["keep", "space", "none"]

FURNITURE = frozenset({"box", "bullet", "rule", "gap", "code-gap", "link-number", "label"})
"""The kinds of runs that are not the article's own words."""


class Options(Struct, frozen=True):
    """How text is set.

    `measure` is the longest line in cells. `hanging` lets one closing mark stand beyond it in the margin; `indent`
    indents Chinese paragraphs by two characters; `justify` fills lines to the measure; `gap` is the blank lines
    between blocks; `links` numbers links. `spacing` is what stands between Chinese and Latin: what is there, one
    space, or none. `ascii` draws boxes and rules from ASCII, for terminals that give line-drawing two cells.
    `pictures` keeps room for pictures of at most so many rows; 0 sets their captions alone.
    """

    measure: int = 76
    hanging: bool = True
    indent: bool = False
    justify: bool = False
    gap: int = 1
    links: bool = True
    spacing: Spacing = "keep"
    ascii: bool = False
    pictures: int = 0


class Run(Struct, frozen=True):
    """Text in one style. `kind` says what it is (text, heading2, code, token.keyword, box, link-number ...); `link`
    is the number of the link it belongs to, counted from 1, or 0."""

    text: str
    style: Style = Style.NONE
    kind: str = "text"
    link: int = 0


class PictureRow(Struct, frozen=True):
    """A line that is a row of a picture: `row` of `rows`, `width` cells wide, `left` cells from the line's start."""

    url: str
    row: int
    rows: int
    width: int
    left: int = 0


class Line(Struct, frozen=True):
    """A line. `block` is the index of the block in the article's body that it came from, -1 for what stands around
    the body. `joint` is what stands in the text between this line and the next: nothing or a space where a paragraph
    was broken, a newline at its end. `base` is the level of its paragraph (see `bidi.visual`), None where the line
    decides for itself."""

    runs: tuple[Run, ...] = ()
    block: int = -1
    joint: str = "\n"
    picture: PictureRow | None = None
    base: int | None = None

    @property
    def text(self) -> str:
        """The line without its styles."""
        return "".join(run.text for run in self.runs)

    @property
    def words(self) -> str:
        """The line's part of the article's own text, without what is drawn around it."""
        return "".join(run.text for run in self.runs if run.kind not in FURNITURE)

    def led_by(self, *runs: Run) -> Line:
        """The line with `runs` before it."""
        picture = self.picture
        if picture is not None:
            picture = replace(picture, left=picture.left + sum(len(run.text) for run in runs))
        return Line((*runs, *self.runs), self.block, self.joint, picture, self.base)

    def from_the_right(self, width: int, *runs: Run) -> Line:
        """The line at the right end of `width` cells, with `runs` after it."""
        rest = width - cell_width(self.text)
        led = self.led_by(Run(" " * rest, kind="gap")) if rest > 0 else self
        return Line((*led.runs, *runs), self.block, self.joint, led.picture, self.base)


def plain(lines: Iterable[Line]) -> str:
    """Lines as plain text, without spaces at their ends."""
    return "\n".join(line.text.rstrip() for line in lines)
