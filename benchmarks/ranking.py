"""How well the order of what a search finds suits what was looked for, on the labelled set of `tests/data/insight`.

    python benchmarks/ranking.py [tune|holdout ...]

For each event that several articles tell of, three queries are made from their headlines: the most telling word, the
most frequent one, and both. What is of the event counts 2, what is of its topic 1. Prints nDCG of the first ten and how
often the first is of the event, for the newest first, for BM25 with the headline weighted, and for the best first.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from haowai_tui.library.query import parse_query
from haowai_tui.model import Entry, FeedData, Paragraph, Span
from haowai_tui.store import Store
from haowai_tui.text.tokens import index_text, match_expression

DATA = Path(__file__).parent.parent / "tests/data/insight"
Rows = list[dict[str, Any]]
Order = Callable[[str], Sequence[int]]


def load(half: str) -> Rows:
    """The articles of a half, the one with id 1 first."""
    return [json.loads(line) for line in (DATA / f"{half}.jsonl").read_text("utf-8").splitlines()]


def fill(store: Store, rows: Rows) -> None:
    """Put `rows` into a store, numbered from 1 on."""
    feed = store.add_feed("folder:/labelled", source="folder", title="labelled")
    for row in rows:
        entry = Entry(
            guid=row["id"],
            title=row["title"],
            published=datetime.fromisoformat(row["received"]),
            blocks=tuple(Paragraph((Span(line),)) for line in row["text"].split("\n")),
        )
        store.store_feed(feed.id, FeedData(entries=(entry,)), now=datetime(2026, 3, 20, 12, tzinfo=UTC))


def _words(text: str) -> set[str]:
    return {word for word in index_text(text).split() if len(word) > 1}


def queries(rows: Rows) -> Iterator[tuple[str, str]]:
    """Events, each with a query for it."""
    events: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["event"]:
            events[row["event"]].append(row["title"])
    spread = Counter(word for row in rows for word in _words(f"{row['title']}\n{row['text']}"))
    for event, titles in events.items():
        here = Counter(word for title in titles for word in sorted(_words(title)))
        if len(titles) < 3:
            continue
        telling = max(here, key=lambda word: here[word] * math.log(len(rows) / spread[word]))
        common = max((word for word in here if here[word] > 1), key=lambda word: spread[word], default=telling)
        yield from ((event, telling), (event, common), (event, f"{telling} {common}"))


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def judge(name: str, rows: Rows, order: Order) -> None:
    """Print the figures of an order."""
    topics = {row["event"]: row["topic"] for row in rows if row["event"]}
    gains: list[float] = []
    first: list[bool] = []
    for event, query in queries(rows):
        found = [rows[number - 1] for number in order(query)]
        grades = [2 if row["event"] == event else int(row["topic"] == topics[event]) for row in found]
        if len(grades) > 1 and any(grades):
            gains.append(_gain(grades[:10]) / _gain(sorted(grades, reverse=True)[:10]))
            first.append(grades[0] == 2)
    count = len(gains)
    print(f"  {name:22} nDCG@10 {sum(gains) / count:.3f}   first {sum(first) / count:.3f}   of {count} queries")


def main() -> None:
    for half in sys.argv[1:] or ["tune", "holdout"]:
        rows = load(half)
        with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "haowai.db") as store:
            fill(store, rows)
            print(f"{half}: {len(rows)} articles")
            judge("newest first", rows, lambda text, store=store: list(store.newest_of(parse_query(text), 1000)))
            for weight in (1, 5, 20):
                judge(f"BM25, headline x {weight}", rows, _bm25(store, weight))
            judge("best first", rows, lambda text, store=store: store.best(parse_query(text), limit=1000))


def _bm25(store: Store, weight: int) -> Order:
    def order(text: str) -> list[int]:
        statement = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY bm25(search, ?, 1.0)"
        with store._db.reading() as connection:
            return [row[0] for row in connection.execute(statement, (match_expression(text.split()), weight))]

    return order


if __name__ == "__main__":
    main()
