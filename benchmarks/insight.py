"""What insight costs in a library of so many articles: time of related, hot and of one more article; memory.

    python benchmarks/insight.py 10000 100000 1000000

The older part of the corpus is counted but not grouped, as in a library that has been kept for long: only what arrived
within the window of stories is.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from corpus import NOW, fill

from haowai_tui.library import insight
from haowai_tui.store import Store

_GROUPED = 2_000
_ASKED = 60


def _times(work: Callable[[int], object], over: list[int]) -> str:
    times = []
    for item in over:
        start = time.perf_counter()
        work(item)
        times.append((time.perf_counter() - start) * 1000)
    return f"median {statistics.median(times):6.1f} ms  worst {max(times):6.1f} ms"


def measure(count: int) -> None:
    """Print the figures for `count` articles."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "haowai.db") as store:
        start = time.perf_counter()
        fill(store, count)
        print(f"{count:,} articles stored in {time.perf_counter() - start:.0f} s")
        newest = store.newest_id()
        waiting = [article.id for article in store.uncompared(count)] if count <= _GROUPED else []
        if not waiting:
            store.keep_stories({}, range(1, newest - _GROUPED + 1))
            insight.count_terms(store, range(1, newest - _GROUPED + 1, max(1, newest // 20_000)))
        start = time.perf_counter()
        done = insight.catch_up(store, now=NOW)
        print(
            f"  one more article      {(time.perf_counter() - start) * 1000 / max(1, done):6.1f} ms each, of {done:,}"
        )
        step = max(1, newest // _ASKED)
        for name, ids in (
            ("related, newest", list(range(newest - _ASKED + 1, newest + 1))),
            ("related, any age", list(range(1, newest, step))[:_ASKED]),
        ):
            print(f"  {name:20}", _times(lambda number: insight.related(store, store.article(number)), ids))
        print(f"  {'hot':20}", _times(lambda _n: insight.stories(store, half_life=12.0, limit=10, now=NOW), [0] * 10))
        size = (Path(folder) / "haowai.db").stat().st_size / 1e6
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  the file {size:.0f} MB, memory at most {memory:.0f} MB")


def main() -> None:
    """Measure each size that is asked for."""
    for size in sys.argv[1:] or ("10000", "100000"):
        measure(int(size))


if __name__ == "__main__":
    main()
