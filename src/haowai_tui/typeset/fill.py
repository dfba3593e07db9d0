"""Filling lines: where text may break (UAX #14 by ICU) and where a Chinese newspaper would not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from haowai_tui.text import cell_width, graphemes
from haowai_tui.typeset.lines import Run

NOT_FIRST = "、，。：；！？）」』”’》〉】〕％%,.:;!?)]}…—～·"
"""Marks that begin no line (GB/T 15834, clreq: line start prohibition)."""

NOT_LAST = "（「『“‘《〈【〔([{"
"""Marks that end no line."""

_HANGING = "、，。：；！？）」』”’》〉】,.;:!?"


_NUMBER = re.compile(r"\[\d+\]")
"""A link's number: it belongs to the word before it."""


def _segments(text: str) -> Iterator[str]:
    """The pieces of `text` between which a line may break."""
    from icu4py.breakers import LineBreaker

    held = ""
    for segment in LineBreaker(text, "zh"):
        # ICU parts some marks that are one to a Chinese reader, after closing quotes above all.
        joined = held and (segment[0] in NOT_FIRST or held[-1] in NOT_LAST or _NUMBER.match(segment))
        if joined and held[-1] not in " \n":
            held += segment
        else:
            if held:
                yield held
            held = segment
    if held:
        yield held


def fill(text: str, width: int, *, first: int | None = None, hang: int = 0) -> list[tuple[int, int]]:
    """Break `text` into lines of at most `width` cells (the first of `first`): the (start, end) of each.

    Spaces at a break belong to neither line. A newline breaks. `hang` is how many cells beyond the width one closing
    mark may take. A word that is longer than a line is cut between graphemes.
    """
    lines: list[tuple[int, int]] = []
    start = place = 0
    room = width if first is None else first
    used = 0
    for segment in _segments(text):
        body = segment.rstrip(" \n")
        wide = cell_width(body)
        if used + wide > room and used:
            overflow = used + wide - room
            if not (hang and overflow <= hang and body[-1:] in _HANGING and used + wide - cell_width(body[-1]) <= room):
                lines.append((start, place))
                start, used, room = place, 0, width
        if wide > room + (hang if body[-1:] in _HANGING else 0):
            for cut in _cuts(body, room, width):
                lines.append((start, start + cut))
                start += cut
                room = width
            used = cell_width(text[start : place + len(body)])
        else:
            used += wide
        used += len(segment) - len(body) - segment.count("\n")
        place += len(segment)
        if segment.endswith("\n"):
            lines.append((start, place))
            start, used, room = place, 0, width
    if start < len(text) or not lines:
        lines.append((start, len(text)))
    return lines


def _cuts(body: str, room: int, width: int) -> list[int]:
    """The lengths of the full lines that a piece too long for one is cut into; its rest stays for the next."""
    cuts: list[int] = []
    used = length = 0
    for grapheme in graphemes(body):
        wide = cell_width(grapheme)
        if used + wide > room and length:
            cuts.append(length)
            used = length = 0
            room = width
        used += wide
        length += len(grapheme)
    return cuts


def set_runs(runs: Sequence[Run], width: int, *, first: int | None = None, hang: int = 0) -> list[tuple[Run, ...]]:
    """Runs broken into lines of at most `width` cells."""
    text = "".join(run.text for run in runs)
    lines: list[tuple[Run, ...]] = []
    run_at, run_start = 0, 0
    for start, end in fill(text, width, first=first, hang=hang):
        end = start + len(text[start:end].rstrip(" \n"))
        out: list[Run] = []
        while run_at < len(runs):
            run = runs[run_at]
            part = run.text[max(0, start - run_start) : max(0, end - run_start)]
            if part:
                out.append(Run(part, run.style, run.kind, run.link))
            if run_start + len(run.text) > end:
                break
            run_start += len(run.text)
            run_at += 1
        lines.append(tuple(out))
    return lines
