"""What a reader types into search, smart feeds and rules: one language, as a selection of articles."""

from haowai_tui.library.query.completion import complete
from haowai_tui.library.query.grammar import OPERATORS, Known, matches, parse
from haowai_tui.library.query.selecting import parse_query, selection_of
from haowai_tui.library.query.tags import tag_name

__all__ = ["OPERATORS", "Known", "complete", "matches", "parse", "parse_query", "selection_of", "tag_name"]
