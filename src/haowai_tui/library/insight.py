"""Stories, related articles, what is hot and key points: the store's rows through insight's functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urlsplit

from haowai_tui.insight import hot as heating
from haowai_tui.insight import related as relating
from haowai_tui.insight import sketch as sketching
from haowai_tui.insight import stories as grouping
from haowai_tui.insight.affinity import FARTHEST_DAYS, Digest, affinity, runs
from haowai_tui.insight.keypoints import key_points as chosen_sentences
from haowai_tui.insight.terms import Frequencies, Profile, is_pair, profile, telling
from haowai_tui.insight.words import shared_words
from haowai_tui.model import Article, Coverage, Headline, Paragraph, Related, Story, block_text
from haowai_tui.store import DigestRow, Store

_CHUNK = 200
_ASKED_TERMS = 20
"""So many of an article's terms are looked up to find what may belong to it."""
_READINGS = 16
_NEWEST_WITH_TERM = 80
_NEWEST_WITH_MARK = 30
_COMPARED = 56
_MADE = 12
"""So many articles that have no digest any more are read again for one list of related articles."""
_HOT_DAYS = 3.0
_MOST_TEXTS = 100
"""Articles of one story whose texts are held beside each other; the cost grows with the square."""
_FUTURE = 1 / 24
_PARAGRAPHS = 60
_READ = 6000
"""Characters of an article that are looked at."""


def days_of(when: datetime) -> float:
    """A time in days since 1970."""
    return when.timestamp() / 86_400


def catch_up(store: Store, *, now: datetime | None = None, most: int = 0) -> int:
    """Compare the articles that came or changed with the others and group them into stories; all of them, or about
    `most` when it is not 0. Returns how many."""
    today = days_of(now or datetime.now(UTC))
    done = 0
    while (not most or done < most) and (articles := store.uncompared(min(_CHUNK, most - done) if most else _CHUNK)):
        _compare(store, [item for item in articles if days_of(item.received) >= today - FARTHEST_DAYS], articles)
        done += len(articles)
    if done:
        store.forget_digests(today - FARTHEST_DAYS - 1)
    return done


def _compare(store: Store, recent: Sequence[Article], all_of: Sequence[Article]) -> None:
    terms = {article.id: profile(article.title, _text(article)) for article in recent}
    frequencies = _frequencies(store, [term for item in terms.values() for term in item.terms])
    rows = [_digest_row(article, terms[article.id], frequencies) for article in recent]
    store.keep_digests(rows, {row.article_id: [*terms[row.article_id].terms, *row.terms] for row in rows})
    links: dict[tuple[int, int], float] = {}
    oldest = store.oldest_digest()
    for row in rows:
        digest = _digest(row)
        near = store.digests(_candidates(store, digest, row.marks, frequencies, since_id=oldest))
        others = [_digest(other) for other in near if other.article_id != digest.id]
        known = _frequencies(store, [term for item in (digest, *others) for term in item.terms.terms])
        for other in others:
            odds = affinity(digest, other, known).odds
            if odds >= grouping.LOOSE:
                links[min(digest.id, other.id), max(digest.id, other.id)] = odds
    store.keep_links(links)
    fresh = [row.article_id for row in rows]
    ids, around = store.links_among(fresh, most=grouping.MOST)
    store.keep_stories(grouping.group(ids, around), [article.id for article in all_of])


def count_terms(store: Store, ids: Iterable[int]) -> None:
    """Count the terms of articles that are too old to be compared, so that rarity is known in a library that was full
    before its articles were compared."""
    chosen = list(ids)
    for start in range(0, len(chosen), _CHUNK):
        part = store.articles(chosen[start : start + _CHUNK])
        store.count_terms({article.id: [*profile(article.title, _text(article)).terms] for article in part})


def _frequencies(store: Store, terms: Iterable[str]) -> Frequencies:
    total, of = store.frequencies(set(terms))
    return Frequencies(total, of)


def _text(article: Article) -> str:
    """The beginning of an article's text, as much as anything here looks at: a very long one costs no more."""
    pieces: list[str] = []
    length = 0
    for block in article.blocks:
        if length >= _READ:
            break
        pieces.append(block_text(block)[:_READ])
        length += len(pieces[-1])
    return "\n".join(piece for piece in pieces if piece)[:_READ]


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


def _digest_row(article: Article, terms: Profile, frequencies: Frequencies) -> DigestRow:
    kept = telling(terms, frequencies)
    sketch = sketching.sketch(_text(article))
    return DigestRow(
        article_id=article.id,
        days=_days(article),
        source=_source(article),
        comments=article.comments or 0,
        terms=kept.terms,
        sketch=sketching.pack(sketch),
        marks=(*sketching.bands(sketch), *_reading_marks(kept, frequencies)),
    )


def _reading_marks(kept: Profile, frequencies: Frequencies) -> list[int]:
    readings = [term for term in kept.terms if term[0] == "@"]
    readings.sort(key=lambda term: (-kept.terms[term] * frequencies.rarity(term), term))
    return [sketching.mark(reading) for reading in readings[:_READINGS]]


def _digest(row: DigestRow) -> Digest:
    return Digest(row.article_id, row.days, row.source, Profile(row.terms), sketching.unpack(row.sketch))


def _candidates(
    store: Store, digest: Digest, marks: Sequence[int], frequencies: Frequencies, *, since_id: int = 0
) -> list[int]:
    """The articles that share most of what the article's rarest terms and marks tell."""
    worth: defaultdict[int, float] = defaultdict(float)
    for term in _asked(digest.terms, frequencies):
        phrases = (term,) if is_pair(term) else (term, term + "s")
        rarity = frequencies.rarity(term)
        for article_id in store.with_term(phrases, newest=_NEWEST_WITH_TERM, since_id=since_id):
            worth[article_id] += rarity
    for article_id, count in store.with_marks(marks, newest=_NEWEST_WITH_MARK).items():
        worth[article_id] += 4.0 * count
    worth.pop(digest.id, None)
    return sorted(worth, key=lambda article_id: (-worth[article_id], -article_id))[:_COMPARED]


def _asked(terms: Profile, frequencies: Frequencies) -> list[str]:
    """The terms to look up: the best of each run first, so that one long name does not take all the places."""

    def value(term: str) -> float:
        return terms.terms[term] * frequencies.rarity(term)

    asked: list[tuple[int, float, str]] = []
    for run in runs(term for term in terms.terms if term[0] not in "#@"):
        ranked = sorted(run, key=lambda term: (-value(term), term))
        asked += [(place // 2, -value(term), term) for place, term in enumerate(ranked)]
    return [term for _place, _value, term in sorted(asked)[:_ASKED_TERMS]]


def related(store: Store, article: Article, *, limit: int = relating.MOST) -> list[Related]:
    """The stored articles that belong beside `article`, best first, each with what it shares."""
    terms = profile(article.title, _text(article))
    frequencies = _frequencies(store, terms.terms)
    row = next(iter(store.digests([article.id])), None) or _digest_row(article, terms, frequencies)
    digest = _digest(row)
    own = store.stories_of([article.id])
    members = [member for _story, ids in store.members(list(own.values())).items() for member, _seen in ids]
    marks = [*sketching.bands(digest.sketch), *_reading_marks(digest.terms, frequencies)]
    found = _candidates(store, digest, marks, frequencies)
    ids = [*dict.fromkeys([*members[-_COMPARED:], *found])]
    others = [other for other in _digests(store, ids, frequencies) if other.id != article.id]
    known = _frequencies(store, [term for item in (digest, *others) for term in item.terms.terms])
    ranked = relating.rank(digest, others, known, store.stories_of([article.id, *ids]), most=limit)
    return _shown(store, article, digest, ranked, {other.id: other for other in others}, known)


def _digests(store: Store, ids: Sequence[int], frequencies: Frequencies) -> list[Digest]:
    kept = store.digests(ids)
    missing = set(ids) - {row.article_id for row in kept}
    again = store.articles([article_id for article_id in ids if article_id in missing][:_MADE])
    made = [_digest_row(item, profile(item.title, _text(item)), frequencies) for item in again]
    return [_digest(row) for row in (*kept, *made)]


def _shown(
    store: Store,
    article: Article,
    digest: Digest,
    ranked: Sequence[relating.Ranked],
    others: Mapping[int, Digest],
    frequencies: Frequencies,
) -> list[Related]:
    rows = store.rows_of([item.id for item in ranked])
    whole = {item.id: item for item in store.articles([item.id for item in ranked])}
    shown: list[Related] = []
    for item in ranked:
        row, other = rows.get(item.id), others[item.id]
        if row is None or item.id not in whole:
            continue  # removed by another process since it was found
        text = whole[item.id].title + "\n" + _text(whole[item.id])
        shared = [term for term in digest.terms.terms if term in other.terms.terms]
        sources = {others[copy].source for copy in item.copies} - {other.source}
        shown.append(
            Related(
                kind="event" if item.same_event else "subject",
                title=row.title,
                source=row.feed_title,
                when=row.when,
                link=row.link,
                article_id=row.id,
                shared=shared_words(article.title, _text(article), text, shared, frequencies),
                more=len(sources),
            )
        )
    return shown


def stories(
    store: Store, *, printed: Sequence[int] = (), half_life: float, limit: int, now: datetime | None = None
) -> list[Story]:
    """The hottest stories. `printed` are the articles that sources have in their own hot lists; one of these that no
    other article belongs to is a story by itself."""
    now = now or datetime.now(UTC)
    listed = set(printed)
    of_printed = store.stories_of(list(listed))
    wanted = [*dict.fromkeys([*store.stories_since(days_of(now) - _HOT_DAYS), *of_printed.values()])]
    members = {story: [item for item, _seen in ids] for story, ids in store.members(wanted).items()}
    members |= {article: [article] for article in listed - of_printed.keys()}
    made = _heated(store, members, listed, days_of(now), half_life)
    made.sort(key=lambda story: (-story.score, -story.last.timestamp(), story.id))
    return [story for story in made if story.score > 0][:limit]


def _heated(
    store: Store, members: Mapping[int, Sequence[int]], printed: set[int], now: float, half_life: float
) -> list[Story]:
    ids = [article for articles in members.values() for article in articles]
    rows = store.rows_of(ids)
    digests = {row.article_id: row for row in store.digests(ids)}
    found: list[Story] = []
    for story, articles in members.items():
        here = [rows[article] for article in articles if article in rows]
        if not here:
            continue
        sketches = [(row.id, sketching.unpack(digests[row.id].sketch)) for row in here if row.id in digests]
        texts = _same_texts(sketches[:_MOST_TEXTS])
        reports = [
            heating.Report(
                id=row.id,
                days=digests[row.id].days if row.id in digests else days_of(row.when),
                source=digests[row.id].source if row.id in digests else f"feed {row.feed_id}",
                text=texts.get(row.id, row.id),
                comments=digests[row.id].comments if row.id in digests else 0,
                printed=row.id in printed,
            )
            for row in here
        ]
        heat = heating.heat(reports, now, half_life=half_life)
        found.append(
            Story(
                id=story,
                headline=_standing(here, reports),
                articles=heat.articles,
                sources=heat.sources,
                first=datetime.fromtimestamp(heat.first * 86_400, UTC),
                last=datetime.fromtimestamp(heat.last * 86_400, UTC),
                score=round(heat.score, 4),
                hours=heat.bars,
                printed=heat.printed,
            )
        )
    return found


def _same_texts(sketches: Sequence[tuple[int, sketching.Sketch]]) -> dict[int, int]:
    """For each article the first that has its text."""
    first: dict[int, int] = {}
    seen: list[tuple[int, sketching.Sketch]] = []
    for article_id, sketch in sketches:
        same = next((known for known, other in seen if sketching.is_copy(other, sketch)), None)
        if same is None:
            seen.append((article_id, sketch))
        first[article_id] = article_id if same is None else same
    return first


def _standing(rows: Sequence[Headline], reports: Sequence[heating.Report]) -> Headline:
    """The article that stands for a story: the newest of those not yet read, else the newest."""
    days = {report.id: report.days for report in reports}
    return max(rows, key=lambda row: (not row.read, days[row.id], -row.id))


def coverage(
    store: Store, article_id: int, *, half_life: float, look: bool, now: datetime | None = None
) -> Coverage | None:
    """How the event of an article is covered, or None when no other article is of it. `look`: the reader sees it."""
    known = store.stories_of([article_id]).get(article_id)
    if known is None:
        return None
    members = store.members([known])[known]
    now = now or datetime.now(UTC)
    made = _heated(store, {known: [item for item, _seen in members]}, set(), days_of(now), half_life)
    rows = sorted(store.rows_of([item for item, _seen in members]).values(), key=lambda row: (row.when, row.id))
    if look:
        store.look_at(known)
    return Coverage(story=made[0], timeline=tuple(rows), fresh=frozenset(item for item, seen in members if not seen))


def copies(store: Store, ids: Sequence[int]) -> list[int]:
    """The articles that have the same text as one of `ids`, without these."""
    own = store.stories_of(ids)
    found: set[int] = set()
    for members in store.members([*set(own.values())]).values():
        articles = store.articles([item for item, _seen in members[-_MOST_TEXTS:]])
        texts = _same_texts([(article.id, sketching.sketch(_text(article))) for article in articles])
        wanted = {texts[article] for article in ids if article in texts}
        found |= {article for article, text in texts.items() if text in wanted}
    return sorted(found - set(ids))


def key_points(article: Article) -> tuple[str, ...]:
    """Sentences of the article that tell most of it; none when its source has key points or it is short."""
    if article.key_points:
        return ()
    paragraphs = (block for block in article.blocks if isinstance(block, Paragraph))
    return chosen_sentences(article.title, [block_text(block)[:_READ] for block in islice(paragraphs, _PARAGRAPHS)])
