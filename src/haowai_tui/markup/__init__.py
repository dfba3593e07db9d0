"""Untrusted HTML, Markdown and plain text to blocks."""

from haowai_tui.markup.html import html_to_blocks, html_to_text
from haowai_tui.markup.plain import markdown_to_blocks, text_to_blocks
from haowai_tui.markup.saved_page import parse_saved_page

__all__ = ["html_to_blocks", "html_to_text", "markdown_to_blocks", "parse_saved_page", "text_to_blocks"]
