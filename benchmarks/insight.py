"""What insight costs in a library of so many articles: time of related, hot and of one more article; memory.

    python benchmarks/insight.py 10000 100000 1000000
    python benchmarks/insight.py kept/haowai.db      (a store that was filled before)

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

from haowai_tui.library import comparing, insight
from haowai_tui.store import Store

_ASKED = 60


def _times(work: Callable[[int], object], over: list[int]) -> str:
    times = []
    for item in over:
        start = time.perf_counter()
        work(item)
        times.append((time.perf_counter() - start) * 1000)
    return f"median {statistics.median(times):6.1f} ms  worst {max(times):6.1f} ms"


def measure(store: Store, file: Path) -> None:
    """Print the figures of a store that `corpus.fill` has filled."""
    newest = store.newest_id()
    if not store.frequencies(())[0]:
        # How rare terms are is known in a library that has been kept for long.
        comparing.count_terms(store, range(1, newest + 1, max(1, newest // 20_000)))
    start = time.perf_counter()
    done = len(comparing.catch_up(store, now=NOW))
    if done:
        each = (time.perf_counter() - start) * 1000 / done
        print(f"  one more article      {each:6.1f} ms each, of {done:,}")
    step = max(1, newest // _ASKED)
    for name, ids in (
        ("related, newest", list(range(newest - _ASKED + 1, newest + 1))),
        ("related, any age", list(range(1, newest, step))[:_ASKED]),
    ):
        print(f"  {name:20}", _times(lambda number: insight.related(store, store.article(number)), ids))
    print(f"  {'hot':20}", _times(lambda _n: insight.stories(store, half_life=12.0, limit=10, now=NOW), [0] * 10))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  the file {file.stat().st_size / 1e6:.0f} MB, memory at most {memory:.0f} MB")


def main() -> None:
    """Measure each size that is asked for, or the stores whose files are named."""
    for size in sys.argv[1:] or ("10000", "100000"):
        if not size.isdigit():
            with Store.open(Path(size)) as store:
                print(size)
                measure(store, Path(size))
            continue
        with tempfile.TemporaryDirectory() as folder, Store.open(file := Path(folder) / "haowai.db") as store:
            start = time.perf_counter()
            fill(store, int(size))
            print(f"{int(size):,} articles stored in {time.perf_counter() - start:.0f} s")
            measure(store, file)


if __name__ == "__main__":
    main()
