"""Stories, related articles, what is hot and key points: the store's rows through insight's functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from haowai_tui.errors import StoreBusyError, StoreFullError
from haowai_tui.insight import hot as heating
from haowai_tui.insight import related as relating
from haowai_tui.insight import sketch as sketching
from haowai_tui.insight.affinity import Digest
from haowai_tui.insight.terms import Frequencies, profile, terms_of
from haowai_tui.insight.words import Reasons
from haowai_tui.library.comparing import (
    COMPARED,
    NEWEST_WITH_TERM,
    candidates,
    days_of,
    digest_made,
    digest_of,
    frequencies_of,
    marks_of,
    supposing,
    text_of,
)
from haowai_tui.model import Article, Coverage, Headline, Related, Story
from haowai_tui.store import Store
from haowai_tui.text.fold import fold

_MADE = 6
"""So many articles that have no digest any more are read again in each of two rounds for one list of related articles:
the most promising, and that costs a millisecond each."""
_HOT_DAYS = 3.0
_MOST_TEXTS = 100
"""Articles of one story whose texts are held beside each other; the cost grows with the square."""
_NOTICE = 160
"""A text of no more pieces may be a notice that stands in for many articles. Longer ones have headlines now and then
that share no word with them."""


def related(store: Store, article: Article, *, limit: int = relating.MOST) -> list[Related]:
    """The stored articles that belong beside `article`, best first, each with what it shares.

    How frequent terms are is looked up for those of the article, which are all that others can share with it. What
    others have besides is taken to be as telling on average: looking that up too is a third of the time of all.
    """
    digest, asked = _own_digest(store, article)
    known = supposing(asked, digest.terms)
    with_term = partial(store.with_term, newest=NEWEST_WITH_TERM)
    telling = candidates(digest, marks_of(digest, known), known, with_term, store)
    found = [*_of_same_stories(store, [article.id]), *telling]
    others: dict[int, Digest] = {}
    scored: list[relating.Scored] = []
    near: list[Digest] = []
    for _round in range(2):
        ids = [item for item in dict.fromkeys(found) if item != article.id and item not in others]
        more = _digests(store, ids, known)
        others |= {other.id: other for other in more}
        scored += relating.score(digest, more, known, store.stories_of([article.id, *ids]))
        near = relating.nearest(scored)
        # What is told with the nearest reports may share no rare word with the article.
        found = _of_same_stories(store, [other.id for other in near])
    both = [term for other in (digest, *near) for term in other.terms.terms]
    known = supposing(frequencies_of(store, both), digest.terms)
    ranked = relating.rank(scored, known, most=limit)
    return _shown(store, article, digest, ranked, others, known)


def _own_digest(store: Store, article: Article) -> tuple[Digest, Frequencies]:
    """What an article is compared by, and how frequent its terms are."""
    for row in store.digests([article.id]):
        return digest_of(row), frequencies_of(store, row.terms)
    terms = profile(article.title, text_of(article))
    digest = digest_made(article, terms, frequencies_of(store, terms.terms))
    return digest, frequencies_of(store, digest.terms.terms)


def _of_same_stories(store: Store, ids: Sequence[int]) -> list[int]:
    """The articles of the stories that `ids` are of."""
    stories = {*store.stories_of(ids).values()}
    members = store.members([*stories]).values()
    return [article for ids_seen in members for article, _seen in ids_seen[-COMPARED:]]


def _digests(store: Store, ids: Sequence[int], frequencies: Frequencies) -> list[Digest]:
    kept = [digest_of(row) for row in store.digests(ids)]
    missing = set(ids) - {digest.id for digest in kept}
    again = store.articles([article_id for article_id in ids if article_id in missing][:_MADE])
    return [*kept, *(digest_made(item, profile(item.title, text_of(item)), frequencies) for item in again)]


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
    reasons = Reasons(article.title, text_of(article), frequencies)
    shown: list[Related] = []
    for item in ranked:
        row, other = rows.get(item.id), others[item.id]
        if row is None or row.muted or item.id not in whole:
            continue  # muted by a rule, or removed by another process since it was found
        text = whole[item.id].title + "\n" + text_of(whole[item.id])
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
                shared=reasons.shared(text, shared),
                more=len(sources),
            )
        )
    return shown


def stories(
    store: Store,
    *,
    printed: Sequence[int] = (),
    half_life: float,
    limit: int,
    habits: bool = False,
    now: datetime | None = None,
) -> list[Story]:
    """The hottest stories. `printed` are the articles that sources have in their own hot lists; one of these that no
    other article belongs to is a story by itself. With `habits`, feeds that the reader takes more from lift theirs."""
    now = now or datetime.now(UTC)
    listed = set(printed)
    of_printed = store.stories_of(list(listed))
    wanted = [*dict.fromkeys([*store.stories_since(days_of(now) - _HOT_DAYS), *of_printed.values()])]
    members = {story: [item for item, _seen in ids] for story, ids in store.members(wanted).items()}
    members |= {article: [article] for article in listed - of_printed.keys()}
    made = _heated(store, members, listed, days_of(now), half_life, _interests(store) if habits else {})
    made.sort(key=lambda story: (-story.score, -story.last.timestamp(), story.id))
    return [story for story in made if story.score > 0][:limit]


def _interests(store: Store) -> dict[int, float]:
    """The reader's interest in each feed."""
    taken = store.taken_in()
    there = {feed.id: feed.total for feed in store.feeds()}
    of_all, all_there = sum(taken.values()), sum(there.values())
    return {feed: heating.interest(taken.get(feed, 0.0), total, of_all, all_there) for feed, total in there.items()}


def _heated(
    store: Store,
    members: Mapping[int, Sequence[int]],
    printed: set[int],
    now: float,
    half_life: float,
    interests: Mapping[int, float],
) -> list[Story]:
    ids = [article for articles in members.values() for article in articles]
    rows = store.rows_of(ids)
    digests = {row.article_id: row for row in store.digests(ids)}
    found: list[Story] = []
    for story, articles in members.items():
        here = [rows[article] for article in articles if article in rows and not rows[article].muted]
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
                interest=interests.get(row.feed_id, 0.0),
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
                habit=heat.lifted,
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
    made = _heated(store, {known: [item for item, _seen in members]}, set(), days_of(now), half_life, {})
    rows = sorted(store.rows_of([item for item, _seen in members]).values(), key=lambda row: (row.when, row.id))
    if look:
        with suppress(StoreFullError, StoreBusyError):
            store.look_at(known)
    return Coverage(story=made[0], timeline=tuple(rows), fresh=frozenset(item for item, seen in members if not seen))


def copies(store: Store, ids: Sequence[int]) -> list[int]:
    """The articles of other feeds that are the same as one of `ids`, without these. What one feed has under two
    headlines are two articles, for its publisher knows its own; and a notice in place of a text is nobody's copy."""
    asked = set(ids)
    found: set[int] = set()
    for same in one_texts(store, ids):
        feeds = {article.feed_id for article in same if article.id in asked}
        # Those of a feed that has one of `ids` are copies of what another feed has among these.
        found |= {article.id for article in same if feeds - {article.feed_id}}
    return sorted(found - asked)


def one_texts(store: Store, ids: Sequence[int]) -> Iterator[list[Article]]:
    """The articles that have one text, for each text that one of `ids` has and that is of a story. Each story's texts
    are held beside each other once, however many of its articles are asked for."""
    asked = set(ids)
    for members in store.members([*set(store.stories_of(ids).values())]).values():
        articles = store.articles([item for item, _seen in members[-_MOST_TEXTS:]])
        sketches = [(article.id, sketching.sketch(text_of(article))) for article in articles]
        texts = _same_texts(sketches)
        for text in {texts[article.id] for article in articles if article.id in asked}:
            same = [article for article in articles if texts[article.id] == text]
            if not _is_notice(same, dict(sketches)[text]):
                yield same
                continue
            for title in {fold(article.title) for article in same if article.id in asked}:
                yield [article for article in same if fold(article.title) == title]


def _is_notice(same: Sequence[Article], sketch: sketching.Sketch) -> bool:
    """Whether the text of these articles stands in for many, such as that they are for members: a feed has it under
    several headlines, or it is short and tells nothing of what one of the headlines says."""
    headlines = {(article.feed_id, fold(article.title)) for article in same}
    if len(headlines) > len({feed for feed, _title in headlines}):
        return True
    told = {term for article in same for term in terms_of(text_of(article))}
    return sketch.size <= _NOTICE and any(told.isdisjoint(terms_of(article.title)) for article in same)
