"""Plain text and Markdown to blocks."""

from __future__ import annotations

import re
from itertools import pairwise

from haowai_tui.markup.bare import linked
from haowai_tui.markup.html import html_to_blocks
from haowai_tui.model import Block, Paragraph, Span
from haowai_tui.text import cell_width, clean
from haowai_tui.text.joining import joined

_NARROWEST, _WIDEST = 40, 100
"""Cells between which the lines of a text are that was broken for a screen or for mail."""
_MOSTLY = 0.75
_LEAST = 3
"""Lines that must be full for a text to have been broken."""


def text_to_blocks(text: str) -> tuple[Block, ...]:
    """Plain text: blank lines part paragraphs; so does every line end where paragraphs are one line each. Within a
    paragraph line ends are kept, except in a text that was broken into lines of one length."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    chunks = re.split(r"\n[ \t\u3000]*\n", text)
    lines = text.split("\n")
    long_lines = sum(1 for line in lines if len(line) > 100)
    if len(chunks) == 1 and long_lines * 4 > len([line for line in lines if line.strip()]):
        chunks = lines
    width = _broken_at(chunks)
    blocks: list[Block] = []
    for chunk in chunks:
        paragraph = "\n".join(line for part in _parts(chunk, width) if (line := clean(joined(part))))
        if paragraph:
            blocks.append(Paragraph(tuple(linked(Span(paragraph)))))
    return tuple(blocks)


def _broken_at(chunks: list[str]) -> int:
    """The width of the lines that a text was broken into, or 0 where each line ends as its writer wanted it to."""
    lines = [line.rstrip() for chunk in chunks for line in chunk.split("\n")]
    width = max((cell_width(line) for line in lines if "://" not in line), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    # Short lines say nothing: lists and signatures stand in any text.
    ends = [
        _is_full(line, following, width)
        for chunk in chunks
        for line, following in pairwise(chunk.split("\n"))
        if cell_width(line.rstrip()) * 2 > width
    ]
    return width if sum(ends) >= max(_LEAST, _MOSTLY * len(ends)) else 0


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the line that follows had no room at the end of `line`."""
    word = following.split()[0] if following.strip() else ""
    if word and not word[0].isascii() and cell_width(word[0]) == 2:
        # A Chinese line ends anywhere, two characters early at a mark.
        return cell_width(line.rstrip()) + 6 > width
    return cell_width(line.rstrip()) + 1 + cell_width(word) > width


def _parts(chunk: str, width: int) -> list[str]:
    """The lines of a paragraph that its writer meant."""
    lines = chunk.split("\n")
    parts = lines[:1]
    for before, line in pairwise(lines):
        if width and _is_full(before, line, width):
            parts[-1] += "\n" + line
        else:
            parts.append(line)
    return parts


def markdown_to_blocks(text: str, base: str = "") -> tuple[Block, ...]:
    """Markdown (CommonMark with tables): rendered to HTML, raw HTML in it left out, and read as that."""
    from markdown_it import MarkdownIt

    return html_to_blocks(
        MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).render(text), base
    )
