"""Lists of a page: what is in them, and how they are numbered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from haowai_tui.lazy import pattern
from haowai_tui.markup.tree import attribute
from haowai_tui.model import Block, Image, ListBlock, Paragraph, Span, Style

Blocks = Callable[[Any], list[Block]]

_NUMBER = pattern(r"-?\d{1,6}")
_STYLE = pattern(r"list-style(?:-type)?\s*:[^;]{0,80}?\b(lower-alpha|lower-latin|upper-alpha|upper-latin|lower-roman|"
                 r"upper-roman|cjk-ideographic|(?:simp|trad)-chinese-(?:in)?formal|japanese-informal)\b")  # fmt: skip
_STYLES = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i",
           "upper-roman": "I"}  # fmt: skip


def read_list(node: Any, tag: str, blocks_in: Blocks, block_of: Callable[[Any], list[Block]]) -> list[Block]:
    """The list in a `ul` or `ol`. `blocks_in` reads what is in an item, `block_of` what else stands in it."""
    items: list[tuple[Block, ...]] = []
    numbers: list[int] = []
    entries = [child for child in node.iter() if child.tag == "li"]
    first, step = _start(node, len(entries) if "reversed" in node.attributes else 0)
    number = first
    for child in node.iter():
        if child.tag == "li":
            said = attribute(child, "value")
            number = int(said) if tag == "ol" and _NUMBER.fullmatch(said) else number
            inner = tuple(blocks_in(child))
            if inner:
                items.append(inner)
                numbers.append(number)
            number += step
            continue
        inner = tuple(block_of(child))
        if inner and child.tag in ("ul", "ol") and items:
            items[-1] = (*items[-1], *inner)
        elif inner:
            items.append(inner)
            numbers.append(number)
            number += step
    if not items:
        return []
    if tag != "ol":
        return [ListBlock(tuple(items))]
    in_order = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return [
        ListBlock(tuple(items), True, numbers[0], False, _numbering(node), () if in_order else tuple(numbers))
    ]  # fmt: skip


def _start(node: Any, backwards: int) -> tuple[int, int]:
    """The first number, and what is added for each item; `backwards` is how many items a list has that counts down."""
    said = attribute(node, "start")
    start = int(said) if _NUMBER.fullmatch(said) else backwards or 1
    return start, -1 if backwards else 1


def _numbering(node: Any) -> str:
    kind = attribute(node, "type")
    if kind in ("a", "A", "i", "I"):
        return kind
    found = _STYLE.search(attribute(node, "style"))
    return _STYLES.get(found[1], "一") if found else "1"


def read_definitions(node: Any, blocks_in: Blocks) -> list[Block]:
    """The terms in a `dl` and what is said of them; the pictures in one that is a gallery, with their captions."""
    rows = [row for child in node.iter() for row in (child.iter() if child.tag == "div" else (child,))]
    parts = [(child.tag, blocks_in(child)) for child in rows if child.tag in ("dt", "dd")]
    if any(tag == "dt" and blocks and all(isinstance(one, Image) for one in blocks) for tag, blocks in parts):
        return _gallery(parts)
    items: list[tuple[Block, ...]] = []
    for tag, blocks in parts:
        if tag == "dt":
            term = tuple(_bold(block) for block in blocks)
            # A term is one block; more of them are of what is said.
            items.append(term)
        elif items:
            items[-1] = (*items[-1], *blocks)
        else:
            items.append(tuple(blocks))
    items = [item for item in items if item]
    return [ListBlock(tuple(items), definitions=True)] if items else []


def _bold(block: Block) -> Block:
    if not isinstance(block, Paragraph):
        return block
    return Paragraph(tuple(replace(span, style=span.style | Style.BOLD) for span in block.spans))


def _gallery(parts: list[tuple[str, list[Block]]]) -> list[Block]:
    out: list[Block] = []
    for tag, blocks in parts:
        match blocks:
            case [Paragraph(said)] if tag == "dd" and out and isinstance(picture := out[-1], Image):
                out[-1] = captioned(picture, said)
            case _:
                out.extend(blocks)
    return out


def captioned(picture: Image, said: tuple[Span, ...]) -> Image:
    """A picture with what is printed under it; where it leads, that leads."""
    link = next((span.link for span in picture.caption if span.link), "")
    if link and not any(span.link for span in said):
        said = tuple(replace(span, link=link) for span in said)
    return replace(picture, caption=said)
