"""How good stories, related articles and hot are, on the labelled set in tests/data/insight.

    python benchmarks/insight_quality.py [tune|holdout]

The articles are stored in a library in the order in which they arrived, an hour's at a time, and everything is asked of
that library. Beside its figures stand those of two plain methods over the same articles: cosine of tf-idf over pairs of
characters, and BM25 alone.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from haowai_tui.insight.terms import terms_of
from haowai_tui.library import comparing, insight
from haowai_tui.model import Entry, FeedData, Paragraph, Span
from haowai_tui.store import Store
from haowai_tui.text import clean, parse_date

DATA = Path(__file__).resolve().parent.parent / "tests" / "data" / "insight"
Row = dict[str, Any]
Ranking = Callable[[int], list[int]]
"""The positions of the articles beside the one at a position, best first."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The figures of one method. `b_cubed_told` counts only articles that report an event; None is not measured."""

    precision_at_3: float
    ndcg_at_6: float
    b_cubed: float | None = None
    b_cubed_told: float | None = None
    copies_recall: float | None = None
    copies_precision: float | None = None
    hot: int | None = None
    hot_in_flood: int | None = None
    flood_stories: int | None = None


def read(half: str) -> tuple[list[Row], Row]:
    """The articles of a half by arrival, and what is hot in it."""
    rows = [json.loads(line) for line in (DATA / f"{half}.jsonl").read_text("utf-8").splitlines()]
    hot = json.loads((DATA / "hot.json").read_text("utf-8"))[half]
    return sorted(rows, key=lambda row: (row["received"], row["id"])), hot


def fill(store: Store, rows: Sequence[Row], *, hours: int = 1) -> dict[str, int]:
    """Store articles as they arrived, those of some hours at a time. Gives their ids in the store."""
    feeds: dict[str, int] = {}
    batches: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        batches[int(datetime.fromisoformat(row["received"]).timestamp()) // (3600 * hours)].append(row)
    for _hour, batch in sorted(batches.items()):
        for row in batch:
            source = row["source"]
            if source not in feeds:
                feeds[source] = store.add_feed(f"folder:{source}", source="folder", title=source).id
            entry = _entry(row)
            now = datetime.fromisoformat(row["received"])
            store.store_feed(feeds[source], FeedData(title=source, entries=(entry,)), now=now)
        comparing.catch_up(store, now=datetime.fromisoformat(batch[-1]["received"]) + timedelta(minutes=1))
    with store._db.reading() as connection:
        known: dict[str, int] = dict(connection.execute("SELECT substr(identity, 3), id FROM articles"))
    return known


def _entry(row: Row) -> Entry:
    return Entry(
        guid=row["id"],
        title=clean(row["title"]),
        published=parse_date(row["published"] or ""),
        language=row["lang"],
        blocks=tuple(Paragraph((Span(clean(text)),)) for text in row["text"].split("\n")),
    )


def measure(half: str) -> Quality:
    """The figures of the library itself."""
    rows, hot = read(half)
    now = datetime.fromisoformat(hot["now"])
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "haowai.db") as store:
        known = fill(store, rows)
        ids = [known[row["id"]] for row in rows]
        place = {article: index for index, article in enumerate(ids)}
        story = store.stories_of(ids)

        def beside(index: int) -> list[int]:
            found = insight.related(store, store.article(ids[index]))
            return [place[row.article_id] for row in found if row.article_id is not None]

        p3, ndcg = ranking_quality(rows, beside, folded=True)
        recall, precision = _copies_quality(rows, ids, store)
        hits = _hot_events(store, rows, known, now)
        figures = Quality(
            precision_at_3=p3,
            ndcg_at_6=ndcg,
            b_cubed=b_cubed(rows, [story.get(article, article) for article in ids]),
            b_cubed_told=b_cubed(rows, [story.get(article, article) for article in ids], told=True),
            copies_recall=recall,
            copies_precision=precision,
            hot=len(set(hot["hot"]) & {event for event in hits if event}),
        )
        flood = sorted(hot["flood"]["articles"], key=lambda row: row["received"])
        known = fill(store, flood) | known
        hits = _hot_events(store, [*rows, *flood], known, now)
        return Quality(
            **{
                name: getattr(figures, name)
                for name in Quality.__slots__
                if name not in ("hot_in_flood", "flood_stories")
            },
            hot_in_flood=len(set(hot["hot"]) & {event for event in hits if event}),
            flood_stories=hits.count("flood"),
        )


def _hot_events(store: Store, rows: Sequence[Row], known: dict[str, int], now: datetime) -> list[str]:
    """The events of the ten hottest stories, each by what most of its articles report; "flood" for the flood's."""
    label = {known[row["id"]]: row["event"] or ("flood" if "flood" in row["id"] else "") for row in rows}
    found = insight.stories(store, half_life=12.0, limit=10, now=now)
    members = store.members([story.id for story in found])
    return [Counter(label[article] for article, _seen in members[story.id]).most_common(1)[0][0] for story in found]


def _copies_quality(rows: Sequence[Row], ids: Sequence[int], store: Store) -> tuple[float, float]:
    group = {article: row["duplicate"] for article, row in zip(ids, rows, strict=True)}
    wanted = {(one, other) for one in ids for other in ids if one < other and group[one] and group[one] == group[other]}
    found = {(min(article, copy), max(article, copy)) for article in ids for copy in insight.copies(store, [article])}
    return len(found & wanted) / len(wanted), len(found & wanted) / (len(found) or 1)


def b_cubed(rows: Sequence[Row], story: Sequence[int], *, told: bool = False) -> float:
    """B-cubed F1 (Bagga and Baldwin 1998) of stories against events; a background article is an event by itself."""
    event = [row["event"] or row["id"] for row in rows]
    by_story: defaultdict[int, set[int]] = defaultdict(set)
    by_event: defaultdict[str, set[int]] = defaultdict(set)
    for index in range(len(rows)):
        by_story[story[index]].add(index)
        by_event[event[index]].add(index)
    counted = [index for index, row in enumerate(rows) if row["event"] or not told]
    both = [len(by_story[story[index]] & by_event[event[index]]) for index in counted]
    precision = sum(n / len(by_story[story[i]]) for n, i in zip(both, counted, strict=True)) / len(counted)
    recall = sum(n / len(by_event[event[i]]) for n, i in zip(both, counted, strict=True)) / len(counted)
    return 2 * precision * recall / (precision + recall)


def ranking_quality(rows: Sequence[Row], beside: Ranking, *, folded: bool = False) -> tuple[float, float]:
    """Precision at 3 for the same event and nDCG at 6 (same event 2, same topic 1), over all articles of events.

    With `folded`, a text printed several times is one row, and a ranking is not asked for more rows than there are.
    """
    precision: list[float] = []
    gains: list[float] = []
    for index, row in enumerate(rows):
        if not row["event"]:
            continue
        grade = [_grade(row, other) for other in rows]
        best = _ideal(rows, index, grade, folded=folded)
        there = min(3, sum(1 for value in best if value == 2))
        found = beside(index)[:6]
        if there:
            precision.append(sum(1 for other in found[:there] if grade[other] == 2) / there)
        gains.append(_dcg([grade[other] for other in found]) / _dcg(best[:6]))
    return sum(precision) / len(precision), sum(gains) / len(gains)


def _grade(row: Row, other: Row) -> int:
    return 2 if other["event"] == row["event"] else int(other["topic"] == row["topic"])


def _ideal(rows: Sequence[Row], index: int, grade: Sequence[int], *, folded: bool) -> list[int]:
    """The grades of the best ranking there can be; with `folded`, one for each text."""
    seen: set[str] = set()
    best: list[int] = []
    for place, row in enumerate(rows):
        if place == index or (folded and row["duplicate"] and row["duplicate"] in seen):
            continue
        seen.add(row["duplicate"])
        best.append(grade[place])
    return sorted(best, reverse=True)


def _dcg(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def baselines(half: str) -> dict[str, Quality]:
    """The figures of tf-idf cosine with single links at the threshold that suits the half best, and of BM25."""
    rows, _hot = read(half)
    counts = [Counter(term for term in terms_of(row["title"] + "\n" + row["text"]) if term[0] != "@") for row in rows]
    spread = Counter(term for count in counts for term in count)
    idf = {term: math.log(len(rows) / number) for term, number in spread.items()}
    vectors = [{term: (1 + math.log(n)) * idf[term] for term, n in count.items()} for count in counts]
    lengths = [math.sqrt(sum(value * value for value in vector.values())) or 1.0 for vector in vectors]
    mean = sum(sum(count.values()) for count in counts) / len(counts)

    def cosine(one: int, other: int) -> float:
        first, second = sorted((vectors[one], vectors[other]), key=len)
        both = sum(value * second[term] for term, value in first.items() if term in second)
        return both / (lengths[one] * lengths[other])

    def bm25(one: int, other: int) -> float:
        count, length = counts[other], sum(counts[other].values())
        return sum(
            idf[term] * count[term] * 2.2 / (count[term] + 1.2 * (0.25 + 0.75 * length / mean))
            for term in counts[one]
            if term in count
        )

    figures: dict[str, Quality] = {}
    for name, score in (("tf-idf cosine", cosine), ("BM25", bm25)):
        order: dict[int, list[int]] = {}
        pairs: dict[tuple[int, int], float] = {}
        for index, row in enumerate(rows):
            if row["event"] or score is cosine:
                values = {other: score(index, other) for other in range(len(rows)) if other != index}
                order[index] = sorted(values, key=lambda other, values=values: -values[other])[:6]  # type: ignore[misc]
                if score is cosine:
                    pairs.update({(index, other): value for other, value in values.items() if value > 0.1})
        p3, ndcg = ranking_quality(rows, lambda index, order=order: order[index])  # type: ignore[misc]
        best = max((b_cubed(rows, _linked(len(rows), pairs, at / 20)) for at in range(3, 19)), default=0.0)
        figures[name] = Quality(p3, ndcg, b_cubed=best if score is cosine else None)
    return figures


def _linked(size: int, pairs: dict[tuple[int, int], float], threshold: float) -> list[int]:
    parent = list(range(size))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for (one, other), value in pairs.items():
        if value >= threshold:
            parent[root(one)] = root(other)
    return [root(place) for place in range(size)]


def main() -> None:
    """Print the figures of the halves that are asked for, both when none is."""
    for half in sys.argv[1:] or ("tune", "holdout"):
        print(half)
        for name, figures in {"haowai": measure(half), **baselines(half)}.items():
            values = {key: getattr(figures, key) for key in Quality.__slots__}
            shown = {key: f"{value:.3f}" if isinstance(value, float) else value for key, value in values.items()}
            print(f"  {name:14}", "  ".join(f"{key} {value}" for key, value in shown.items() if value is not None))


if __name__ == "__main__":
    main()
