"""Setting text in cells: blocks in, lines of styled runs out, for any width."""

from haowai_tui.typeset.article import ArticleLabels, ArticleSetter, article_lines
from haowai_tui.typeset.breaks import NOT_FIRST, NOT_LAST, break_places
from haowai_tui.typeset.fill import fill, set_lines
from haowai_tui.typeset.lines import FURNITURE, Line, Options, PictureRow, Run, plain

__all__ = [
    "FURNITURE", "NOT_FIRST", "NOT_LAST", "ArticleLabels", "ArticleSetter", "Line", "Options", "PictureRow", "Run",
    "article_lines", "break_places", "fill", "plain", "set_lines",
]  # fmt: skip
