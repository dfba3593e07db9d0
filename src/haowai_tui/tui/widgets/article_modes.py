"""What can be laid over an article for a while: the matches of a search, letters on links, chosen paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from haowai_tui.model import Article, block_text
from haowai_tui.text.found import Sought, found_spans
from haowai_tui.typeset import FURNITURE, Hit, Line, Run, find_hits, marked, paragraphs, parts_of

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"


class Finder(Struct):
    """The matches of `query` in the lines it was made for; `current` is the one the reader is at, -1 for none."""

    query: str = ""
    hits: list[Hit] = field(default_factory=list)
    current: int = -1
    _by_line: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)

    @classmethod
    def search(cls, lines: Sequence[Line], query: str) -> Finder:
        """Look for `query`. Slow on a long article."""
        finder = cls(query, find_hits(lines, query))
        for number, hit in enumerate(finder.hits):
            for part in hit:
                finder._by_line.setdefault(part.line, []).append((part.start, part.end, number))
        return finder

    def line(self, number: int) -> int:
        """The line in which the match `number` begins."""
        return self.hits[number][0].line

    def first_from(self, line: int) -> int:
        """The first match in or after `line`, else the first of all; -1 when there is none."""
        found = (number for number in range(len(self.hits)) if self.line(number) >= line)
        return next(found, 0 if self.hits else -1)

    def over(self, index: int, runs: Sequence[Run]) -> Sequence[Run]:
        """The runs of the line at `index` with its matches marked."""
        marks = self._by_line.get(index)
        if not marks:
            return runs
        return marked(runs, [(a, b, "match-now" if n == self.current else "match") for a, b, n in marks])


class Marks(Struct):
    """What a list was looked for, where its article has it: `in_headlines` in the headline, `in_texts` in the rest."""

    in_headlines: Sequence[Sought] = ()
    in_texts: Sequence[Sought] = ()
    _looked: int = 0
    _by_line: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)

    def look(self, lines: Sequence[Line], *, whole: bool) -> None:
        """Look into the paragraphs that have come since the last time. The last one waits until all is `whole`, for it
        may go on. Slow on a long article."""
        if not self.in_headlines and not self.in_texts:
            return
        for first, last in paragraphs(lines, self._looked):
            if last == len(lines) and not whole:
                break
            self._looked = last
            if sought := self._sought(lines[first]):
                self._mark(lines, first, last, sought)

    def _sought(self, line: Line) -> Sequence[Sought]:
        kinds = {run.kind for run in line.runs}
        if "headline" in kinds:
            return self.in_headlines
        return self.in_texts if line.block >= 0 or kinds & {"key-point", "byline"} else ()

    def _mark(self, lines: Sequence[Line], first: int, last: int, sought: Sequence[Sought]) -> None:
        for part in parts_of(lines[first:last], lambda text: found_spans(text, sought)):
            self._by_line.setdefault(first + part.line, []).append((part.start, part.end, "match"))

    def over(self, index: int, runs: Sequence[Run]) -> Sequence[Run]:
        """The runs of the line at `index` with what was looked for marked."""
        marks = self._by_line.get(index)
        return marked(runs, marks) if marks else runs


class Hints(Struct):
    """Letters on the links that show. `links` gives the number of the link for each label."""

    links: dict[str, int] = field(default_factory=dict)
    typed: str = ""

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Hints:
        """Letters for the links in `lines`, the shortest that serve all of them."""
        numbers = list(dict.fromkeys(run.link for line in lines for run in line.runs if run.kind == "link-number"))
        numbers = [number for number in numbers if number]
        pairs = [a + b for a in _LETTERS for b in _LETTERS]
        names = list(_LETTERS) if len(numbers) <= len(_LETTERS) else pairs
        return cls(dict(zip(names, numbers, strict=False)))

    def type(self, key: str) -> int | None:
        """Take a letter. The number of the link that is meant, 0 while more letters are needed, None when there is
        no such link."""
        self.typed += key
        if self.typed in self.links:
            return self.links[self.typed]
        return 0 if any(label.startswith(self.typed) for label in self.links) else None

    def over(self, runs: Sequence[Run]) -> Sequence[Run]:
        """Runs with the letters in the places of the links' numbers."""
        labels = {number: label for label, number in self.links.items() if label.startswith(self.typed)}
        return [
            replace(run, text=labels[run.link].center(len(run.text)), kind="hint")
            if run.kind == "link-number" and run.link in labels
            else run
            for run in runs
        ]


class Choice(Struct):
    """Paragraphs being chosen, from the block `start` to the block `end`, either first. `fixed` keeps the start where
    it is while the end moves."""

    start: int
    end: int
    fixed: bool = False

    def move(self, blocks: int, last: int) -> None:
        """Move the end, and the start with it unless it is fixed."""
        self.end = max(0, min(last, self.end + blocks))
        if not self.fixed:
            self.start = self.end

    def __contains__(self, block: int) -> bool:
        return min(self.start, self.end) <= block <= max(self.start, self.end)

    def text(self, article: Article) -> str:
        """The chosen paragraphs as plain text."""
        low, high = sorted((self.start, self.end))
        return "\n\n".join(text for block in article.blocks[low : high + 1] if (text := block_text(block)))


def selected_text(lines: Sequence[Line], start: tuple[int, int], end: tuple[int, int]) -> str:
    """The article's own text between two places, each (line, character in it), as it read before it was set."""
    out: list[str] = []
    for index in range(max(0, start[0]), min(end[0], len(lines) - 1) + 1):
        line = lines[index]
        low = start[1] if index == start[0] else 0
        high = end[1] if index == end[0] else len(line.text)
        column = 0
        for run in line.runs:
            if run.kind not in FURNITURE:
                out.append(run.text[max(0, low - column) : max(0, high - column)])
            column += len(run.text)
        if index < end[0]:
            out.append(line.joint)
    return "".join(out).strip("\n")
