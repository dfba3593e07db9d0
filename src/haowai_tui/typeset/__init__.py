"""Setting text in cells: blocks in, lines of styled runs out, for any width."""

from haowai_tui.typeset.article import ArticleLabels, ArticleSetter, article_lines
from haowai_tui.typeset.bidi import visual, visual_text
from haowai_tui.typeset.breaks import NOT_FIRST, NOT_LAST, break_places
from haowai_tui.typeset.fill import fill, set_lines
from haowai_tui.typeset.find import Hit, find_hits, marked, paragraphs, parts_of
from haowai_tui.typeset.lines import FURNITURE, Line, Options, PictureRow, Run, plain

__all__ = [
    "FURNITURE", "NOT_FIRST", "NOT_LAST", "ArticleLabels", "ArticleSetter", "Hit", "Line", "Options", "PictureRow",
    "Run", "article_lines", "break_places", "fill", "find_hits", "marked", "paragraphs", "parts_of", "plain",
    "set_lines", "visual", "visual_text",
]  # fmt: skip
