"""Where the reader is in an article, in terms that no width changes."""

from __future__ import annotations

from collections.abc import Sequence

from haowai_tui.model import Anchor, Block, block_mark
from haowai_tui.typeset import Line


def anchor_at(lines: Sequence[Line], top: int, blocks: Sequence[Block]) -> Anchor:
    """The anchor of the line at index `top`."""
    if not 0 <= top < len(lines):
        return Anchor()
    block = lines[top].block
    first = top
    while first > 0 and lines[first - 1].block == block:
        first -= 1
    offset = sum(_length(line) for line in lines[first:top])
    return Anchor(block, offset, block_mark(blocks[block]) if 0 <= block < len(blocks) else 0)


def settled(anchor: Anchor, blocks: Sequence[Block]) -> Anchor:
    """`anchor` in the article as it is now: its block may have moved since."""
    here = anchor.block
    if here < 0 or not anchor.mark or (here < len(blocks) and block_mark(blocks[here]) == anchor.mark):
        return anchor
    others = sorted(range(len(blocks)), key=lambda index: abs(index - here))
    found = next((index for index in others if block_mark(blocks[index]) == anchor.mark), None)
    if found is None:
        return Anchor(min(here, len(blocks) - 1))
    return Anchor(found, anchor.offset, anchor.mark)


def line_of(lines: Sequence[Line], anchor: Anchor) -> int | None:
    """The index of the line that holds the anchored character, or None when its block has no line (yet)."""
    before = 0
    found: int | None = None
    for index, line in enumerate(lines):
        if line.block != anchor.block:
            if found is not None:
                return found
            continue
        if found is None or before <= anchor.offset:
            found = index
        before += _length(line)
        if before > anchor.offset:
            return found
    return found


def _length(line: Line) -> int:
    words = line.words
    return len(words) - words.count(" ")
