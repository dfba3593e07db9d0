"""The pictures among an article's lines: the ones in sight are asked for, and drawn where room was kept for them."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace
from rich.segment import Segment
from textual.strip import Strip

from haowai_tui.model import Article, Block, Image, ListBlock, Quote, Span
from haowai_tui.model.blocks import spans_text
from haowai_tui.text import cell_width
from haowai_tui.tui.pictures.decode import Colour
from haowai_tui.tui.pictures.gallery import Pictures, Place
from haowai_tui.tui.widgets.article_drawing import ArticleDrawing
from haowai_tui.tui.widgets.strips import exact_strip
from haowai_tui.typeset import Options, PictureRow


class ArticlePictures(ArticleDrawing):
    """Draws pictures over the lines that are set as rows of them. Without `pictures` there are captions alone."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.pictures: Pictures | None = None

    def options_for(self, page: int) -> Options:
        """The options to set an article with in a pane of `page` lines: room for pictures where they are on."""
        return replace(self.options, pictures=self.pictures.most_rows(page) if self.pictures is not None else 0)

    def set_again(self, options: Options) -> None:
        """Set the article anew."""
        raise LookupError(type(self).__name__)

    def with_failures(self, article: Article) -> Article:
        """`article` with what its pictures were to show, and why they do not, in the place of those that failed."""
        pictures = self.pictures
        if pictures is None or not pictures.on:
            return article
        return replace(article, blocks=tuple(_told(block, pictures.failed) for block in article.blocks))

    def look_for_pictures(self) -> None:
        """Ask for the pictures that are in sight, from the top down."""
        if self.pictures is not None:
            top = self.scroll_offset.y
            shown = self.lines[top : top + max(1, self.scrollable_content_region.height)]
            self.pictures.want(_place(line.picture) for line in shown if line.picture is not None)

    def picture_arrived(self, url: str) -> None:
        """A picture is there: draw its lines anew, and no others. Or it has failed: what it was to show stands there in
        a line or two, and not in the middle of twenty that are empty."""
        if self.pictures is not None and self.pictures.failed(url):
            self.set_again(self.options)
            return
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
            return exact_strip(lead, width, base)
        segments = [Segment(text, style) for text, style in lead]
        rest = width - before - row.width
        blank = [Segment(" " * rest, base)] if rest > 0 else []
        return Strip([*segments, *strips[row.row], *blank], before + row.width + max(0, rest)).crop(0, width)


def _told(block: Block, failed: Callable[[str], str]) -> Block:
    match block:
        case Image() if note := failed(block.url):
            alt = () if not block.caption or block.alt in spans_text(block.caption) else (Span(block.alt),)
            parts = [part for part in (alt, block.caption or (Span(block.alt),), (Span(note),)) if spans_text(part)]
            joined = [span for part in parts for span in (Span(" · "), *part)]
            return Image("", alt=block.alt, caption=tuple(joined[1:]))
        case Quote(blocks):
            return Quote(tuple(_told(inner, failed) for inner in blocks))
        case ListBlock():
            items = tuple(tuple(_told(inner, failed) for inner in item) for item in block.items)
            return replace(block, items=items)
    return block


def _place(row: PictureRow) -> Place:
    return Place(row.url, row.width, row.rows)
