"""Which terminals can be asked, told without Textual."""

from __future__ import annotations

from collections.abc import Mapping


def can_ask(environ: Mapping[str, str]) -> bool:
    """Whether asking is safe: older consoles of Linux and hardware terminals would print the question."""
    return not environ.get("TERM", "dumb").startswith(("linux", "dumb", "vt", "ansi", "cons", "sun"))
