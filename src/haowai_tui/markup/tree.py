"""Parsing HTML into a tree, and small questions to it."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

_MAX_OPEN = 400
"""Tags that may stand open at once. More is an attack on the parser's stack, not a page."""

MOST_TAGS = 100_000
"""Tags of a text that are read; what follows is left out. Each takes a hundred times its length in memory."""


def parse_tree(html: str) -> Any:
    """The body of `html` as a selectolax node, or None when there is none."""
    return parse_document(html).body


def parse_document(html: str) -> Any:
    """The whole of `html` as a selectolax tree."""
    from selectolax.lexbor import LexborHTMLParser

    html = html.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return LexborHTMLParser(_shallow(_bounded(html)))


def _bounded(html: str) -> str:
    """`html` as far as tags are read."""
    if html.count("<") <= MOST_TAGS:
        return html
    return html[: next(islice(re.finditer("<", html), MOST_TAGS, None)).start()]


def _shallow(html: str) -> str:
    """`html`, its tags taken out from where more of them stand open than any page has."""
    if html.count("<") < _MAX_OPEN:
        return html
    depth = 0
    for tag in re.finditer(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>", html):
        if tag[2].lower() in (
            "br",
            "img",
            "hr",
            "input",
            "meta",
            "link",
            "p",
            "li",
            "td",
            "tr",
            "wbr",
            "source",
        ):
            continue
        depth += -1 if tag[1] else 0 if tag[3] else 1
        if depth > _MAX_OPEN:
            return html[: tag.start()] + re.sub(r"<[^<>]*>", " ", html[tag.start() :])
        depth = max(0, depth)
    return html


def attribute(node: Any, name: str) -> str:
    """An attribute's value, or ""."""
    return str(node.attributes.get(name) or "").strip()


def attributes(node: Any) -> dict[str, str]:
    """All attributes of a node that have a value."""
    return {name: value.strip() for name, value in node.attributes.items() if value}


def element_text(node: Any) -> str:
    """All text in a node, in order; scripts and styles left out, a line break where <br> stands."""
    parts: list[str] = []
    skipped = {"script", "style", "rt", "rp"} - {node.tag}
    for child in node.traverse(include_text=True):
        if child.tag == "-text":
            parent = child.parent
            if parent is None or parent.tag not in skipped:
                parts.append(child.text_content or "")
        elif child.tag == "br":
            parts.append("\n")
    return "".join(parts)


def pictures(node: Any) -> list[Any]:
    """The <img> elements in a node."""
    return list(node.css("img"))
