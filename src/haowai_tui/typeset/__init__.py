"""Setting text in cells: blocks in, lines of styled runs out, for any width."""

from haowai_tui.typeset.article import ArticleLabels, ArticleSetter, article_lines
from haowai_tui.typeset.fill import NOT_FIRST, NOT_LAST, fill, set_runs
from haowai_tui.typeset.lines import Line, Options, Run, plain

__all__ = [
    "NOT_FIRST", "NOT_LAST", "ArticleLabels", "ArticleSetter", "Line", "Options", "Run", "article_lines", "fill",
    "plain", "set_runs",
]  # fmt: skip
