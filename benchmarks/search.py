"""How long the first screen of a search takes.

    python benchmarks/search.py [ARTICLES...]

Fills a store with made-up news (10,000 and 100,000 articles when none are named) and prints milliseconds, the median
of five, for the first 50 rows of queries and for counting all that they find.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from corpus import NOW, fill

from haowai_tui.library.query import parse_query
from haowai_tui.model import Selection
from haowai_tui.store import Store

QUERIES = (
    "渡口",
    "渡",
    "ferry",
    "fer",
    "萤火虫",
    "重新開放",
    '"river walk"',
    "渡口 -图书馆 OR firefly",
    "title:渡口 is:unread",
    "(渡口 OR ferry) after:7d",
    "words:>120 lang:zh",
    "author:nobody",
)
ROWS = 50


def milliseconds(function: Callable[[], object], times: int = 5) -> float:
    """The median of several runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        found.append((time.perf_counter() - start) * 1000)
    return statistics.median(found)


def measure(store: Store, asked: Selection) -> tuple[float, float, int]:
    """The time of the first screen, of counting, and the count."""
    rows = milliseconds(lambda: store.headlines(asked, limit=ROWS))
    return rows, milliseconds(lambda: store.count(asked)), store.count(asked)


def main() -> None:
    for count in [int(text) for text in sys.argv[1:]] or [10_000, 100_000]:
        with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "haowai.db") as store:
            start = time.perf_counter()
            fill(store, count)
            print(f"{count} articles, stored in {time.perf_counter() - start:.0f} s")
            for text in QUERIES:
                rows, counting, found = measure(store, parse_query(text, store.feeds(), now=NOW))
                print(f"  {text:32} first {ROWS}: {rows:8.2f} ms   count: {counting:8.2f} ms   found: {found}")


if __name__ == "__main__":
    main()
