"""Text as it stands inside a paragraph: spans put together, white space folded, lines of the source joined."""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from haowai_tui.lazy import pattern
from haowai_tui.model import Cell, Span
from haowai_tui.text import clean_lines
from haowai_tui.text.joining import joint_at

_SOFT = "\v"
"""Where a line of the source ends inside a paragraph: a space or nothing, as its neighbours are. Text that was cleaned
has none of its own."""
_TWO_BREAKS = pattern(r"\n\s*\n")
_SPACES = pattern("[ \\t\\u00a0]+")
_SOFT_RUN = pattern(f"[ \t]*{_SOFT}[ \t{_SOFT}]*")
_INDENTED = pattern("\\n\\s*\\n|\\n[ \\t\\v\\u00a0]*(?=\\u3000\\u3000|\\u2003\\u2003)")
_VERSE = 20
"""Characters that a line of a poem has at most."""
_AROUND = " \t\u00a0\u3000\u2002\u2003"
_INSET = pattern("\\u00a0{2,40}")
_INLINE_SPACE = pattern("[ \\n\\t]+")


def _alike(one: Span, other: Span) -> bool:
    return one.style == other.style and one.link == other.link and one.ruby == other.ruby


class Inline(Struct):
    """A paragraph in the making."""

    pieces: list[tuple[Span, list[str]]] = field(default_factory=list)
    """Each with the texts that are its text: put together piece by piece, a long one would be copied for each."""

    parted: bool = False

    def add(self, span: Span) -> None:
        last = self.pieces[-1] if self.pieces else None
        if last is not None and not span.ruby and not self.parted and _alike(last[0], span):
            last[1].append(span.text)
        elif span.text:
            self.pieces.append((span, [span.text]))
            self.parted = False

    def part(self) -> None:
        """What comes next is a piece of its own, even if it is in the style of the last."""
        self.parted = True

    @property
    def ends_in_word(self) -> bool:
        """Whether what comes next stands right at a word, or at the mark after one."""
        last = self.pieces[-1][1][-1][-1:] if self.pieces else ""
        return bool(last) and not last.isspace() and last not in "[(（【〔"

    def spans(self) -> list[Span]:
        """What it has so far; it has nothing then."""
        pieces, self.pieces = self.pieces, []
        return [span if len(texts) == 1 else replace(span, text="".join(texts)) for span, texts in pieces]

    def take(self) -> tuple[Cell, ...]:
        """The finished paragraphs: white space folded, two line breaks make two, and one where the next line is set in
        as Chinese paragraphs are."""
        if not self.pieces:
            return ()
        spans = self.spans()
        paragraphs: list[list[Span]] = [[]]
        breaks = _INDENTED if _has_indented(spans) else _TWO_BREAKS
        for span in spans:
            if "\n" not in span.text:
                paragraphs[-1].append(span)
                continue
            for number, part in enumerate(breaks.split(span.text)):
                if number:
                    paragraphs.append([])
                paragraphs[-1].append(replace(span, text=part))
        return tuple(cell for paragraph in paragraphs if (cell := tidy(paragraph)))


def _has_indented(spans: list[Span]) -> bool:
    """Whether lines that are set in are paragraphs, and not the lines of a poem."""
    if not any("\n" in span.text and _INDENTED.search(span.text) for span in spans):
        return False
    return any(len(line.strip()) > _VERSE for line in "".join(span.text for span in spans).split("\n"))


def tidy(spans: list[Span]) -> Cell:
    """Spans with white space folded across their borders and stripped at both ends; () when nothing is left. What sets
    a line in after a forced break is kept."""
    tidied: list[Span] = []
    space = True
    for span in _joined(spans):
        text = _lines_folded(span.text) if "\n" in span.text else _folded(span.text)
        if space and not tidied:
            text = text.lstrip(" \u3000\u2003\u2002\n")
        elif space and text.startswith("\n") and tidied[-1].text[-1] == " ":
            # The break stays, and the space before it goes.
            tidied[-1] = replace(tidied[-1], text=tidied[-1].text[:-1])
        elif space:
            text = text.lstrip(" \u3000\n")
        if text:
            space = text[-1] in " \n"
            tidied.append(_with_text(span, text))
    while tidied:
        text = tidied[-1].text.rstrip(" \n\u3000\u00a0")
        if text:
            tidied[-1] = _with_text(tidied[-1], text)
            break
        tidied.pop()
    return tuple(tidied)


def _lines_folded(text: str) -> str:
    """Text with breaks in it: spaces around them gone, but for what sets a line in: two spaces or more that do not
    break."""
    done: list[str] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        bare = line.lstrip(_AROUND) if number else line
        if number + 1 < len(lines):
            bare = bare.rstrip(_AROUND)
        inset = _INSET.match(line) if number and bare else None
        done.append((inset[0] if inset else "") + _folded(bare))
    return "\n".join(done)


def _with_text(span: Span, text: str) -> Span:
    return span if text == span.text else replace(span, text=text)


def _folded(text: str) -> str:
    """Any run of white space as one space; nearly no text has one, and looking is cheaper than replacing."""
    return _SPACES.sub(" ", text) if "  " in text or "\t" in text or "\u00a0" in text else text


def _joined(spans: list[Span]) -> list[Span]:
    """Spans with each `_SOFT` a space or nothing; its neighbours may stand in other spans."""
    if not any(_SOFT in span.text for span in spans):
        return spans
    text = "".join(span.text for span in spans)
    # Filled up with what no text has, so that the spans are still where they were.
    filled = _SOFT_RUN.sub(lambda found: joint_at(text, *found.span()).ljust(len(found[0]), "\0"), text)
    out: list[Span] = []
    start = 0
    for span in spans:
        end = start + len(span.text)
        out.append(replace(span, text=filled[start:end].replace("\0", "")))
        start = end
    return out


def inline_text(text: str) -> str:
    """Text inside a paragraph: safe, with any run of white space one space, or `_SOFT` where a line of the source ends;
    those at its ends are kept."""
    safe = clean_lines(text)
    if "\n" not in safe and "  " not in safe and "\t" not in safe:
        return safe
    return _INLINE_SPACE.sub(lambda found: _SOFT if "\n" in found[0] else " ", safe)
