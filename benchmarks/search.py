"""How long the first screen of a search takes, newest first and best first.

    python benchmarks/search.py [ARTICLES or HOME ...]

Fills a store with made-up news (10,000 and 100,000 articles when none are named), or opens the one in a home that was
filled so, and prints milliseconds of the processor's time for each kind of query, median and worst of nine: from what
was typed to the first 50 rows, with the pieces of text that show what was found for as many as a screen holds; for
counting what it finds as far as the screen does; and for counting all of it. Then how large the indexes are beside the
text.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable

from corpus import fill

from haowai_tui.config import Settings, paths
from haowai_tui.library import Library
from haowai_tui.library.searching import Order
from haowai_tui.model import blocks_text

QUERIES = (
    ("one character", "渡"),
    ("one rarer character", "萤"),
    ("two characters", "渡口"),
    ("four characters", "重新开放"),
    ("traditional", "重新開放"),
    ("full width", "ＦＥＲＲＹ"),
    ("rare", "萤火虫"),
    ("rare and frequent", "萤火虫 渡口"),
    ("one letter", "f"),
    ("two letters", "fe"),
    ("beginning", "fer"),
    ("frequent word", "ferry"),
    ("longer beginning", "harbo"),
    ("phrase", '"river walk"'),
    ("without", "渡口 -图书馆"),
    ("or", "渡口 OR ferry"),
    ("or of all kinds", "渡 OR fer OR 图书馆"),
    ("title", "title:渡口"),
    ("title, one character", "title:渡"),
    ("pinyin, whole", "hengyang"),
    ("pinyin, first letters", "hydk"),
    ("pinyin, two letters", "dk"),
    ("with operators", "渡口 is:unread after:365d lang:zh"),
    ("in a feed", "渡口 feed:7"),
    ("no words", "words:>120 lang:zh"),
    ("nothing", "author:nobody"),
)
ROWS, SHOWN = 50, 20
TIMES = 9


def milliseconds(function: Callable[[], object], times: int = TIMES) -> list[float]:
    """The times of several runs."""
    found = []
    for _ in range(times):
        start = time.process_time()
        function()
        found.append((time.process_time() - start) * 1000)
    return found


def first_screen(library: Library, text: str, order: Order) -> int:
    """What a person waits for."""
    found = library.search(text, order=order)
    rows = library.headlines(found.selection, limit=ROWS)
    if found.in_texts:
        library.snippets([row.id for row in rows[:SHOWN]], found.in_texts, 160)
    return len(rows)


def measure(library: Library) -> None:
    print(f"{'':24}{'':36}  newest first        best first          to 1,000            count")
    worst = 0.0
    for kind, text in QUERIES:
        newest = milliseconds(lambda text=text: first_screen(library, text, "newest"))
        best = milliseconds(lambda text=text: first_screen(library, text, "best"))
        some = milliseconds(lambda text=text: library.count_up_to(1_000, library.search(text).selection), 3)
        counting = milliseconds(lambda text=text: library.count(library.search(text).selection), 3)
        found = library.count(library.search(text).selection)
        times = "  ".join(
            f"{statistics.median(each):7.1f} ({max(each):7.1f})" for each in (newest, best, some, counting)
        )
        print(f"{kind:24}{text:36}{times}  found: {found}", flush=True)
        worst = max(worst, statistics.median(newest), statistics.median(best))
    print(f"slowest median of a first screen: {worst:.1f} ms")


def sizes(library: Library) -> None:
    """How large the indexes are beside the words that they find."""
    some = library._store.articles(range(1, 5_001))
    text = sum(len(f"{article.title}{blocks_text(article.blocks)}".encode()) for article in some) / len(some)
    whole = text * library.newest_id()
    with library._store._db.reading() as connection:
        for table in ("search", "starts", "sounds", "bodies"):
            pages = connection.execute(
                "SELECT sum(pgsize) FROM dbstat WHERE name = ? OR name LIKE ? ESCAPE '|'", (table, f"{table}|_%")
            ).fetchone()[0]
            print(f"{table}: {pages / 2**20:.0f} MB, {pages / whole:.2f} of the text's {whole / 2**20:.0f} MB")


def main() -> None:
    for named in sys.argv[1:] or ["10000", "100000"]:
        with tempfile.TemporaryDirectory() as folder:
            home = folder if named.isdigit() else named
            with Library.open(paths({"HAOWAI_HOME": home}), Settings()) as library:
                start = time.perf_counter()
                if named.isdigit():
                    fill(library._store, int(named))
                print(
                    f"{library.count(library.parse_query(''))} articles, stored in {time.perf_counter() - start:.0f} s"
                )
                measure(library)
                sizes(library)


if __name__ == "__main__":
    main()
