"""The pictures among an article's lines: the ones in sight are asked for, and drawn where room was kept for them."""

from __future__ import annotations

from msgspec.structs import replace
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from haowai_tui.text import cell_width, pad
from haowai_tui.tui.pictures.decode import Colour
from haowai_tui.tui.pictures.gallery import Pictures, Place
from haowai_tui.tui.widgets.article_drawing import ArticleDrawing
from haowai_tui.tui.widgets.strips import exact_strip
from haowai_tui.typeset import Options, PictureRow, Run


class ArticlePictures(ArticleDrawing):
    """Draws pictures over the lines that are set as rows of them. Without `pictures` there are captions alone."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.pictures: Pictures | None = None

    def options_for(self, page: int) -> Options:
        """The options to set an article with in a pane of `page` lines: room for pictures where they are on."""
        return replace(self.options, pictures=self.pictures.most_rows(page) if self.pictures is not None else 0)

    def look_for_pictures(self) -> None:
        """Ask for the pictures that are in sight, from the top down."""
        if self.pictures is not None:
            top = self.scroll_offset.y
            shown = self.lines[top : top + max(1, self.scrollable_content_region.height)]
            self.pictures.want(_place(line.picture) for line in shown if line.picture is not None)

    def picture_arrived(self, url: str) -> None:
        """A picture is there, or has failed: draw its lines anew, and no others."""
        for index, line in enumerate(self.lines):
            if line.picture is not None and line.picture.url == url:
                self._strips.pop(index, None)
                self.refresh_line(index)

    def draw_pictures_again(self) -> None:
        """The terminal was used by another program, which may have taken kitty's pictures away."""
        if self.pictures is not None:
            self.pictures.redraw()
            self.forget_strips()
            self.look_for_pictures()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self.pictures is not None:
            self.pictures.use_background(self.ground)
            self.look_for_pictures()

    @property
    def ground(self) -> Colour:
        """The colour that pictures lie on."""
        _under, colour = self.background_colors
        return colour.rgb

    def _drawn(self, index: int, width: int) -> Strip:
        row = self.lines[index].picture
        if row is None or self.pictures is None:
            return super()._drawn(index, width)
        base = self.base_style
        lead = [(" " * self.margin, base)]
        lead += [(run.text, base + self._look.style(run)) for run in self.lines[index].runs]
        before = sum(cell_width(text) for text, _style in lead)
        strips = self.pictures.strips(_place(row))
        if strips is None:
            return exact_strip([*lead, (self._note(row), self._quiet)], width, base)
        segments = [Segment(text, style) for text, style in lead]
        rest = width - before - row.width
        blank = [Segment(" " * rest, base)] if rest > 0 else []
        return Strip([*segments, *strips[row.row], *blank], before + row.width + max(0, rest)).crop(0, width)

    def _note(self, row: PictureRow) -> str:
        """What stands in the middle of the room for a picture that is not there: why, when that is known."""
        assert self.pictures is not None
        note = self.pictures.failed(row.url) if row.row == (row.rows - 1) // 2 else ""
        return pad(note, row.width) if note else ""

    @property
    def _quiet(self) -> Style:
        return self.base_style + self._look.style(Run("", kind="caption"))


def _place(row: PictureRow) -> Place:
    return Place(row.url, row.width, row.rows)
