"""Code in a page: its lines as they are, without the numbers that a highlighter put beside them."""

from __future__ import annotations

from typing import Any

from haowai_tui.lazy import pattern
from haowai_tui.model import Code
from haowai_tui.text import clean_lines

_LINES = frozenset("div p li tr".split())
"""What is a line of its own."""
_NUMBERS = pattern(
    r"(?:^|\s)(?:ln|lnt|lnlinks|linenos?|linenumbers?|line-?numbers?(?:-rows)?|gutter|blob-num|hljs-ln-numbers|rouge-gutter|"
    r"code-toolbar__ln|copy-?(?:btn|button)|toolbar|clipboard)(?:\s|$)"
)
_UNSELECTABLE = pattern(r"user-select\s*:\s*none")
_LANGUAGE = pattern(r"(?:language|lang|highlight-source|highlight-text|brush:)[-: ]\s*([A-Za-z0-9+#]{1,20})")
_AROUND = 3
"""Elements around a text of code that may name its language."""
_DROPPED = frozenset("script style button svg".split())


def read_code(node: Any) -> Code | None:
    """The code in a `pre`, or None when there is none."""
    text = clean_lines(code_text(node)).strip("\n")
    return Code(text, code_language(node)) if text.strip() else None


def is_numbers(node: Any) -> bool:
    """Whether an element holds the numbers of lines, or what else stands beside code and is none."""
    said = node.attributes
    return bool(said) and bool(
        _NUMBERS.search(said.get("class") or "") or _UNSELECTABLE.search(said.get("style") or "")
    )


def code_text(node: Any) -> str:
    """The text of an element with its lines kept, whatever makes them: line ends, breaks, or an element each."""
    parts: list[str] = []
    _gather(node, parts, 0)
    return "".join(parts)


def _gather(node: Any, parts: list[str], depth: int) -> None:
    for child in node.iter(include_text=True):
        tag = child.tag
        if tag == "-text":
            parts.append(child.text_content or "")
        elif tag == "br":
            parts.append("\n")
        elif tag in _DROPPED or not tag or is_numbers(child):
            continue
        elif depth > 100:
            parts.append(child.text(deep=True) or "")
        else:
            is_line = tag in _LINES
            if is_line:
                _end_line(parts)
            _gather(child, parts, depth + 1)
            if is_line:
                _end_line(parts)


def _end_line(parts: list[str]) -> None:
    last = next((part for part in reversed(parts) if part), "")
    if last and not last.endswith("\n"):
        parts.append("\n")


def code_language(node: Any) -> str:
    """The language that code says it is in, by itself, what is in it or what is around it."""
    around: list[Any] = []
    parent = node.parent
    for _step in range(_AROUND):
        if parent is None or parent.tag in ("body", "td", "li"):
            break
        around.append(parent)
        parent = parent.parent
    for one in (node, *node.css("code"), *around):
        said = one.attributes
        found = _LANGUAGE.search(said.get("class") or "")
        named = found[1] if found else said.get("data-lang") or said.get("data-language") or ""
        if named and named.isascii() and len(named) <= 20:
            return _plain(named)
    return ""


def _plain(name: str) -> str:
    """A language's name in lower case, without what no language has in its name."""
    return "".join(char for char in name.lower() if char.isalnum() or char in "+#")
