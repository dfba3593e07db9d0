"""Text from outside made safe, measured and understood."""

from haowai_tui.text.clean import clean, clean_lines
from haowai_tui.text.dates import parse_date
from haowai_tui.text.encoding import decode
from haowai_tui.text.language import detect_language
from haowai_tui.text.urls import clean_url, shown_url
from haowai_tui.text.width import (
    ambiguous_width,
    cell_offsets,
    cell_width,
    graphemes,
    pad,
    set_ambiguous_width,
    truncate,
)

__all__ = [
    "ambiguous_width", "cell_offsets", "cell_width", "clean", "clean_lines", "clean_url", "decode",
    "detect_language", "graphemes", "pad", "parse_date", "set_ambiguous_width", "shown_url", "truncate",
]  # fmt: skip
