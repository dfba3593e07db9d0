"""A whole article as lines: headline, byline, key points, body, links, and where it is wanted related and hot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from haowai_tui.locale.dates import dated
from haowai_tui.model import Article, Span, Teaser
from haowai_tui.text import cell_width
from haowai_tui.typeset.bidi import is_right_to_left
from haowai_tui.typeset.blocks import BlockSetter, Links
from haowai_tui.typeset.box import boxed
from haowai_tui.typeset.fill import set_lines
from haowai_tui.typeset.lines import Line, Options, Run
from haowai_tui.typeset.spacing import spaced

_DOT = " · "


class ArticleLabels(Struct, frozen=True, kw_only=True):
    """The words around an article, in the interface's language. `byline` is the whole line under the headline.

    `remark` is one line more that stands there, `files` another of what comes with the article, `marks` one of what the
    reader made of it; `note` is the note that they wrote, headed by `note_head`. `no_text` stands in the place of a
    text that is not there. `related` and `hot` head the lists of teasers; empty leaves them out.
    """

    untitled: str
    byline: str
    key_points: str
    links: str
    picture: str = ""
    remark: str = ""
    files: str = ""
    marks: str = ""
    no_text: str = ""
    note: str = ""
    note_head: str = ""
    related: str = ""
    hot: str = ""


class ArticleSetter:
    """Sets an article for a width, as far as `advance` has been asked to.

    `lines` grows; `links` are the targets of the numbered links met so far; `done` says that all is set.
    """

    def __init__(self, article: Article, width: int, options: Options, labels: ArticleLabels) -> None:
        self.lines: list[Line] = []
        self.done = False
        self._links = Links()
        self._article = article
        self._width = max(10, min(width, options.measure))
        self._labels = labels
        self._blocks = BlockSetter(options, self._links, labels.picture)
        self._gap = options.gap
        self._stream = self._all()

    @property
    def links(self) -> list[str]:
        """The targets of the numbered links, in order."""
        return self._links.targets

    def advance(self, lines: int) -> None:
        """Set `lines` lines more, or what there is."""
        before = len(self.lines)
        self.lines.extend(islice(self._stream, lines))
        self.done = len(self.lines) - before < lines

    def _all(self) -> Iterator[Line]:
        yield from self._head()
        yield from self._key_points()
        for index, block in enumerate(self._article.blocks):
            before = index - 1 if index else -1
            yield from (Line(block=before) for _ in range(self._gap if index else 1))
            for line in self._blocks.one(block, self._width):
                yield Line(line.runs, index, line.joint, line.picture, line.base)
        if not self._article.blocks and self._labels.no_text:
            yield Line()
            yield from self._text(self._labels.no_text, "caption")
        yield from self._link_list()
        yield from self._teasers(self._labels.related, self._article.related)
        yield from self._teasers(self._labels.hot, self._article.hot)

    def _text(self, text: str, kind: str) -> Iterator[Line]:
        return set_lines([Run(text, kind=kind)], self._width)

    def _parts(self, text: str, kind: str) -> Iterator[Line]:
        """A line of parts with dots between them, broken at a dot as long as a part has room on a line."""
        line = ""
        for part in text.split(_DOT):
            longer = line + _DOT + part if line else part
            if line and cell_width(longer) > self._width:
                yield from self._text(line, kind)
                longer = part
            line = longer
        yield from self._text(line, kind)

    def _head(self) -> Iterator[Line]:
        title = spaced(
            [Run(self._article.title or self._labels.untitled, kind="headline")], self._blocks.options.spacing
        )
        yield from self._blocks.heading(title, self._width)
        if self._labels.byline:
            yield from self._parts(self._labels.byline, "byline")
        for remark in (self._article.remark, self._labels.remark):
            if remark:
                yield from self._text(remark, "remark")
        for label in (self._labels.files, self._labels.marks):
            if label:
                yield from self._text(label, "label")
        if self._labels.note:
            yield Line()
            yield from boxed(self._blocks.art, self._note(), self._width, self._labels.note_head)

    def _note(self) -> Iterator[Line]:
        for paragraph in self._labels.note.split("\n"):
            yield from set_lines([Run(paragraph, kind="key-point")], self._width - 4) if paragraph else (Line(),)

    def _key_points(self) -> Iterator[Line]:
        points = self._article.key_points
        if points:
            yield Line()
            yield from boxed(self._blocks.art, self._points(points), self._width, self._labels.key_points)

    def _points(self, points: Sequence[str]) -> Iterator[Line]:
        mark = f"{self._blocks.art.bullets[0]} " if len(points) > 1 else ""
        for point in points:
            lead = mark
            runs = spaced([Run(point, kind="key-point")], self._blocks.options.spacing)
            room = self._width - 4 - len(mark)
            turned = is_right_to_left(point)
            for line in set_lines(runs, room):
                if turned:
                    yield line.from_the_right(room, Run(" " + lead.strip() if lead.strip() else "", kind="bullet"))
                else:
                    yield line.led_by(Run(lead, kind="bullet"))
                lead = " " * len(mark)

    def _link_list(self) -> Iterator[Line]:
        targets = self._links.targets
        if not targets:
            return
        yield Line()
        yield Line((Run(self._labels.links, kind="label"),))
        room = len(str(len(targets))) + 3
        for number, target in enumerate(targets, start=1):
            mark = f"[{number}]"
            for line in set_lines([Run(target, kind="link-target", link=number)], self._width - room):
                yield line.led_by(Run(mark.ljust(room), kind="link-number"))
                mark = ""

    def _teasers(self, label: str, teasers: Sequence[Teaser]) -> Iterator[Line]:
        if not label or not teasers:
            return
        yield Line()
        yield Line((Run(label, kind="label"),))
        for teaser in teasers:
            yield Line()
            yield from set_lines(self._blocks.runs((Span(teaser.title),)), self._width)
            when = dated(teaser.published) if teaser.published else ""
            for text in (teaser.snippet, when, teaser.link):
                if text:
                    yield from self._text(text, "byline")


def article_lines(article: Article, width: int, options: Options, labels: ArticleLabels) -> list[Line]:
    """All lines of an article at once."""
    setter = ArticleSetter(article, width, options, labels)
    while not setter.done:
        setter.advance(1000)
    return setter.lines
