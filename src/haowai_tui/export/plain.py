"""Articles as plain text, set as they are on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from haowai_tui.export.sheet import Labels, Sheet
from haowai_tui.typeset import ArticleLabels, Options, article_lines, plain

_WIDTH = 76
"""Cells of a line."""
_BETWEEN = "\n\n" + "─" * 20 + "\n\n"


def text_document(sheets: Sequence[Sheet], labels: Labels, *, width: int = _WIDTH) -> Iterator[bytes]:
    """The text in pieces, one for each article. Lines are at most `width` cells wide."""
    for number, sheet in enumerate(sheets):
        yield ((_BETWEEN if number else "") + _article(sheet, labels, width)).encode("utf-8", "replace")
    yield b"\n"


def _article(sheet: Sheet, labels: Labels, width: int) -> str:
    under = [sheet.byline, *labels.marks_of(sheet), sheet.article.link]
    around = ArticleLabels(
        untitled=labels.untitled,
        byline=" · ".join(part for part in under if part),
        key_points=labels.key_points_of(sheet),
        links=labels.links,
        picture=labels.picture,
        related=labels.related,
        hot=labels.hot,
    )
    text = plain(article_lines(sheet.article, width, Options(measure=width, hanging=False), around)).rstrip("\n")
    return f"{text}\n\n{labels.note}:\n{sheet.article.note}" if sheet.article.note else text
