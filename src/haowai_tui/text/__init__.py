"""Text from outside made safe, measured and understood."""

from typing import TYPE_CHECKING

from haowai_tui.lazy import names_in

# At once: the module has the name of its function, and would stand here in its place.
from haowai_tui.text.clean import clean, clean_lines

if TYPE_CHECKING:
    from haowai_tui.text.dates import parse_date
    from haowai_tui.text.encoding import as_utf8, decode
    from haowai_tui.text.language import detect_language
    from haowai_tui.text.names import safe_name
    from haowai_tui.text.urls import clean_url, leads_somewhere, shown_url, story_url
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
    "ambiguous_width", "as_utf8", "cell_offsets", "cell_width", "clean", "clean_lines", "clean_url", "decode",
    "detect_language", "graphemes", "leads_somewhere", "pad", "parse_date", "safe_name", "set_ambiguous_width",
    "shown_url", "story_url", "truncate",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__ = names_in(
        __name__,
        {
            "dates": "parse_date",
            "encoding": "as_utf8 decode",
            "language": "detect_language",
            "names": "safe_name",
            "urls": "clean_url leads_somewhere shown_url story_url",
            "width": "ambiguous_width cell_offsets cell_width graphemes pad set_ambiguous_width truncate",
        },
    )
