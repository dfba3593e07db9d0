"""Comparing what arrives with what is there: digests, the links between them, and the stories that come of these."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from haowai_tui.insight import sketch as sketching
from haowai_tui.insight import stories as grouping
from haowai_tui.insight.affinity import FARTHEST_DAYS, Digest, event_odds, runs
from haowai_tui.insight.terms import Frequencies, Profile, is_pair, profile, telling
from haowai_tui.model import Article, block_text
from haowai_tui.store import DigestRow, Store

_CHUNK = 200
_TIMED_CHUNK = 25
_ASKED_TERMS = 20
"""So many of an article's terms are looked up to find what may belong to it."""
_READINGS = 16
NEWEST_WITH_TERM = 80
_NEWEST_WITH_MARK = 30
COMPARED = 56
"""So many candidates an article is held beside."""
_FUTURE = 1 / 24
READ = 6000
"""Characters of an article that are looked at."""


def days_of(when: datetime) -> float:
    """A time in days since 1970."""
    return when.timestamp() / 86_400


def catch_up(store: Store, *, now: datetime | None = None, most: int = 0, seconds: float = math.inf) -> list[int]:
    """Compare the articles that came or changed with the others and group them into stories, the newest first: all of
    them, about `most` when it is not 0, or as many as can be in about so many `seconds`. Returns their ids. Articles
    from before the time in which events are told, such as a feed's archive, are left alone."""
    # By the newest article and not by the clock alone: one that is ahead, for an hour, would forget all there is.
    today = store.newest_until(days_of(now or datetime.now(UTC)))
    store.pass_over(today - FARTHEST_DAYS)
    done: list[int] = []
    end = time.monotonic() + seconds
    at_once = _CHUNK if seconds == math.inf else _TIMED_CHUNK
    while (not most or len(done) < most) and time.monotonic() < end:
        articles = store.uncompared(min(at_once, most - len(done)) if most else at_once)
        if not articles:
            break
        _compare(store, articles)
        done += [article.id for article in articles]
    if done:
        store.forget_digests(today - FARTHEST_DAYS - 1)
    return done


class _Lookups:
    """What comparing a batch of articles asks the store, each once: nothing of it changes meanwhile. Of how frequent
    terms are it needs those of the batch alone, which are all that two articles can share."""

    def __init__(self, store: Store, terms: Iterable[str]) -> None:
        self._store = store
        self.frequencies = frequencies_of(store, terms)
        self._digests: dict[int, Digest] = {}
        self._with_term: dict[tuple[str, ...], list[int]] = {}
        self.oldest = 0

    def digests(self, ids: Sequence[int]) -> list[Digest]:
        """The digests of `ids` that are kept."""
        missing = [article_id for article_id in ids if article_id not in self._digests]
        self._digests |= {row.article_id: digest_of(row) for row in self._store.digests(missing)}
        return [self._digests[article_id] for article_id in ids if article_id in self._digests]

    def with_term(self, phrases: tuple[str, ...]) -> list[int]:
        """The newest articles with one of the phrases that have digests."""
        if phrases not in self._with_term:
            found = self._store.with_term(phrases, newest=NEWEST_WITH_TERM, since_id=self.oldest)
            self._with_term[phrases] = found
        return self._with_term[phrases]


def _compare(store: Store, articles: Sequence[Article]) -> None:
    terms = {article.id: profile(article.title, text_of(article)) for article in articles}
    asked = _Lookups(store, (term for item in terms.values() for term in item.terms))
    rows = [digest_row(article, terms[article.id], asked.frequencies) for article in articles]
    store.keep_digests(rows, {row.article_id: [*terms[row.article_id].terms, *row.terms] for row in rows})
    # They count among the others from here on.
    asked = _Lookups(store, (term for row in rows for term in row.terms))
    asked.oldest = store.oldest_digest()
    links: dict[tuple[int, int], float] = {}
    for row in rows:
        digest = digest_of(row)
        for other in asked.digests(candidates(digest, row.marks, asked.frequencies, asked.with_term, store)):
            odds = event_odds(digest, other, asked.frequencies, least=grouping.LOOSE)
            if odds >= grouping.LOOSE:
                links[min(digest.id, other.id), max(digest.id, other.id)] = odds
    store.keep_links(links)
    fresh = [row.article_id for row in rows]
    ids, around, rim = store.links_among(fresh, most=grouping.MOST)
    story = grouping.group(ids, around)
    # Of those at the rim alone it is not known what else they belong to: they stay what they are.
    known = {story[article] for article in ids - rim} | {story[article] for article in fresh}
    store.keep_stories({article: one for article, one in story.items() if one in known}, fresh)


def count_terms(store: Store, ids: Iterable[int]) -> None:
    """Count the terms of articles that are too old to be compared, so that rarity is known in a library that was full
    before its articles were compared."""
    chosen = list(ids)
    for start in range(0, len(chosen), _CHUNK):
        part = store.articles(chosen[start : start + _CHUNK])
        store.count_terms({article.id: [*profile(article.title, text_of(article)).terms] for article in part})


def frequencies_of(store: Store, terms: Iterable[str]) -> Frequencies:
    """How often `terms` occur in the store."""
    asked = set(terms)
    total, found = store.frequencies(asked)
    return Frequencies(total, dict.fromkeys(asked, 0) | found)


def supposing(frequencies: Frequencies, terms: Profile) -> Frequencies:
    """The same for terms that were looked up, the others being taken as telling as `terms` are on average."""
    rarities = [frequencies.rarity(term) for term in terms.terms if term[0] != "@"]
    return replace(frequencies, usual=sum(rarities) / len(rarities)) if rarities else frequencies


def text_of(article: Article) -> str:
    """The beginning of an article's text, as much as anything here looks at: a very long one costs no more."""
    pieces: list[str] = []
    length = 0
    for block in article.blocks:
        if length >= READ:
            break
        pieces.append(block_text(block)[:READ])
        length += len(pieces[-1])
    return "\n".join(piece for piece in pieces if piece)[:READ]


def _source(article: Article) -> str:
    """Who tells it: the medium that is named, else the site it links to, else the feed."""
    name = article.source_name or (urlsplit(article.link).hostname or "").removeprefix("www.")
    return name.casefold() or f"feed {article.feed_id}"


def _days(article: Article) -> float:
    """When it appeared: what it claims, unless that is yet to come; else when it arrived. A feed's archive arrives all
    at once, so arriving together says nothing."""
    received = days_of(article.received)
    claimed = days_of(article.published) if article.published else received
    return claimed if claimed <= received + _FUTURE else received


def digest_row(article: Article, terms: Profile, frequencies: Frequencies) -> DigestRow:
    """What an article with these terms is compared by, as the store keeps it."""
    digest = digest_made(article, terms, frequencies)
    return DigestRow(
        article_id=article.id,
        days=digest.days,
        source=digest.source,
        comments=article.comments or 0,
        terms=digest.terms.terms,
        sketch=sketching.pack(digest.sketch),
        marks=tuple(marks_of(digest, frequencies)),
    )


def digest_made(article: Article, terms: Profile, frequencies: Frequencies) -> Digest:
    """What an article with these terms is compared by."""
    kept = telling(terms, frequencies)
    return Digest(article.id, _days(article), _source(article), kept, lambda: sketching.sketch(text_of(article)))


def marks_of(digest: Digest, frequencies: Frequencies) -> list[int]:
    """The numbers that an article is looked up by, and looks others up by."""
    return [*sketching.bands(digest.sketch), *_reading_marks(digest.terms, frequencies)]


def _reading_marks(kept: Profile, frequencies: Frequencies) -> list[int]:
    """Marks of the most telling readings: by them reports in another script are found."""
    readings = [term for term in kept.terms if term[0] == "@"]
    readings.sort(key=lambda term: (-kept.terms[term] * frequencies.rarity(term), term))
    return [sketching.mark(reading) for reading in readings[:_READINGS]]


def digest_of(row: DigestRow) -> Digest:
    """What is kept of an article, as it is compared."""
    return Digest(row.article_id, row.days, row.source, Profile(row.terms), lambda: sketching.unpack(row.sketch))


def candidates(
    digest: Digest,
    marks: Sequence[int],
    frequencies: Frequencies,
    with_term: Callable[[tuple[str, ...]], Iterable[int]],
    store: Store,
) -> list[int]:
    """The articles that share most of what the article's rarest terms and marks tell. `with_term` gives the newest that
    have one of some phrases."""
    worth: defaultdict[int, float] = defaultdict(float)
    for term in _asked(digest.terms, frequencies):
        rarity = frequencies.rarity(term)
        for article_id in with_term((term,) if is_pair(term) else (term, term + "s")):
            worth[article_id] += rarity
    for article_id, count in store.with_marks(marks, newest=_NEWEST_WITH_MARK).items():
        worth[article_id] += 4.0 * count
    worth.pop(digest.id, None)
    return sorted(worth, key=lambda article_id: (-worth[article_id], -article_id))[:COMPARED]


def _asked(terms: Profile, frequencies: Frequencies) -> list[str]:
    """The terms to look up: the best of each run first, so that one long name does not take all the places."""

    def value(term: str) -> float:
        return terms.terms[term] * frequencies.rarity(term)

    asked: list[tuple[int, float, str]] = []
    for run in runs(term for term in terms.terms if term[0] not in "#@"):
        ranked = sorted(run, key=lambda term: (-value(term), term))
        asked += [(place // 2, -value(term), term) for place, term in enumerate(ranked)]
    return [term for _place, _value, term in sorted(asked)[:_ASKED_TERMS]]
