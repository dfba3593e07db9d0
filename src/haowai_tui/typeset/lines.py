"""What typesetting gives: lines of runs, each run in one style."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from haowai_tui.model import Style


@dataclass(frozen=True, slots=True)
class Options:
    """How text is set. `measure` is the longest line in cells; `hanging` lets one closing mark stand beyond it in
    the margin; `indent` indents Chinese paragraphs by two characters; `links` numbers links."""

    measure: int = 76
    hanging: bool = True
    indent: bool = False
    links: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style. `kind` says what it is (text, heading2, code, token.keyword, box, link-number ...); `link`
    is the number of the link it belongs to, counted from 1, or 0."""

    text: str
    style: Style = Style.NONE
    kind: str = "text"
    link: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line. `block` is the index of the block in the article's body that it came from, -1 for what stands around
    the body."""

    runs: tuple[Run, ...] = ()
    block: int = -1

    @property
    def text(self) -> str:
        """The line without its styles."""
        return "".join(run.text for run in self.runs)


def plain(lines: Iterable[Line]) -> str:
    """Lines as plain text, without spaces at their ends."""
    return "\n".join(line.text.rstrip() for line in lines)
