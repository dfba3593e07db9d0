"""What a browser does not show, though it stands in a page; and what its scripts and styles add or keep."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from haowai_tui.lazy import pattern
from haowai_tui.markup.tree import attribute
from haowai_tui.model import Style

_CLASSES = (
    "screen-reader-text", "sr-only", "visually-hidden", "visuallyhidden", "invisible", "hide-text", "mw-editsection",
    "mw-cite-backlink", "MathJax_Preview", "kg-audio-hide", "kg-audio-player", "line-numbers-rows",
)  # fmt: skip
"""What sites call that which is only for the ears, or for their own scripts."""
_CALLED = ", ".join(f".{name}" for name in _CLASSES)
_ANY_CALLED = pattern("|".join(_CLASSES))
_BESIDE = {
    "lightbox": ".lightbox .meta",
    "math/tex": ".MathJax, .MathJax_Display",
    'role="navigation"': "[role=navigation]",
    "sharedaddy": ".sharedaddy",
    "feedflare": ".feedflare",
    "jp-relatedposts": ".jp-relatedposts",
    "subscription-widget": "[class*=subscription-widget]",
    "kg-signup-card": ".kg-signup-card",
}
"""What stands beside a text in it, by a word that is there then: sizes of files, contents, buttons, forms."""
_HIDES = pattern(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|max-height\s*:\s*0(?![.\d])|mso-hide\s*:\s*all")
_ANY_HIDDEN = pattern(r"(?i)<[a-z][^<>]*\shidden[\s=>]")
_FOLDED = pattern(
    r"(?i)spoiler|collaps|accordion|toggle|expand|(?:^|[-_ ])(?:un)?fold|(?:read|show|see)-?more|"
    r"tab-?(?:pane|panel|content)|answer"
)
"""What is hidden until somebody asks for it, which nobody can here."""
_MUCH = 200
"""Characters of a hidden element that is looked at twice: pages hide their text until a script shows it."""
_MEASURED = 20
"""So many times the text is measured at most."""
_KEEPS_LINES = pattern(r"(?i)white-space\s*:\s*(?:pre(?!-line|\w)|pre-wrap|pre-line|break-spaces)")


_HIDING = ("none", "hidden", "max-height", "mso-hide")
_STYLING = ("line-through", "font-weight", "font-style")
"""Words that are looked for first: most texts have none of them, and an expression takes ten times as long."""


def _has(html: str, words: tuple[str, ...]) -> bool:
    return any(word in html for word in words)


def is_hidden(node: Any) -> bool:
    """Whether an element is hidden by its style, or called hidden."""
    said = node.attributes
    if "hidden" in said and said["hidden"] != "until-found":
        return True
    return "style" in said and bool(_HIDES.search(said["style"] or ""))


def unseen(root: Any, html: str) -> frozenset[int]:
    """The elements of a tree, made from `html`, that are not seen, by their ids in it."""
    found: set[int] = set()
    if _ANY_CALLED.search(html):
        found.update(node.mem_id for node in root.css(_CALLED))
    for sign, those in _BESIDE.items():
        if sign in html:
            found.update(node.mem_id for node in root.css(those))
    if _has(html, _HIDING) and (_HIDES.search(html) or _ANY_HIDDEN.search(html)):
        found.update(_hidden(root, "<math" in html))
    found.discard(root.mem_id)
    return frozenset(found)


def _hidden(root: Any, has_formulas: bool) -> Iterator[int]:
    """The hidden elements that stay so for every reader."""
    total = -1
    left = 0
    for node in root.css("[style], [hidden]"):
        # Of a formula the part to be read is hidden behind its picture.
        if not is_hidden(node) or (has_formulas and node.css_first("math") is not None):
            continue
        if _FOLDED.search(f"{attribute(node, 'class')} {attribute(node, 'id')}"):
            continue
        if total < 0:
            total = len(root.text(deep=True))
            left = _MEASURED * total
        # Elements in one another have the same text again and again: it is measured so often, and hidden from then on.
        length = len(node.text(deep=True)) if left > 0 else 0
        left -= length
        if length <= _MUCH or length * 2 <= total:
            yield node.mem_id


def spell_out(root: Any, html: str) -> None:
    """Write into a tree what scripts and styles would: the dots of an address cut short, and formulas. Done twice it is
    as done once."""
    if "ellipsis" in html:
        for node in root.css("span.ellipsis"):
            if not node.text(deep=True).endswith("…"):
                node.insert_child("…")
    if "latex-rendered" in html:
        for node in root.css(".latex-rendered[data-attrs]"):
            if not node.text(deep=True).strip():
                node.insert_child(_expression(attribute(node, "data-attrs")))
    if "math/tex" in html:
        for node in root.css('script[type^="math/tex"]'):
            node.insert_before(node.text(deep=True).strip())


def _expression(data: str) -> str:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    return str(found.get("persistentExpression") or "") if isinstance(found, dict) else ""


_STYLED = pattern(
    r"(?i)(?P<strike>text-decoration(?:-line)?\s*:[^;]{0,80}line-through)|(?P<bold>font-weight\s*:\s*(?:bold|[6-9]00))"
    r"|(?P<italic>font-style\s*:\s*italic)"
)
_BY_STYLE = {"strike": Style.STRIKE, "bold": Style.BOLD, "italic": Style.ITALIC}


def styled(root: Any, html: str) -> dict[int, Style]:
    """What elements look like by their styles alone, by their ids in the tree: editors write no other marks."""
    if not _has(html, _STYLING) or not _STYLED.search(html):
        return {}
    found: dict[int, Style] = {}
    for node in root.css("span[style], font[style], p[style]"):
        for match in _STYLED.finditer(attribute(node, "style")):
            found[node.mem_id] = found.get(node.mem_id, Style.NONE) | _BY_STYLE[str(match.lastgroup)]
    return found


def keeping_lines(root: Any, html: str) -> frozenset[int]:
    """The elements whose line ends are meant, by their ids in the tree."""
    if "white-space" not in html or not _KEEPS_LINES.search(html):
        return frozenset()
    left = _MEASURED * len(root.text(deep=True))
    found: set[int] = set()
    for node in root.css("[style]"):
        if left > 0 and _KEEPS_LINES.search(attribute(node, "style")):
            text = node.text(deep=True)
            left -= len(text)
            if "\n" in text.strip():
                found.add(node.mem_id)
    return frozenset(found)
