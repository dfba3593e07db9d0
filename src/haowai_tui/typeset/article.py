"""A whole article as lines: headline, byline, key points, body, links, and where it is wanted related and hot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from haowai_tui.model import Article, Span, Teaser
from haowai_tui.text import cell_width, truncate
from haowai_tui.typeset.blocks import BlockSetter, Links
from haowai_tui.typeset.fill import set_runs
from haowai_tui.typeset.lines import Line, Options, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLabels:
    """The words around an article, in the interface's language. `byline` is the whole line under the headline.

    `related` and `hot` head the lists of teasers; empty leaves the lists out.
    """

    untitled: str
    byline: str
    key_points: str
    links: str
    picture: str = ""
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
            yield Line(block=index - 1 if index else -1)
            for runs in self._blocks.one(block, self._width):
                yield Line(runs, index)
        yield from self._link_list()
        yield from self._teasers(self._labels.related, self._article.related)
        yield from self._teasers(self._labels.hot, self._article.hot)

    def _text(self, text: str, kind: str) -> Iterator[Line]:
        return (Line(runs) for runs in set_runs([Run(text, kind=kind)], self._width))

    def _head(self) -> Iterator[Line]:
        yield from self._text(self._article.title or self._labels.untitled, "headline")
        if self._labels.byline:
            yield from self._text(self._labels.byline, "byline")

    def _key_points(self) -> Iterator[Line]:
        points = self._article.key_points
        if not points:
            return
        yield Line()
        title = f"┌─ {truncate(self._labels.key_points, self._width - 6)} "
        yield Line(
            (
                Run("┌─ ", kind="box"),
                Run(truncate(self._labels.key_points, self._width - 6), kind="label"),
                Run(" " + "─" * max(0, self._width - cell_width(title) - 1) + "┐", kind="box"),
            )
        )
        inner = self._width - 4
        for point in points:
            lead = "▪ " if len(points) > 1 else ""
            for number, runs in enumerate(set_runs([Run(point, kind="key-point")], inner - len(lead))):
                mark = Run(" " * len(lead) if number else lead, kind="bullet")
                used = len(lead) + sum(cell_width(run.text) for run in runs)
                yield Line((Run("│ ", kind="box"), mark, *runs, Run(" " * (inner - used) + " │", kind="box")))
        yield Line((Run("└" + "─" * (self._width - 2) + "┘", kind="box"),))

    def _link_list(self) -> Iterator[Line]:
        targets = self._links.targets
        if not targets:
            return
        yield Line()
        yield Line((Run(self._labels.links, kind="label"),))
        room = len(str(len(targets))) + 3
        for number, target in enumerate(targets, start=1):
            for place, runs in enumerate(set_runs([Run(target, kind="link-target", link=number)], self._width - room)):
                mark = "" if place else f"[{number}]"
                yield Line((Run(mark.ljust(room), kind="link-number"), *runs))

    def _teasers(self, label: str, teasers: Sequence[Teaser]) -> Iterator[Line]:
        if not label or not teasers:
            return
        yield Line()
        yield Line((Run(label, kind="label"),))
        for teaser in teasers:
            yield Line()
            yield from (Line(runs) for runs in set_runs(self._blocks.runs((Span(teaser.title),)), self._width))
            when = teaser.published.astimezone().strftime("%Y-%m-%d %H:%M") if teaser.published else ""
            for text in (teaser.snippet, when, teaser.link):
                if text:
                    yield from self._text(text, "byline")


def article_lines(article: Article, width: int, options: Options, labels: ArticleLabels) -> list[Line]:
    """All lines of an article at once."""
    setter = ArticleSetter(article, width, options, labels)
    while not setter.done:
        setter.advance(1000)
    return setter.lines
