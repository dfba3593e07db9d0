"""What a reader types into search, smart feeds and rules: one language, as a selection of articles."""

from haowai_tui.library.query.completion import complete
from haowai_tui.library.query.grammar import ENOUGH, OPERATORS, Known, named, parse
from haowai_tui.library.query.selecting import parse_query, selection_of
from haowai_tui.library.query.sought import sought_in_headlines, sought_in_texts
from haowai_tui.library.query.tags import tag_name

__all__ = [
    "ENOUGH", "OPERATORS", "Known", "complete", "named", "parse", "parse_query", "selection_of", "sought_in_headlines",
    "sought_in_texts", "tag_name",
]  # fmt: skip
