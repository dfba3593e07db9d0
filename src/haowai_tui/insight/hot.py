"""What is hot: stories that many independent sources tell, now, and more of them by the hour."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

HALF_LIFE_HOURS = 12.0
STRETCHES = 12
"""Bars of the sparkline."""
_LEAST_SOURCES = 2
"""A story that only one source tells is not hot, however often it tells it."""
_PRINTED = 1.5
_GROWTH_DAYS = 0.25
_HABIT, _LIFTED = 0.5, 0.2
_BLOCKS = "▁▂▃▄▅▆▇█"


class Report(Struct, frozen=True):
    """One article of a story: its time in days since 1970, its source, the group of articles that have its text, how
    many commented, whether a source has it in its own hot list, and the reader's interest in its feed (see
    `interest`)."""

    id: int
    days: float
    source: str
    text: int
    comments: int = 0
    printed: bool = False
    interest: float = 0.0


class Heat(Struct, frozen=True):
    """What makes a story hot. `sources` are the different ones, `bars` the reports in equal stretches of time, `lifted`
    whether the reader's interest did much of it."""

    score: float
    sources: int
    articles: int
    first: float
    last: float
    bars: tuple[int, ...]
    printed: bool
    lifted: bool


def interest(taken: float, there: int, taken_of_all: float, there_of_all: int) -> float:
    """How much more of a feed a reader takes in than of all feeds together: from -1 (nothing) over 0 (as much) to 1.
    `taken` and `there` are what was read of the feed and what it has, the others the same of all feeds."""
    if not there or not taken_of_all or not there_of_all:
        return 0.0
    times = (taken / there) / (taken_of_all / there_of_all)
    return (times - 1) / (times + 1)


def heat(reports: Sequence[Report], now: float, *, half_life: float = HALF_LIFE_HOURS) -> Heat:
    """How hot a story is at `now` (days). Each source counts once, by its newest report; a text that was only
    reprinted counts half. `half_life` is in hours. The reader's interest makes it at most half as much again."""
    reports = [report for report in reports if report.days <= now + 1 / 24] or list(reports)
    newest: dict[str, Report] = {}
    for report in sorted(reports, key=lambda report: (report.days, report.id)):
        newest[report.source] = report
    told = Counter(report.text for report in newest.values())
    voices = fresh = growth = 0.0
    for report in newest.values():
        # Of n sources that print one text, one speaks and the others repeat it.
        voice = (1 + (told[report.text] - 1) * 0.5) / told[report.text]
        age = max(0.0, now - report.days) * 24
        voices += voice
        fresh += voice * 0.5 ** (age / half_life)
        growth += voice * (now - report.days <= _GROWTH_DAYS)
    comments = sum(report.comments for report in newest.values())
    printed = any(report.printed for report in reports)
    # The square root of the voices once more: three that speak at once are less than eight within the day.
    score = (
        fresh * math.sqrt(voices) * (1 + 0.5 * growth / (voices or 1.0))
        + 0.15 * math.log1p(comments)
        + _PRINTED * printed
    )
    wanted = max((report.interest for report in newest.values()), default=0.0)
    score *= 1 + _HABIT * wanted
    if len(newest) < _LEAST_SOURCES and not printed:
        score = 0.0
    return Heat(
        score=score,
        sources=len(newest),
        articles=len(reports),
        first=min(report.days for report in reports),
        last=max(report.days for report in reports),
        bars=bars([report.days for report in reports], now),
        printed=printed,
        lifted=wanted > _LIFTED,
    )


def bars(days: Iterable[float], now: float, *, count: int = STRETCHES) -> tuple[int, ...]:
    """How many reports came in each of `count` equal stretches between the first report and `now`."""
    times = list(days)
    first = min(times, default=now)
    stretch = max(now - first, 1 / 24) / count
    found = [0] * count
    for time in times:
        found[max(0, min(count - 1, int((time - first) / stretch)))] += 1
    return tuple(found)


def sparkline(counts: Sequence[int]) -> str:
    """Counts as small bars, one cell each."""
    most = max(counts, default=0)
    if not most:
        return ""
    return "".join(_BLOCKS[0 if not value else max(1, value * (len(_BLOCKS) - 1) // most)] for value in counts)
