"""Plain text and Markdown to blocks."""

from __future__ import annotations

import re

from haowai_tui.markup.html import html_to_blocks
from haowai_tui.model import Block, Paragraph, Span
from haowai_tui.text import clean
from haowai_tui.text.joining import joined


def text_to_blocks(text: str) -> tuple[Block, ...]:
    """Plain text: blank lines part paragraphs; so does every line end where paragraphs are one line each."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    chunks = re.split(r"\n[ \t\u3000]*\n", text)
    lines = text.split("\n")
    long_lines = sum(1 for line in lines if len(line) > 100)
    if len(chunks) == 1 and long_lines * 4 > len([line for line in lines if line.strip()]):
        chunks = lines
    blocks: list[Block] = []
    for chunk in chunks:
        line = clean(joined(chunk))
        if line:
            blocks.append(Paragraph((Span(line),)))
    return tuple(blocks)


def markdown_to_blocks(text: str, base: str = "") -> tuple[Block, ...]:
    """Markdown (CommonMark with tables): rendered to HTML, raw HTML in it left out, and read as that."""
    from markdown_it import MarkdownIt

    return html_to_blocks(
        MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).render(text), base
    )
