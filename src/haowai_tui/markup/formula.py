"""Formulas (MathML) in one line of text, as one would type them: a/b for a fraction, √x for a root, x^2 for a power."""

from __future__ import annotations

from typing import Any

from haowai_tui.markup.tree import attribute, element_text

_SPACED = frozenset("=+−±×÷<>≤≥≠≈≡∈∉⊂⊆∪∩→←↔⇒⇔∧∨-")
_UNSEEN = str.maketrans("", "", "\u2061\u2062\u2063\u2064")
"""Operators that are meant and not written, such as the one between the factors of 2x."""
_SOURCES = frozenset(("annotation", "annotation-xml", "none", "mprescripts"))
"""What is no part of the formula as it is read: its source in other languages."""
_ROOTS = {"3": "∛", "4": "∜"}
_MAX_DEPTH = 60


def formula_text(math: Any) -> str:
    """The formula in a <math> element."""
    return " ".join(_text(math, 0).split())


def is_drawn_formula(node: Any) -> bool:
    """Whether a node only draws a formula that stands beside it as MathML: KaTeX's letters, Wikipedia's picture."""
    name = attribute(node, "class")
    if "katex-html" not in name and "mwe-math-fallback" not in name:
        return False
    return node.parent is not None and node.parent.css_first("math") is not None


def _text(node: Any, depth: int) -> str:
    if node.tag in _SOURCES:
        return ""
    inner = list(node.iter())
    if not inner or depth > _MAX_DEPTH:
        text = element_text(node).translate(_UNSEEN).strip()
        return f" {text} " if node.tag == "mo" and text in _SPACED else text
    return _put_together(node.tag, [_text(child, depth + 1) for child in inner])


def _put_together(tag: str, parts: list[str]) -> str:
    match tag, parts:
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msqrt", _:
            return "√" + _grouped("".join(parts))
        case "mroot", [base, index]:
            return _ROOTS.get(index.strip(), f"{_grouped(index)}√") + _grouped(base)
        case (("msup" | "mover"), [base, above]):
            return f"{_grouped(base)}^{_grouped(above)}{_after(tag)}"
        case (("msub" | "munder"), [base, below]):
            return f"{_grouped(base)}_{_grouped(below)}{_after(tag)}"
        case (("msubsup" | "munderover"), [base, below, above]):
            return f"{_grouped(base)}_{_grouped(below)}^{_grouped(above)}{_after(tag)}"
        case (("mtr" | "mfenced"), _):
            row = ", ".join(parts)
            return f"({row})" if tag == "mfenced" else row
        case "mtable", _:
            return "; ".join(parts)
        case _:
            return "".join(parts)


def _after(tag: str) -> str:
    """What stands over and under is of a sum or a limit, and what follows is not a part of it."""
    return " " if tag in ("mover", "munder", "munderover") else ""


def _grouped(text: str) -> str:
    """`text` in brackets where it would not be read as one thing."""
    text = text.strip()
    return text if not (_SPACED | set(" /,;")) & set(text) or (text[0], text[-1]) == ("(", ")") else f"({text})"
